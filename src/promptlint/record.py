"""Frozen, slotted dataclasses that are cheap to define.

``dataclass(frozen=True, slots=True)`` compiles seven functions for each class: 1.2 ms on Python 3.11, so that 130
classes would take more time than all the rest of a hook run. ``record`` compiles ``__init__`` alone (0.1 ms) and shares
everything else. ``fields``, ``replace``, ``asdict``, ``match`` and pickling work as they do with a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, overload

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**options: object) -> Callable[[T], T]:
        return lambda decorator: decorator


@dataclass
class _Model:
    """Only looked at: an ordinary dataclass field, from which the marks of all others are taken."""

    field: object = None


_ORDINARY: Any = _Model.__dataclass_fields__["field"]


@overload
def record(cls: type[T], /) -> type[T]: ...
@overload
def record(*, eq: bool = True, order: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T] | None = None, /, *, eq: bool = True, order: bool = False) -> Any:
    """The class as a frozen dataclass with slots; it may not inherit fields.

    Equality and hash go by value, unless ``eq`` is false: then by identity. ``order`` compares field by field.
    """
    shared = {**_FROZEN, **(_BY_VALUE if eq else {}), **(_ORDERED if order else {})}
    return (lambda decorated: _made(decorated, shared)) if cls is None else _made(cls, shared)


def _made(cls: type[Any], shared: dict[str, Any]) -> type[Any]:
    annotations: dict[str, Any] = cls.__dict__.get("__annotations__", {})
    fields = {name: _field(name, kind, cls.__dict__.get(name, MISSING)) for name, kind in annotations.items()}
    dropped = {*fields, "__dict__", "__weakref__"}
    names = tuple(fields)
    namespace = {
        **{name: value for name, value in cls.__dict__.items() if name not in dropped},
        "__slots__": names,
        "__match_args__": names,
        "__dataclass_fields__": fields,
        "__dataclass_params__": _Model.__dataclass_params__,  # type: ignore[attr-defined]
        "__qualname__": cls.__qualname__,
        "__init__": _init(fields),
        "_values": _values_of(names),
        "_key": _values_of(tuple(name for name, one in fields.items() if one.compare)),
        **shared,
    }
    made: type[Any] = type(cls).__call__(type(cls), cls.__name__, cls.__bases__, namespace)
    return made


def _field(name: str, kind: Any, default: Any) -> Field[Any]:
    made: Any = default if isinstance(default, Field) else field(default=default)
    made.name = name
    made.type = kind
    made._field_type = _ORDINARY._field_type
    made.kw_only = False
    return made  # type: ignore[no-any-return]


def _init(fields: dict[str, Field[Any]]) -> Callable[..., None]:
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    parameters, lines = ["self"], []
    for name, one in fields.items():
        value = name
        if one.default is not MISSING:
            known[f"_{name}"] = one.default
            parameters.append(f"{name}=_{name}")
        elif one.default_factory is not MISSING:
            known[f"_{name}"] = one.default_factory
            parameters.append(f"{name}=_missing")
            value = f"_{name}() if {name} is _missing else {name}"
        else:
            parameters.append(name)
        lines.append(f"\n _set(self, {name!r}, {value})")
    exec(f"def __init__({', '.join(parameters)}):{''.join(lines) or ' pass'}", known)  # names of fields only
    made: Callable[..., None] = known["__init__"]
    return made


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
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> tuple[Any, ...]:
    values: tuple[Any, ...] = self._values()
    return values


def _restore(self: Any, state: tuple[Any, ...]) -> None:
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)


_FROZEN = {
    "__repr__": _show,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__getstate__": _state,
    "__setstate__": _restore,
}
_BY_VALUE = {"__eq__": _equal, "__hash__": _hash}
_ORDERED = {
    "__lt__": _less,
    "__gt__": lambda self, other: _less(other, self),
    "__le__": lambda self, other: self == other or _less(self, other),
    "__ge__": lambda self, other: self == other or _less(other, self),
}
