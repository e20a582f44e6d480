"""A TOML file as a table, with the line of every key."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.errors import UserError
from promptlint.patterns import lazy_pattern

_HEADER = lazy_pattern(r"\s*\[\[?(?P<name>[^\[\]]+?)\]\]?\s*(?:#.*)?$")
_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = lazy_pattern(rf"\s*(?P<name>{_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_PIECE = lazy_pattern(_WORD)


def key_lines(text: str) -> dict[str, int]:
    """The line of each dotted key and table header of TOML text, found by its form alone (tomllib keeps no places)."""
    found: dict[str, int] = {}
    table: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _pieces(header["name"])
            found.setdefault(".".join(table), number)
        elif key := _KEY.match(line):
            found.setdefault(".".join([*table, *_pieces(key["name"])]), number)
    return found


def _pieces(dotted: str) -> list[str]:
    return [piece.strip("\"'") for piece in _PIECE.findall(dotted)]


def read_bytes(path: Path) -> bytes:
    """The bytes of a configuration file; raises UserError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"cannot read the configuration: {error.strerror or error}", str(path)) from error


def read_text(path: Path) -> str:
    """The text of a configuration file; raises UserError when it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("the configuration is not UTF-8 text", str(path)) from error


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """TOML text as a table with Decimal for float; raises UserError with the line of a syntax error."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        table: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\s*\(at line (\d+), column \d+\)", str(error))
        message = str(error).replace(place.group(), "") if place else str(error)
        raise UserError(f"not valid TOML: {message}", str(path), int(place.group(1)) if place else None) from error
    return table
