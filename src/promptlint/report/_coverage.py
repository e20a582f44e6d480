"""What the figures of a report cover, and what they do not."""

from __future__ import annotations

from decimal import Decimal

from promptlint.model import Call, Report
from promptlint.report._money import count, per_thousand
from promptlint.totals import counted_calls, per_call_total, summarise


def total_line(report: Report) -> str | None:
    """What all requests cost together, each made a thousand times; None when nothing is priced."""
    total = per_call_total(report)
    if total is None:
        return None
    requests = counted_calls(report)
    priced = sum(1 for one in requests if one.cost.estimate is not None)
    saved = sum((one.cost.alternatives[0].saving for one in requests if one.cost.alternatives), Decimal(0))
    saving = f"; the cheaper models named would save {per_thousand(saved)} of it" if saved else ""
    known = f"{priced} of {count(len(requests), 'request')} priced"
    return f"Every request 1,000 times: {per_thousand(total)} ({known}){saving}."


def coverage_line(report: Report) -> str:
    """One line: what was read, what was not known, and how old the prices are."""
    summary = summarise(report)
    gaps = {
        "without a known model": summary.calls - summary.calls_with_model,
        "with text that is not known": sum(1 for one in report.calls if _has_unknown_text(one.call)),
        "not priced": summary.calls - summary.calls_priced,
    }
    known = ", ".join(f"{number:,} {words}" for words, number in gaps.items() if number) or "everything known"
    analysed = f"{count(summary.files, 'file')}, {count(summary.calls, 'call')}"
    problems = f"; {count(summary.problems, 'problem')} (see above)" if summary.problems else ""
    detail = f": {known}" if summary.calls else ""
    return f"Covered {analysed}{detail}{problems}; prices of {report.price_date.isoformat()}."


def _has_unknown_text(call: Call) -> bool:
    return call.messages_unknown is not None or any(not message.complete for message in call.messages)
