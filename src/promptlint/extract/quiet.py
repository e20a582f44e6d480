"""Files in which there is nothing to find, told by their bytes: most runs of a hook see no others and end here.

Such a file names no SDK, no endpoint and no prompt, imports no module of its own project through which a request
could be sent, and can be read and parsed. Whatever is in doubt is left to the analysis.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from promptlint.extract import marks
from promptlint.link.imported import imports_of
from promptlint.link.roots import find_root, search_folders
from promptlint.model import Analysis
from promptlint.source import MAX_BYTES, decode_source
from promptlint.syntax import ParseError, parse_module

if TYPE_CHECKING:
    from pathlib import Path

    from promptlint.config import AnalyseOptions

MAX_PARSED = 1_000_000
"""Bytes in all up to which the syntax of the files is checked here."""
TELLING = (b"prompt", b"instruction", b"_message", b"_msg", b"_template", b"_text")
"""What is in every name that may be a prompt's, and in every comment that speaks to promptlint; in lower case."""


def nothing_in(root: Path, files: tuple[str, ...], options: AnalyseOptions) -> Analysis | None:
    """The analysis of files in which nothing can be found, None where they have to be looked at."""
    if options.sdk_folders or options.prompt_files or options.maybe_prompts:
        return None
    triage = marks.triage()
    contents = [_content(root, path, dict(options.overlay)) for path in files]
    if triage is None or sum(map(len, contents)) > MAX_PARSED:
        return None
    own = _Own(root, files, os.path.abspath(find_root(root, options.project_root)))
    for path, data in zip(files, contents, strict=True):
        lowered = data.lower()
        if any(word in lowered for word in TELLING) or triage.hits(data) or own.imported_by(path, data):
            return None
    # Parsing is the dear part: only where no file is left to the analysis, which parses them itself.
    if not all(map(_is_sound, files, contents)):
        return None
    return Analysis((), (), (), (), files, 0)


def _content(root: Path, path: str, overlay: dict[str, bytes]) -> bytes:
    """The bytes of a module; those of a mark where there is no module, or none that can be read."""
    if not path.endswith((".py", ".pyi")):
        return TELLING[0]
    if path in overlay:
        return overlay[path]
    try:
        full = os.path.join(root, path)
        if os.path.getsize(full) > MAX_BYTES:
            return TELLING[0]
        with open(full, "rb") as file:
            return file.read()
    except OSError:
        return TELLING[0]


def _is_sound(path: str, data: bytes) -> bool:
    source, problems = decode_source(path, data)
    if source is None or problems:
        return False
    try:
        parse_module(source.text)
    except ParseError:
        return False
    return True


class _Own:
    """Which imports may be of the project's own modules."""

    def __init__(self, root: Path, files: tuple[str, ...], top: str) -> None:
        self._root = str(root)
        self._top = top
        self._files = files
        self._listed: dict[str, frozenset[str]] = {}

    def imported_by(self, path: str, data: bytes) -> bool:
        """Whether a file imports a module that stands beside it, above it or among the scanned files."""
        folders = search_folders(self._root, os.path.dirname(path), self._top)
        scanned = {os.path.basename(name).partition(".")[0] for name in self._files if name != path}
        for item in imports_of(data):
            first, _, rest = item.module.partition(".")
            if item.level or scanned.intersection((first, *rest.split("."), *item.names)):
                return True
            if any(self._names_in(folder).intersection((first, f"{first}.py", f"{first}.pyi")) for folder in folders):
                return True
        return False

    def _names_in(self, folder: str) -> frozenset[str]:
        if folder not in self._listed:
            try:
                names = os.listdir(os.path.join(self._root, folder))
            except OSError:
                names = []
            self._listed[folder] = frozenset(names)
        return self._listed[folder]
