"""The cost table on a terminal: calls under the name of their file, folded to what the terminal holds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from promptlint.record import record
from promptlint.report import RenderOptions
from promptlint.report._style import paint, width
from promptlint.report._terminal import drawn, measured, new_table

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


def terminal_table(
    lines: list[Line],
    options: RenderOptions,
    room: int,
    headings: tuple[str, ...] = HEADINGS,
    right: frozenset[int] = RIGHT,
) -> str:
    """The table in ``room`` columns, a file's name once above its calls; the columns ``right`` end together.

    What does not fit beside a call of the last column stands below it; a model's name loses its middle.
    """
    cells = _shortened([headings, *((f"  {line.place}", *line.cells) for line in lines)], room, options.ascii)
    dim = frozenset(number for number, line in enumerate(lines, 1) if line.place.endswith("*"))
    below = measured(new_table(cells, right)) > room
    if below:
        cells = [row[:-1] for row in cells]
    over = measured(new_table(cells, right)) - room
    if over > 0:
        cells = _shortened(cells, max(width(row[1]) for row in cells) - over, options.ascii)
    head, rule, *rows = drawn(new_table(cells, right, dim, options.ascii), color=options.color)
    text = [head, rule]
    indent = max(width(row[0]) for row in cells) + GAP
    for path, group in groupby(zip(lines, rows, strict=True), key=lambda pair: pair[0].path):
        text.append(paint(path, "bold", options.color))
        for line, row in group:
            text += [row, *_below(line, below, indent, room, options)]
    return "\n".join(text)


def _shortened(cells: list[tuple[str, ...]], most: int, only_ascii: bool) -> list[tuple[str, ...]]:
    """The rows with models in ``most`` columns, but not so few that they cannot be told apart."""
    return [(row[0], _cut(row[1], max(most, SHORTEST_MODEL), only_ascii), *row[2:]) for row in cells]


def _below(line: Line, cheaper: bool, indent: int, room: int, options: RenderOptions) -> Iterator[str]:
    if cheaper and line.cells[-1]:
        yield f"{' ' * indent}{'->' if options.ascii else '→'} {line.cells[-1]}"
    for note in line.notes:
        from textwrap import wrap

        folded = wrap(note, max(room - indent - 2, 20), subsequent_indent="  ")
        yield from (paint(" " * indent + part, "dim", options.color) for part in folded)


def _cut(text: str, most: int, only_ascii: bool) -> str:
    """``text`` in ``most`` columns: its start and its end, which tell model names apart."""
    if width(text) <= most:
        return text
    mark = "..." if only_ascii else "…"
    tail = most // 2
    return text[: most - tail - len(mark)] + mark + text[-tail:]
