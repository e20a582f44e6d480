"""What methods that change a list, dict or set in place leave behind, and how branches and loops join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.scope import dotted
from promptlint.link.values import Constant, Item, Key, Listing, Mapping, Text, Unknown, Written, kind_of_key, union
from promptlint.model import Hole, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

METHODS = frozenset(
    {"append", "extend", "insert", "update", "setdefault", "add", "appendleft", "pop", "clear", "remove"}
)
MAX_LISTS = 4
"""More alternative lists (or dicts) than this at a join become one whose differing elements may be missing."""


def mutated_key(expr: ir.Expr) -> str | None:
    """The key that a call statement such as ``messages.append(m)`` changes in place, else None."""
    if not isinstance(expr, ir.Call) or not isinstance(expr.func, ir.Attr) or expr.func.name not in METHODS:
        return None
    return dotted(expr.func.value)


def apply_method(ev: Evaluator, call: ir.Call, state: Value, frame: Frame) -> Value:
    """The state after the mutating call."""
    assert isinstance(call.func, ir.Attr)
    return tuple(_changed(ev, item, call.func.name, call, frame) for item in state)


def _changed(ev: Evaluator, item: Alternative, method: str, call: ir.Call, frame: Frame) -> Alternative:
    if isinstance(item, Listing):
        return _changed_list(ev, item, method, call, frame)
    if isinstance(item, Mapping):
        return _changed_dict(ev, item, method, call, frame)
    return item


def _changed_list(ev: Evaluator, item: Listing, method: str, call: ir.Call, frame: Frame) -> Listing:
    values = [arg.value for arg in call.args if not arg.star and arg.name is None]
    if method in ("append", "add", "appendleft") and values:
        added = Item(ev.eval(values[0], frame), given=Written(frame.module, values[0]))
        return Listing((added, *item.items) if method == "appendleft" else (*item.items, added), item.rest)
    if method == "insert" and len(values) == 2:
        index = ev.eval(values[0], frame)
        added = Item(ev.eval(values[1], frame), given=Written(frame.module, values[1]))
        place = index[0].value if len(index) == 1 and isinstance(index[0], Constant) else len(item.items)
        items = list(item.items)
        items.insert(place if isinstance(place, int) else len(items), added)
        return Listing(tuple(items), item.rest)
    if method in ("extend", "update") and values:
        return extend(item, ev.eval(values[0], frame))
    if method == "clear":
        return Listing(())
    if method in ("pop", "remove"):
        return Listing(tuple(Item(i.value, True) for i in item.items), item.rest)
    return item


def extend(item: Listing, more: Value) -> Listing:
    """The list with the elements of another behind it; an unknown one leaves a reason in ``rest``."""
    lists = [m for m in more if isinstance(m, Listing)]
    if len(more) == 1 and lists:
        return Listing((*item.items, *lists[0].items), item.rest or lists[0].rest)
    optional = tuple(Item(i.value, True) for other in lists for i in other.items)
    reason = next((m.reason for m in more if isinstance(m, Unknown)), "more elements are added that are not known")
    rest = item.rest if len(lists) == len(more) else item.rest or reason
    return Listing((*item.items, *optional), rest)


def _changed_dict(ev: Evaluator, item: Mapping, method: str, call: ir.Call, frame: Frame) -> Mapping:
    if method == "update":
        result = item
        for arg in call.args:
            if arg.name is not None:
                result = with_entry(result, arg.name, ev.eval(arg.value, frame))
            else:
                result = merged(result, ev.eval(arg.value, frame))
        return result
    if method == "setdefault" and len(call.args) == 2:
        key = constant_key(ev.eval(call.args[0].value, frame))
        if key is not None and item.get(key[0]) is None:
            return with_entry(item, key[0], ev.eval(call.args[1].value, frame))
    if method == "pop" and call.args:
        key = constant_key(ev.eval(call.args[0].value, frame))
        if key is not None:
            return Mapping(tuple(e for e in item.entries if e[0] != key[0]), item.rest)
    if method == "clear":
        return Mapping(())
    return item


def constant_key(value: Value) -> tuple[object] | None:
    """The one constant a key expression is (wrapped, since it may be None), or None."""
    if len(value) != 1:
        return None
    item = value[0]
    if isinstance(item, Text):
        return _text_key(item)
    return (item.value,) if isinstance(item, Constant) else None


def _text_key(item: Text) -> tuple[object] | None:
    exact = item.exact
    if exact is None:
        return None
    place = next((part.origin for part in item.parts if isinstance(part, Static)), None)
    return (exact if place is None else Key.at(exact, place),)


def with_entry(item: Mapping, key: object, value: Value) -> Mapping:
    """The dict with one entry stored."""
    kind = kind_of_key(key)
    kept = tuple(e for e in item.entries if not (e[0] == key and kind_of_key(e[0]) is kind))
    return Mapping((*kept, (key, value)), item.rest)


def merged(item: Mapping, more: Value) -> Mapping:
    """The dict updated by another; an unknown one leaves a reason in ``rest``."""
    result = item
    for other in more:
        if isinstance(other, Mapping):
            for key, value in other.entries:
                old = result.get(key)
                result = with_entry(result, key, value if len(more) == 1 or old is None else union(old, value))
            result = Mapping(result.entries, result.rest or other.rest)
        elif not (isinstance(other, Constant) and other.value is None):
            reason = other.reason if isinstance(other, Unknown) else "entries are added that are not known"
            result = Mapping(result.entries, result.rest or reason)
    return result


def one_dict(value: Value) -> Mapping | None:
    """One dict that holds what any of several alternative dicts holds; None where none is a dict."""
    dicts = [item for item in value if isinstance(item, Mapping)]
    if not dicts:
        return None
    entries: dict[tuple[type, object], tuple[object, Value]] = {}
    for item in dicts:
        for key, stored in item.entries:
            slot = (kind_of_key(key), key)
            entries[slot] = (key, union(entries[slot][1], stored) if slot in entries else stored)
    others = [item for item in value if not isinstance(item, (Mapping, Constant))]
    reason = next((item.rest for item in dicts if item.rest), None)
    if others and reason is None:
        reason = next((o.reason for o in others if isinstance(o, Unknown)), "it may be another dict that is not known")
    return Mapping(tuple(entries.values()), reason)


def set_item(state: Value, index: Value, value: Value) -> Value:
    """The state after ``target[index] = value``."""
    key = constant_key(index)
    changed: list[Alternative] = []
    for item in state:
        if isinstance(item, Mapping):
            changed.append(_stored(item, key, index, value))
        elif isinstance(item, Listing):
            changed.append(_replaced(item, key, value))
        else:
            changed.append(item)
    return tuple(changed)


def _stored(item: Mapping, key: tuple[object] | None, index: Value, value: Value) -> Mapping:
    if key is not None:
        return with_entry(item, key[0], value)
    keys = [constant_key((k,)) for k in index]
    for known in keys:
        if known is not None:
            old = item.get(known[0])
            item = with_entry(item, known[0], union(old, value) if old is not None else value)
    if keys and all(keys):
        return item
    return Mapping(item.entries, item.rest or "an entry is stored under a key that is not known")


def _replaced(item: Listing, key: tuple[object] | None, value: Value) -> Listing:
    if key is not None and isinstance(key[0], int) and -len(item.items) <= key[0] < len(item.items):
        items = list(item.items)
        items[key[0]] = Item(value, items[key[0]].repeats)
        return Listing(tuple(items), item.rest)
    return item


def not_whole(state: Value, reason: str) -> Value:
    """The state where lists may hold more elements than known, and dicts other values."""
    return tuple([_not_whole(item, reason) for item in state])


def _not_whole(item: Alternative, reason: str) -> Alternative:
    if isinstance(item, Listing):
        return Listing(item.items, item.rest or reason)
    if isinstance(item, Mapping):
        entries = tuple([(key, union(value, (Unknown(reason),))) for key, value in item.entries])
        return Mapping(entries, item.rest or reason)
    return item


# -- joins --------------------------------------------------------------------------------------------------------


def merge_branches(ends: list[Value]) -> Value:
    """What may hold after branches that end in these states."""
    joined = union(*[end for end in ends if end]) if any(ends) else ()
    lists = [item for item in joined if isinstance(item, Listing)]
    dicts = [item for item in joined if isinstance(item, Mapping)]
    if len(lists) <= MAX_LISTS and len(dicts) <= MAX_LISTS:
        return joined
    others = tuple([item for item in joined if not isinstance(item, (Listing, Mapping))])
    return (*(few_lists(lists)), *few_dicts(tuple(dicts)), *others)


def few_lists(lists: list[Listing]) -> Value:
    """The lists, or one list for all of them where they are many."""
    return tuple(lists) if len(lists) <= MAX_LISTS else (_one_list(lists),)


def few_dicts(value: Value, limit: int = MAX_LISTS) -> Value:
    """The value, its dicts made one where they are many: then any of the entries may be missing."""
    dicts = tuple([item for item in value if isinstance(item, Mapping)])
    if len(dicts) <= limit:
        return value
    one = one_dict(dicts)
    assert one is not None
    others = tuple([item for item in value if not isinstance(item, Mapping)])
    return (Mapping(one.entries, one.rest or f"it is one of {len(dicts)} dicts"), *others)


def _one_list(lists: list[Listing]) -> Listing:
    """One list of the common first elements and every other element as one that may be missing."""
    common = 0
    while all(len(entry.items) > common and entry.items[common] is lists[0].items[common] for entry in lists):
        common += 1
    rest_items: list[Item] = []
    seen: set[int] = set()
    for entry in lists:
        for element in entry.items[common:]:
            if id(element.value) not in seen:
                seen.add(id(element.value))
                rest_items.append(Item(element.value, True))
    reason = next((entry.rest for entry in lists if entry.rest), None)
    return Listing((*lists[0].items[:common], *rest_items), reason)


def merge_loop(before: Value, after: Value) -> Value:
    """What may hold after any number of rounds of a loop: elements added in a round may repeat."""
    if not before or after is before:
        return after if not before else before
    changed: list[Alternative] = []
    for item in after:
        if isinstance(item, Listing):
            changed.append(_repeat_new(item, before))
        elif isinstance(item, Text):
            changed.append(_repeat_text(item, before))
        else:
            changed.append(item)
    lists = any(isinstance(item, (Listing, Mapping, Text)) for item in before)
    grown = [c for c in changed if isinstance(c, (Listing, Mapping)) or _extends(c, before)]
    if not lists or not grown or len(grown) < len(changed):
        return union(before, tuple(changed))
    # Without a round a dict has no entry of the loop, which a default that is asked for beside it tells.
    kept = [i for i in before if isinstance(i, Mapping) or isinstance(i, Text) and not _is_extended(i, changed)]
    return few_dicts(union(tuple(changed), tuple(kept)))


def _extends(item: Alternative, before: Value) -> bool:
    return isinstance(item, Text) and any(
        isinstance(old, Text) and old.parts and item.parts[: len(old.parts)] == old.parts for old in before
    )


def _is_extended(old: Text, items: list[Alternative]) -> bool:
    return any(isinstance(item, Text) and item.parts[: len(old.parts)] == old.parts for item in items)


def _repeat_new(item: Listing, before: Value) -> Listing:
    """Elements beyond those of a list before the loop may repeat."""
    known = {id(e.value) for old in before if isinstance(old, Listing) for e in old.items}
    items = tuple(e if id(e.value) in known or e.repeats else Item(e.value, True) for e in item.items)
    return Listing(items, item.rest)


def _repeat_text(item: Text, before: Value) -> Text:
    """Text appended in a loop is followed by a hole: it may be appended again."""
    for old in before:
        if isinstance(old, Text) and len(item.parts) > len(old.parts) and item.parts[: len(old.parts)] == old.parts:
            last = item.parts[-1]
            place = last.origin if isinstance(last, Static) else None
            path = place.path if place else last.path if isinstance(last, Hole) else ""
            line = place.line if place else last.line if isinstance(last, Hole) else 0
            return Text((*item.parts, Hole("…", path, line, "repeated in a loop")), item.trail)
    return item
