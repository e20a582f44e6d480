"""Files of a project beyond the few that are scanned: who calls a wrapper, or makes an object, may stand in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.config import DEFAULT_EXCLUDE
from promptlint.exclude import Patterns, compile_patterns, left_out, read_ignore_file, repository_patterns
from promptlint.link.roots import ROOT_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FILES = 3_000
"""Python files beyond the scanned ones that are looked at, the nearest first."""
MAX_FOLDERS = 3_000
MAX_SIZE = 1_000_000
"""Bytes of one of them; larger ones are left out."""


class Beyond:
    """The Python files below ``top`` that are not scanned, relative to ``root``, and their bytes.

    What discovery leaves out of folders is left out here too: ``exclude``, git-style patterns meant from
    ``exclude_root``, and what ``.gitignore`` files say. The folders of scanned files were named in spite of it.
    """

    def __init__(
        self,
        root: Path,
        top: str,
        scanned: Iterable[str],
        exclude: Iterable[str] = DEFAULT_EXCLUDE,
        exclude_root: Path | None = None,
    ) -> None:
        self.root = str(root)
        self.top = top
        self._scanned = frozenset(os.path.abspath(os.path.join(self.root, path)) for path in scanned)
        self._exclude = compile_patterns(exclude_root or root, exclude)
        self._near = {os.path.dirname(path) for path in self._scanned}
        self._kept = {str(place) for folder in self._near for place in (Path(folder), *Path(folder).parents)}
        self._left_out: dict[str, bool] = {}
        self._ignores: dict[str, tuple[Patterns, ...]] = {}
        self._data: dict[str, bytes] | None = None

    def mentioning(self, needle: bytes) -> list[str]:
        """The paths of the files that hold the bytes."""
        if self._data is None:
            self._data = dict(self._read())
        hits = [path for path, data in self._data.items() if needle in data and path.endswith(".py")]
        # Asked of the few hits alone: reading ignore files takes an import that costs more than the search.
        return [path for path in hits if not self._is_left_out(os.path.abspath(os.path.join(self.root, path)), False)]

    def checksum(self) -> str | None:
        """A checksum of the files and their bytes, None where nobody asked for them."""
        if self._data is None:
            return None
        from promptlint.cache import digest

        paths = "\0".join(self._data).encode("utf-8", "surrogateescape")
        return digest(paths, *self._data.values())

    def _is_left_out(self, path: str, is_folder: bool) -> bool:
        """Whether discovery would leave out the file or folder, or one of the folders above it."""
        if path in self._kept or path in (self.top, os.path.dirname(path)):
            return False
        if path not in self._left_out:
            above = os.path.dirname(path)
            near = next((str(folder) for folder in Path(path).parents if str(folder) in self._near), None)
            # Patterns that cover a scanned file's own folder give way, as they do where discovery is sent there.
            layers = [one for one in (*self._layers(above), self._exclude) if near is None or not one.swallows(near)]
            self._left_out[path] = self._is_left_out(above, True) or left_out(path, is_folder, layers)
        return self._left_out[path]

    def _layers(self, folder: str) -> tuple[Patterns, ...]:
        """The ignore files that hold in a folder, nearest last."""
        if folder not in self._ignores:
            place = Path(folder)
            inside = folder.startswith(self.top.rstrip("/") + "/")
            above = self._layers(os.path.dirname(folder)) if inside else repository_patterns(place)
            own = read_ignore_file(place / ".gitignore", place)
            self._ignores[folder] = (*above, own) if own is not None else above
        return self._ignores[folder]

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
        """The Python files, and the ignore files, on which it depends which of them count."""
        found = 0
        for folder in self._folders():
            prefix = os.path.relpath(folder, self.root).replace(os.sep, "/")
            for name in sorted(os.listdir(folder)):
                path = name if prefix == "." else f"{prefix}/{name}"
                if name == ".gitignore" or name.endswith(".py") and os.path.join(folder, name) not in self._scanned:
                    found += 1
                    if found > MAX_FILES:
                        return
                    yield path

    def _folders(self) -> Iterator[str]:
        """The folders of the project: those of the scanned files with what is below, then all others."""
        seen: set[str] = set()
        for start in (*sorted(self._near), self.top):
            for folder, inner, files in os.walk(start):
                if folder in seen or ("pyvenv.cfg" in files and folder not in self._kept):
                    inner.clear()
                    continue
                inner[:] = sorted(name for name in inner if not self._pruned(folder, name))
                seen.add(folder)
                if len(seen) > MAX_FOLDERS:
                    return
                yield folder

    def _pruned(self, folder: str, name: str) -> bool:
        path = f"{folder}/{name}"
        return path not in self._kept and (name.startswith(".") or self._exclude.verdict(path, True) is True)
