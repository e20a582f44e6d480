"""The constant evaluator: what an expression can be, in a frame, across the whole project.

Evaluation never runs code. It is memoised per expression and frame, limited in depth and in steps, and answers
``Unknown`` with a reason where it stops. Two modes: with ``expand`` unset a parameter that no caller bound stays a
``Parameter``; with ``expand`` set it becomes what the project's callers pass (see ``callers``).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    access,
    attributes,
    calls,
    classes,
    conditions,
    containers,
    filesystem,
    library,
    mutate,
    names,
    narrowing,
    strings,
)
from promptlint.link.fuel import TOO_MUCH, Fuel
from promptlint.link.scope import Frame, dotted
from promptlint.link.shape import Shapes
from promptlint.link.values import (
    OPAQUE,
    Class,
    Constant,
    Element,
    Function,
    Item,
    Listing,
    Mapping,
    Parameter,
    Pipe,
    Symbol,
    Text,
    Unknown,
    bounded,
    element_parameter,
    text_of,
    union,
    unknown,
)
from promptlint.model import Hole, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promptlint.link.callers import Site
    from promptlint.link.indirect import Alias, Uses
    from promptlint.link.project import Project
    from promptlint.link.scope import ClassRef
    from promptlint.link.values import Alternative, Instance, Value

NO_CYCLE = 1 << 30
"""A depth that no evaluation reaches."""
MAX_DEPTH = 100
"""Nested evaluations before giving up on an expression."""
MAX_DICTS = 16
"""More dicts than this under a key that is not known are taken as one."""
MAX_STEPS = 12
"""Steps of the way of a text that are kept."""
MAX_UNROLLED = 8
"""Rounds of a loop that are followed one by one."""
MAX_ROUNDS = 200
"""Rounds of a comprehension that are followed one by one."""


def _known_whole(item: Alternative) -> bool:
    """Whether every element of what is iterated over is known."""
    if isinstance(item, Listing):
        return item.rest is None and not any(i.repeats for i in item.items)
    return isinstance(item, Mapping) and item.rest is None


def _is_place(index: Value) -> bool:
    """Whether an index is a number."""
    return len(index) == 1 and isinstance(index[0], Constant) and isinstance(index[0].value, int)


def _of_a_parameters_elements(value: Value) -> bool:
    """Whether a value comes of the elements of a parameter."""
    return any(element_parameter(item) is not None for item in value)


def _elements_of(item: Alternative) -> list[Value]:
    if isinstance(item, Mapping):
        return [(key,) for key in containers.keys_of(item)]
    return [i.value for i in item.items] if isinstance(item, Listing) else []


class Evaluator:
    """Holds the memo tables of one run over one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        project.evaluator = self
        self.expand: bool | None = False
        """None: like False, and what is taken out of elements of a parameter is kept as such, too."""
        self.depth = 0
        self.fuel = Fuel(len(project.files))
        self.memo: dict[tuple[int, int, bool | None], Value | None] = {}
        self.shapes = Shapes()
        self.loops_open: set[tuple[int, int, str]] = set()
        self.keep: list[object] = []
        self.frames: dict[object, Frame] = {}
        self.returns_memo: dict[tuple[int, bool | None], Value | None] = {}
        self.lookups: dict[object, Value | None] = {}
        self.any_entry: dict[int, Value] = {}
        self.uses: dict[int, Uses] = {}
        self.aliases: dict[Alias, tuple[tuple[Alias, ...], tuple[tuple[str, Site], ...]]] = {}
        self.site_memo: dict[tuple[str, int], tuple[Site, ...]] = {}
        self.caller_memo: dict[tuple[str, int], tuple[tuple[Site, Function], ...]] = {}
        self.construction_memo: dict[tuple[str, int], tuple[tuple[Frame, ir.Call, ClassRef], ...]] = {}
        self.extension: Callable[[Instance, str], Value] | None = None
        self.passed_through: dict[str, Parameter] = {}
        self.truncated = False
        self.cycle_from = NO_CYCLE
        self.attributes_open: dict[object, int] = {}
        self.namespaces: set[str] = set()

    # -- modes and limits ----------------------------------------------------------------------------------------

    @contextmanager
    def mode(self, expand: bool | None) -> Iterator[None]:
        """Evaluate with parameters expanded to what callers pass, or not (None: not even below attributes)."""
        before, self.expand = self.expand, expand
        try:
            yield
        finally:
            self.expand = before

    def start_request(self) -> None:
        """A new request: its own budget of steps."""
        self.fuel.refill()

    def met_again(self, key: object) -> None:
        """An attribute is asked for while it is being worked out: what comes of that holds for this one way only."""
        self.cycle_from = min(self.cycle_from, self.attributes_open.get(key, NO_CYCLE))

    def worked_out(self, key: object) -> None:
        """An attribute is worked out: where nothing further up was missing for it, neither is for what comes next."""
        del self.attributes_open[key]
        if self.in_cycle() and self.cycle_from not in self.attributes_open.values():
            self.cycle_from = NO_CYCLE

    def in_cycle(self) -> bool:
        """Whether the value at hand came out without an attribute that is still being worked out further up."""
        return self.depth >= self.cycle_from

    def expanded(self, expr: ir.Expr, frame: Frame) -> Value:
        """What the expression can be when unbound parameters stand for what the project's callers pass."""
        before, self.expand = self.expand, True
        try:
            return self.eval(expr, frame)
        finally:
            self.expand = before

    def base_of(self, expr: ir.Expr, frame: Frame) -> Value:
        """What something is taken out of, or called: expanded, unless it comes of the elements of a parameter."""
        if self.expand is None:
            value = self.eval(expr, frame)
            if _of_a_parameters_elements(value):
                return value
        return self.expanded(expr, frame)

    def eval(self, expr: ir.Expr, frame: Frame) -> Value:
        """What the expression can be."""
        key = (id(expr), id(frame), self.expand)
        if key in self.memo:
            known = self.memo[key]
            return known if known is not None else unknown("the value depends on itself")
        if self.depth > MAX_DEPTH or self.fuel.empty or self.fuel.hopeless(key):
            self.truncated = True
            return unknown(TOO_MUCH)
        before = self.fuel.steps
        self.fuel.steps += not isinstance(expr, ir.Const)  # a table of thousands of literals is no work
        around, self.truncated = self.truncated, False  # what was cut short beside this does not touch it
        cycle, self.cycle_from = self.cycle_from, NO_CYCLE  # nor does what lacks an attribute
        self.depth += 1
        self.memo[key] = None
        try:
            value = self._eval(expr, frame)
        finally:
            self.depth -= 1
            lacking, self.cycle_from = self.in_cycle(), min(self.cycle_from, cycle)
        self.keep.append((expr, frame))
        if self.truncated:
            self.fuel.cut_short(key, before)
        if self.truncated or lacking:
            del self.memo[key]
        else:
            self.memo[key] = value
        self.truncated = (self.truncated or around) and self.depth > 0
        return value

    def _eval(self, expr: ir.Expr, frame: Frame) -> Value:
        if isinstance(expr, ir.Const):
            return (self.constant(expr, frame),)
        if isinstance(expr, ir.Name):
            return self._passing(names.lookup(self, expr.id, expr.span, frame), expr, frame)
        if isinstance(expr, ir.Attr):
            return self._attr(expr, frame)
        if isinstance(expr, ir.Call):
            return calls.evaluate(self, expr, frame)
        if isinstance(expr, ir.Template):
            return strings.template(self, expr, frame)
        if isinstance(expr, ir.BinOp):
            return self.binary(expr.op, self.eval(expr.left, frame), self.eval(expr.right, frame), expr, frame)
        if isinstance(expr, ir.Sub):
            return self._sub(expr, frame)
        if isinstance(expr, ir.Seq):
            return (self._sequence(expr, frame),)
        if isinstance(expr, ir.Dict):
            return (self._dict(expr, frame),)
        if isinstance(expr, ir.Walrus):
            return self.eval(expr.value, frame)
        return self._choice(expr, frame)

    def _choice(self, expr: ir.Expr, frame: Frame) -> Value:
        if isinstance(expr, ir.Cond):
            truth = self.truth(expr.test, frame)
            if truth is not None:
                return self.eval(expr.body if truth else expr.orelse, frame)
            return union(self.eval(expr.body, frame), self.eval(expr.orelse, frame))
        if isinstance(expr, ir.BoolOp):
            return conditions.bool_op(self, expr, frame)
        if isinstance(expr, ir.Comp):
            return (self._comprehension(expr, frame),)
        if isinstance(expr, ir.Yield):
            return unknown("a generator is sent this value")
        if isinstance(expr, ir.Lambda):
            return self._lambda(expr, frame)
        if isinstance(expr, ir.Compare):
            truth = self.truth(expr, frame)
            return (Constant(truth, self.origin(expr, frame)),) if truth is not None else unknown("a comparison")
        why = expr.why if isinstance(expr, ir.Opaque) else "an unpacked value"
        return unknown(f"`{self.source(expr, frame)}` is not followed: {why}")

    # -- leaves --------------------------------------------------------------------------------------------------

    def origin(self, expr: ir.Expr, frame: Frame, how: str = "literal") -> Origin:
        """Where the expression stands."""
        return Origin(frame.module.path, expr.span.line, expr.span.end_line, how)

    def source(self, expr: ir.Expr, frame: Frame) -> str:
        """The expression as written."""
        return frame.module.source_text(expr)

    def constant(self, expr: ir.Const, frame: Frame) -> Alternative:
        """A literal as a value."""
        if isinstance(expr.value, str):
            return text_of(expr.value, self.origin(expr, frame))
        return Constant(expr.value, self.origin(expr, frame))

    def hole(self, expr: ir.Expr, frame: Frame, value: Value) -> Hole:
        """A hole for an expression whose text is not known, with the reason its value gives."""
        only = value[0] if len(value) == 1 else None
        passed = self.parameter(only) if isinstance(only, Parameter) else ""
        return Hole(self.source(expr, frame), frame.module.path, expr.span.line, self.reason(value), passed)

    def parameter(self, item: Parameter) -> str:
        """A name for a parameter that is the same wherever it is met; ``passed_through`` leads back from it."""
        key = f"{item.ref.module.path}:{item.ref.qualname}:{item.name}"
        self.passed_through[key] = item
        return key

    def reason(self, value: Value) -> str:
        """Why a value is not known, in one sentence."""
        for item in value:
            if isinstance(item, Unknown):
                return item.reason
            if isinstance(item, Parameter):
                return f"parameter `{item.name}` of {item.ref.name}() is set by its callers"
        for item in value:
            if isinstance(item, OPAQUE):
                return f"comes from {access.describe(item)}"
        return "its text is only known at run time"

    # -- compound ------------------------------------------------------------------------------------------------

    def _attr(self, expr: ir.Attr, frame: Frame) -> Value:
        return self._passing(self._attr_value(expr, frame), expr, frame)

    def _passing(self, value: Value, expr: ir.Name | ir.Attr, frame: Frame) -> Value:
        """The value with this use of a name noted on the way of its texts."""
        if not any(isinstance(item, Text) for item in value):
            return value
        step = Origin(frame.module.path, expr.span.line, expr.span.end_line, dotted(expr) or self.source(expr, frame))
        return tuple(
            Text(item.parts, (*item.trail[-MAX_STEPS:], step), item.data) if isinstance(item, Text) else item
            for item in value
        )

    def _attr_value(self, expr: ir.Attr, frame: Frame) -> Value:
        key = dotted(expr)
        if key is not None:
            stored = names.stored_attribute(self, key, expr.span, frame)
            if stored:
                return stored
        base = self._unexpanded_element(expr.value, frame) or self.base_of(expr.value, frame)
        return union(*(attributes.get(self, item, expr.name, frame, expr.span) for item in base))

    def _unexpanded_element(self, expr: ir.Expr, frame: Frame) -> Value:
        """An element of a parameter, as in ``history[-1].content``, while those stay open; else the empty value."""
        if self.expand or not isinstance(expr, ir.Sub):
            return ()
        value = self.eval(expr, frame)
        return value if _of_a_parameters_elements(value) else ()

    def _sub(self, expr: ir.Sub, frame: Frame) -> Value:
        index = self.eval(expr.index, frame) if not isinstance(expr.index, ir.Opaque) else ()
        base = self._unexpanded(expr, index, frame) or self.base_of(expr.value, frame)
        return union(*(self._item(item, index, expr, frame) for item in base))

    def _unexpanded(self, expr: ir.Sub, index: Value, frame: Frame) -> Value:
        """The base of a subscript as callers leave it open: data, or ``history[-1]["text"]`` of a parameter.

        The empty value where it has to be looked for at the callers.
        """
        if self.expand:
            return ()
        value = self.eval(expr.value, frame)
        if value and all(isinstance(item, (Listing, Mapping)) for item in value):
            return value
        if isinstance(expr.value, ir.Name):
            return value if _is_place(index) and any(isinstance(item, Parameter) for item in value) else ()
        return value if _of_a_parameters_elements(value) else ()

    def _item(self, base: Alternative, index: Value, expr: ir.Sub, frame: Frame) -> Value:
        key = mutate.constant_key(index)
        if isinstance(base, Mapping):
            return self._entry(base, key, index, expr, frame)
        if isinstance(base, Listing):
            return self._element(base, key, expr, frame)
        if isinstance(base, Symbol):
            return library.subscript(self, base, index, expr, frame)
        if isinstance(base, Class):
            return classes.class_item(self, base, index, frame)
        if isinstance(base, Text):
            return unknown(f"`{self.source(expr, frame)}` is a part of a text")
        return (Element(base),) if isinstance(base, OPAQUE) else unknown(f"`{self.source(expr, frame)}` is not known")

    def _entry(self, base: Mapping, key: tuple[object] | None, index: Value, expr: ir.Sub, frame: Frame) -> Value:
        if key is not None:
            found = base.get(key[0])
            if found is not None:
                return found
            return unknown(base.rest or f"`{self.source(expr, frame)}`: there is no such key")
        keys = [mutate.constant_key((item,)) for item in index]
        if keys and all(keys):
            hits = [v for k in keys if k is not None and (v := base.get(k[0])) is not None]
            if hits:
                return union(*hits)
        if not base.entries:
            return unknown(base.rest or "the dict is empty")
        everything = self._any_entry(base)
        return union(everything, unknown(base.rest)) if base.rest else everything

    def _any_entry(self, base: Mapping) -> Value:
        """What may be stored under a key that is not known."""
        known = self.any_entry.get(id(base))
        if known is None:
            dicts = tuple([item for _, value in base.entries for item in value if isinstance(item, Mapping)])
            others = [tuple([i for i in value if not isinstance(i, Mapping)]) for _, value in base.entries]
            known = self.any_entry[id(base)] = union(mutate.few_dicts(dicts, MAX_DICTS), *others)
            self.keep.append(base)
        return known

    def _element(self, base: Listing, key: tuple[object] | None, expr: ir.Sub, frame: Frame) -> Value:
        if isinstance(expr.index, ir.Opaque):
            return (Listing(tuple(Item(i.value, True) for i in base.items), base.rest),)
        if key is not None and isinstance(key[0], int) and not any(i.repeats for i in base.items):
            if -len(base.items) <= key[0] < len(base.items):
                return base.items[key[0]].value
        values = [item.value for item in base.items]
        if not values:
            return unknown(base.rest or f"`{self.source(expr, frame)}`: the list is empty")
        return union(*values, unknown(base.rest) if base.rest else ())

    def _sequence(self, expr: ir.Seq, frame: Frame) -> Listing:
        result = Listing(())
        for item in expr.items:
            if isinstance(item, ir.Star):
                result = mutate.extend(result, self.eval(item.value, frame))
            else:
                result = Listing((*result.items, Item(self.eval(item, frame))), result.rest)
        return result

    def _dict(self, expr: ir.Dict, frame: Frame) -> Mapping:
        result = Mapping(())
        entries: dict[tuple[type, object], tuple[object, Value]] = {}
        for key, value in expr.entries:
            if isinstance(key, ir.Const):
                slot = (type(key.value), key.value)
                entries.pop(slot, None)
                entries[slot] = (key.value, self.eval(value, frame))
                continue
            result = Mapping((*result.entries, *entries.values()), result.rest)
            if key is None:
                result = mutate.merged(result, self.eval(value, frame))
            else:
                stored = mutate.set_item((result,), self.eval(key, frame), self.eval(value, frame))[0]
                assert isinstance(stored, Mapping)
                result = stored
            entries = {(type(k), k): (k, v) for k, v in result.entries}
            result = Mapping((), result.rest)
        return Mapping((*result.entries, *entries.values()), result.rest)

    def _comprehension(self, expr: ir.Comp, frame: Frame) -> Alternative:
        inner = Frame(frame.module, "inline", bindings={}, parent=frame, receiver=frame.receiver, depth=frame.depth)
        unrolled = self._unrolled(expr, frame)
        if unrolled is not None:
            return unrolled
        for clause in expr.clauses:
            elements = self.iterate(clause.iter, inner)
            for key in names.target_names(clause.target):
                value = self.bind_target(clause.target, elements, key, inner, ())
                inner.bindings[key] = lambda value=value: value  # type: ignore[misc]
        if expr.kind == "dict":
            assert expr.key is not None
            key_value = self.eval(expr.key, inner)
            stored = mutate.set_item((Mapping(()),), key_value, self.eval(expr.element, inner))[0]
            assert isinstance(stored, Mapping)
            return Mapping(stored.entries, "more entries may be built by a comprehension")
        return Listing((Item(self.eval(expr.element, inner), True),))

    def _unrolled(self, expr: ir.Comp, frame: Frame) -> Alternative | None:
        """The comprehension element by element, when all it runs over is known whole, short and unfiltered."""
        rounds = [Frame(frame.module, "inline", bindings={}, parent=frame, receiver=frame.receiver, depth=frame.depth)]
        for clause in expr.clauses:
            if clause.conditions:
                return None
            following: list[Frame] = []
            for outer in rounds:
                over = self.eval(clause.iter, outer)
                if len(over) != 1 or not _known_whole(over[0]):
                    return None
                following.extend(self._round(clause, item, outer) for item in _elements_of(over[0]))
            if len(following) > MAX_ROUNDS:
                return None
            rounds = following
        if expr.kind != "dict":
            return Listing(tuple(Item(self.eval(expr.element, inner)) for inner in rounds))
        mapping = Mapping(())
        for inner in rounds:
            assert expr.key is not None
            stored = mutate.set_item((mapping,), self.eval(expr.key, inner), self.eval(expr.element, inner))[0]
            assert isinstance(stored, Mapping)
            mapping = stored
        return mapping

    def _round(self, clause: ir.CompFor, item: Value, outer: Frame) -> Frame:
        """The frame of one round of a comprehension, with its variables bound to one element."""
        inner = Frame(outer.module, "inline", parent=outer, receiver=outer.receiver, depth=outer.depth)
        for key in names.target_names(clause.target):
            value = self.bind_target(clause.target, item, key, inner, ())
            inner.bindings[key] = lambda value=value: value  # type: ignore[misc]
        return inner

    def _lambda(self, expr: ir.Lambda, frame: Frame) -> Value:
        body = (ir.Return(expr.body, expr.body.span),)
        node = ir.FunctionDef("<lambda>", expr.params, None, (), body, False, expr.span)
        memo_key = ("lambda", id(expr), id(frame))
        if memo_key not in self.lookups:
            self.keep.append((expr, frame, node))
            self.lookups[memo_key] = (Function(frame.module.function(node, frame)),)
        return self.lookups[memo_key] or ()

    def binary(self, op: str, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
        """``left op right``."""
        if op == "|":
            return self._bar(left, right)
        if op == "+" and any(isinstance(item, Listing) for item in (*left, *right)):
            return self._concatenated(left, right)
        if op in ("+", "%", "*") and any(isinstance(item, Text) for item in (left if op == "%" else (*left, *right))):
            return strings.operate(self, op, left, right, expr, frame)
        if op == "/":
            return filesystem.join_paths(self, left, right, expr, frame)
        if op == "+":
            return strings.sum_of_unknowns(self, left, right, expr, frame)
        return conditions.arithmetic(self, op, left, right, expr, frame)

    def _concatenated(self, left: Value, right: Value) -> Value:
        results: list[Alternative] = []
        for item in left:
            if isinstance(item, Listing):
                results.append(mutate.extend(item, right))
            else:
                reason = self.reason((item,))
                results.extend(
                    mutate.extend(Listing((), reason), (other,)) for other in right if isinstance(other, Listing)
                )
        return bounded(results)

    def _bar(self, left: Value, right: Value) -> Value:
        if left and right and all(isinstance(item, Mapping) for item in (*left, *right)):
            return tuple(mutate.merged(item, right) for item in left if isinstance(item, Mapping))
        return (Pipe(left, right),)

    # -- what flow asks ------------------------------------------------------------------------------------------

    def imported(self, stmt: ir.Import, frame: Frame) -> Value:
        """What an import statement binds."""
        return names.imported(self, stmt, frame)

    def defined_function(self, stmt: ir.FunctionDef, frame: Frame) -> Value:
        """What a ``def`` binds."""
        return (Function(frame.module.function(stmt, frame)),)

    def defined_class(self, stmt: ir.ClassDef, frame: Frame) -> Value:
        """What a ``class`` statement inside a function binds."""
        return (Class(frame.module.class_of(stmt, frame, None)),)

    def assign_target(self, target: ir.Expr, value: ir.Expr, key: str, frame: Frame, state: Value) -> Value:
        """The state of ``key`` after ``target = value``."""
        if isinstance(target, ir.Sub):
            if dotted(target.value) == key:
                return mutate.set_item(state, self.eval(target.index, frame), self.eval(value, frame))
            return state
        if isinstance(target, ir.Seq) and isinstance(value, ir.Seq) and len(target.items) == len(value.items):
            for part, expr in zip(target.items, value.items, strict=True):
                state = self.assign_target(part, expr, key, frame, state)
            return state
        return self.bind_target(target, self.eval(value, frame), key, frame, state)

    def bind_target(self, target: ir.Expr, value: Value, key: str, frame: Frame, state: Value) -> Value:
        """The state of ``key`` after ``value`` is bound to ``target``."""
        if isinstance(target, ir.Seq):
            for place, part in enumerate(target.items):
                state = self.bind_target(part, self._unpacked(value, place, len(target.items)), key, frame, state)
            return state
        if isinstance(target, ir.Star):
            return unknown("unpacked with a star") if dotted(target.value) == key else state
        if isinstance(target, ir.Sub):
            return (
                mutate.set_item(state, self.eval(target.index, frame), value) if dotted(target.value) == key else state
            )
        return value if dotted(target) == key else state

    def _unpacked(self, value: Value, place: int, count: int) -> Value:
        results: list[Value] = []
        for item in value:
            if isinstance(item, Listing) and len(item.items) == count and not item.rest:
                results.append(item.items[place].value)
            elif isinstance(item, Listing):
                results.append(union(*(i.value for i in item.items)) if item.items else unknown("unpacked"))
            elif isinstance(item, (Unknown, Parameter)):
                results.append((item,))
            elif isinstance(item, OPAQUE):
                results.append((Element(item),))
            else:
                results.append(unknown("unpacked from a value that is no list"))
        return union(*results) if results else ()

    def iterate(self, expr: ir.Expr, frame: Frame) -> Value:
        """What one element of the iterable can be."""
        return self.elements(self.eval(expr, frame))

    def few_elements(self, expr: ir.Expr, frame: Frame) -> list[Value]:
        """The elements in order, when all that is iterated over is known and short; else none."""
        over = self.eval(expr, frame)
        if len(over) != 1 or not _known_whole(over[0]):
            return []
        found = _elements_of(over[0])
        return found if len(found) <= MAX_UNROLLED else []

    def round_frame(self, loop: ir.Loop, place: int, element: Value, frame: Frame) -> Frame:
        """The frame with one of its loops at a known element."""
        key = ("round", id(loop), place, id(frame), self.expand)
        if key not in self.frames:
            self.frames[key] = replace(frame, rounds={**frame.rounds, id(loop): element})
            self.keep.append((loop, frame))
        return self.frames[key]

    def elements(self, value: Value) -> Value:
        """What one element of each alternative can be."""
        results: list[Value] = []
        for item in value:
            if isinstance(item, Listing):
                results.extend(i.value for i in item.items)
                if item.rest or not item.items:
                    results.append(unknown(item.rest or "the list is empty"))
            elif isinstance(item, Mapping):
                results.append(containers.keys_of(item))
            elif isinstance(item, Parameter) and self.expand is None:
                results.append((Element(item),))
            elif isinstance(item, (Unknown, Parameter)):
                results.append(unknown(self.reason((item,))))
            elif isinstance(item, OPAQUE):
                results.append((Element(item),))
            elif isinstance(item, Class):
                results.append(classes.members_of(self, item))
            else:
                results.append(unknown("an element of something that is no list"))
        return union(*results) if results else ()

    def entered(self, expr: ir.Expr, frame: Frame) -> Value:
        """What ``with expr as target`` binds."""
        return attributes.entered(self, self.eval(expr, frame), frame)

    def truth(self, expr: ir.Expr, frame: Frame) -> bool | None:
        """Whether a condition is known to hold; None when it may go either way."""
        return conditions.truth(self, expr, frame)

    def narrow(self, test: ir.Expr, key: str, state: Value, when: bool, frame: Frame) -> Value:
        """Those alternatives of ``key`` that are left when ``test`` came out ``when``."""
        return narrowing.narrow(self, test, key, state, when, frame)
