"""Totals count each request once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from promptlint.model import Call, CallSite, Cost, PricedCall, Report, Span
from promptlint.totals import counted_calls, per_call_total, rule_counts, summarise


def made(name: str, line: int, cost: str | None, sdk_call: str | None = None, via: tuple[int, ...] = ()) -> PricedCall:
    sites = tuple(CallSite("a.py", step, f"f{step}") for step in via)
    span = Span(line, 1, line, 2)
    call = Call(name, "a.py", span, f"f{line}", "openai", "x", "chat", "resolved", None, (), None, (), None,
                via=sites, sdk_call=sdk_call)  # fmt: skip
    estimate = None if cost is None else Decimal(cost)
    return PricedCall(call, Cost(None, None, "unknown", None, None, None, None, None, estimate, (), None))


def total(report: Report, *calls: PricedCall) -> tuple[list[str], Decimal | None]:
    changed = replace(report, calls=calls)
    return [one.call.id for one in counted_calls(changed)], per_call_total(changed)


def test_calls_without_wrappers_add_up(report: Report) -> None:
    assert total(report, made("a", 1, "0.1"), made("b", 2, "0.2")) == (["a", "b"], Decimal("0.3"))


def test_an_sdk_call_is_counted_through_its_callers(report: Report) -> None:
    calls = made("sdk", 1, "0.5"), made("x", 5, "0.1", "sdk", (1,)), made("y", 6, "0.2", "sdk", (1,))
    assert total(report, *calls) == (["x", "y"], Decimal("0.3"))


def test_a_chain_of_wrappers_is_counted_at_its_outermost_callers(report: Report) -> None:
    calls = made("sdk", 1, "9"), made("mid", 5, "9", "sdk", (1,)), made("top", 8, "0.1", "sdk", (5, 1))
    assert total(report, *calls) == (["top"], Decimal("0.1"))


def test_a_caller_without_a_price_leaves_the_total_and_does_not_bring_the_inner_call_back(report: Report) -> None:
    assert total(report, made("sdk", 1, "9"), made("x", 5, None, "sdk", (1,))) == (["x"], None)


def test_calls_that_pass_through_each_other_do_not_vanish(report: Report) -> None:
    ids, _ = total(report, made("a", 1, "1", "sdk", (2, 9)), made("b", 2, "1", "sdk", (1, 9)), made("sdk", 9, "1"))
    assert ids == ["a", "b"]


def test_a_call_that_passes_through_itself_is_counted(report: Report) -> None:
    assert total(report, made("a", 1, "1", None, (1,)))[0] == ["a"]


def test_another_function_on_the_same_line_is_another_place(report: Report) -> None:
    caller = made("x", 5, "1", None, (1,))
    inner = made("y", 1, "1")
    other = replace(inner, call=replace(inner.call, function="g"))
    assert total(report, caller, other)[0] == ["x", "y"]


def test_summary_and_rule_counts(report: Report) -> None:
    summary = summarise(report)
    assert (summary.files, summary.files_analysed, summary.calls, summary.calls_with_model) == (4, 3, 3, 1)
    assert (summary.calls_priced, summary.prompts, summary.problems) == (1, 1, 1)
    assert (summary.findings, summary.suppressed, summary.baselined) == (2, 1, 0)
    assert [(one.rule, one.findings, one.saving) for one in rule_counts(report)] == [
        ("PL101", 1, Decimal("0.0053")),
        ("PL501", 1, None),
    ]
