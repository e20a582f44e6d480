"""``promptlint models``: the comparison of prices, for a size and for a call."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from promptlint.prices.book import Book
from promptlint.prices.facts import status
from promptlint.prices.quotes import SHOWN, SORTS
from tests.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("project")


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    result = run("models", *arguments, "--output-format", "json")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)["models"]
    return found


def test_without_a_query_the_makers_models_on_sale(run: Run) -> None:
    found = rows(run)
    assert {row["provider"] for row in found} <= set(SHOWN)
    assert {"gpt-6-luna", "claude-haiku-5-5", "gemini-3.8-flash", "mistral-large-latest"} <= {
        row["id"] for row in found
    }
    assert all(row["status"] in ("current", "retiring") and row["price"] for row in found)
    assert not [row["id"] for row in found if "preview" in row["id"] or row["kind"] != "chat"]


@pytest.mark.parametrize(
    ("query", "provider", "expected"),
    [
        (["o4-mini"], "openai", {"o4-mini", "o4-mini-deep-research"}),
        (["haiku", "3"], "anthropic", {"claude-3-haiku", "claude-3-5-haiku"}),
        (["gemini-nano"], "google", {"gemini-nano"}),
        (["us.anthropic.claude-3-haiku-20240307-v1:0"], "bedrock", {"anthropic.claude-3-haiku-20240307-v1:0"}),
        (["claude-3-5-sonnet-latest"], "anthropic", {"claude-3-5-sonnet"}),
    ],
)
def test_a_query(run: Run, query: list[str], provider: str, expected: set[str]) -> None:
    found = rows(run, *query, "--provider", provider)
    assert expected <= {row["id"] for row in found}
    assert {row["provider"] for row in found} == {provider}
    assert all(word in row["id"] for row in found for word in query if len(found) > 1)


def test_a_retired_model_keeps_its_last_price_and_says_so(run: Run) -> None:
    (row,) = rows(run, "gpt-3.5-turbo-instruct", "--provider", "openai")
    assert row["status"] == "retired" and row["price"]["input"] == "1.5"
    table = run("models", "o4-mini", "--provider", "openai").out
    assert "retired 2026-10-23, last price, now gpt-5.6-terra" in table


def test_a_retired_model_that_never_had_a_price_has_no_last_one(run: Run) -> None:
    table = run("models", "gemini-1.0-ultra", "--provider", "google").out
    assert "retired 2026-11-11 " in table and "last price" not in table
    assert "was open to chosen customers only" in table


def test_prices_are_those_of_the_book_with_page_and_day(run: Run) -> None:
    (row,) = [row for row in rows(run, "gpt-5.6-sol", "--provider", "openai") if row["id"] == "gpt-5.6-sol"]
    assert (row["context_window"], row["max_output_tokens"]) == (1_050_000, 128_000)
    assert row["price"]["url"].startswith("https://") and row["price"]["source"] == "genai-prices 0.2.3"
    (listed,) = [one for one in row["price_lists"] if one["since"] == "2026-08-21"]
    tiers = {(tier["variant"], tier["above"]): tier for tier in listed["tiers"]}
    assert tiers["", 0]["input"] == "4" and tiers["", 0]["cache_write"] == "5"
    assert tiers["batch", 0]["input"] == "2" and tiers["priority", 272_000]["output"] == "60"
    assert Decimal(row["cost"]["per_1k_calls"]) == Decimal(4) + Decimal(10)


def test_sizes_change_the_cost_and_cross_tiers(run: Run) -> None:
    def cost(tokens: int) -> Decimal:
        found = rows(run, "gpt-5.6-sol", "--provider", "openai", "--input-tokens", str(tokens), "--output-tokens", "0")
        return Decimal(next(row for row in found if row["id"] == "gpt-5.6-sol")["cost"]["estimate"])

    assert cost(100_000) == Decimal("0.4")
    assert cost(300_000) == Decimal("2.4"), "beyond 272,000 tokens the whole prompt costs twice as much"


@pytest.mark.parametrize("column", sorted(SORTS))
def test_every_order(run: Run, column: str) -> None:
    found = rows(run, "--sort", column)
    keys: dict[str, Any] = {
        "cost": lambda row: Decimal(row["cost"]["estimate"]),
        "input": lambda row: Decimal(row["price"]["input"]),
        "output": lambda row: Decimal(row["price"]["output"]),
        "context": lambda row: (row["context_window"] is None, -(row["context_window"] or 0)),
        "max-output": lambda row: (row["max_output_tokens"] is None, -(row["max_output_tokens"] or 0)),
        "retires": lambda row: row["retires_on"] or "9999",
        "name": lambda row: (row["provider"], row["id"]),
    }
    ranked = [keys[column](row) for row in found]
    assert ranked == sorted(ranked) and len(ranked) > 20


def test_where_sources_disagree_both_stand(run: Run) -> None:
    (row,) = [row for row in rows(run, "deepseek-flash", "--provider", "deepseek") if row["id"] == "deepseek-flash"]
    assert {row["price"]["input"], *(other["input"] for other in row["other_prices"])} == {"0.15", "0.3"}
    assert "0.15–0.3" in run("models", "deepseek-flash", "--provider", "deepseek").out


def test_markdown(run: Run) -> None:
    lines = run("models", "gpt-4o-mini", "--provider", "openai", "--output-format", "markdown").out.splitlines()
    assert lines[0].startswith("| Model | Provider | $ in / M |")
    assert lines[1].startswith("| :-- | :-- | --: |")
    assert any(line.startswith("| gpt-4o-mini | openai | 0.15 | 0.075 | 0.6 |") for line in lines)
    assert all(line.count("|") == lines[0].count("|") for line in lines[1:-2])


CALL = """\
from openai import OpenAI

