"""Lowered statements kept from one run to the next: what has not changed is not lowered again, nor libcst imported.

A module's units are kept by the text of each, with lines counted from its first one, so that one which has only moved
is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint import ir
from promptlint.cache import Cache, digest, edition
from promptlint.lower.slices import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.model import SourceFile

KIND = "lowered"
Statements = tuple[ir.Stmt, ...]


class KeptUnits:
    """The units of one module that earlier runs have lowered."""

    def __init__(self, cache: Cache, source: SourceFile, place: bytes) -> None:
        self._cache = cache
        self._source = source
        self._key = digest(edition().encode(), place, source.path.encode("utf-8", "surrogateescape"))
        kept = cache.get(KIND, self._key)
        self._kept: dict[str, Any] = kept if isinstance(kept, dict) else {}
        self._used: dict[str, Any] = {}
        self._changed = False

    def get(self, unit: ir.Unit) -> Statements | None:
        """The statements of a unit, None if they are not known."""
        from promptlint.stored import Unstorable, decoded

        name = self._name(unit)
        data = self._kept.get(name)
        if data is None:
            return None
        try:
            statements: Statements = decoded(data, Statements, self._above(unit))
        except (Unstorable, TypeError, ValueError, RecursionError):
            return None  # not of our making
        self._used[name] = data
        return statements

    def put(self, unit: ir.Unit, statements: Statements) -> None:
        """Keep the statements of a unit."""
        from promptlint.stored import Unstorable, encoded

        try:
            self._used[self._name(unit)] = encoded(statements, self._above(unit))
            self._changed = True
        except (Unstorable, RecursionError):
            return

    def save(self, units: Iterable[ir.Unit]) -> None:
        """Write down what is known of these ``units`` of the module, all it has, if that is more than before."""
        if self._changed:
            present = {self._name(unit) for unit in _with_members(units)}
            earlier = {name: data for name, data in self._kept.items() if name in present}
            self._cache.put(KIND, self._key, {**earlier, **self._used})

    def _above(self, unit: ir.Unit) -> int:
        return self._source.text.count("\n", 0, unit.start)

    def _name(self, unit: ir.Unit) -> str:
        return digest(unit.kind.encode(), unit_text(self._source.text, unit).encode("utf-8", "surrogatepass"))


def _with_members(units: Iterable[ir.Unit]) -> Iterator[ir.Unit]:
    for unit in units:
        yield unit
        yield from _with_members(unit.members)
