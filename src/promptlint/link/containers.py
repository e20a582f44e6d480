"""Methods of lists and dicts, and the keys of a dict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.values import (
    Argument,
    Constant,
    Item,
    Key,
    Listing,
    Mapping,
    Text,
    single_text,
    text_of,
    union,
    unknown,
)
from promptlint.model import Origin

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def place_of(key: object) -> Origin:
    """Where a key stands in the source, an empty place where that is not known."""
    return key.origin if isinstance(key, Key) else Origin("", 0, 0, "dict-entry")


def keys_of(item: Mapping) -> Value:
    """What iterating over a dict gives."""
    keys = [text_of(k, place_of(k)) for k, _ in item.entries if isinstance(k, str)]
    return tuple(keys) if keys and item.rest is None else (*keys, *unknown(item.rest or "a key of an empty dict"))


def entry_or_default(
    ev: Evaluator, callee: Alternative, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """``settings.get("model", "gpt-4o")`` of a dict that is not known: what is in it, or the default."""
    if len(args) != 2 or args[0].star or args[1].star or args[1].name not in (None, "default"):
        return None
    key = single_text(args[0].value)
    if key is None or not key.replace("-", "_").replace(".", "_").isidentifier():
        return None
    default = tuple(i for i in args[1].value if isinstance(i, Text) and i.exact != "")
    if not default:
        return None
    from promptlint.link import calls

    return union(default, (calls.outside_result(ev, callee, args, frame, site),))


def container_method(ev: Evaluator, base: Listing | Mapping, name: str, args: tuple[Argument, ...]) -> Value:
    """What a method of a list or dict returns."""
    if isinstance(base, Mapping):
        return _dict_method(ev, base, name, args)
    if name in ("copy",):
        return (base,)
    if name == "pop":
        return union(*(i.value for i in base.items)) if base.items else unknown("an element of a list")
    return unknown(f".{name}() of a list")


def _dict_method(ev: Evaluator, base: Mapping, name: str, args: tuple[Argument, ...]) -> Value:
    if name in ("get", "pop", "setdefault") and args:
        return _dict_get(ev, base, args)
    if name in ("copy", "model_dump", "dict"):
        return (base,)
    if name == "values":
        return (Listing(tuple(Item(v) for _, v in base.entries), base.rest),)
    if name == "keys":
        return (Listing(tuple(Item((k,)) for k in keys_of(base))),)
    if name == "items":
        pairs = tuple(Item((Listing((Item(_key_value(k)), Item(v))),)) for k, v in base.entries)
        return (Listing(pairs, base.rest),)
    return unknown(f".{name}() of a dict")


def _key_value(key: object) -> Value:
    origin = place_of(key)
    if isinstance(key, str):
        return (text_of(key, origin),)
    return (Constant(key, origin),) if isinstance(key, (int, float, bool, type(None))) else unknown("a key")


def _dict_get(ev: Evaluator, base: Mapping, args: tuple[Argument, ...]) -> Value:
    default = args[1].value if len(args) > 1 else ()
    more = unknown(base.rest) if base.rest else ()
    keys = [mutate.constant_key((k,)) for k in args[0].value]
    if keys and all(keys):
        found = [base.get(k[0]) for k in keys if k is not None]
        hits = [f for f in found if f is not None]
        if len(hits) == len(found):
            return union(*hits)
        return union(*hits, default, more) or unknown("there is no such key")
    everything = union(*(v for _, v in base.entries)) if base.entries else ()
    if not everything and not more:
        more = unknown("the key is not known")
    return union(everything, default, more)
