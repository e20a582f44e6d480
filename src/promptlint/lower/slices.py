"""The text of one unit, as it is parsed by itself."""

from __future__ import annotations

import re

from promptlint import ir

_indent = re.compile(r"[ \t\f]*").match


def unit_text(text: str, unit: ir.Unit) -> str:
    """The text of a unit of ``text``; of a class without its functions and nested classes."""
    return _without_members(text, unit) if unit.kind == "class" else text[unit.start : unit.end]


def leading(text: str) -> str:
    """The indentation of the first line that holds more than a comment."""
    for line in text.splitlines():
        found = _indent(line)
        rest = line[found.end() :] if found is not None else line
        if rest and not rest.startswith("#"):
            return line[: len(line) - len(rest)]
    return ""


def _without_members(text: str, unit: ir.Unit) -> str:
    """The text of a class with ``pass`` and as many line ends in place of each function and nested class."""
    pieces: list[str] = []
    pos = unit.start
    for member in unit.members:
        if member.kind not in ("function", "class"):
            continue
        indent = leading(text[member.start : member.end])
        pieces += [text[pos : member.start], indent, "pass", "\n" * text.count("\n", member.start, member.end)]
        pos = member.end
    return "".join([*pieces, text[pos : unit.end]])
