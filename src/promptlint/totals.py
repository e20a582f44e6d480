"""The sums of a report, worked out once for every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from promptlint.model import Call, CallSite, Finding, PricedCall, Report
from promptlint.record import record


@record
class Summary:
    """The counts that every format shows."""

    files: int
    files_analysed: int
    calls: int
    calls_with_model: int
    calls_priced: int
    prompts: int
    findings: int
    suppressed: int
    baselined: int
    problems: int
    files_unparsed: int


@record
class RuleCount:
    """How often a rule was found active, and the USD its findings would save when each call is made once."""

    rule: str
    name: str
    findings: int
    saving: Decimal | None


def summarise(report: Report) -> Summary:
    """The counts of ``report``; ``findings`` are the active ones."""
    status = Counter(finding.status for finding in report.findings)
    return Summary(
        files=len(report.files),
        files_analysed=len(report.analysed),
        calls=len(report.calls),
        calls_with_model=sum(1 for priced in report.calls if priced.call.models),
        calls_priced=sum(1 for priced in report.calls if priced.cost.estimate is not None),
        prompts=len(report.prompts),
        findings=status["active"],
        suppressed=status["suppressed"],
        baselined=status["baselined"],
        problems=len(report.problems),
        files_unparsed=report.unparsed,
    )


def active(report: Report) -> tuple[Finding, ...]:
    """The findings that are neither suppressed nor in the baseline."""
    return tuple(finding for finding in report.findings if finding.status == "active")


def counted_calls(report: Report) -> tuple[PricedCall, ...]:
    """The calls whose costs add up to the total, each request once.

    A call that another call's ``via`` passes through or ends in stands for that other call's request: it is counted
    through its callers and not by itself. Two that pass through each other (mutual recursion) are both counted.
    """
    ids = counted_ids(priced.call for priced in report.calls)
    return tuple(priced for priced in report.calls if priced.call.id in ids)


def counted_ids(calls: Iterable[Call]) -> frozenset[str]:
    """The ids of the calls that ``counted_calls`` counts."""
    every = tuple(calls)
    callers: dict[object, list[Call]] = {}
    for call in every:
        for step in (*call.via, call.sdk_call):
            callers.setdefault(step, []).append(call)
    return frozenset(call.id for call in every if not _is_counted_elsewhere(call, callers))


def _is_counted_elsewhere(inner: Call, callers: dict[object, list[Call]]) -> bool:
    through = (*callers.get(inner.id, ()), *callers.get(_site(inner), ()))
    return any(caller is not inner and _site(caller) not in inner.via for caller in through)


def _site(call: Call) -> CallSite:
    return CallSite(call.path, call.span.line, call.function)


def per_call_total(report: Report) -> Decimal | None:
    """USD for making every request once, as far as it is priced; None when nothing is."""
    estimates = [p.cost.estimate for p in counted_calls(report) if p.cost.estimate is not None]
    return sum(estimates, Decimal(0)) if estimates else None


def rule_counts(report: Report) -> tuple[RuleCount, ...]:
    """The rules with active findings, most frequent first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in active(report):
        groups.setdefault((finding.rule, finding.name), []).append(finding)
    counts = [RuleCount(rule, name, len(found), _saved(found)) for (rule, name), found in groups.items()]
    return tuple(sorted(counts, key=lambda count: (-count.findings, count.rule)))


def _saved(findings: list[Finding]) -> Decimal | None:
    savings = [finding.saving for finding in findings if finding.saving is not None]
    return sum(savings, Decimal(0)) if savings else None
