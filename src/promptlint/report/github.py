"""Workflow commands that GitHub shows as annotations on the changed lines.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from promptlint.model import Finding, Problem, Report
from promptlint.report import RenderOptions
from promptlint.report._place import Places, places
from promptlint.totals import active

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, options: RenderOptions) -> str:
    """One annotation a line: the active findings, then the problems."""
    where = places(report)
    lines = [_finding(finding, where, options.prefix) for finding in active(report)]
    lines += [_problem(problem, options.prefix) for problem in report.problems]
    return "".join(line + "\n" for line in lines)


def _finding(finding: Finding, where: Places, prefix: str) -> str:
    span = finding.span
    cell, line = where.cell(finding.path, span.line)
    properties: dict[str, str | int] = {"file": prefix + finding.path}
    message = finding.message
    if cell:
        # The lines of a cell are not lines of the notebook's file, so the annotation goes to the file as a whole.
        message = f"cell {cell}, line {line}: {message}"
    else:
        properties |= {"line": span.line, "endLine": span.end_line}
        if span.line == span.end_line:
            properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = f"{finding.rule} {finding.name}"
    advice = f"\n{finding.advice}" if finding.advice else ""
    return command(_LEVELS.get(finding.severity, "warning"), properties, message + advice)


def _problem(problem: Problem, prefix: str) -> str:
    properties: dict[str, str | int] = {"file": prefix + problem.path, "line": problem.line}
    return command("warning", {**properties, "title": "promptlint: not analysed"}, problem.message)


def command(level: str, properties: dict[str, str | int], message: str) -> str:
    """A workflow command with its data and properties escaped."""
    listed = ",".join(f"{name}={escape_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{escape_data(message)}"


def escape_data(text: str) -> str:
    """Text for the part after ``::``."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Text for the value of a property, where colon and comma would end it."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
