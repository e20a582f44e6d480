"""Records of ``promptlint.model`` and ``promptlint.ir`` as JSON and back, for the cache.

Nothing is executed and no class is looked up by a name but those of one table. What comes back is held against the
annotations of its fields, so that a file that somebody else wrote makes records of the right kinds or none at all.
A record is a list of its class's name and its fields; a span is four numbers, its lines counted from ``above`` on.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import EllipsisType, ModuleType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from promptlint import ir, model
from promptlint.model import Span

Reader = Callable[[Any, int], Any]
"""From JSON data, and the lines above its first one, to a value."""


def _records(module: ModuleType) -> dict[str, type[Any]]:
    return {
        name: kind for name, kind in vars(module).items() if "__dataclass_fields__" in getattr(kind, "__dict__", ())
    }


KINDS: dict[type[Any], ModuleType] = {
    **dict.fromkeys(_records(model).values(), model),
    **{kind: ir for name, kind in _records(ir).items() if kind.__module__ == ir.__name__},
}
"""The classes that may be stored, each with the module that its annotations are read in."""
_PLAIN = frozenset({str, int, float, bool, NoneType})


class Unstorable(Exception):
    """A value that the table has no kind for, or stored data that is not what it should be."""


def encoded(value: Any, above: int = 0) -> Any:
    """A record, a tuple or a plain value as JSON data. Raises Unstorable for anything else."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is Span:
        return [value.line - above, value.column, value.end_line - above, value.end_column]
    if kind is tuple:
        return [encoded(item, above) for item in value]
    if kind in KINDS:
        return [kind.__name__, *[encoded(getattr(value, name), above) for name in kind.__slots__]]
    if kind is bytes:
        return ["bytes", value.decode("latin-1")]
    if kind is EllipsisType:
        return ["..."]
    raise Unstorable(kind.__name__)


def decoded(data: Any, hint: Any, above: int = 0) -> Any:
    """The value of a type annotation that ``data`` stands for. Raises Unstorable where it is of another type."""
    return _reader(hint)(data, above)


@cache
def _reader(hint: Any) -> Reader:
    """A function that takes JSON data to a value of the annotated type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin in (Union, UnionType):
        return _union_reader(inner)
    if hint in _PLAIN:
        return lambda data, above: _plain(data, hint)
    if hint is Span:
        return _span
    if hint in KINDS:
        return lambda data, above: _record(data, hint, above)
    if hint in (bytes, EllipsisType):
        return _bytes if hint is bytes else lambda data, above: ...
    raise Unstorable(str(hint))


def _plain(data: Any, kind: type) -> Any:
    if type(data) is not kind:
        raise Unstorable(f"{type(data).__name__} in place of {kind.__name__}")
    return data


def _span(data: Any, above: int) -> Span:
    line, column, end_line, end_column = _plain(data, list)
    if not type(line) is type(column) is type(end_line) is type(end_column) is int:
        raise Unstorable("a span without numbers")
    return Span(line + above, column, end_line + above, end_column)


def _bytes(data: Any, above: int) -> bytes:
    if len(data) != 2 or type(data[1]) is not str:
        raise Unstorable("bytes without text")
    return bytes(data[1], "latin-1")


def _tuple_reader(inner: tuple[Any, ...]) -> Reader:
    if len(inner) == 2 and inner[1] is Ellipsis:
        read = _reader(inner[0])
        return lambda data, above: tuple([read(item, above) for item in _plain(data, list)])
    readers = [_reader(hint) for hint in inner]

    def fixed(data: Any, above: int) -> Any:
        if len(_plain(data, list)) != len(readers):
            raise Unstorable(f"{len(data)} items in place of {len(readers)}")
        return tuple([read(item, above) for read, item in zip(readers, data, strict=True)])

    return fixed


def _union_reader(inner: tuple[Any, ...]) -> Reader:
    plain = frozenset(inner) & _PLAIN
    kinds = {_name(hint): _reader(hint) for hint in inner if hint not in _PLAIN}

    def union(data: Any, above: int) -> Any:
        kind = type(data)
        if kind in plain:
            return data
        read = kinds.get(data[0]) if kind is list and data and type(data[0]) is str else None
        if read is None:
            raise Unstorable(f"{kind.__name__} in a union")
        return read(data, above)

    return union


def _name(hint: Any) -> str:
    return "..." if hint is EllipsisType else str(hint.__name__)


@cache
def _fields(kind: Any) -> tuple[Reader, ...]:
    hints = get_type_hints(kind, vars(KINDS[kind]))
    return tuple(_reader(hints[name]) for name in kind.__slots__)


def _record(data: Any, kind: Any, above: int) -> Any:
    readers = _fields(kind)
    if type(data) is not list or len(data) != len(readers) + 1 or data[0] != kind.__name__:
        raise Unstorable(kind.__name__)
    return kind(*[read(value, above) for read, value in zip(readers, data[1:], strict=True)])
