"""From hits to findings: messages, order, fingerprints, crashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from promptlint.checks import unknown_model
from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.config import Config
from promptlint.model import PricedCall, Problem, Span
from promptlint.rules.engine import run_rules
from promptlint.rules.loader import load_rules
from promptlint.run import check
from tests.rules.rule_calls import context, findings, make_call, message, model, origin, price

RULES = {rule.id: rule for rule in load_rules()}

SOURCE = """\
from openai import OpenAI
client = OpenAI()
def ask(q):
    return client.chat.completions.create(model="gpt-4", messages=[{"role": "user", "content": q}])
"""


def at(line: int, end_column: int = 99, **fields: object) -> PricedCall:
    call = make_call(message("Hello"), models=[model("gpt-4o", line)], line=line)
    return price(replace(call, span=Span(line, 5, line, end_column), **fields))  # type: ignore[arg-type]


def test_a_finding_carries_everything() -> None:
    """Rule, place, filled message, call and facts."""
    (found,) = findings("PL501", at(4), source=SOURCE)
    assert (found.rule, found.name, found.severity) == ("PL501", "no-output-limit", "info")
    assert (found.path, found.span.line, found.call) == ("app.py", 4, "call-4")
    assert found.message == (
        "chat.completions.create sets no limit on the answer; gpt-4o may write 16,384 tokens, $0.16 for one answer"
    )
    assert dict(found.facts)["max_output"] == "16384"
    assert found.status == "active"


def test_order_is_that_of_the_source_whatever_the_input() -> None:
    """The same calls in another order give the same findings."""
    calls = [at(4), at(2), at(3, path="a.py", id="other")]
    found = findings("PL501", *calls)
    assert [(one.path, one.span.line) for one in found] == [("a.py", 3), ("app.py", 2), ("app.py", 4)]
    assert found == findings("PL501", *reversed(calls))


def test_fingerprints_survive_moved_lines_and_reformatting() -> None:
    """A baseline written before a reformat still holds."""
    moved = SOURCE.replace("def ask", "\n\ndef ask")
    wide = SOURCE.replace('create(model="gpt-4", ', 'create(\n        model="gpt-4",\n        ').replace(
        "}])", "},\n    ],\n    )"
    )
    (before,) = findings("PL501", at(4, 100), source=SOURCE)
    (after,) = findings("PL501", at(6, 100), source=moved)
    call = replace(at(4).call, span=Span(4, 5, 8, 6))
    (reformatted,) = findings("PL501", price(call), source=wide)
    assert before.fingerprint == after.fingerprint == reformatted.fingerprint


def test_fingerprints_differ_where_the_findings_do() -> None:
    """By rule, file, function, text, and by ordinal for calls that look the same."""
    base = at(4)
    others = [
        base,
        at(3),
        at(4, id="b", path="b.py"),
        at(4, id="c", function="app.other"),
        at(4, id="d"),
    ]
    found = findings("PL501", *others, source=SOURCE)
    assert len({one.fingerprint for one in found}) == len(found) == len(others)


def test_one_finding_for_what_is_decided_once() -> None:
    """A constant that three calls use is one finding, at the constant."""
    constant = replace(model("gpt-4-turbo"), origin=origin(7, how="module-constant"))
    calls = [price(make_call(message("Hello"), models=[constant], line=line)) for line in (20, 10, 30)]
    (found,) = findings("PL702", *calls, source="\n" * 6 + '  MODEL = "gpt-4-turbo"  # ours\n' + "\n" * 30)
    assert found.span == Span(7, 11, 7, 24)
    assert found.call == "call-10"


SIMPLE = """
import anthropic

client = anthropic.Anthropic()
MODEL = "claude-opus-4-5"
LABELS = "Classify the ticket as billing, shipping or other. Answer with one word."


def label(ticket):
    return client.messages.create(
        model=MODEL, max_tokens=20, system=LABELS, messages=[{"role": "user", "content": ticket}]
    )


def compare(offers):
    return client.messages.create(
        model=MODEL, max_tokens=900, messages=[{"role": "user", "content": f"Compare these and argue: {offers}"}]
    )
"""
ONE, TWO = SIMPLE.partition("\n\ndef compare")[0], SIMPLE
SILENCED = ONE.replace(
    "    return client", "    # promptlint: ignore[PL101] the small one was worse\n    return client"
)


@pytest.mark.parametrize(
    ("code", "config", "rules"),
    [
        (ONE, {}, ["PL101"]),
        (TWO, {}, ["PL102", "PL101"]),  # the other request of the same model still has a newer one
        (ONE, {"select": ("PL102",)}, ["PL102"]),
        (ONE, {"ignore": ("PL101",)}, ["PL102"]),
        (ONE, {"per_file_ignores": (("*.py", ("PL101",)),)}, ["PL102"]),
        (ONE, {"per_file_ignores": (("*.pyi", ("PL101",)),)}, ["PL101"]),
        (SILENCED, {}, ["PL102", "PL101"]),
    ],
)
def test_one_replacement_for_one_request(tmp_path: Path, code: str, config: dict[str, Any], rules: list[str]) -> None:
    """PL102 yields to PL101, unless nobody gets to hear that one."""
    (tmp_path / "app.py").write_text(code)
    whole = {"select": ("PL101", "PL102"), "as_of": date(2026, 11, 23), **config}
    report = check(Config(root=tmp_path, **whole), [tmp_path], tmp_path)
    assert [one.rule for one in report.findings] == rules


def _crashing(priced: PricedCall, context: RuleContext, *, providers: tuple[str, ...]) -> Iterator[Hit]:
    if priced.call.span.line == 3:
        raise ZeroDivisionError("oh")
    yield Hit(priced.call.path, priced.call.span, priced.call.id, {"model": "x"})


def test_a_crash_costs_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other calls and rules go on, and the problem names rule and place."""
    monkeypatch.setattr(unknown_model, "CHECK", Check(_crashing, unknown_model.CHECK.facts))
    problems: list[Problem] = []
    calls = (at(2), at(3), at(4))
    found = run_rules([RULES["PL701"], RULES["PL501"]], calls, context(SOURCE), problems.append)
    assert [one.rule for one in found] == ["PL501", "PL701", "PL501", "PL501", "PL701"]
    (problem,) = problems
    assert (problem.path, problem.line, problem.stage) == ("app.py", 3, "rules")
    assert problem.message == "internal error in the check of PL701 (ZeroDivisionError: oh); please report it"
    with pytest.raises(ZeroDivisionError):
        run_rules([RULES["PL701"]], calls, context(SOURCE))
