"""What the figures of a report cover, and what they do not."""

from __future__ import annotations

from decimal import Decimal

from promptlint.model import Call, Report
from promptlint.report._money import count, per_thousand, spoken
from promptlint.totals import counted_calls, per_call_total, summarise
from promptlint.volumes import Bill, bill


def total_line(report: Report) -> str | None:
    """What all requests cost together, each made a thousand times; None when nothing is priced."""
    total = per_call_total(report)
    if total is None:
        return None
    requests = counted_calls(report)
    priced = sum(1 for one in requests if one.cost.estimate is not None)
    saved = sum((one.cost.alternatives[0].saving for one in requests if one.cost.alternatives), Decimal(0))
    said = spoken(report.currency)
    saving = f"; the cheaper models named would save {per_thousand(saved, said)} of it" if saved else ""
    known = f"{priced} of {count(len(requests), 'request')} priced"
    taxed = f", {per_thousand(_taxed(total, report), said)} {_tax(report)}" if report.tax else ""
    return f"Every request 1,000 times: {per_thousand(total, said)}{taxed} ({known}){saving}."


def month_line(report: Report) -> str | None:
    """What a month costs at the user's volumes, and what that rests on; None where no volume is known."""
    month = bill(report)
    if month.amount is None:
        return None
    said = spoken(report.currency)
    taxed = f", {said(_taxed(month.amount, report))} {_tax(report)}" if report.tax else ""
    known = f"{month.covered} of {count(month.requests, 'request')} with a volume and a price"
    return f"A month of 30 days: {said(month.amount)}{taxed} ({shares(month)}; {known})."


def shares(month: Bill) -> str:
    """``62 % measured, 38 % assumed``: how much of the sum rests on what, in whole percent that add up to 100."""
    if not month.amount:
        return "nothing to pay"
    exact = [(basis, part * 100 / month.amount) for basis, part in month.parts if part]
    floors = {basis: int(share) for basis, share in exact}
    by_rest = sorted(exact, key=lambda one: int(one[1]) - one[1])
    for basis, _ in by_rest[: 100 - sum(floors.values())]:
        floors[basis] += 1
    edges = {0: "< 1", 100: "100" if len(floors) == 1 else "> 99"}
    return ", ".join(f"{edges.get(share, share)} % {basis}" for basis, share in floors.items())


def assumption_lines(report: Report) -> list[str]:
    """The user's terms that are in the figures, a sentence each."""
    return [f"{sentence[0].upper()}{sentence[1:]}." for sentence in report.assumptions]


def _taxed(amount: Decimal, report: Report) -> Decimal:
    return amount * (1 + report.tax / 100)


def _tax(report: Report) -> str:
    return f"with your {report.tax.normalize():f} % tax"


def coverage_line(report: Report) -> str:
    """One line: what was read, what was not known, and how old the prices are."""
    summary = summarise(report)
    gaps = {
        "without a known model": summary.calls - summary.calls_with_model,
        "with text that is not known": sum(1 for one in report.calls if _has_unknown_text(one.call)),
        "not priced": summary.calls - summary.calls_priced,
    }
    known = ", ".join(f"{number:,} {words}" for words, number in gaps.items() if number) or "everything known"
    searched = f" ({summary.files_unparsed:,} only searched, they name no SDK)" if summary.files_unparsed else ""
    analysed = f"{count(summary.files, 'file')}{searched}, {count(summary.calls, 'call')}"
    problems = f"; {count(summary.problems, 'problem')} (see above)" if summary.problems else ""
    detail = f": {known}" if summary.calls else ""
    return f"Covered {analysed}{detail}{problems}; prices of {report.price_date.isoformat()}."


def _has_unknown_text(call: Call) -> bool:
    return call.messages_unknown is not None or any(not message.complete for message in call.messages)
