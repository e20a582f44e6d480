"""Takes single values out of a configuration table, each with its type; mistakes are collected with their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.errors import UserError
from promptlint.record import record
from promptlint.suggest import suggestion

Read = Callable[["Reader", str, Any, Path], Any]


class Invalid(Exception):
    """A value of the wrong type; the text says what was expected."""


@record
class Reader:
    """Collects what is wrong in one configuration file while its values are taken out."""

    path: Path
    lines: dict[str, int]
    errors: list[UserError]
    prefix: str = "tool.promptlint."
    """What goes before a key where it is shown as the heading of a table."""

    def fail(self, key: str, message: str) -> None:
        """Note that ``key`` is wrong, with its line or that of the nearest table around it."""
        self.errors.append(UserError(message, str(self.path), self.line(key)))

    def line(self, key: str) -> int | None:
        """The line of ``key`` in the file, or of the nearest table around it; None where neither has one."""
        while key and key not in self.lines:
            key = key.rpartition(".")[0]
        return self.lines.get(key)

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """Note a key that does not exist, with the nearest that does."""
        self.fail(key, f"unknown key {key!r}{suggestion(key.rpartition('.')[2], known)}")

    def value(self, key: str, parse: Callable[[Any], Any], value: Any) -> Any:
        """``value`` as ``parse`` takes it; None, with the mistake noted, where it is invalid."""
        try:
            return parse(value)
        except Invalid as error:
            self.fail(key, f"{key} {error}")
            return None

    def table(self, key: str, value: Any) -> dict[str, Any]:
        """A table; empty, with the mistake noted, for anything else."""
        if isinstance(value, dict):
            return value
        self.fail(key, f"{key} must be a table, as in [{self.prefix}{key}]")
        return {}

    def fields(
        self, key: str, table: dict[str, Any], known: dict[str, Callable[[Any], Any]], nested: Iterable[str] = ()
    ) -> dict[str, Any]:
        """The known keys of a table with their values, ``-`` as ``_``; every other key is noted.

        ``nested`` are keys of the table that the caller reads. ``key`` is "" for the table of a whole file.
        """
        found: dict[str, Any] = {}
        for name, value in table.items():
            place = f"{key}.{name}" if key else name
            if name in known:
                found[name.replace("-", "_")] = self.value(place, known[name], value)
            elif name not in nested:
                self.unknown(place, (*known, *nested))
        return found

    def numbers(self, key: str, table: dict[str, Any], parse: Callable[[Any], Any]) -> tuple[tuple[str, Any], ...]:
        """Every key of a table that is named by the user with its value; invalid ones are noted and left out."""
        found = ((of, self.value(f"{key}.{of}", parse, said)) for of, said in self.table(key, table).items())
        return tuple((of, value) for of, value in found if value is not None)


def simple(parse: Callable[[Any], Any]) -> Read:
    """A reader of one value."""
    return lambda reader, key, value, folder: reader.value(key, parse, value)


def strings(value: Any) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Invalid('must be a list of strings, as in ["a", "b"]')
    return tuple(value)


def positive(value: Any) -> int:
    """A whole number from 1 on."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Invalid("must be a whole number from 1 on")
    return value


def whole(value: Any) -> int:
    """A whole number from 0 on."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Invalid("must be a whole number from 0 on")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Invalid("must be true or false")
    return value


def name(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise Invalid("must be a name in quotes")
    return value


def parse_date(value: Any) -> date:
    """A TOML date or an ISO string as a date; raises Invalid otherwise."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Invalid("must be a date, as in 2026-11-01")


def number(value: Any, what: str, bounds: str = "") -> Decimal:
    """A finite number, also in quotes; ``what`` says what it should have been, ``bounds`` so of nan and inf."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Invalid(f"must be {what}")
    try:
        found = Decimal(value)
    except ArithmeticError:
        raise Invalid(f"must be {what}") from None
    if not found.is_finite():
        raise Invalid(f"must be {bounds or what}")
    return found


def percent(value: Any) -> Decimal:
    """A share in percent, 0 to 100; less than 1 must stand in quotes, for 0.2 is meant as 20 % more often than not."""
    found = number(value, "a number of percent, as in 20")
    if 0 < found < 1 and not isinstance(value, str):
        raise Invalid(
            f'is less than one percent; write {found * 100:.0f} for {found * 100:.0f} %, or "{found}" to mean it'
        )
    if not 0 <= found <= 100:
        raise Invalid("must be from 0 to 100 percent")
    return found


def amount(value: Any) -> Decimal:
    """A number of 0 or more."""
    found = number(value, "a number of 0 or more")
    if found < 0:
        raise Invalid("must be 0 or more")
    return found
