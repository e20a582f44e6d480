"""The bill as a table for people."""

from __future__ import annotations

from promptlint.costs import CostOptions
from promptlint.costs._lines import RIGHT, closing, headings, rows
from promptlint.model import Report
from promptlint.report._table import aligned


def render(report: Report, options: CostOptions) -> str:
    """The table and what it adds up to."""
    if not report.calls:
        return "No requests to models were found.\n"
    table = aligned([headings(report), *rows(report, options)], RIGHT)
    marks = ">= at least" if options.ascii else "≥ at least"
    legend = f"{marks} (parts of the text are not known); limit: the longest answer that the code allows"
    return "\n".join([*table, legend, "", *closing(report)]) + "\n"