client = OpenAI()


def label(image: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-4o",
        max_tokens=100,
        temperature=0,
        tools=[{"type": "function", "function": {"name": "tag", "parameters": {"type": "object", "properties": {}}}}],
        messages=[{"role": "system", "content": "Name what the picture shows and tag it."},
                  {"role": "user", "content": image}],
    )
    return answer.choices[0].message.content or ""
"""


@pytest.fixture
def call(project: Path, run: Run) -> str:
    (project / "app/label.py").write_text(CALL)
    report = json.loads(run("check", "app", "--exit-zero", "--output-format", "json").out)
    return str(next(one["id"] for one in report["calls"] if one["path"] == "label.py"))


def test_for_a_call_only_models_that_can_take_it_over(run: Run, call: str) -> None:
    book = Book.load()
    found = rows(run, "--for", call, "app")
    own = [row for row in found if row["why_not"] == "what the call asks now"]
    assert [row["id"] for row in own] == ["gpt-4o"]
    others = [row for row in found if row not in own]
    assert others and all(row["why_not"] == "" for row in others)
    for row in others:
        info = book.info(row["provider"], row["id"])
        assert "tools" in info.capabilities
        assert status(info, book.as_of) == "current" or row["retires_on"] > "2027-05-22"
        assert row["tokens"]["input"] > 10 and row["tokens"]["output"] == 100


def test_all_says_why_the_others_cannot(run: Run, call: str) -> None:
    found = {row["id"]: row["why_not"] for row in rows(run, "--for", call, "app", "--provider", "openai", "--all")}
    assert found["o4-mini"] == "retired on 2026-10-23"
    assert found["gpt-4o-mini"] == "retires on 2027-01-14"
    assert found["gpt-6-luna"] == ""
    assert "gpt-4" in found and "text-embedding-3-small" not in found


def test_a_call_can_be_named_by_its_place(run: Run, call: str) -> None:
    assert rows(run, "--for", "app/label.py:9") == rows(run, "--for", call, "app")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gpt-4omini",), "no model fits gpt-4omini; did you mean gpt-4o-mini?"),
        (("zzz",), "no model fits zzz; --all lists more"),
        (("--provider", "opnai"), "no provider of the price book is called 'opnai'; did you mean 'openai'?"),
        (("--for", "nothing:9"), "no call under . is 'nothing:9'"),
        (("--for", "app/greet.py:99"), "no call under . is 'app/greet.py:99'"),
        (("--sort", "beauty"), "'beauty' is not one of"),
        (("--input-tokens", "-5"), "-5 is not in the range x>=0"),
        (("--as-of", "2026-13-01"), "--as-of must be a date"),
    ],
)
def test_mistakes_end_in_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("models", *arguments)
    assert result.code == 2
    assert message in result.err and "Traceback" not in result.err
    assert result.out == ""
