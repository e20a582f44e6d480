"""Tables of a heading and rows: for a pipe, for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from promptlint.report._style import clean
from promptlint.report._table import aligned
from promptlint.report._terminal import drawn, new_table

Cells = tuple[str, ...]


def text_grid(headings: Cells, rows: Sequence[Cells], right: frozenset[int], width: int | None = None) -> str:
    """The rows under their headings; in ``width`` columns of a terminal drawn by rich, else one line each."""
    lines = [headings, *(tuple(clean(cell) for cell in row) for row in rows)]
    if width is None:
        return "\n".join(aligned(lines, right))
    return "\n".join(drawn(new_table(lines, right), width))


def markdown_grid(headings: Cells, rows: Sequence[Cells], right: frozenset[int]) -> str:
    """A table as GitHub's Markdown has it; bars in a cell are escaped."""
    rule = tuple("--:" if column in right else ":--" for column in range(len(headings)))
    lines = [headings, rule, *(tuple(clean(cell).replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
