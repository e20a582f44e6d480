"""How the usage file names calls: by place, function, path or id; the same from whichever folder is scanned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from promptlint.model import Call
from promptlint.paths import View
from promptlint.record import record

MODULE = "<module>"
"""The function part of the key of a call outside every function."""
_ID = re.compile(r"[0-9a-f]{12}")
_PLACE = re.compile(r"(?P<path>[^:]+):(?P<function>[\w.<>]*?)(?:#(?P<number>\d+))?")


@record
class Name:
    """What one call can be called by. ``key`` is the one of the usage file: ``path:function``, the second ``…#2``."""

    key: str
    place: str
    path: str
    function: str
    id: str


def names(calls: Iterable[Call], seen: View) -> dict[str, Name]:
    """The names of each call by its id; ``seen`` makes paths relative to the usage file's folder."""
    found: dict[str, Name] = {}
    numbers: dict[str, int] = {}
    for call in sorted(calls, key=lambda one: (one.path, one.span, one.id)):
        path = seen.path(call.path)
        # The module's name is that of the path as it was scanned, or that of a package around it.
        local = min((local_function(one, call.function) for one in (call.path, path)), key=len)
        place = f"{path}:{local or MODULE}"
        numbers[place] = numbers.get(place, 0) + 1
        key = place if numbers[place] == 1 else f"{place}#{numbers[place]}"
        found[call.id] = Name(key, place, path, call.function, call.id)
    return found


def local_function(path: str, function: str) -> str:
    """The function without the module it stands in, whose name depends on the folder that is scanned."""
    stem = path.rpartition(".")[0].removesuffix("/__init__").split("/")
    parts = function.split(".")
    known = (len(stem) - start for start in range(len(stem)) if parts[: len(stem) - start] == stem[start:])
    return ".".join(parts[next(known, 0) :])


def precision(key: str, name: Name, fits: Callable[[str, str], bool]) -> int:
    """How precisely a key names a call: 0 not at all, 1 by a path, 2 by a function, 3 as a place, 4 alone.

    ``fits(pattern, path)`` says whether a git-style pattern fits a path.
    """
    if key in (name.key, name.id) and (key != name.place or name.key != name.place):
        return 4
    if key == name.place:
        return 3
    if is_path(key):
        return 1 if fits(key, name.path) else 0
    return 2 if name.function == key or name.function.endswith(f".{key}") else 0


def is_single(key: str) -> bool:
    """Whether the key is a place or an id, which name a call by themselves."""
    return bool(_PLACE.fullmatch(key) or _ID.fullmatch(key))


def is_path(key: str) -> bool:
    """Whether the key is a pattern of paths and no place, function or id."""
    if is_single(key):
        return False
    return "/" in key or "*" in key or key.endswith((".py", ".ipynb"))


def path_of(key: str) -> str | None:
    """The file that a key names a call in, None for keys that name no file."""
    found = _PLACE.fullmatch(key)
    return found["path"] if found else None


def gone(keys: Iterable[str], known: Mapping[str, Name], scanned: Iterable[str]) -> list[str]:
    """The keys of places in ``scanned`` files (paths as in ``Name``) that name no call there any more."""
    used = {key for name in known.values() for key in (name.key, name.place)}
    files = set(scanned)
    return [key for key in keys if key not in used and (path := path_of(key)) is not None and path in files]
