"""The cost table on a terminal: calls under the name of their file, folded to what the terminal holds."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from promptlint.record import record
from promptlint.report import RenderOptions
from promptlint.report._style import paint, width

HEADINGS = ("Line", "Model", "Input", "Output", "$ per 1k calls", "Cheaper (saves per 1k)")
RIGHT = frozenset({2, 4})
GAP = 2
SHORTEST_MODEL = 16


@record
class Line:
    """One call: its file, the place in it, the cells of the other columns, and notes to print under it."""

    path: str
    place: str
    cells: tuple[str, ...]
    notes: tuple[str, ...] = ()


@record
class _Layout:
    """Widths of the columns that stand in one line; the last column is ``below`` where it does not fit."""

    widths: tuple[int, ...]
    below: bool
    room: int
    right: frozenset[int]


def terminal_table(
    lines: list[Line],
    options: RenderOptions,
    room: int,
    headings: tuple[str, ...] = HEADINGS,
    right: frozenset[int] = RIGHT,
) -> str:
    """The table in ``room`` columns, a file's name once above its calls; the columns ``right`` end together."""
    layout = _layout(lines, room, headings, right)
    rule = "-" if options.ascii else "─"
    headings = headings[:-1] if layout.below else headings
    text = [
        paint(_aligned(headings, layout), "bold", options.color),
        paint(rule * (sum(layout.widths) + GAP * (len(layout.widths) - 1)), "dim", options.color),
    ]
    for path, group in groupby(lines, key=lambda line: line.path):
        text.append(paint(path, "bold", options.color))
        text.extend(part for line in group for part in _drawn(line, layout, options))
    return "\n".join(text)


def _layout(lines: list[Line], room: int, headings: tuple[str, ...], right: frozenset[int]) -> _Layout:
    rows = [headings, *(_cells(line) for line in lines)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(headings))]
    below = sum(widths) + GAP * (len(widths) - 1) > room
    if below:
        widths.pop()
    over = sum(widths) + GAP * (len(widths) - 1) - room
    if over > 0:
        widths[1] = max(widths[1] - over, min(widths[1], SHORTEST_MODEL))
    return _Layout(tuple(widths), below, room, right)


def _cells(line: Line) -> tuple[str, ...]:
    return (f"  {line.place}", *line.cells)


def _drawn(line: Line, layout: _Layout, options: RenderOptions) -> Iterator[str]:
    cells = list(_cells(line))
    cheaper = cells.pop() if layout.below else ""
    cells[1] = _cut(cells[1], layout.widths[1], options.ascii)
    text = _aligned(tuple(cells), layout)
    yield paint(text, "dim", options.color) if line.place.endswith("*") else text
    indent = " " * (layout.widths[0] + GAP)
    if cheaper:
        yield f"{indent}{'->' if options.ascii else '→'} {cheaper}"
    for note in line.notes:
        folded = textwrap.wrap(note, max(layout.room - len(indent) - 2, 20), subsequent_indent="  ")
        yield from (paint(indent + part, "dim", options.color) for part in folded)


def _cut(text: str, most: int, only_ascii: bool) -> str:
    """``text`` in ``most`` columns: its start and its end, which tell model names apart."""
    if width(text) <= most:
        return text
    mark = "..." if only_ascii else "…"
    tail = most // 2
    return text[: most - tail - len(mark)] + mark + text[-tail:]


def _aligned(cells: tuple[str, ...], layout: _Layout) -> str:
    padded = []
    for column, (text, size) in enumerate(zip(cells, layout.widths, strict=True)):
        gap = " " * (size - width(text))
        padded.append(gap + text if column in layout.right else text + gap)
    return (" " * GAP).join(padded).rstrip()
