"""Colour, and text of other people's files made harmless for a terminal."""

from __future__ import annotations

import unicodedata

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
SEVERITY_COLOR = {"error": "red", "warning": "yellow", "info": "cyan"}


def paint(text: str, color: str, on: bool) -> str:
    """``text`` in a colour when ``on``."""
    return f"\x1b[{_CODES[color]}m{text}\x1b[0m" if on and text else text


def clean(text: str) -> str:
    """``text`` on one line without control characters, so that scanned code cannot steer the terminal."""
    return "".join(char if char.isprintable() or char in "\u00a0\u3000" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return " " if char in "\t\n\r\x0b\x0c" else char.encode("unicode_escape").decode("ascii")


def width(text: str) -> int:
    """The columns that ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
