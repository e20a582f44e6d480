"""The constant evaluator: what an expression can be, in a frame, across the whole project.

Evaluation never runs code. It is memoised per expression and frame, limited in depth and in steps, and answers
``Unknown`` with a reason where it stops. Two modes: with ``expand`` unset a parameter that no caller bound stays a
``Parameter``; with ``expand`` set it becomes what the project's callers pass (see ``callers``).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    access,
    attributes,
    calls,
    conditions,
    displays,
    filesystem,
    mutate,
    names,
    narrowing,
    strings,
    subscripts,
)
from promptlint.link.fuel import TOO_MUCH, Fuel
from promptlint.link.scope import Frame, dotted
from promptlint.link.shape import Shapes
from promptlint.link.values import (
    ON_ITSELF,
    OPAQUE,
    Class,
    Constant,
    Function,
    Listing,
    Mapping,
    Parameter,
    Pipe,
    Text,
    Unknown,
    bounded,
    of_elements,
    text_of,
    union,
    unknown,
)
from promptlint.model import Hole, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promptlint.link.indirect import Alias, Uses
    from promptlint.link.project import Project
    from promptlint.link.scope import ClassRef
    from promptlint.link.sessions import Stored
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative, Instance, Value

NO_CYCLE = 1 << 30
"""A depth that no evaluation reaches."""
MAX_DEPTH = 100
"""Nested evaluations before giving up on an expression."""
MAX_PIPES = 12
"""Chains of ``|`` that are told apart where their parts have alternatives; more are one chain with all of them."""
MAX_STEPS = 12
"""Steps of the way of a text that are kept."""


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
        self.evaluated: dict[int, object] = {}
        self.frames: dict[object, Frame] = {}
        self.returns_memo: dict[tuple[int, bool | None], Value | None] = {}
        self.lookups: dict[object, Value | None] = {}
        self.any_entry: dict[int, Value] = {}
        self.uses: dict[int, Uses] = {}
        self.aliases: dict[Alias, tuple[tuple[Alias, ...], tuple[tuple[str, Site], ...]]] = {}
        self.site_memo: dict[tuple[str, int], tuple[Site, ...]] = {}
        self.caller_memo: dict[tuple[str, int], tuple[tuple[Site, Function], ...]] = {}
        self.context_memo: dict[int, tuple[Frame, ...]] = {}
        self.forwarders: dict[str, frozenset[str]] = {}
        self.construction_memo: dict[tuple[str, int], tuple[tuple[Frame, ir.Call, ClassRef], ...]] = {}
        self.sessions: dict[int, dict[str | None, list[Stored]]] = {}
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
            if of_elements(value):
                return value
        return self.expanded(expr, frame)

    def eval(self, expr: ir.Expr, frame: Frame) -> Value:
        """What the expression can be."""
        key = (id(expr), id(frame), self.expand)
        if key in self.memo:
            known = self.memo[key]
            return known if known is not None else unknown(ON_ITSELF)
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
        self.evaluated[id(expr)] = expr
        self.evaluated[id(frame)] = frame
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
            return subscripts.evaluate(self, expr, frame)
        if isinstance(expr, ir.Seq):
            return (displays.sequence(self, expr, frame),)
        if isinstance(expr, ir.Dict):
            return (displays.mapping(self, expr, frame),)
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
            return (displays.comprehension(self, expr, frame),)
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
        known = self.passed_through.setdefault(key, item)
        if known.ref.node is not item.ref.node:  # a function that is defined twice, as in cells of a notebook
            key = f"{key}:{item.ref.node.span.line}"
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
                return access.why_unknown(item)
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
        return value if of_elements(value) else ()

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
        if not 1 < len(left) * len(right) <= MAX_PIPES:
            return (Pipe(left, right),)
        return tuple([Pipe((before,), (after,)) for before in left for after in right])

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

    def entered(self, expr: ir.Expr, frame: Frame) -> Value:
        """What ``with expr as target`` binds."""
        return attributes.entered(self, self.eval(expr, frame), frame)

    def truth(self, expr: ir.Expr, frame: Frame) -> bool | None:
        """Whether a condition is known to hold; None when it may go either way."""
        return conditions.truth(self, expr, frame)

    def narrow(self, test: ir.Expr, key: str, state: Value, when: bool, frame: Frame) -> Value:
        """Those alternatives of ``key`` that are left when ``test`` came out ``when``."""
        return narrowing.narrow(self, test, key, state, when, frame)
