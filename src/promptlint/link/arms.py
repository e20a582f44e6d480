"""In which arms of conditions a place stands: what is chosen in one arm does not meet what is chosen in another.

A ``Fact`` is a pair: what is decided (a test, a table's key, a class) and how it is decided where the place stands.
Two places exclude each other when they decide the same thing differently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from promptlint import ir
from promptlint.link import walk
from promptlint.link.scope import last_name
from promptlint.record import field, record

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from promptlint.link.project import Module
    from promptlint.link.values import Result
    from promptlint.model import Origin

Fact: TypeAlias = "tuple[Hashable, Hashable]"
Facts: TypeAlias = "frozenset[Fact]"

NOWHERE: Facts = frozenset()
OWNER = "owner"
"""What is decided by the class or file that a place stands in: others may inherit from it, or import it."""
RECORDS = (ir.Dict, ir.Call, ir.Seq)
"""Elements of a display that may each be a set of values that belong together."""


def subject(fact: Fact) -> Hashable:
    """What a fact is about: ``kind`` for whether it equals one text or another, the whole test for other tests."""
    key = fact[0]
    return key[1:3] if isinstance(key, tuple) and key[0] in ("test", "equals") else key


@record(eq=False, frozen=False)
class _Places:
    """The facts of one module's places, as far as it is lowered."""

    calls: dict[int, Facts] = field(default_factory=dict)
    written: dict[tuple[int, object], list[Facts]] = field(default_factory=dict)
    """Of the literals and names of a line."""
    lines: dict[int, Facts] = field(default_factory=dict)
    """Of the statements that begin on a line."""


