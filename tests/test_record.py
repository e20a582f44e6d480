"""``record`` against the dataclass it stands for: whatever one does, the other does."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import dataclass
from dataclasses import field as standard_field
from typing import Any

import pytest

from promptlint.record import asdict, field, record, replace


@dataclass(frozen=True, slots=True)
class Standard:
    """A documented class."""

    name: str
    count: int = 3
    items: list[int] = standard_field(default_factory=list)

    @property
    def double(self) -> int:
        """Twice."""
        return self.count * 2

    @classmethod
    def named(cls, name: str) -> Any:
        """Another way in."""
        return cls(name)


@record
class Quick:
    """A documented class."""

    name: str
    count: int = 3
    items: list[int] = field(default_factory=list)

    @property
    def double(self) -> int:
        """Twice."""
        return self.count * 2

    @classmethod
    def named(cls, name: str) -> Any:
        """Another way in."""
        return cls(name)


@record
class Single:
    """One field."""

    value: tuple[int, ...]


@record
class Empty:
    """None at all."""


BOTH = pytest.mark.parametrize("kind", [Standard, Quick])


@BOTH
def test_construction_and_defaults(kind: Any) -> None:
    one, two = kind("a"), kind("a", count=4, items=[1])
    assert (one.name, one.count, one.items, one.double) == ("a", 3, [], 6)
    assert (two.count, two.items) == (4, [1])
    assert kind("a").items is not kind("a").items
    assert kind.named("b").name == "b"
    for arguments in ((), ("a", 1, [], 9)):
        with pytest.raises(TypeError):
            kind(*arguments)
    with pytest.raises(TypeError):
        kind("a", other=1)


@BOTH
def test_equality_and_text(kind: Any) -> None:
    assert kind("a") == kind("a")
    assert kind("a") != kind("b")
    assert kind("a") != ("a", 3, [])
    assert Quick("a") != Standard("a")
    assert repr(kind("a")) == f"{kind.__name__}(name='a', count=3, items=[])"
    assert kind.__doc__ == "A documented class."


def test_hash_by_value() -> None:
    assert len({Single((1,)), Single((1,)), Single((2,)), Empty(), Empty()}) == 3
    with pytest.raises(TypeError):
        hash(Quick("a"))
    with pytest.raises(TypeError):
        hash(Standard("a"))


@BOTH
def test_frozen(kind: Any) -> None:
    one = kind("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    with pytest.raises((dataclasses.FrozenInstanceError, TypeError, AttributeError)):
        one.other = 1
    assert not hasattr(one, "__dict__")


@BOTH
def test_the_functions_of_dataclasses(kind: Any) -> None:
    one = kind("a", 1, [2])
    assert dataclasses.is_dataclass(one)
    assert [each.name for each in dataclasses.fields(one)] == ["name", "count", "items"]
    assert [each.type for each in dataclasses.fields(kind)] == ["str", "int", "list[int]"]
    assert dataclasses.asdict(one) == {"name": "a", "count": 1, "items": [2]}
    assert dataclasses.astuple(one) == ("a", 1, [2])
    assert dataclasses.replace(one, count=9) == kind("a", 9, [2])


@BOTH
def test_copies_pickles_and_patterns(kind: Any) -> None:
    one = kind("a", 1, [2])
    for number in range(pickle.HIGHEST_PROTOCOL - 1, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(one, number)) == one
    assert copy.copy(one) == one
    assert copy.deepcopy(one).items is not one.items
    match one:
        case Standard(name, count) | Quick(name, count):
            assert (name, count) == ("a", 1)
        case _:
            raise AssertionError


def test_small_ones_pickle_too() -> None:
    assert pickle.loads(pickle.dumps(Single((1, 2)))) == Single((1, 2))
    assert pickle.loads(pickle.dumps(Empty())) == Empty()
    assert repr(Empty()) == "Empty()"


@record(order=True)
class Ordered:
    """Compares field by field."""

    line: int
    column: int


@record(beside="note")
class Noted:
    """One field that equality does not look at."""

    name: str
    note: list[int] = field(default_factory=list)


@record(eq=False)
class Thing:
    """Is itself and nothing else."""

    name: str


def test_order() -> None:
    low, high = Ordered(1, 9), Ordered(2, 1)
    assert low < high
    assert high > low
    assert low <= Ordered(1, 9) >= low
    assert not low < Ordered(1, 9)
    assert sorted([high, low]) == [low, high]
    with pytest.raises(TypeError):
        assert low < (2, 1)  # type: ignore[operator]
    with pytest.raises(TypeError):
        assert Single((1,)) < Single((2,))  # type: ignore[operator]


def test_identity() -> None:
    one = Thing("a")
    assert one == one
    assert one != Thing("a")
    assert len({one, Thing("a")}) == 2
    assert repr(one) == "Thing(name='a')"


def test_fields_that_do_not_count() -> None:
    assert Noted("a", [1]) == Noted("a", [2])
    assert hash(Noted("a", [1])) == hash(Noted("a"))
    assert repr(Noted("a", [1])) == "Noted(name='a', note=[1])"
    assert pickle.loads(pickle.dumps(Noted("a", [1]))).note == [1]


@record(eq=False, frozen=False)
class Growing:
    """Changes, and is itself and nothing else."""

    name: str
    items: list[int] = field(default_factory=list)


def test_what_is_not_frozen() -> None:
    one = Growing("a")
    one.name, one.items = "b", [1]
    assert (one.name, one.items, repr(one)) == ("b", [1], "Growing(name='b', items=[1])")
    assert one != Growing("b", [1])
    with pytest.raises(AttributeError):
        one.other = 1  # type: ignore[attr-defined]


def test_asdict_without_dataclasses() -> None:
    """Records within records, lists, tuples and dicts: the same as ``dataclasses.asdict``."""
    inner = replace(_Inner(1), number=2)
    outer = _Outer(inner, (inner, 3), [inner], {"a": inner})
    assert asdict(outer) == dataclasses.asdict(outer)


@record
class _Inner:
    """Held by the other."""

    number: int


@record
class _Outer:
    """Holds the other in each way."""

    one: _Inner
    pair: tuple[object, ...]
    many: list[_Inner]
    named: dict[str, _Inner]
