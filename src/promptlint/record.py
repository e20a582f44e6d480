"""Slotted dataclasses that are cheap to define, frozen unless told otherwise.

``dataclass(frozen=True, slots=True)`` compiles seven functions for each class: 1.2 ms on Python 3.11, so that 130
classes would take more time than all the rest of a hook run. ``record`` compiles ``__init__`` alone, when the first
instance is made, describes its fields when somebody asks for them, and shares everything else. ``fields``, ``replace``,
``asdict``, ``match`` and pickling work as they do with a dataclass. ``dataclasses`` itself, whose import takes a tenth
of a hook's run, is imported when needed: ``field`` and ``replace`` of this module stand for its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from dataclasses import Field

    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**options: object) -> Callable[[T], T]:
        return lambda decorator: decorator


T = TypeVar("T")
_ABSENT: Any = object()


class _Made:
    """The default of a field that is made anew for each instance."""

    __slots__ = ("factory",)

    def __init__(self, factory: Callable[[], Any]) -> None:
        self.factory = factory


def field(*, default_factory: Callable[[], T]) -> T:
    """The default of a field that ``default_factory`` makes for each instance."""
    made: Any = _Made(default_factory)
    return made  # type: ignore[no-any-return]


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(
    *, eq: bool = True, order: bool = False, frozen: bool = True, beside: str = ""
) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(
    cls: type[T] | None = None,
    /,
    *,
    eq: bool = True,
    order: bool = False,
    frozen: bool = True,
    beside: str = "",
) -> Any:
    """The class as a frozen dataclass with slots; it may not inherit fields.

    Equality and hash go by value, unless ``eq`` is false: then by identity. ``order`` compares field by field.
    The field ``beside`` is left out of both. With ``frozen`` false (and ``eq`` false) fields can be assigned.
    """
    shared = {**_SHARED, **(_FROZEN if frozen else {}), **(_BY_VALUE if eq else {}), **(_ORDERED if order else {})}
    return (lambda decorated: _made(decorated, shared, beside)) if cls is None else _made(cls, shared, beside)


def replace(instance: T, /, **changes: Any) -> T:
    """The record with some fields changed."""
    kind: Any = type(instance)
    changed: T = kind(**{name: getattr(instance, name) for name in kind.__slots__} | changes)
    return changed


def asdict(instance: object) -> dict[str, Any]:
    """The fields of a record by name, records within as dicts too; what else they hold is not copied."""
    return {name: _as_plain(getattr(instance, name)) for name in type(instance).__slots__}  # type: ignore[attr-defined]


def _as_plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return type(value)([_as_plain(item) for item in value])
    if isinstance(value, dict):
        return {key: _as_plain(item) for key, item in value.items()}
    return asdict(value) if hasattr(type(value), "__dataclass_fields__") else value


def _made(cls: type[Any], shared: dict[str, Any], beside: str) -> type[Any]:
    annotations: dict[str, Any] = cls.__dict__.get("__annotations__", {})
    defaults = {name: cls.__dict__[name] for name in annotations if name in cls.__dict__}
    dropped = {*annotations, "__dict__", "__weakref__"}
    names = tuple(annotations)
    compared = tuple(name for name in names if name != beside)
    namespace = {
        **{name: value for name, value in cls.__dict__.items() if name not in dropped},
        "__slots__": names,
        "__match_args__": names,
        "__dataclass_fields__": _Fields(annotations, defaults),
        "__dataclass_params__": _Params(),
        "__qualname__": cls.__qualname__,
        "__init__": _first_init(names, defaults),
        "_values": _values_of(names),
        "_key": _values_of(compared),
        **shared,
    }
    made: type[Any] = type(cls).__call__(type(cls), cls.__name__, cls.__bases__, namespace)
    return made


class _Fields:
    """What ``dataclasses`` knows of the fields, made when it is first looked at."""

    def __init__(self, annotations: dict[str, Any], defaults: dict[str, Any]) -> None:
        self._annotations = annotations
        self._defaults = defaults

    def __get__(self, instance: object, owner: type[Any]) -> dict[str, Field[Any]]:
        made = {name: _field(name, kind, self._defaults.get(name, _ABSENT)) for name, kind in self._annotations.items()}
        owner.__dataclass_fields__ = made
        return made


class _Params:
    """The options of a plain dataclass, which nothing but ``dataclasses`` looks at."""

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        return _model().__dataclass_params__


@cache
def _model() -> Any:
    """An ordinary dataclass, from which the marks of all others are taken."""
    from dataclasses import make_dataclass

    return make_dataclass("_Model", [("field", object)])


def _field(name: str, kind: Any, default: Any) -> Field[Any]:
    from dataclasses import MISSING, field

    made: Any = (
        field(default_factory=default.factory)
        if isinstance(default, _Made)
        else field(default=MISSING if default is _ABSENT else default)
    )
    made.name = name
    made.type = kind
    made._field_type = _model().__dataclass_fields__["field"]._field_type
    made.kw_only = False
    return made  # type: ignore[no-any-return]


def _first_init(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """An ``__init__`` that puts the real one into its own place when it is first called."""

    def __init__(self: Any, /, *args: Any, **named: Any) -> None:
        kind = type(self)
        kind.__init__ = _init(kind, names, defaults)
        kind.__init__(self, *args, **named)

    return __init__


def _init(cls: type[Any], names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    known: dict[str, Any] = {"_missing": _ABSENT}
    parameters, lines = ["self"], []
    for name in names:
        value = name
        known[f"_set_{name}"] = cls.__dict__[name].__set__  # the slot's own, faster than object.__setattr__
        default = defaults.get(name, _ABSENT)
        if isinstance(default, _Made):
            known[f"_{name}"] = default.factory
            parameters.append(f"{name}=_missing")
            value = f"_{name}() if {name} is _missing else {name}"
        elif default is not _ABSENT:
            known[f"_{name}"] = default
            parameters.append(f"{name}=_{name}")
        else:
            parameters.append(name)
        lines.append(f"\n _set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):{''.join(lines) or ' pass'}", known)  # names of fields only
    made_init: Callable[..., None] = known["__init__"]
    made_init.__qualname__ = f"{cls.__qualname__}.__init__"
    return made_init


def _values_of(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        get = attrgetter(*names)
        return lambda self: get(self)
    return lambda self: tuple(getattr(self, name) for name in names)


def _equal(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._key() == other._key()  # type: ignore[attr-defined]


def _less(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self._key() < other._key()  # type: ignore[attr-defined]


def _hash(self: Any) -> int:
    return hash(self._key())


def _show(self: Any) -> str:
    inner = ", ".join(f"{name}={value!r}" for name, value in zip(self.__slots__, self._values(), strict=True))
    return f"{type(self).__qualname__}({inner})"


def _refuse(self: Any, name: str, *value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> tuple[Any, ...]:
    values: tuple[Any, ...] = self._values()
    return values


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)


_SHARED = {"__repr__": _show, "__getstate__": _state, "__setstate__": _restore}
_FROZEN = {"__setattr__": _refuse, "__delattr__": _refuse}
_BY_VALUE = {"__eq__": _equal, "__hash__": _hash}
_ORDERED = {
    "__lt__": _less,
    "__gt__": lambda self, other: _less(other, self),
    "__le__": lambda self, other: self == other or _less(self, other),
    "__ge__": lambda self, other: self == other or _less(other, self),
}
