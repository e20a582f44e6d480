"""What a condition that came out one way leaves of a name's alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import conditions
from promptlint.link.scope import affix_key, dotted
from promptlint.link.values import OPAQUE, Listing, Text, Unknown, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

EQUALITY = {"is": True, "==": True, "is not": False, "!=": False}
MEMBERSHIP = {"in": True, "not in": False}


def narrow(ev: Evaluator, test: ir.Expr, key: str, state: Value, when: bool, frame: Frame) -> Value:
    """The alternatives of ``key`` that agree with ``test`` being ``when``."""
    if len(state) < 1:
        return state
    if isinstance(test, ir.Compare):
        return _compared(ev, test, key, state, when, frame)
    if isinstance(test, ir.BoolOp):
        if (test.op == "and") is not when:
            return union(*(narrow(ev, value, key, state, when, frame) for value in test.values))
        for value in test.values:
            state = narrow(ev, value, key, state, when, frame)
        return state
    if dotted(test) == key:
        return _agreeing(state, conditions.truth_of, when)
    if isinstance(test, ir.Call) and affix_key(test) == key:
        return _agreeing(state, lambda item: affixed(ev, item, test, frame), when)
    return state


def _agreeing(state: Value, test: Callable[[Alternative], bool | None], wanted: bool) -> Value:
    """The alternatives for which the test may come out as wanted; a default that does not fit was overridden."""
    return union(*(_fitting(item, test, wanted) for item in state))


def _fitting(item: Alternative, test: Callable[[Alternative], bool | None], wanted: bool) -> Value:
    if test(conditions.as_given(item)) in (None, wanted):
        return (item,)
    return (Unknown("it is set otherwise than its default here"),) if conditions.overridable(item) else ()


def _compared(ev: Evaluator, test: ir.Compare, key: str, state: Value, when: bool, frame: Frame) -> Value:
    if test.op == "not":
        inner = test.right if isinstance(test.left, ir.Const) and test.left.value is None else test.left
        return narrow(ev, inner, key, state, not when, frame)
    if test.op in EQUALITY and dotted(test.left) == key:
        return _equal(state, ev.eval(test.right, frame), EQUALITY[test.op] is when)
    if test.op in MEMBERSHIP and dotted(test.left) == key:
        return _one_of(state, ev.eval(test.right, frame), MEMBERSHIP[test.op] is when)
    if test.op in MEMBERSHIP and dotted(test.right) == key:
        part = ev.eval(test.left, frame)
        if len(part) == 1:
            return _agreeing(state, lambda item: conditions.contains(item, part[0]), MEMBERSHIP[test.op] is when)
    return state


def _equal(state: Value, right: Value, wanted: bool) -> Value:
    if len(right) != 1:
        return state
    left = _agreeing(state, lambda item: conditions.holds_equal(item, right[0]), wanted)
    return _known_to_be(left, right, _unsettled) if wanted else left


def _one_of(state: Value, container: Value, wanted: bool) -> Value:
    if len(container) != 1:
        return state
    left = _agreeing(state, lambda item: conditions.contains(container[0], item), wanted)
    if not wanted or not isinstance(container[0], Listing) or container[0].rest:
        return left
    return _known_to_be(left, union(*(i.value for i in container[0].items)) if container[0].items else (), _open)


def _known_to_be(state: Value, known: Value, replaced: Callable[[Alternative], bool]) -> Value:
    """The state where what could be anything is one of these texts, if they are known to the character."""
    if not known or not all(isinstance(item, Text) and item.exact is not None for item in known):
        return state
    certain = tuple(item for item in state if not replaced(item))
    return state if len(certain) == len(state) else union(certain, known)


def _unsettled(item: Alternative) -> bool:
    return isinstance(item, OPAQUE) or (isinstance(item, Text) and item.exact is None)


def _open(item: Alternative) -> bool:
    return _unsettled(item) or conditions.overridable(item)


# -- x.startswith("a") ----------------------------------------------------------------------------------------------


def affixed(ev: Evaluator, item: Alternative, call: ir.Call, frame: Frame) -> bool | None:
    """Whether a text starts (or ends) as the call asks, None where that is not known."""
    subject = conditions.plain(item)
    assert isinstance(call.func, ir.Attr)
    matches = str.startswith if call.func.name == "startswith" else str.endswith
    if subject is None or not isinstance(subject[0], str):
        return None
    asked = ev.eval(call.args[0].value, frame)
    if len(asked) == 1 and isinstance(asked[0], Listing) and not asked[0].rest:
        asked = union(*(i.value for i in asked[0].items)) if asked[0].items else ()
        ends = [conditions.plain(a) for a in asked]
    else:
        ends = [conditions.plain(a) for a in asked[:2]]
        if len(ends) != 1:
            return None
    texts = tuple(end[0] for end in ends if end is not None and isinstance(end[0], str))
    return matches(subject[0], texts) if len(texts) == len(ends) and texts else None
