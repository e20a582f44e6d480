"""The bill as a table for people."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.costs import CostOptions
from promptlint.costs._lines import RIGHT, closing, headings, rows
from promptlint.model import Report
from promptlint.report import RenderOptions
from promptlint.report._table import aligned
from promptlint.report._terminal import drawn, measured, new_table
from promptlint.report._terminal_table import Line, terminal_table


def render(report: Report, options: CostOptions) -> str:
    """The table and what it adds up to."""
    if not report.calls:
        return "No requests to models were found.\n"
    table = _table(report, options)
    marks = ">= at least" if options.ascii else "≥ at least"
    legend = f"{marks} (parts of the text are not known); limit: the longest answer that the code allows"
    return "\n".join([*table, legend, "", *closing(report)]) + "\n"


def _table(report: Report, options: CostOptions) -> list[str]:
    """The rows in line; on a terminal too narrow for that, each call above its own."""
    found, names = rows(report, options), headings(report)
    if options.width is None:
        return aligned([names, *found], RIGHT)
    table = new_table([names, *found], RIGHT, only_ascii=options.ascii)
    if measured(table) <= options.width:
        return drawn(table, options.width)
    lines = [Line(path, f"line {line}", cells) for (path, _, line), cells in _parted(found)]
    style = RenderOptions(width=options.width, ascii=options.ascii)
    return terminal_table(lines, style, options.width, ("", *names[1:]), RIGHT).splitlines()


def _parted(found: list[tuple[str, ...]]) -> Iterator[tuple[tuple[str, str, str], tuple[str, ...]]]:
    """Each row with its place taken apart."""
    return ((row[0].rpartition(":"), row[1:]) for row in found)
