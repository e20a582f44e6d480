"""Files of a project beyond the few that are scanned: who calls a wrapper, or makes an object, may stand in them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from promptlint.config import DEFAULT_EXCLUDE
from promptlint.link.project import ROOT_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_FILES = 3_000
"""Python files beyond the scanned ones that are looked at, the nearest first."""
MAX_FOLDERS = 3_000
MAX_SIZE = 1_000_000
"""Bytes of one of them; larger ones are left out."""


class Beyond:
    """The Python files below ``top`` that are not scanned, relative to ``root``, and their bytes."""

    def __init__(self, root: Path, top: str, scanned: Iterable[str], exclude: Iterable[str] = ()) -> None:
        self.root = str(root)
        self.top = top
        self.scanned = frozenset(scanned)
        self.left_out = frozenset((*DEFAULT_EXCLUDE, *(name.strip("/") for name in exclude)))
        self._data: dict[str, bytes] | None = None

    def mentioning(self, needle: bytes) -> list[str]:
        """The paths of the files that hold the bytes."""
        if self._data is None:
            self._data = dict(self._read())
        return [path for path, data in self._data.items() if needle in data]

    def checksum(self) -> str | None:
        """A checksum of the files and their bytes, None where nobody asked for them."""
        if self._data is None:
            return None
        from promptlint.cache import digest

        paths = "\0".join(self._data).encode("utf-8", "surrogateescape")
        return digest(paths, *self._data.values())

    def _read(self) -> Iterator[tuple[str, bytes]]:
        if not any(os.path.exists(os.path.join(self.top, mark)) for mark in ROOT_MARKS):
            return
        for path in self._paths():
            try:
                full = os.path.join(self.root, path)
                if os.path.getsize(full) <= MAX_SIZE:
                    with open(full, "rb") as file:
                        yield path, file.read()
            except OSError:
                continue  # only files that were named must be readable

    def _paths(self) -> Iterator[str]:
        found = 0
        for folder in self._folders():
            prefix = os.path.relpath(folder, self.root).replace(os.sep, "/")
            for name in sorted(os.listdir(folder)):
                path = name if prefix == "." else f"{prefix}/{name}"
                if name.endswith(".py") and path not in self.scanned:
                    found += 1
                    if found > MAX_FILES:
                        return
                    yield path

    def _folders(self) -> Iterator[str]:
        """The folders of the project: those of the scanned files with what is below, then all others."""
        near = {os.path.dirname(os.path.abspath(os.path.join(self.root, path))) for path in self.scanned}
        seen: set[str] = set()
        for start in (*sorted(near), self.top):
            for folder, inner, _ in os.walk(start):
                inner[:] = sorted(name for name in inner if name not in self.left_out and not name.startswith("."))
                if folder in seen:
                    continue
                seen.add(folder)
                if len(seen) > MAX_FOLDERS:
                    return
                yield folder
