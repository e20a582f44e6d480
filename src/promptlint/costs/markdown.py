"""The bill as a table of GitHub-flavoured markdown."""

from __future__ import annotations

from promptlint.costs import CostOptions
from promptlint.costs._lines import RIGHT, closing, headings, rows
from promptlint.model import Report


def render(report: Report, options: CostOptions) -> str:
    """The table and what it adds up to."""
    if not report.calls:
        return "No requests to models were found.\n"
    names = headings(report)
    rule = ["---:" if column in RIGHT else "---" for column in range(len(names))]
    table = [_line(names), _line(rule), *(_line(row) for row in rows(report, options))]
    return "\n".join([*table, "", *(f"- {line}" for line in closing(report))]) + "\n"


def _line(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |"
