"""Records of ``promptlint.model`` as JSON and back, for the cache.

Nothing is executed and no class is looked up by a name but those of one table. What comes back is held against the
annotations of its fields, so that a file that somebody else wrote makes records of the right kinds or none at all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from promptlint import model

KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        model.Span, model.Problem, model.Origin, model.Static, model.Hole, model.Message, model.ModelRef, model.Tool,
        model.Image, model.CallSite, model.Call, model.PromptText,
    )
}  # fmt: skip
_PLAIN = frozenset({str, int, float, bool, NoneType})


class Unstorable(Exception):
    """A value that the table has no kind for, or stored data that is not what it should be."""


def encoded(value: Any) -> Any:
    """A record, a tuple or a plain value as JSON data. Raises Unstorable for anything else."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple:
        return [encoded(item) for item in value]
    if KINDS.get(kind.__name__) is not kind:
        raise Unstorable(kind.__name__)
    return {kind.__name__: [encoded(getattr(value, name)) for name in kind.__slots__]}


def decoded(data: Any, hint: Any) -> Any:
    """The value of a type annotation that ``data`` stands for. Raises Unstorable where it is of another type."""
    return _reader(hint)(data)


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """A function that takes JSON data to a value of the annotated type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (Union, UnionType):
        return _union_reader(inner)
    if hint in _PLAIN:
        return lambda data: _plain(data, hint)
    if hint in KINDS.values():
        return lambda data: _record(data, hint)
    raise Unstorable(str(hint))


def _plain(data: Any, kind: type) -> Any:
    if type(data) is not kind:
        raise Unstorable(f"{type(data).__name__} in place of {kind.__name__}")
    return data


def _tuple_reader(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        read = _reader(inner[0])
        return lambda data: tuple([read(item) for item in _plain(data, list)])
    readers = [_reader(hint) for hint in inner]

    def fixed(data: Any) -> Any:
        if len(_plain(data, list)) != len(readers):
            raise Unstorable(f"{len(data)} items in place of {len(readers)}")
        return tuple([read(item) for read, item in zip(readers, data, strict=True)])

    return fixed


def _union_reader(inner: tuple[Any, ...]) -> Callable[[Any], Any]:
    plain = frozenset(inner) & _PLAIN
    kinds = {hint.__name__: _reader(hint) for hint in inner if hint not in _PLAIN}

    def union(data: Any) -> Any:
        if type(data) in plain:
            return data
        name = next(iter(data), "") if type(data) is dict else ""
        if name not in kinds:
            raise Unstorable(f"{type(data).__name__} in a union")
        return kinds[name](data)

    return union


@cache
def _fields(kind: type) -> tuple[Callable[[Any], Any], ...]:
    hints = get_type_hints(kind, vars(model))
    return tuple(_reader(hints[name]) for name in kind.__slots__)  # type: ignore[attr-defined]


def _record(data: Any, kind: type) -> Any:
    values = _plain(data, dict).get(kind.__name__)
    readers = _fields(kind)
    if type(values) is not list or len(values) != len(readers) or len(data) != 1:
        raise Unstorable(kind.__name__)
    return kind(*[read(value) for read, value in zip(readers, values, strict=True)])
