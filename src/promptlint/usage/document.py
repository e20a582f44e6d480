"""The text of a usage file: found by its headings, changed in places, everything else kept to the character."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from promptlint.errors import UserError
from promptlint.toml_file import parse_toml

OWNED = "#: "
"""How the comments begin that promptlint writes above headings and rewrites; all other comments are the user's."""
_HEADING = re.compile(r"\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?$")


class Document:
    """A usage file while it is changed. ``text`` is what it says now."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.before = parse_toml(path, text)
        self._lines = text.splitlines()

    @property
    def text(self) -> str:
        """The text with the changes, ending in one newline. Raises UserError where it would lose or change a value."""
        text = "\n".join(self._lines).rstrip("\n") + "\n"
        try:
            after = parse_toml(self.path, text)
        except UserError:
            after = {}
        if not _holds(after, self.before):
            raise UserError(
                "the file cannot be changed without losing something in it; write each entry as a table with a "
                'heading of its own, as in [calls."app/llm.py:ask"]',
                str(self.path),
            )
        return text

    def keys(self, kind: str) -> list[str]:
        """The keys under ``calls`` or ``models``."""
        table = self.before.get(kind, {})
        return list(table) if isinstance(table, dict) else []

    def describe(self, kind: str, key: str, words: str) -> bool:
        """Put promptlint's own comment above the heading of an entry, instead of its last one; whether it could."""
        line = self._heading(heading(kind, key))
        if line is None:
            return False
        above = line
        while above and self._lines[above - 1].lstrip().startswith("#"):
            above -= 1
        old = [number for number in range(above, line) if self._lines[number].startswith(OWNED.rstrip())]
        if old:
            self._lines[old[-1]] = OWNED + words
        else:
            self._lines.insert(line, OWNED + words)
        return True

    def add(self, block: list[str]) -> None:
        """Append lines after a blank one."""
        self._lines = [*"\n".join(self._lines).rstrip("\n").splitlines(), "", *block]

    def put(self, parent: tuple[str, str], table: str, lines: list[str]) -> None:
        """Write the table ``[kind."key".table]`` anew, right after its parent's own lines where it was not there."""
        name = f"{heading(*parent)}.{table}"
        start = self._heading(name)
        if start is not None:
            self._replace(start, lines, name)
            self._forget(parent, table)
            return
        above = self._heading(heading(*parent))
        block = [f"[{name}]", *lines]
        if above is None:
            self.add(block)
        else:
            end = self._end(above)
            self._lines[end:end] = ["", *block]

    def _forget(self, parent: tuple[str, str], table: str) -> None:
        """What is rewritten need not be kept."""
        entry = self.before.get(parent[0], {}).get(parent[1])
        if isinstance(entry, dict):
            entry.pop(table, None)

    def _replace(self, start: int, lines: list[str], name: str) -> None:
        self._lines[start : self._end(start)] = [f"[{name}]", *lines]

    def _heading(self, name: str) -> int | None:
        wanted = _pieces(name)
        found = (number for number, line in enumerate(self._lines) if _pieces_of_line(line) == wanted)
        return next(found, None)

    def _end(self, start: int) -> int:
        """The line after the last of the table's own lines; comments and blanks before the next heading are not its."""
        end = start + 1
        while end < len(self._lines) and not self._lines[end].lstrip().startswith("["):
            end += 1
        while end > start + 1 and self._is_lead(self._lines[end - 1], end):
            end -= 1
        return end

    def _is_lead(self, line: str, end: int) -> bool:
        """Whether a line belongs to what follows: blank, or promptlint's comment above the next heading."""
        return not line.strip() or (line.startswith(OWNED.rstrip()) and end < len(self._lines))


def heading(kind: str, key: str) -> str:
    """``calls."app/llm.py:ask"``."""
    return f"{kind}.{quoted(key)}"


def quoted(text: str) -> str:
    """A text as a TOML string or key."""
    return json.dumps(text, ensure_ascii=False)


def _pieces_of_line(line: str) -> tuple[str, ...] | None:
    found = _HEADING.match(line.strip())
    return _pieces(found["name"]) if found else None


def _pieces(name: str) -> tuple[str, ...]:
    parts = re.findall(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.|$)""", name)
    return tuple(_plain(part) for part in parts)


def _plain(part: str) -> str:
    if part.startswith('"'):
        try:
            return str(json.loads(part))
        except ValueError:
            return part
    return part.strip("'")


def _holds(after: Any, before: Any) -> bool:
    """Whether every value of ``before`` stands in ``after``."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(key in after and _holds(after[key], before[key]) for key in before)
    return bool(after == before)
