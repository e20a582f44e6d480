"""Tables on a terminal, drawn by rich: imported only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

BOUNDLESS = 10_000
"""Columns for a table that is not to be squeezed."""


def new_table(
    lines: list[tuple[str, ...]], right: frozenset[int], dim: frozenset[int] = frozenset(), only_ascii: bool = False
) -> Table:
    """The first of ``lines`` as headings over the others; columns ``right`` end together, lines ``dim`` are pale."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rule = box.Box(str(box.SIMPLE_HEAD).replace("─", "-"), ascii=True) if only_ascii else box.SIMPLE_HEAD
    table = Table(box=rule, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), border_style="dim")
    for column, heading in enumerate(lines[0]):
        # A number over two lines is no number: words may be folded, figures may not.
        figures = column in right
        table.add_column(Text(heading), justify="right" if figures else "left", overflow="fold", no_wrap=figures)
    for number, line in enumerate(lines[1:], 1):
        table.add_row(*(Text(cell) for cell in line), style="dim" if number in dim else None)
    return table


def measured(table: Table) -> int:
    """The columns that the table takes when nothing is folded."""
    from rich.console import Console

    return Console(width=BOUNDLESS, height=1).measure(table).maximum


def drawn(table: Table, width: int = BOUNDLESS, color: bool = False) -> list[str]:
    """The lines of the table in so many columns."""
    from rich.console import Console

    # The height is given so that rich does not ask the terminal, whose width is known and may not be what it says.
    console = Console(
        width=width,
        height=25,
        color_system="standard" if color else None,
        no_color=not color,
        force_terminal=True,
        force_jupyter=False,
        legacy_windows=False,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]
