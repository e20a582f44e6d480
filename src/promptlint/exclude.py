"""Which paths are left out: git-style patterns of the configuration and the ``.gitignore`` files on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from promptlint.record import record

_MAGIC = frozenset("*?[]!\\/# ")


class Verdict(Protocol):
    """What is used of ``pathspec``'s result: True is left out, False taken back in, None not mentioned."""

    @property
    def include(self) -> bool | None: ...


class Spec(Protocol):
    """What is used of ``pathspec.GitIgnoreSpec``."""

    def check_file(self, file: str) -> Verdict: ...


@record
class Patterns:
    """Git-style patterns meant from ``base`` (absolute, posix, no slash at the end).

    Plain names are kept apart from globs, because matching them needs no import of pathspec (45 ms).
    """

    base: str
    names: frozenset[str]
    spec: Spec | None

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True when the absolute posix ``path`` is left out, False when taken back in, None when not mentioned."""
        if path.rpartition("/")[2] in self.names:
            return True
        if self.spec is None or not path.startswith(self.base + "/"):
            return None
        below = path[len(self.base) + 1 :] + "/" * is_folder
        return self.spec.check_file(below).include

    def swallows(self, folder: str) -> bool:
        """Whether a glob leaves out ``folder`` itself and thereby everything below it."""
        return self.spec is not None and Patterns(self.base, frozenset(), self.spec).verdict(folder, True) is True


def compile_patterns(base: Path, patterns: Iterable[str]) -> Patterns:
    """Patterns as they stand in a ``.gitignore`` or a configuration, meant from ``base``; raises BadPattern."""
    cleaned = [line.removeprefix("./") for line in patterns if line.strip() and not line.startswith("#")]
    names = frozenset(line for line in cleaned if not _MAGIC.intersection(line))
    globs = [line for line in cleaned if line not in names]
    if any(line.startswith("!") for line in globs):
        # A later exception may take a plain name back in, so all of them have to be read in order.
        names, globs = frozenset(), cleaned
    return Patterns(base.as_posix().rstrip("/"), names, _spec(globs) if globs else None)


class BadPattern(ValueError):
    """A pattern that cannot be read, such as ``[z-a]``."""

    def __init__(self, pattern: str) -> None:
        super().__init__(f"{pattern!r} is not a git-style pattern")
        self.pattern = pattern


def _spec(lines: list[str]) -> Spec:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        raise BadPattern(next(line for line in lines if not _is_pattern(line))) from None


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def read_ignore_file(path: Path, base: Path) -> Patterns | None:
    """The patterns of a ``.gitignore``, None when there is none to read or it says nothing."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        return compile_patterns(base, lines) if lines else None
    except BadPattern:
        # Such a line leaves nothing out; the rest of the file holds.
        return compile_patterns(base, [line for line in lines if _is_pattern(line)])


def repository_patterns(folder: Path) -> tuple[Patterns, ...]:
    """The ignore files above ``folder`` that git would respect in it, nearest last; none outside a repository."""
    for top in (folder, *folder.parents):
        if os.path.exists(top / ".git"):  # noqa: PTH110 - False where the folder cannot be entered
            break
    else:
        return ()
    above = [place for place in reversed(folder.parents) if place == top or top in place.parents]
    files = [(top / ".git" / "info" / "exclude", top), *((place / ".gitignore", place) for place in above)]
    return tuple(found for path, base in files if (found := read_ignore_file(path, base)))


def left_out(path: str, is_folder: bool, layers: Iterable[Patterns]) -> bool:
    """Whether the nearest of ``layers`` (nearest last) that mentions ``path`` leaves it out."""
    for patterns in reversed(tuple(layers)):
        verdict = patterns.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False
