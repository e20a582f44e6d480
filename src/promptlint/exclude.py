"""Which paths are left out: git-style patterns of the configuration and the ``.gitignore`` files on the way."""

from __future__ import annotations

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
    """Patterns as they stand in a ``.gitignore`` or a configuration, meant from ``base``."""
    cleaned = [line.removeprefix("./") for line in patterns if line.strip() and not line.startswith("#")]
    names = frozenset(line for line in cleaned if not _MAGIC.intersection(line))
    globs = [line for line in cleaned if line not in names]
    if any(line.startswith("!") for line in globs):
        # A later exception may take a plain name back in, so all of them have to be read in order.
        names, globs = frozenset(), cleaned
    return Patterns(base.as_posix().rstrip("/"), names, _spec(globs) if globs else None)


def _spec(lines: list[str]) -> Spec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def read_ignore_file(path: Path, base: Path) -> Patterns | None:
    """The patterns of a ``.gitignore``, None when there is none to read or it says nothing."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return compile_patterns(base, lines) if lines else None


def repository_patterns(folder: Path) -> tuple[Patterns, ...]:
    """The ignore files above ``folder`` that git would respect in it, nearest last; none outside a repository."""
    for top in (folder, *folder.parents):
        if (top / ".git").exists():
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
