"""The report for people: findings with their source line, the cost table, and what was not known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from promptlint.model import NOT_ANALYSED, Finding, Problem, Report
from promptlint.report import RenderOptions
from promptlint.report._coverage import assumption_lines, coverage_line, month_line, total_line
from promptlint.report._excerpt import LONGEST, excerpt
from promptlint.report._money import count, dollars, per_thousand
from promptlint.report._place import places
from promptlint.report._style import SEVERITY_COLOR, clean, paint
from promptlint.totals import active, rule_counts, summarise

FOR_PEOPLE = True


def render(report: Report, options: RenderOptions) -> str:
    """The whole text, ending in a newline unless there is nothing to say."""
    blocks = ["\n".join(statistics_lines(report))] if options.statistics else list(_findings(report, options))
    blocks += ["\n".join(_problem(problem, options) for problem in report.problems)]
    if not options.quiet:
        blocks += [_table(report, options), "\n".join(_closing(report, options))]
    text = "\n\n".join(block for block in blocks if block)
    return text + "\n" if text else ""


def _table(report: Report, options: RenderOptions) -> str:
    if not report.calls:
        return ""
    from promptlint.report._table import cost_table

    return cost_table(report, options)


def _findings(report: Report, options: RenderOptions) -> Iterator[str]:
    """One block for findings that say the same: the first with its source line, the places of the others below."""
    shown = report.findings if options.verbose else active(report)
    same: dict[object, list[Finding]] = {}
    for finding in shown:
        same.setdefault((finding.rule, finding.message, finding.advice, finding.status), []).append(finding)
    for group in same.values():
        parts = [_head(group[0], report, options), *_source(report, group[0], options), *_notes(group, options)]
        yield "\n".join([*parts, *_others(group, report, options)])


def _others(group: list[Finding], report: Report, options: RenderOptions) -> Iterator[str]:
    """The places of all findings of the group but the first, each file on a line."""
    where = places(report)
    first = group[0].path
    for path, findings in groupby(group[1:], key=lambda finding: finding.path):
        lines = ", ".join(where.within(path, one.span.line) for one in findings)
        text = f"line{'s' if ',' in lines else ''} {lines}" if path == first else f"{options.prefix}{path}:{lines}"
        yield _folded("also:", "cyan", clean(text), options)


def _head(finding: Finding, report: Report, options: RenderOptions) -> str:
    place = options.prefix + places(report).shown(finding.path, finding.span.line, finding.span.column)
    color = SEVERITY_COLOR.get(finding.severity, "yellow")
    rule = paint(finding.rule, color, options.color)
    status = "" if finding.status == "active" else f" [{finding.status}]"
    return f"{paint(clean(place), 'bold', options.color)}: {rule} {finding.name}{status}: {clean(finding.message)}"


def _source(report: Report, finding: Finding, options: RenderOptions) -> Iterator[str]:
    where = places(report)
    number = str(where.cell(finding.path, finding.span.line)[1])
    room = LONGEST if options.width is None else max(options.width - len(number) - 5, 20)
    found = excerpt(where.sources.get(finding.path), finding.span, min(room, LONGEST))
    if found is None:
        return
    gutter = " " * len(number)
    bar = paint("|", "dim", options.color)
    color = SEVERITY_COLOR.get(finding.severity, "yellow")
    yield f"  {gutter} {bar}"
    yield f"  {number} {bar} {found[0]}"
    yield f"  {gutter} {bar} {found[1].replace('^', '')}{paint(found[1].lstrip(), color, options.color)}"


def _notes(group: list[Finding], options: RenderOptions) -> Iterator[str]:
    if group[0].advice:
        yield _folded("advice:", "cyan", clean(group[0].advice), options)
    savings = [finding.saving for finding in group if finding.saving is not None]
    if savings:
        each = " of each" if len(group) > 1 else ""
        amount = f"{per_thousand(sum(savings, Decimal(0)))} per 1,000 calls{each}"
        yield f"    {paint('saves:', 'green', options.color)} {amount}"


def _folded(label: str, color: str, text: str, options: RenderOptions) -> str:
    """``text`` behind its label, folded to the terminal; for a file or a pipe a line stays a line."""
    line = f"    {label} {text}"
    if options.width is not None:
        import textwrap

        line = textwrap.fill(line, max(options.width, 40), subsequent_indent=" " * 6, break_on_hyphens=False)
    return line.replace(label, paint(label, color, options.color), 1)


def _problem(problem: Problem, options: RenderOptions) -> str:
    place = clean(f"{options.prefix}{problem.path}:{problem.line}")
    # Reading fails for a file as a whole; what a later stage could not do is one place in a file that was read.
    word = paint("not analysed" if problem.stage in NOT_ANALYSED else "problem", "red", options.color)
    return f"{paint(place, 'bold', options.color)}: {word} ({problem.stage}): {clean(problem.message)}"


def statistics_lines(report: Report) -> list[str]:
    """One line for each rule with active findings: how many, and what they would save in all."""
    counts = rule_counts(report)
    digits = max((len(str(one.findings)) for one in counts), default=1)
    return [
        f"{one.findings:>{digits}}  {one.rule}  {one.name}"
        + (f"  ({dollars(one.saving * 1000)} per 1,000 rounds)" if one.saving else "")
        for one in counts
    ]


def _closing(report: Report, options: RenderOptions) -> Iterator[str]:
    summary = summarise(report)
    yield from assumption_lines(report)
    if total := total_line(report):
        yield total
    if month := month_line(report):
        yield month
    verdict = f"Found {count(summary.findings, 'finding')}" if summary.findings else "No findings"
    piles = ((summary.suppressed, "suppressed"), (summary.baselined, "in the baseline"))
    hidden = [f"{number:,} {word}" for number, word in piles if number]
    yield paint(verdict, "bold", options.color) + (f" ({', '.join(hidden)})" if hidden else "") + "."
    yield coverage_line(report)
