"""What a condition that came out one way leaves of a name's alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import conditions
from promptlint.link.scope import affix_key, dotted
from promptlint.link.values import OPAQUE, Listing, Text, union

if TYPE_CHECKING:
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
        if (test.op == "and") is when:
            for value in test.values:
                state = narrow(ev, value, key, state, when, frame)
        return state
    if dotted(test) == key:
        return tuple(item for item in state if conditions.truth_of(item) in (None, when))
    if isinstance(test, ir.Call) and affix_key(test) == key:
        return tuple(item for item in state if affixed(ev, item, test, frame) in (None, when))
    return state


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
        wanted = MEMBERSHIP[test.op] is when
        return tuple(i for i in state if len(part) != 1 or conditions.contains(i, part[0]) in (None, wanted))
    return state


def _equal(state: Value, right: Value, wanted: bool) -> Value:
    if len(right) != 1:
        return state
    left = tuple(item for item in state if conditions.holds_equal(item, right[0]) in (None, wanted))
    return _known_to_be(left, right) if wanted else left


def _one_of(state: Value, container: Value, wanted: bool) -> Value:
    if len(container) != 1:
        return state
    left = tuple(item for item in state if conditions.contains(container[0], item) in (None, wanted))
    if not wanted or not isinstance(container[0], Listing) or container[0].rest:
        return left
    return _known_to_be(left, union(*(i.value for i in container[0].items)) if container[0].items else ())


def _known_to_be(state: Value, known: Value) -> Value:
    """The state where what could be anything is one of these texts, if they are known to the character."""
    if not known or not all(isinstance(item, Text) and item.exact is not None for item in known):
        return state
    certain = tuple(item for item in state if not _open(item))
    return state if len(certain) == len(state) else union(certain, known)


def _open(item: Alternative) -> bool:
    return isinstance(item, OPAQUE) or conditions.overridable(item) or (isinstance(item, Text) and item.exact is None)


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
