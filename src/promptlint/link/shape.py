"""What a statement list is made of, worked out once: which statements matter for which key.

The flow of a key through a body looks at a few statements of many. A ``Block`` finds them, and the statement that
holds a place, without walking the list.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.scope import affix_key, dotted, last_name
from promptlint.link.walk import always, expressions, own_expressions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.model import Span

Stmts = tuple[ir.Stmt, ...]
HARMLESS = frozenset(
    {"print", "debug", "info", "warning", "error", "exception", "critical", "log", "write", "sleep", "markdown", "echo"}
)
"""Names of calls made for an effect that change nothing they are given."""


class Block:
    """A list of statements in order of place. ``keys`` are those that it may bind or change."""

    def __init__(self, stmts: Stmts, shapes: Shapes) -> None:
        self.stmts = stmts
        self.starts = [(s.span.line, s.span.column) for s in stmts]
        self.exits: list[int] = []
        """The places of ``return``, ``raise``, ``break`` and ``continue``: what follows is dead."""
        self.leaving: list[int] = []
        """The places of compound statements with one of these inside."""
        self.touching: dict[str, list[int]] = {}
        self.narrowing: dict[str, list[int]] = {}
        for place, stmt in enumerate(stmts):
            self._note(place, stmt, shapes)
        self.keys = self.touching.keys()
        self._steps: dict[tuple[str, bool], tuple[int, ...]] = {}

    def _note(self, place: int, stmt: ir.Stmt, shapes: Shapes) -> None:
        for key in shapes.binds(stmt):
            self.touching.setdefault(key, []).append(place)
        if isinstance(stmt, (ir.Return, ir.Jump)):
            self.exits.append(place)
        elif isinstance(stmt, (ir.If, ir.Try, ir.Match, ir.With)) and (shapes.leaves(stmt) or shapes.jumps(stmt)):
            self.leaving.append(place)
            for key in shapes.narrows(stmt):
                self.narrowing.setdefault(key, []).append(place)

    def steps(self, key: str, reached: bool) -> tuple[int, ...]:
        """The places of the statements that matter for the key.

        With ``reached`` the place asked for lies further on in the list: no branch before it leaves for good.
        """
        known = self._steps.get((key, reached))
        if known is None:
            mattering = {*self.touching.get(key, ()), *self.exits}
            mattering.update(self.narrowing.get(key, ()) if reached else self.leaving)
            known = self._steps[key, reached] = tuple(sorted(mattering))
        return known

    def last_change(self, key: str) -> int:
        """The place of the last statement after which the state of the key may differ, -1 if there is none."""
        return max(self.touching.get(key, (-1,))[-1], self.narrowing.get(key, (-1,))[-1])

    def behind(self, until: Span) -> int:
        """How many statements start at the place or before it."""
        return bisect_right(self.starts, (until.line, until.column))

    def holder(self, until: Span) -> int | None:
        """The place of the statement that the place lies in, None if it lies in none."""
        place = self.behind(until) - 1
        while place > 0 and self.starts[place - 1] == self.starts[place]:
            place -= 1
        if place < 0:
            return None
        span = self.stmts[place].span
        return place if (until.line, until.column) < (span.end_line, span.end_column) else None


class Shapes:
    """The shapes of statements and statement lists of one run, by identity."""

    def __init__(self) -> None:
        self._blocks: dict[int, Block] = {}
        self._binds: dict[int, frozenset[str]] = {}
        self._leaves: dict[int, bool] = {}
        self._jumps: dict[int, bool] = {}
        self._walruses: dict[int, tuple[tuple[ir.Walrus, bool], ...]] = {}
        self._mutated: dict[int, frozenset[str]] = {}
        self._changed: dict[int, dict[str, str]] = {}
        self._tested: dict[int, frozenset[str]] = {}
        self._yields: dict[int, tuple[ir.Yield, ...]] = {}
        self._breaks_off: dict[int, bool] = {}
        self._keep: list[object] = []

    def block(self, stmts: Stmts) -> Block:
        """The shape of a statement list."""
        known = self._blocks.get(id(stmts))
        if known is None:
            known = self._blocks[id(stmts)] = Block(stmts, self)
        return known

    def binds(self, stmt: ir.Stmt) -> frozenset[str]:
        """Every key that the statement may bind or change, at any depth outside nested functions and classes."""
        known = self._binds.get(id(stmt))
        if known is None:
            self._keep.append(stmt)
            known = self._binds[id(stmt)] = frozenset(self._bound(stmt))
        return known

    def _bound(self, stmt: ir.Stmt) -> Iterator[str]:
        yield from stored_keys(stmt)
        for walrus, _ in self.walruses(stmt):
            yield walrus.name
        for block in blocks(stmt):
            for inner in block:
                yield from self.binds(inner)

    def walruses(self, stmt: ir.Stmt) -> tuple[tuple[ir.Walrus, bool], ...]:
        """The ``name := value`` expressions of the statement itself, each with whether it is always evaluated."""
        known = self._walruses.get(id(stmt))
        if known is None:
            self._keep.append(stmt)
            found = [e for e in expressions(stmt) if isinstance(e, ir.Walrus)]
            sure = {id(e) for own in own_expressions(stmt) for e in always(own)} if found else set()
            known = self._walruses[id(stmt)] = tuple([(e, id(e) in sure) for e in found])
        return known

    def leaves(self, stmt: ir.Stmt) -> bool:
        """Whether a compound statement holds a ``return`` or ``raise`` at any depth."""
        known = self._leaves.get(id(stmt))
        if known is None:
            self._keep.append(stmt)
            known = any(is_exit(inner) or self.leaves(inner) for block in blocks(stmt) for inner in block)
            self._leaves[id(stmt)] = known
        return known

    def jumps(self, stmt: ir.Stmt) -> bool:
        """Whether a compound statement holds a ``break`` or ``continue`` of the loop around it."""
        known = self._jumps.get(id(stmt))
        if known is None:
            self._keep.append(stmt)
            inside = (inner for block in blocks(stmt) for inner in block if not isinstance(inner, ir.Loop))
            known = self._jumps[id(stmt)] = any(isinstance(inner, ir.Jump) or self.jumps(inner) for inner in inside)
        return known

    def breaks_off(self, loop: ir.Loop) -> bool:
        """Whether a loop may end before its rounds have run out without an error, or leave a round in its midst."""
        known = self._breaks_off.get(id(loop))
        if known is None:
            self._keep.append(loop)
            known = self._breaks_off[id(loop)] = any(_breaks_off(inner) for block in blocks(loop) for inner in block)
        return known

    def narrows(self, stmt: ir.Stmt) -> frozenset[str]:
        """The keys whose alternatives the conditions within the statement may narrow."""
        own = frozenset(_tested(stmt.test)) if isinstance(stmt, ir.If) else frozenset[str]()
        return own.union(*(self.narrows(inner) for block in blocks(stmt) for inner in block))

    def tested(self, stmts: Stmts) -> frozenset[str]:
        """The keys that a condition anywhere within the statements may narrow."""
        known = self._tested.get(id(stmts))
        if known is None:
            self._keep.append(stmts)
            known = self._tested[id(stmts)] = frozenset[str]().union(*(self.narrows(stmt) for stmt in stmts))
        return known

    def changed_as(self, stmts: Stmts, key: str) -> str | None:
        """Another name under which the statements change what the key holds, None if there is none."""
        known = self._changed.get(id(stmts))
        if known is None:
            self._keep.append(stmts)
            pairs = set(_aliases(stmts))
            changed = set(_mutated(stmts)) if pairs else set[str]()
            both = [*pairs, *((b, a) for a, b in pairs)]
            known = self._changed[id(stmts)] = {name: other for name, other in sorted(both) if other in changed}
        return known.get(key)

    def rebinds(self, stmts: Stmts, name: str) -> bool:
        """Whether the statements assign the name itself, not only what it holds."""
        return any(name in _assigned(stmt) or any(self.rebinds(b, name) for b in blocks(stmt)) for stmt in stmts)

    def borrows(self, stmts: Stmts, name: str) -> bool:
        """Whether the statements change what a name holds that they never bind: it comes from around them."""
        return name in self._changed_here(stmts) and not _makes(stmts, name)

    def _changed_here(self, stmts: Stmts) -> frozenset[str]:
        known = self._mutated.get(id(stmts))
        if known is None:
            self._keep.append(stmts)
            known = self._mutated[id(stmts)] = frozenset(_changed(stmts))
        return known

    def yields(self, stmts: Stmts) -> tuple[ir.Yield, ...]:
        """The ``yield`` expressions of a function body, nested functions and classes left out."""
        known = self._yields.get(id(stmts))
        if known is None:
            self._keep.append(stmts)
            known = self._yields[id(stmts)] = tuple(_yields(stmts))
        return known


def _breaks_off(stmt: ir.Stmt, own: bool = True) -> bool:
    if isinstance(stmt, ir.Jump):
        return own and stmt.kind != "raise"
    own = own and not isinstance(stmt, ir.Loop)
    return isinstance(stmt, ir.Return) or any(_breaks_off(inner, own) for block in blocks(stmt) for inner in block)


def is_exit(stmt: ir.Stmt) -> bool:
    """Whether the statement leaves the function."""
    return isinstance(stmt, ir.Return) or (isinstance(stmt, ir.Jump) and stmt.kind == "raise")


def stored_keys(stmt: ir.Stmt) -> Iterator[str]:
    """The keys that a statement itself binds or changes."""
    if isinstance(stmt, ir.Import):
        yield stmt.bound
    elif isinstance(stmt, (ir.FunctionDef, ir.ClassDef)):
        yield stmt.name
    elif isinstance(stmt, ir.Assign):
        for target in stmt.targets:
            yield from target_keys(target)
    elif isinstance(stmt, ir.AugAssign):
        yield from target_keys(stmt.target)
    elif isinstance(stmt, ir.ExprStmt):
        key = mutate.mutated_key(stmt.value)
        if key is not None:
            yield key
        yield from handed_keys(stmt.value)
    elif isinstance(stmt, ir.Loop) and stmt.target is not None:
        yield from target_keys(stmt.target)
    elif isinstance(stmt, ir.With):
        for _, entered in stmt.items:
            if entered is not None:
                yield from target_keys(entered)
    elif isinstance(stmt, ir.Match):
        for case in stmt.cases:
            yield from case.binds


def handed_keys(expr: ir.Expr) -> Iterator[str]:
    """The keys that a call made for its effect is given as they are: it may change what they hold."""
    if isinstance(expr, ir.Call) and last_name(expr.func) not in HARMLESS and mutate.mutated_key(expr) is None:
        for arg in expr.args:
            key = dotted(arg.value) if not arg.star else None
            if key is not None:
                yield key


def _assigned(stmt: ir.Stmt) -> list[str | None]:
    if isinstance(stmt, ir.Assign):
        return [dotted(target) for target in stmt.targets]
    if isinstance(stmt, ir.Loop) and stmt.target is not None:
        return list(target_keys(stmt.target))
    return [dotted(stmt.target)] if isinstance(stmt, ir.AugAssign) else []


def _aliases(stmts: Iterable[ir.Stmt]) -> Iterator[tuple[str, str]]:
    for stmt in stmts:
        if isinstance(stmt, ir.Assign) and stmt.value is not None:
            source = dotted(stmt.value)
            names = [name for target in stmt.targets if (name := dotted(target)) is not None]
            yield from ((name, source) for name in names if source is not None)
        for block in blocks(stmt):
            yield from _aliases(block)


def _mutated(stmts: Iterable[ir.Stmt]) -> Iterator[str]:
    for stmt in stmts:
        key = mutate.mutated_key(stmt.value) if isinstance(stmt, ir.ExprStmt) else None
        targets = stmt.targets if isinstance(stmt, ir.Assign) else ()
        stored = [dotted(target.value) for target in targets if isinstance(target, ir.Sub)]
        if isinstance(stmt, ir.AugAssign):
            stored.append(dotted(stmt.target))
        if isinstance(stmt, ir.ExprStmt):
            stored.extend(handed_keys(stmt.value))
        yield from (name for name in (key, *stored) if name is not None)
        for block in blocks(stmt):
            yield from _mutated(block)


def _changed(stmts: Iterable[ir.Stmt]) -> Iterator[str]:
    """The names of what the statements change in place, at any depth."""
    for stmt in stmts:
        key = mutate.mutated_key(stmt.value) if isinstance(stmt, ir.ExprStmt) else None
        stored = [dotted(t.value) for t in stmt.targets if isinstance(t, ir.Sub)] if isinstance(stmt, ir.Assign) else []
        yield from (name for name in (key, *stored) if name is not None)
        for block in blocks(stmt):
            yield from _changed(block)


def _makes(stmts: Iterable[ir.Stmt], name: str) -> bool:
    """Whether the statements bind a name, at any depth."""
    for stmt in stmts:
        if isinstance(stmt, ir.Assign):
            bound = any(isinstance(target, ir.Name) and target.id == name for target in stmt.targets)
            bound = bound or any(isinstance(t, ir.Seq) and name in target_keys(t) for t in stmt.targets)
        else:
            bound = not isinstance(stmt, ir.ExprStmt) and name in stored_keys(stmt)
        if bound or any(_makes(block, name) for block in blocks(stmt)):
            return True
    return False


def _tested(test: ir.Expr) -> Iterator[str]:
    """The keys that ``narrowing.narrow`` looks for in a condition."""
    if isinstance(test, ir.BoolOp):
        for value in test.values:
            yield from _tested(value)
        return
    key = affix_key(test) if isinstance(test, ir.Call) else dotted(test)
    if key is not None:
        yield key
    if isinstance(test, ir.Compare):
        yield from _tested(test.left)
        yield from _tested(test.right)


def _yields(stmts: Iterable[ir.Stmt]) -> Iterator[ir.Yield]:
    for stmt in stmts:
        if isinstance(stmt, (ir.FunctionDef, ir.ClassDef)):
            continue
        for expr in expressions(stmt):
            if isinstance(expr, ir.Yield):
                yield expr
        for block in blocks(stmt):
            yield from _yields(block)


def target_keys(target: ir.Expr) -> Iterator[str]:
    """The keys an assignment target binds or changes (``d["k"] = v`` changes ``d``)."""
    if isinstance(target, ir.Seq):
        for item in target.items:
            yield from target_keys(item)
    elif isinstance(target, (ir.Star, ir.Sub)):
        yield from target_keys(target.value)
    else:
        key = dotted(target)
        if key is not None:
            yield key


def blocks(stmt: ir.Stmt) -> tuple[Stmts, ...]:
    """The statement lists inside a compound statement (not those of functions and classes)."""
    if isinstance(stmt, (ir.If, ir.Loop)):
        return (stmt.body, stmt.orelse)
    if isinstance(stmt, ir.With):
        return (stmt.body,)
    if isinstance(stmt, ir.Try):
        return (stmt.body, *stmt.handlers, stmt.orelse, stmt.final)
    if isinstance(stmt, ir.Match):
        return tuple([case.body for case in stmt.cases])
    return ()
