"""From the positions of ``ast``, lines and UTF-8 bytes of the text that was parsed, to places in a unit's text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.model import Span

if TYPE_CHECKING:
    import ast

    from promptlint.lower.cursor import Cursor


class Places:
    """Where the nodes stand that were parsed from ``parsed``, a piece of the text of ``cursor``.

    ``above`` lines of the module stand before its first line, and ``before`` characters of that line before its text.
    """

    __slots__ = ("_above", "_ascii", "_before", "_lines", "cursor")

    def __init__(self, cursor: Cursor, parsed: str, above: int, before: int = 0) -> None:
        self.cursor = cursor
        self._above = above
        self._before = before
        self._ascii = parsed.isascii()
        self._lines = [] if self._ascii else parsed.split("\n")

    def span(self, node: ast.expr | ast.stmt | ast.pattern) -> Span:
        """The span of a node."""
        line, end_line = node.lineno, node.end_lineno or node.lineno
        column, end_column = node.col_offset, node.end_col_offset or 0
        if not self._ascii:
            column, end_column = self._characters(line, column), self._characters(end_line, end_column)
        if self._before:
            column += self._before if line == 1 else 0
            end_column += self._before if end_line == 1 else 0
        return Span(line + self._above, column + 1, end_line + self._above, end_column + 1)

    def start(self, node: ast.expr | ast.stmt) -> int:
        """The offset of a node in the text of the cursor."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        """The offset after a node in the text of the cursor."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, octets: int) -> int:
        column = octets if self._ascii else self._characters(line, octets)
        return self.cursor.offset(line + self._above, column + (self._before if line == 1 else 0))

    def _characters(self, line: int, octets: int) -> int:
        text = self._lines[line - 1]
        return octets if text.isascii() else len(text.encode()[:octets].decode(errors="ignore"))