class Arms:
    """The facts of places of one project, worked out where they are asked for."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, _Places]] = {}

    def of_result(self, item: Result) -> Facts:
        """The facts of the call that made an object."""
        if item.frame is None or item.site is None:
            return NOWHERE
        return self._places(item.frame.module).calls.get(id(item.site), NOWHERE)

    def of_text(self, module: Module | None, origin: Origin, text: object) -> Facts:
        """The facts of a literal (``text``), or of the use of a name, on a line of a module."""
        if module is None:
            return NOWHERE
        places = self._places(module)
        found = places.written.get((origin.line, text))
        if found:
            return frozenset.intersection(*found)
        return places.lines.get(origin.line, NOWHERE)

    def _places(self, module: Module) -> _Places:
        size, places = self._known.get(module.path, (-1, _Places()))
        if size != module.lowered_units:
            places = _Places()
            for owner, statements in module.known_units():
                _Reader(module, places).block(statements, frozenset({(OWNER, (module.path, owner))}))
            self._known[module.path] = (module.lowered_units, places)
        return places


class _Reader:
    """Reads the statements of a module once, with the facts that hold at each."""

    def __init__(self, module: Module, places: _Places) -> None:
        self.module = module
        self.places = places

    def block(self, body: Iterable[ir.Stmt], facts: Facts) -> None:
        """Read statements in order; what follows an arm that ends the function stands in the other arm."""
        for stmt in body:
            self.places.lines.setdefault(stmt.span.line, facts)
            for expr in walk.own_expressions(stmt):
                self.expression(expr, facts)
            if isinstance(stmt, ir.If):
                self.block(stmt.body, facts | self.test(stmt.test, True))
                self.block(stmt.orelse, facts | self.test(stmt.test, False))
                if _ends(stmt.body) and not stmt.orelse:
                    facts = facts | self.test(stmt.test, False)
            else:
                self.inner(stmt, facts)

    def inner(self, stmt: ir.Stmt, facts: Facts) -> None:
        """Read the blocks inside another statement than an ``if``."""
        if isinstance(stmt, ir.Match):
            for case in stmt.cases:
                self.block(case.body, facts | self.case(stmt, case))
        elif isinstance(stmt, ir.ClassDef):
            self.block(stmt.body, (facts - {f for f in facts if f[0] == OWNER}) | {(OWNER, self.owner(stmt.name))})
        elif isinstance(stmt, (ir.FunctionDef, ir.With)):
            self.block(stmt.body, facts)
        elif isinstance(stmt, ir.Loop):
            self.block((*stmt.body, *stmt.orelse), facts)
        elif isinstance(stmt, ir.Try):
            for part in (stmt.body, *stmt.handlers, stmt.orelse, stmt.final):
                self.block(part, facts)

    def owner(self, name: str) -> tuple[str, str]:
        """The class of a name in this module."""
        return (self.module.path, name)

    def expression(self, expr: ir.Expr, facts: Facts) -> None:
        """Read an expression and all in it."""
        stack = [(expr, facts)]
        while stack:
            current, here = stack.pop()
            self.note(current, here)
            if isinstance(current, ir.Cond):
                stack.append((current.test, here))
                stack.append((current.body, here | self.test(current.test, True)))
                stack.append((current.orelse, here | self.test(current.test, False)))
            elif isinstance(current, (ir.Dict, ir.Seq)):
                stack.extend(_elements(current, here))
            else:
                stack.extend((inner, here) for inner in walk.children(current))

    def note(self, expr: ir.Expr, facts: Facts) -> None:
        """Keep the facts of a literal, name or call."""
        if isinstance(expr, ir.Call):
            self.places.calls[id(expr)] = facts
        elif isinstance(expr, ir.Const) and isinstance(expr.value, str):
            self.places.written.setdefault((expr.span.line, expr.value), []).append(facts)
        elif (name := last_name(expr)) is not None:
            self.places.written.setdefault((expr.span.line, name), []).append(facts)

    def test(self, test: ir.Expr, when: bool) -> Facts:
        """What is decided where a test came out one way."""
        if isinstance(test, ir.Compare) and test.op == "not":
            return self.test(test.right, not when)
        if isinstance(test, ir.BoolOp):
            parts = test.values if (test.op == "and") is when else ()
            return frozenset(fact for part in parts for fact in self.test(part, when))
        if isinstance(test, ir.Compare) and test.op in ("==", "!=", "is", "is not"):
            return self.equality(test.left, test.right, (test.op in ("==", "is")) is when)
        return frozenset({(("test", self.module.path, self.written(test)), when)})

    def case(self, stmt: ir.Match, case: ir.MatchCase) -> Facts:
        """What is decided in one case of a ``match``."""
        place = frozenset({(("case", self.module.path, stmt.span.line), case.body[0].span.line if case.body else 0)})
        return place | self.equality(stmt.subject, case.values[0], True) if len(case.values) == 1 else place

    def equality(self, left: ir.Expr, right: ir.Expr, equal: bool) -> Facts:
        """What is decided where a name equals a literal, or does not."""
        name = _subject(left) or self.written(left)
        if not isinstance(right, ir.Const):
            return frozenset({(("test", self.module.path, name, self.written(right)), equal)})
        facts: set[Fact] = {(("test", self.module.path, name, repr(right.value)), equal)}
        if equal:
            facts.add((("equals", self.module.path, name), right.value))
        return frozenset(facts)

    def written(self, expr: ir.Expr) -> str:
        """The source of a test, whether it reads an attribute of ``self`` or a name."""
        return self.module.source_text(expr).replace("self.", "")


def _subject(expr: ir.Expr) -> str | None:
    """What a comparison is about: the last name of it, that of ``self.kind.lower()`` being ``kind``."""
    if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and not expr.args:
        expr = expr.func.value
    return last_name(expr)


def _elements(expr: ir.Dict | ir.Seq, facts: Facts) -> Iterator[tuple[ir.Expr, Facts]]:
    """The elements of a display: of a table's entries, one is chosen."""
    if isinstance(expr, ir.Seq):
        table = expr.kind != "set" and len(expr.items) > 1 and all(isinstance(i, RECORDS) for i in expr.items)
        for place, item in enumerate(expr.items):
            yield item, facts | {(("element", id(expr)), place)} if table else facts
        return
    keys = [key.value for key, _ in expr.entries if isinstance(key, ir.Const)]
    whole = len(keys) == len(expr.entries) and len(set(keys)) == len(keys) > 1
    names = frozenset(keys)
    for key, value in expr.entries:
        if key is not None:
            yield key, facts
        chosen = whole and isinstance(key, ir.Const)
        yield value, facts | {(("keys", names), key.value)} if chosen and isinstance(key, ir.Const) else facts


def _ends(body: tuple[ir.Stmt, ...]) -> bool:
    """Whether control does not go on after a block."""
    last = body[-1] if body else None
    return isinstance(last, (ir.Return, ir.Jump))
