"""Measuring from traffic: every form of span and export, what they match, and what is broken in them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UserError
from promptlint.toml_file import parse_toml
from promptlint.usage.export import Bucket, csv_buckets, json_buckets
from promptlint.usage.spans import Span, spans_of
from promptlint.usage.traffic import read_traffic
from tests.cli.conftest import Run
from tests.usage.test_usage_command import CODE, USAGE

NEW = {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.input_tokens": 900,
    "gen_ai.usage.output_tokens": 30,
    "code.function.name": "app.desk.sort",
    "code.file.path": "/srv/app/desk.py",
    "code.line.number": 7,
}
OLD = {
    "gen_ai.request.model": "gpt-4o",
    "gen_ai.usage.prompt_tokens": 900,
    "gen_ai.usage.completion_tokens": 30,
    "code.function": "sort",
    "code.namespace": "app.desk",
    "code.filepath": "/srv/app/desk.py",
    "code.lineno": 7,
}
EXPECTED = Span(("gpt-4o",), "", 900, 30, "/srv/app/desk.py", 7, "app.desk.sort", (), date(2026, 11, 1))
START = "2026-11-01T23:59:59Z"
NANOS = str(1793577599 * 10**9)


def typed(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    """Attributes as OTLP/JSON writes them, 64-bit integers as text."""
    return [
        {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
        for key, value in attributes.items()
    ]


FORMS = [
    {"attributes": NEW, "start_time": START},  # the console exporter of Python
    {"attributes": OLD, "start_time": START},
    {"attributes": typed(NEW), "startTimeUnixNano": NANOS},
    {"resourceSpans": [{"scopeSpans": [{"spans": [{"attributes": typed(OLD), "startTimeUnixNano": NANOS}]}]}]},
    [{"attributes": NEW, "startTime": START}],
]


@pytest.mark.parametrize("document", FORMS)
def test_every_form_of_a_span_is_read(document: Any) -> None:
    assert list(spans_of(document)) == [EXPECTED]


NO_SPANS = [
    {"attributes": {"http.method": "GET"}},
    {"attributes": {"gen_ai.request.model": "gpt-4o", "gen_ai.operation.name": "execute_tool"}},  # no request
    {"attributes": {"gen_ai.request.model": 4}},
    {"attributes": 3},
    {"resourceSpans": 3},
    {"resourceSpans": [{"scopeSpans": [None, {"spans": [None, 3, {"attributes": [None, {"key": 3}]}]}]}]},
    [],
    3,
    None,
]


@pytest.mark.parametrize("document", NO_SPANS)
def test_what_is_no_request_is_passed_over(document: Any) -> None:
    assert list(spans_of(document)) == []


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.prompt": "Sort this"},
        {"gen_ai.prompt.0.content": "Sort this"},
        {"gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": "Sort this"}]}])},
        {"gen_ai.input.messages": [{"role": "user", "content": [{"text": "Sort this"}]}]},
    ],
)
def test_prompts_are_found_in_every_form(attributes: dict[str, Any]) -> None:
    (span,) = spans_of({"attributes": {"gen_ai.request.model": "gpt-4o", **attributes}})
    assert span.texts == ("Sort this",)


NAMES = (
    *("attributes", "resourceSpans", "scopeSpans", "spans", "key", "value", "intValue", "stringValue", "arrayValue"),
    *("kvlistValue", "values", "events", "startTimeUnixNano", "start_time", "gen_ai.request.model", "content", "data"),
    *("gen_ai.usage.input_tokens", "gen_ai.input.messages", "code.line.number", "results", "model", "input_tokens"),
    "num_model_requests",
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values)
def test_no_document_is_too_odd_to_read(document: Any) -> None:
    assert all(isinstance(found, Span) for found in spans_of(document))
    assert all(isinstance(found, Bucket) for found in json_buckets(document))


def test_deep_nesting_is_no_document(tmp_path: Path) -> None:
    deep = "[" * 900 + json.dumps(ONE) + "]" * 900
    (tmp_path / "t.jsonl").write_text(lines(ONE) + deep + "\n" + '{"data":' * 900 + "1" + "}" * 900 + "\n", "utf-8")
    assert len(read_traffic([tmp_path / "t.jsonl"], force=True).spans) == 1


@pytest.mark.parametrize("value", [-1, "x", 1.5e300, True, [3], None])
def test_a_number_that_is_none_is_not_known(value: Any) -> None:
    (span,) = spans_of({"attributes": {"gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": value}})
    assert span.input_tokens is None


PAGE = {
    "object": "page",
    "data": [
        {
            "object": "bucket",
            "start_time": 1793491200,
            "results": [
                {
                    "model": "gpt-4o",
                    "num_model_requests": 5,
                    "input_tokens": 50,
                    "output_tokens": 9,
                    "input_cached_tokens": 20,
                },
                {
                    "model": None,
                    "num_model_requests": 5,
                    "input_tokens": 50,
                    "output_tokens": 9,
                },  # not grouped by model
            ],
        }
    ],
}


def test_the_page_of_the_usage_api() -> None:
    day = date(2026, 11, 1)
    assert list(json_buckets(PAGE)) == [Bucket("gpt-4o", day, 5, 50, 9, 20), Bucket("", day, 5, 50, 9, 0)]


def result(model: str | None = "gpt-4o", **more: Any) -> dict[str, Any]:
    kind = "organization.usage.completions.result"
    return {"object": kind, "model": model, "num_model_requests": 6, "input_tokens": 60, "output_tokens": 9, **more}


def page(*results: list[dict[str, Any]], more: bool = False) -> dict[str, Any]:
    """A page of daily buckets from 2026-11-01 on."""
    start, day = 1793491200, 86400
    buckets = [
        {"object": "bucket", "start_time": start + n * day, "end_time": start + (n + 1) * day, "results": found}
        for n, found in enumerate(results)
    ]
    return {"object": "page", "data": buckets, "has_more": more, "next_page": "x" if more else None}


def test_days_without_requests_belong_to_the_time_of_an_export(code: Path, run: Run) -> None:
    (code / "u.json").write_text(json.dumps(page([], [result()], [], [])))
    done = run("usage", "import", "u.json")
    assert "6 requests in 4 days, 2026-11-01 to 2026-11-04" in done.err
    assert measured(code)[SORT]["calls-per-day"] == 1.5


def test_batches_and_the_cache_are_measured(code: Path, run: Run) -> None:
    cached = result(input_cached_tokens=30, input_cache_write_tokens=6)
    (code / "u.json").write_text(json.dumps(page([cached, result(batch=True, num_model_requests=2)])))
    assert run("usage", "import", "u.json").code == 0
    said = measured(code)[SORT]
    assert (said["cache-hit-rate"], said["cache-write-rate"], said["batch-share"]) == ("25", "5", "25")
    (call,) = [one for one in json.loads(run("cost", "--output-format", "json").out)["calls"] if one["monthly"]]
    assert call["cost"]["terms"] == ["your measured cache hit rate of 25 %", "your measured batch share of 25 %"]


def test_requests_without_a_model_are_said_and_a_cut_export_too(code: Path, run: Run) -> None:
    (code / "u.json").write_text(json.dumps(page([result(), result(None)], more=True)))
    done = run("usage", "import", "u.json")
    assert "u.json: 6 of 12 requests name no model and are left out; export it grouped by model" in done.err
    assert "u.json: its last page says that more follow (has_more): they are not counted" in done.err
    assert measured(code)[SORT]["calls-per-day"] == 6


@pytest.mark.parametrize("name", ["u.json", "u.csv"])
def test_an_export_that_does_not_tell_models_apart_is_refused(code: Path, run: Run, name: str) -> None:
    text = json.dumps(page([result(None)])) if name == "u.json" else "num_model_requests,input_tokens\n5,50\n"
    (code / name).write_text(text)
    done = run("usage", "import", name)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "does not tell models apart; export it grouped by model (group_by=model)" in done.err


CSV = """\
start_time,start_time_iso,project_id,num_model_requests,model,input_tokens,output_tokens,input_cached_tokens
1793491200,2026-11-01T00:00:00+00:00,p,5,gpt-4o,50,9,20
1793577600,2026-11-02T00:00:00+00:00,p,7,gpt-4o,70,9,
1793577600,2026-11-02T00:00:00+00:00,p,many,gpt-4o,70,9,0
1793577600,2026-11-02T00:00:00+00:00,p,0,,0,0,0
"""


def test_the_csv_of_the_dashboard_with_a_broken_row() -> None:
    found, wrong = csv_buckets(CSV, "u.csv")
    assert found == [
        Bucket("gpt-4o", date(2026, 11, 1), 5, 50, 9, 20),
        Bucket("gpt-4o", date(2026, 11, 2), 7, 70, 9, 0),
        Bucket("", date(2026, 11, 2), 0, 0, 0, 0),
    ]
    assert wrong == ["u.csv:4: not a row of a usage export; the line is left out"]


def lines(*spans: Any) -> str:
    return "".join(json.dumps(span) + "\n" for span in spans)


ONE = {"attributes": NEW, "start_time": START}


@pytest.mark.parametrize(
    ("text", "spans", "problems"),
    [
        (lines(ONE, ONE), 2, 0),
        (json.dumps([ONE, ONE], indent=2), 2, 0),
        (json.dumps(ONE, indent=4) + "\n" + json.dumps(ONE, indent=4) + "\n", 2, 0),  # documents over many lines
        (lines(*[ONE] * 40) + '{"attributes": {"gen_ai', 40, 1),  # cut off
        (lines(*[ONE] * 30) + "null\n\n" + lines(*[ONE] * 30), 60, 1),
        ("\ufeff" + lines(ONE), 1, 0),
    ],
)
def test_files_of_spans(tmp_path: Path, text: str, spans: int, problems: int) -> None:
    (tmp_path / "t.jsonl").write_text(text, "utf-8")
    found = read_traffic([tmp_path / "t.jsonl"])
    assert (len(found.spans), len(found.problems)) == (spans, problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no traffic: the file is empty"),
        ("hello\n", "neither JSON nor a usage export"),
        ("{", "holds no traffic"),
        (lines({"attributes": {"http.method": "GET"}}), "holds no spans of model requests"),
        (
            lines(*[ONE] * 9) + "{broken\n",
            "1 of 10 records are broken, the first at t.jsonl:10: volumes would be wrong",
        ),
    ],
)
def test_a_file_that_would_give_wrong_figures_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "t.jsonl").write_text(text, "utf-8")
    with pytest.raises(UserError, match=message):
        read_traffic([tmp_path / "t.jsonl"])


def test_many_broken_records_are_counted_and_taken_by_force(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text(lines(ONE) + "{x\n" * 9, "utf-8")
    found = read_traffic([tmp_path / "t.jsonl"], force=True)
    assert len(found.spans) == 1
    assert found.problems[-1] == "t.jsonl: 6 more broken records are left out" and len(found.problems) == 4


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def code(project: Path) -> Path:
    (project / "app/greet.py").unlink()
    (project / "app/desk.py").write_text(CODE)
    return project


def measured(folder: Path) -> dict[str, Any]:
    text = (folder / USAGE).read_text()
    table = parse_toml(folder / USAGE, text)
    found = {key: entry["measured"] for key, entry in table.get("calls", {}).items() if "measured" in entry}
    return {**found, **{key: entry["measured"] for key, entry in table.get("models", {}).items()}}


def span(model: str, day: int = 1, **attributes: Any) -> dict[str, Any]:
    tokens = {"gen_ai.usage.input_tokens": 900, "gen_ai.usage.output_tokens": 30}
    return {
        "start_time": f"2026-11-{day:02d}T08:00:00Z",
        "attributes": {"gen_ai.request.model": model, **tokens, **attributes},
    }


SORT = "app/desk.py:sort"
MATCHES = [
    ({"code.file.path": "/srv/app/desk.py", "code.line.number": 8}, SORT),  # inside the call
    ({"code.filepath": "app/desk.py", "code.lineno": 7}, SORT),
    ({"code.file.path": "C:\\srv\\app\\desk.py", "code.line.number": 7}, SORT),
    ({"code.file.path": "/srv/app/desk.py", "code.line.number": 99, "code.function.name": "sort"}, SORT),  # moved
    ({"code.function.name": "app.desk.sort"}, SORT),
    ({"code.function": "sort", "code.namespace": "app.desk"}, SORT),
    ({}, SORT),  # the only call of its model
    ({"gen_ai.prompt": "Sort this ticket into a queue: my screen is black"}, SORT),
    ({"gen_ai.prompt": "Sort this ticket  into a\nqueue: my"}, SORT),  # white space does not matter
    ({"gen_ai.prompt": "Write a poem about tickets that are never sorted"}, "openai/gpt-4o"),  # somebody else's request
    ({"code.function.name": "other.module.sorting"}, SORT),  # a place that is not in the code says nothing
]


@pytest.mark.parametrize(("attributes", "key"), MATCHES)
def test_what_a_span_is_matched_to(code: Path, run: Run, attributes: dict[str, Any], key: str) -> None:
    (code / "t.jsonl").write_text(lines(span("gpt-4o", **attributes)))
    done = run("usage", "import", "t.jsonl")
    assert done.code == 0, done.err
    assert list(measured(code)) == [key]


def test_numbers_by_hand_and_what_the_user_wrote_stays(code: Path, run: Run) -> None:
    (code / USAGE).write_text('# mine\n[calls."app/desk.py:sort"]\ncalls-per-day = 5   # a guess\n')
    spans = [span("gpt-4o-2024-08-06", day) for day in (1, 1, 1, 4)]
    spans[0]["attributes"]["gen_ai.usage.input_tokens"] = 1300
    (code / "t.jsonl").write_text(lines(*spans))
    done = run("usage", "import", "t.jsonl")
    assert "4 requests in 4 days, 2026-11-01 to 2026-11-04 measure 1 call" in done.err
    text = (code / USAGE).read_text()
    assert text.startswith('# mine\n[calls."app/desk.py:sort"]\ncalls-per-day = 5   # a guess\n')
    assert measured(code)[SORT] == {
        "calls-per-day": 1,
        "input-tokens": 1000,  # (1300 + 3 x 900) / 4
        "output-tokens": 30,
        "from": "4 requests in 4 days, 2026-11-01 to 2026-11-04; t.jsonl",
    }
    again = run("usage", "import", "t.jsonl", "--days", "2", "--sampled", "10")
    assert again.code == 0
    assert measured(code)[SORT]["calls-per-day"] == 20  # 4 of a tenth in 2 days
    cost = json.loads(run("cost", "--output-format", "json").out)
    (call,) = [one for one in cost["calls"] if one["monthly"]]
    assert call["monthly"]["basis"] == "measured"
    assert call["monthly"]["cost"] == "1.68"  # 600 x (1,000 x 2.50 + 30 x 10) per million
    assert call["tokens"]["input_basis"] == call["tokens"]["output_basis"] == "measured"


def test_an_export_measures_a_call_that_alone_has_its_model(code: Path, run: Run) -> None:
    (code / "u.csv").write_text(CSV.replace("many", "3"))
    done = run("usage", "import", "u.csv")
    assert done.code == 0
    assert measured(code)[SORT]["calls-per-day"] == 7.5 and measured(code)[SORT]["input-tokens"] == 13  # 190 / 15
    assert measured(code)[SORT]["cache-hit-rate"] == "10.5"  # 20 of 190


def test_an_export_of_a_model_that_two_calls_have_is_divided(code: Path, run: Run) -> None:
    (code / "app/desk.py").write_text(CODE.replace("gpt-4o-mini", "gpt-4o"))
    (code / "u.csv").write_text(CSV.replace("many", "3"))
    done = run("usage", "import", "u.csv")
    assert list(measured(code)) == ["openai/gpt-4o"]
    assert "15 requests cannot be told apart and are divided among 2 calls, as assumed" in done.err
    cost = json.loads(run("cost", "--output-format", "json").out)
    assert {call["monthly"]["basis"] for call in cost["calls"]} == {"assumed"}
    assert (
        sum(float(call["monthly"]["requests"]) for call in cost["calls"]) == 7.5 * 30
    )  # requests: no rounds come on top


def test_a_model_that_no_call_names_is_said(code: Path, run: Run) -> None:
    (code / "t.jsonl").write_text(lines(span("claude-opus-4-5")))
    assert "no call of the code names it: they are in no total" in run("usage", "import", "t.jsonl").err


def test_traffic_without_times_needs_days(code: Path, run: Run) -> None:
    (code / "t.jsonl").write_text(lines({"attributes": NEW}))
    done = run("usage", "import", "t.jsonl")
    assert done.code == 2 and "--days" in done.err and done.err.count("\n") == 1
    assert not (code / USAGE).exists()
    assert run("usage", "import", "t.jsonl", "--days", "1").code == 0


def test_a_file_that_is_not_there_is_one_line(code: Path, run: Run) -> None:
    done = run("usage", "import", "none.jsonl")
    assert done.code == 2 and done.err.count("\n") == 1 and "none.jsonl" in done.err
