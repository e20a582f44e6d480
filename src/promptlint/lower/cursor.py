"""A position in the text that lowering follows while it walks the syntax tree.

libcst keeps every character but no positions, and its position provider prints the whole tree to find them, at
three times the cost of parsing. The tree's tokens come in the order of the text, so it is enough to step over
each token as its node is lowered; what stands between tokens (blanks, comments, line ends) is skipped.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from promptlint.ir import Expr
from promptlint.model import Span

_between = re.compile(r"(?:[ \t\n\f]+|\\\n|#[^\n]*)*").match
_newline = re.compile("\n").finditer

MAX_DEPTH = 120
"""Levels of the intermediate form below a statement; deeper trees overflow pickling and recursive walks."""


class OutOfStep(Exception):
    """The tree and the text do not agree; the caller gives the statement up as unknown."""


class TooDeep(Exception):
    """The tree is deeper than ``MAX_DEPTH``; the caller gives the statement up as unknown."""


class Cursor:
    """Where lowering stands in ``text``, whose first line is line ``first_line`` of the module.

    ``dropped`` gathers what the intermediate form has no place for, so that its names are not lost to the index.
    """

    __slots__ = ("_first_line", "_starts", "depth", "dropped", "pos", "text")

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self.pos = 0
        self.depth = 0
        self.dropped: list[Expr] = []
        self._first_line = first_line
        self._starts = [0, *(match.end() for match in _newline(text))]

    def at(self) -> int:
        """Moves to the next token and gives its offset."""
        self.pos = self._next()
        return self.pos

    def _next(self) -> int:
        match = _between(self.text, self.pos)
        return self.pos if match is None else match.end()

    def eat(self, token: str) -> None:
        """Steps over ``token``, the next one. Raises OutOfStep if another stands there."""
        self.at()
        self.exact(token)

    def take(self, token: str) -> bool:
        """Steps over ``token`` if it is next, and says whether it was; stays where it is otherwise."""
        start = self._next()
        if not self.text.startswith(token, start):
            return False
        self.pos = start + len(token)
        return True

    def exact(self, token: str) -> None:
        """Steps over ``token`` right here, nothing skipped. Raises OutOfStep if another stands there."""
        if not self.text.startswith(token, self.pos):
            raise OutOfStep(f"expected {token!r} at offset {self.pos}")
        self.pos += len(token)

    def match(self, pattern: re.Pattern[str]) -> str:
        """Steps over the next token by its pattern and gives its text. Raises OutOfStep if it does not match."""
        found = pattern.match(self.text, self.at())
        if found is None:
            raise OutOfStep(f"expected {pattern.pattern!r} at offset {self.pos}")
        self.pos = found.end()
        return found.group()

    def offset(self, line: int, column: int) -> int:
        """The offset of a line of the module and a column of it, from 0."""
        return self._starts[line - self._first_line] + column

    def span(self, start: int, end: int | None = None) -> Span:
        """The span from offset ``start`` to ``end``, by default to here."""
        starts, stop = self._starts, self.pos if end is None else end
        first = bisect_right(starts, start)
        last = first if first == len(starts) or stop <= starts[first] - 1 else bisect_right(starts, stop)
        before = self._first_line - 1
        return Span(before + first, start - starts[first - 1] + 1, before + last, stop - starts[last - 1] + 1)
