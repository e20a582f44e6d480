"""Conditions that can be decided without running the code, and what they leave of a value."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.scope import affix_key
from promptlint.link.values import (
    JOINED,
    Class,
    Constant,
    Function,
    Instance,
    Listing,
    Mapping,
    Symbol,
    Text,
    union,
    unknown,
)
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "//": operator.floordiv, "%": operator.mod}
ORDERS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
COMPARISONS = {**ORDERS, "==": operator.eq, "!=": operator.ne}
PLAIN = frozenset({"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set"})
LARGEST = 10**12
"""Numbers beyond this are not followed."""
OVERRIDABLE = frozenset({"env-default", "arg-default", "ui-default"})
"""Origins of values that hold only until a user sets another: they decide no condition."""


def truth_of(item: Alternative) -> bool | None:
    """Whether a value counts as true, None when that is not known."""
    if overridable(item):
        return None
    if isinstance(item, Constant):
        return bool(item.value)
    if isinstance(item, Text):
        if any(isinstance(part, Hole) and part.reason == JOINED for part in item.parts):
            return None
        if item.static_chars:
            return True
        return False if item.exact == "" else None
    if isinstance(item, (Listing, Mapping)):
        size = len(item.items) if isinstance(item, Listing) else len(item.entries)
        if isinstance(item, Listing) and any(not i.repeats for i in item.items):
            return True
        if isinstance(item, Mapping) and size:
            return True
        return False if not size and not item.rest else None
    return True if isinstance(item, (Function, Class, Instance)) else None


def truth(ev: Evaluator, expr: ir.Expr, frame: Frame) -> bool | None:
    """Whether the condition is known to hold."""
    if isinstance(expr, ir.Const):
        return bool(expr.value)
    if isinstance(expr, ir.Compare):
        return _compare(ev, expr, frame)
    if isinstance(expr, ir.BoolOp):
        return _bool_truth(ev, expr, frame)
    if isinstance(expr, ir.Name) and expr.id == "TYPE_CHECKING":
        return None
    if isinstance(expr, ir.Call):
        answer = _is_instance(ev, expr, frame)
        return answer if answer is not None else _affix_truth(ev, expr, frame)
    if not isinstance(expr, (ir.Name, ir.Attr, ir.Walrus)):
        return None
    return _agreed([truth_of(item) for item in ev.eval(expr, frame)])


def _affix_truth(ev: Evaluator, call: ir.Call, frame: Frame) -> bool | None:
    from promptlint.link import narrowing

    if affix_key(call) is None or not isinstance(call.func, ir.Attr):
        return None
    return _agreed([narrowing.affixed(ev, item, call, frame) for item in ev.eval(call.func.value, frame)])


def _agreed(answers: list[bool | None]) -> bool | None:
    return answers[0] if answers and all(a is answers[0] for a in answers) else None


def _bool_truth(ev: Evaluator, expr: ir.BoolOp, frame: Frame) -> bool | None:
    answers = [truth(ev, value, frame) for value in expr.values]
    decisive = expr.op == "or"
    if any(a is decisive for a in answers):
        return decisive
    return None if None in answers else not decisive


def _compare(ev: Evaluator, expr: ir.Compare, frame: Frame) -> bool | None:
    if expr.op == "not":
        inner = truth(ev, expr.right if _is_none(expr.left) else expr.left, frame)
        return None if inner is None else not inner
    if expr.op in ORDERS or expr.op in ("==", "!=") and isinstance(expr.left, ir.Call):
        return _compare_length(ev, expr, frame)
    if expr.op not in ("is", "is not", "==", "!=", "in", "not in"):
        return None
    if isinstance(expr.left, (ir.Call, ir.Opaque)) or isinstance(expr.right, (ir.Call, ir.Opaque)):
        return None
    left, right = ev.eval(expr.left, frame), ev.eval(expr.right, frame)
    negated = expr.op in ("is not", "!=", "not in")
    answers = [holds(expr.op, a, b) for a in left for b in right]
    answer = _agreed(answers)
    return answer if answer is None or not negated else not answer


def _compare_length(ev: Evaluator, expr: ir.Compare, frame: Frame) -> bool | None:
    """``len(x) == 1`` where the length of every alternative is known."""
    call, number = expr.left, expr.right
    if not isinstance(call, ir.Call) or not isinstance(call.func, ir.Name) or call.func.id != "len":
        return None
    if len(call.args) != 1 or not isinstance(number, ir.Const) or not isinstance(number.value, int):
        return None
    sizes = [_length(item) for item in ev.eval(call.args[0].value, frame)]
    compare = COMPARISONS[expr.op]
    return _agreed([None if size is None else bool(compare(size, number.value)) for size in sizes])


def _length(item: Alternative) -> int | None:
    if isinstance(item, Listing) and item.rest is None and not any(i.repeats for i in item.items):
        return len(item.items)
    return len(item.entries) if isinstance(item, Mapping) and item.rest is None else None


def _is_instance(ev: Evaluator, call: ir.Call, frame: Frame) -> bool | None:
    """``isinstance(x, str)`` of values and plain types that are known."""
    if not isinstance(call.func, ir.Name) or call.func.id != "isinstance" or len(call.args) != 2:
        return None
    types = call.args[1].value
    asked = [t.id if isinstance(t, ir.Name) else "" for t in (types.items if isinstance(types, ir.Seq) else (types,))]
    if not asked or not PLAIN.issuperset(asked):
        return None
    return _agreed([_of_type(item, asked) for item in ev.eval(call.args[0].value, frame)])


def _of_type(item: Alternative, asked: list[str]) -> bool | None:
    if isinstance(item, Text):
        return "str" in asked
    if isinstance(item, Constant):
        return any(kind.__name__ in asked for kind in type(item.value).__mro__)
    if isinstance(item, Mapping):
        return "dict" in asked
    if isinstance(item, Listing):
        return None if {"list", "tuple", "set"}.intersection(asked) else False
    return None


def _is_none(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Const) and expr.value is None


def holds_equal(left: Alternative, right: Alternative) -> bool | None:
    """Whether two values are equal, None where that is not known."""
    return holds("==", left, right)


def holds(op: str, left: Alternative, right: Alternative) -> bool | None:
    """Whether ``left op right`` for an operator that is not negated, None where that is not known."""
    if op in ("in", "not in"):
        return contains(right, left)
    a, b = plain(left), plain(right)
    if a is None or b is None:
        none_side = [p for p in (a, b) if p is not None and p[0] is None]
        other = left if a is None else right
        if none_side and overridable(other):
            return None
        return False if none_side and isinstance(other, (Text, Listing, Mapping, Function, Class, Instance)) else None
    return a[0] == b[0] and (a[0] is None) == (b[0] is None)


def contains(container: Alternative, item: Alternative) -> bool | None:
    """Whether an item is in a container, None where that is not known."""
    value = plain(item)
    if value is None:
        return None
    if isinstance(container, Text) and isinstance(value[0], str):
        if container.exact is None or overridable(container):
            return None
        return value[0] in container.exact
    if isinstance(container, Mapping) and not container.rest:
        return container.get(value[0]) is not None
    if isinstance(container, Listing) and not container.rest:
        known = [plain(element) for i in container.items for element in i.value]
        return value in known if all(k is not None for k in known) else None
    return None


def overridable(item: Alternative) -> bool:
    """Whether a value is the default of an environment variable or option, which a user may set otherwise."""
    if isinstance(item, Constant):
        return item.origin.how in OVERRIDABLE
    return isinstance(item, Text) and any(isinstance(p, Static) and p.origin.how in OVERRIDABLE for p in item.parts)


def as_given(item: Alternative) -> Alternative:
    """The value by itself: a default as if nothing could override it."""
    if not overridable(item):
        return item
    if isinstance(item, Constant):
        return Constant(item.value, _literal(item.origin))
    assert isinstance(item, Text)
    return Text(tuple([Static(p.text, _literal(p.origin)) if isinstance(p, Static) else p for p in item.parts]))


def _literal(origin: Origin) -> Origin:
    return Origin(origin.path, origin.line, origin.end_line, "literal")


def plain(item: Alternative) -> tuple[object] | None:
    """The Python value of a constant or exact text (wrapped), None for anything else and for mere defaults."""
    if isinstance(item, Text):
        exact = item.exact
        return (exact,) if exact is not None and not overridable(item) else None
    return (item.value,) if isinstance(item, Constant) and not overridable(item) else None


def bool_op(ev: Evaluator, expr: ir.BoolOp, frame: Frame) -> Value:
    """``a or b``: the alternatives that may come out."""
    results: list[Value] = []
    last = len(expr.values) - 1
    for place, operand in enumerate(expr.values):
        value = ev.eval(operand, frame)
        if place == last:
            results.append(value)
            break
        stops = expr.op == "or"
        # A default that does not come through was overridden where this operand is the result.
        results.append(tuple(item for item in value if truth_of(as_given(item)) in (None, stops)))
        if value and all(truth_of(item) is stops for item in value):
            break
    return union(*results)


def arithmetic(ev: Evaluator, op: str, left: Value, right: Value, expr: ir.Expr | ir.AugAssign, frame: Frame) -> Value:
    """``left op right`` of numbers that are known and small."""
    function = OPERATORS.get(op)
    results: list[Alternative] = []
    if function is not None and len(left) * len(right) <= 16:
        for a in left:
            for b in right:
                number = _number(function, a, b)
                if number is not None:
                    results.append(Constant(number, a.origin if isinstance(a, Constant) else _origin(b)))
    if results and len(results) == len(left) * len(right):
        return tuple(results)
    if any(isinstance(item, Symbol) for item in left) and op == "&":
        return left
    return unknown("the result of arithmetic")


def _origin(item: Alternative):  # type: ignore[no-untyped-def]
    assert isinstance(item, Constant)
    return item.origin


def _number(function, a: Alternative, b: Alternative) -> int | float | None:  # type: ignore[no-untyped-def]
    if not isinstance(a, Constant) or not isinstance(b, Constant):
        return None
    if not isinstance(a.value, (int, float)) or not isinstance(b.value, (int, float)):
        return None
    try:
        result = function(a.value, b.value)
    except (ZeroDivisionError, OverflowError):
        return None
    return result if abs(result) < LARGEST else None
