"""Dotted paths of libraries: when two of them name the same, and tables that find entries by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    Named: TypeAlias = dict[str, list[tuple[str, "T"]]]
    """Entries with their dotted path, by the last name of that."""

T = TypeVar("T")
ANY = "*"
"""In a dotted path: any class."""


def by_last_name(pairs: Iterable[tuple[str, T]]) -> Named[T]:
    found: Named[T] = {}
    for path, entry in pairs:
        found.setdefault(path.rpartition(".")[2], []).append((path, entry))
    return found


def named(tables: Iterable[tuple[Iterable[str], Named[T]]]) -> list[T]:
    """What is known under a dotted path, then under paths that mean the same, then under those with "*".

    ``tables`` are what the path is called in an SDK, and the SDK's entries.
    """
    found: dict[int, list[T]] = {0: [], 1: [], 2: []}
    for spellings, table in tables:
        for spelling in spellings:
            for known, entry in (*table.get(spelling.rpartition(".")[2], ()), *table.get(ANY, ())):
                if known == spelling:
                    found[0].append(entry)
                elif same_path(known, spelling):
                    found[2 if ANY in known else 1].append(entry)
    return [*found[0], *found[1], *found[2]]


def same_path(known: str, path: str) -> bool:
    """Whether a path names the known object, also when imported from a deeper or shallower module of its package.

    "*" in the known path is any class.
    """
    if known == path:
        return True
    package, _, rest = known.partition(".")
    if not rest or not path.startswith(package + "."):
        return False
    modules, name = _split(known)
    others, other = _split(path)
    if not _same_name(name, other) or (len(modules) == len(others) and name == other):
        return False
    shorter, longer = sorted((modules, others), key=len)
    return longer[: len(shorter)] == shorter


def _same_name(known: list[str], name: list[str]) -> bool:
    if known == name:
        return True
    pairs = zip(known, name, strict=False)
    return len(known) == len(name) and all(a == b or (a == ANY and b[:1].isupper()) for a, b in pairs)


def _split(path: str) -> tuple[list[str], list[str]]:
    """The modules of a dotted path, and the name in them: a class with its attributes, or the last part."""
    parts = path.split(".")
    last = len(parts) - 1
    at = next((n for n, part in enumerate(parts) if part.lstrip("_")[:1].isupper() or part == ANY), last)
    return parts[:at], parts[at:]
