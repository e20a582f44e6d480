"""Tables of a heading and rows: for a pipe, for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from promptlint.report._style import clean
from promptlint.report._table import aligned

Cells = tuple[str, ...]


def text_grid(headings: Cells, rows: Sequence[Cells], right: frozenset[int], width: int | None = None) -> str:
    """The rows under their headings; in ``width`` columns of a terminal drawn by rich, else one line each."""
    lines = [headings, *(tuple(clean(cell) for cell in row) for row in rows)]
    if width is None:
        return "\n".join(aligned(lines, right))
    return _drawn(lines, right, width)


def _drawn(lines: list[Cells], right: frozenset[int], width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column, heading in enumerate(lines[0]):
        # A number over two lines is no number: words may be folded, figures may not.
        figures = column in right
        table.add_column(heading, justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    for row in lines[1:]:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(width=width, color_system=None, force_terminal=True, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")).strip("\n")


def markdown_grid(headings: Cells, rows: Sequence[Cells], right: frozenset[int]) -> str:
    """A table as GitHub's Markdown has it; bars in a cell are escaped."""
    rule = tuple("--:" if column in right else ":--" for column in range(len(headings)))
    lines = [headings, rule, *(tuple(clean(cell).replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
