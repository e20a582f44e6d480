"""The one door to libcst's parser, which keeps out what it cannot bear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.lower.lines import measure_line
from promptlint.syntax import ParseError

if TYPE_CHECKING:
    import libcst as cst

MAX_BRACKETS = 100
MAX_PATTERN_BRACKETS = 12
MAX_LINKS = 1000
MAX_ELIFS = 2000
"""The parser recurses without a limit, so that depth no person writes ends the process, and nested patterns take
time that doubles with each bracket. Measured with libcst 1.9 and a stack of 8 MB: it dies at 3 000 nested
parentheses, 600 nested lambda defaults, 10 000 ``elif`` and 8 000 terms of a sum; 18 brackets in a pattern take
1.3 s."""

_place = re.compile(r".*error at (\d+):").match
_case = re.compile(r"[ \t\f]*case\b").match


def parse(text: str) -> cst.Module:
    """The syntax tree of ``text``. Raises ParseError, its line counted from 1 within the text."""
    _refuse_depth(text)
    from promptlint.lower.tree import SyntaxFault, parse_module

    try:
        return parse_module(text)
    except SyntaxFault as error:
        place = _place(error.message)  # raw_line is a line too far for some errors
        raise ParseError(int(place[1]) if place else error.raw_line, "invalid syntax") from None
    except (RecursionError, UnicodeError, ValueError) as error:
        raise ParseError(1, f"not parsed: {error}") from None


def _refuse_depth(text: str) -> None:
    if text.count("elif") > MAX_ELIFS:
        raise ParseError(1, f"more than {MAX_ELIFS} elif branches")
    pos = 0
    while pos < len(text):
        shape = measure_line(text, pos)
        limit = MAX_PATTERN_BRACKETS if _case(text, pos) else MAX_BRACKETS
        if shape.depth > limit or shape.links > MAX_LINKS:
            raise ParseError(text.count("\n", 0, pos) + 1, "nested too deeply")
        pos = shape.end
