"""What the usage file says of calls: which entry counts for which call, and what its numbers do to a price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatch

import pytest

from promptlint.config import Traffic, Usage, UsageEntry
from promptlint.cost import price_call
from promptlint.model import Call, Cost, Expected, Figure, Hole, Message, Static
from promptlint.paths import View
from promptlint.prices.book import Book
from promptlint.prices.charge import hole_size
from promptlint.prices.expected import expectations
from promptlint.prices.keys import gone, is_path, local_function, names, precision
from tests.prices.requests import HERE, request
from tests.prices.test_terms import TERMS

BOOK = Book.load()
HERE_SEEN = View("/p", "/p")


def call(path: str = "app/llm.py", function: str = "app.llm.Client.ask", id: str = "0123456789ab") -> Call:
    return replace(request("gpt-4o"), id=id, path=path, function=function)


def priced(made: Call, expected: Expected) -> Cost:
    return price_call(made, BOOK, replace(TERMS, expected={made.id: expected}))


@pytest.mark.parametrize(
    ("path", "function", "local"),
    [
        ("app/llm.py", "app.llm.Client.ask", "Client.ask"),
        ("src/app/llm.py", "app.llm.ask", "ask"),  # scanned from above the package
        ("llm.py", "llm.ask", "ask"),
        ("app/__init__.py", "app.ask", "ask"),
        ("app/llm.py", "app.llm", ""),  # outside every function
        ("llm.py", "llm.llm", "llm"),  # a function called as its module
        ("nb.ipynb", "", ""),
    ],
)
def test_the_function_without_its_module(path: str, function: str, local: str) -> None:
    assert local_function(path, function) == local


def test_the_second_call_of_a_function_has_a_number_and_keys_do_not_depend_on_the_folder() -> None:
    calls = [
        call(id="a" * 12),
        replace(call(id="b" * 12), span=replace(call().span, line=2)),
        call("x.py", "x", "c" * 12),
    ]
    assert [names(calls, HERE_SEEN)[one.id].key for one in calls] == [
        "app/llm.py:Client.ask",
        "app/llm.py:Client.ask#2",
        "x.py:<module>",
    ]
    below = replace(calls[0], path="llm.py")
    assert names([below], View("/p/app", "/p"))[below.id].key == "app/llm.py:Client.ask"
    above = names([call("p/app/llm.py")], View("/", "/p"))["0123456789ab"]  # scanned from outside the project
    assert above.key == "app/llm.py:Client.ask"
    assert names([call("app/llm.py")], View("/", "/p"))["0123456789ab"].path == "../app/llm.py"


KEYS = [
    ("app/llm.py:Client.ask", 3),
    ("0123456789ab", 4),
    ("Client.ask", 2),
    ("ask", 2),
    ("app.llm.Client.ask", 2),
    ("app/*.py", 1),
    ("app/llm.py", 1),
    ("sk", 0),  # the end of a word is no function
    ("app/llm.py:ask", 0),  # another function
    ("other/llm.py:Client.ask", 0),
    ("app/llm.py:Client.ask#2", 0),
    ("fedcba987654", 0),
    ("lib/*.py", 0),
]


@pytest.mark.parametrize(("key", "rank"), KEYS)
def test_how_precisely_a_key_names_a_call(key: str, rank: int) -> None:
    (name,) = names([call()], HERE_SEEN).values()
    assert precision(key, name, lambda pattern, path: fnmatch(path, pattern)) == rank


@pytest.mark.parametrize(
    ("key", "expected"),
    [("app/**", True), ("*.py", True), ("a.py", True), ("a.py:f", False), ("a.b", False), ("0123456789ab", False)],
)
def test_what_is_a_pattern_of_paths(key: str, expected: bool) -> None:
    assert is_path(key) == expected


def test_only_places_in_files_that_were_read_are_gone() -> None:
    known = names([call()], HERE_SEEN)
    keys = ["app/llm.py:Client.ask", "app/llm.py:old", "app/other.py:f", "old", "app/**"]
    assert gone(keys, known, ["app/llm.py"]) == ["app/llm.py:old"]


def expected(*entries: UsageEntry, models: tuple[UsageEntry, ...] = (), preset: str = "") -> dict[str, Expected]:
    calls = [call(id="a" * 12), call(id="b" * 12, function="app.llm.tell")]
    usage = Usage(preset=preset, calls=entries, models=models)
    return expectations(
        calls, names(calls, HERE_SEEN), usage, [one.id for one in calls], fnmatch_first, lambda one: "openai/gpt-4o"
    )


def fnmatch_first(pattern: str, path: str) -> bool:
    return fnmatch(path, pattern)


def test_the_more_precise_entry_wins_number_by_number() -> None:
    wide = UsageEntry("app/*", Traffic(calls=Decimal(30), output_tokens=Decimal(7)))
    near = UsageEntry("Client.ask", Traffic(calls=Decimal(90)))
    found = expected(near, wide)
    assert found["a" * 12].calls == Figure(Decimal(90), "declared")
    assert found["a" * 12].output_tokens == Figure(Decimal(7), "declared")
    assert found["b" * 12].calls == Figure(Decimal(30), "declared")


def test_measured_beats_declared_and_counts_requests_so_no_rounds_come_on_top() -> None:
    entry = UsageEntry(
        "Client.ask", Traffic(calls=Decimal(30), rounds=Decimal(4)), Traffic(calls=Decimal(60), note="60 spans")
    )
    found = expected(entry)["a" * 12]
    assert found.calls == Figure(Decimal(60), "measured")
    assert found.rounds == Figure(Decimal(1), "measured")
    assert found.note == "60 spans"
    declared = expected(UsageEntry("Client.ask", Traffic(calls=Decimal(30), rounds=Decimal(4))))["a" * 12]
    assert declared.rounds == Figure(Decimal(4), "declared")


def test_the_requests_of_a_model_are_divided_among_its_calls_and_only_assumed() -> None:
    model = UsageEntry("gpt-4o", measured=Traffic(calls=Decimal(100), input_tokens=Decimal(9)))
    both = expected(models=(model,))
    assert [both[id * 12].calls for id in "ab"] == [Figure(Decimal(50), "assumed")] * 2
    known = UsageEntry("Client.ask", Traffic(calls=Decimal(70)))
    rest = expected(known, models=(model,))
    assert rest["a" * 12].calls == Figure(Decimal(70), "declared")
    assert rest["b" * 12].calls == Figure(Decimal(30), "assumed")  # what is left of the hundred
    assert expected(models=(replace(model, key="openai/gpt-4"),)) == {}  # another model


def test_a_preset_fills_what_nobody_said_and_is_assumed() -> None:
    found = expected(UsageEntry("Client.ask", Traffic(calls=Decimal(5))), preset="small")
    assert found["a" * 12].calls == Figure(Decimal(5), "declared")
    assert found["b" * 12].calls == Figure(Decimal(3000), "assumed")


SIZES = {"body": 1, "ticket.body": 2, "ticket.body[:300]": 3, "context": 4}


@pytest.mark.parametrize(
    ("expr", "size"),
    [
        ("ticket.body[:300]", 3),
        ("ticket.body[:9]", 2),  # without its slice
        ("mail.body", 1),
        ("docs['context']", 4),
        ("' '.join(context)", 4),
        ("ticket\n  .context", 4),
        ("context.text", None),  # the last name is another
        ("nobody", None),
        ("3", None),
    ],
)
def test_which_size_is_a_holes(expr: str, size: int | None) -> None:
    assert hole_size(Hole(expr, "a.py", 1, ""), SIZES) == size


def test_sizes_of_holes_make_the_input_declared_only_when_all_are_known() -> None:
    made = request("gpt-4o", holes=("ticket", "tone"))
    plain = price_call(made, BOOK, TERMS)
    part = priced(made, Expected(holes=(("ticket", 100),)))
    full = priced(made, Expected(holes=(("ticket", 100), ("tone", 5))))
    filled = priced(made, Expected(holes=(("ticket", 100),), hole_tokens=Figure(Decimal(50), "assumed")))
    assert plain.input is not None and plain.input_tokens == plain.input.tokens
    assert [found.input_basis for found in (plain, part, full, filled)] == ["part", "part", "declared", "assumed"]
    assert [(found.input_tokens or 0) - plain.input.tokens for found in (part, full, filled)] == [100, 105, 150]


def test_of_alternative_messages_the_largest_holes_count() -> None:
    made = request("gpt-4o")
    either = tuple(
        Message("user", (Static("Hi ", HERE), Hole(hole, "a.py", 1, "")), HERE, choice=1) for hole in ("a", "b")
    )
    made = replace(made, messages=(*made.messages, *either))
    sized = priced(made, Expected(holes=(("a", 100), ("b", 40))))
    assert sized.input is not None and sized.input_tokens == sized.input.tokens + 100


def test_measured_input_is_the_input_whatever_was_counted() -> None:
    found = priced(request("gpt-4o", holes=("x",)), Expected(input_tokens=Figure(Decimal(1234), "measured")))
    assert (found.input_tokens, found.input_basis) == (1234, "measured")
    none = priced(request("gpt-4o", text=None), Expected(input_tokens=Figure(Decimal(1234), "declared")))
    assert none.estimate is not None and none.input_tokens == 1234


@pytest.mark.parametrize(
    ("limit", "said", "tokens", "basis"),
    [
        (500, Figure(Decimal(40), "declared"), 40, "declared"),
        (500, Figure(Decimal(900), "declared"), 500, "declared"),  # the code allows no more
        (None, Figure(Decimal(900), "measured"), 900, "measured"),
        (500, None, 500, "limit"),
        (None, None, 500, "assumed"),
    ],
)
def test_what_the_output_rests_on(limit: int | None, said: Figure | None, tokens: int, basis: str) -> None:
    found = priced(request("gpt-4o", limit=limit), Expected(output_tokens=said))
    assert (found.output_tokens, found.output_basis) == (tokens, basis)
    assert found.output_is in ("limit", "assumed")  # the words of the JSON report stay


def test_expected_images_are_counted_and_assumed() -> None:
    made = request("gpt-4o")
    plain, more = price_call(made, BOOK, TERMS), priced(made, Expected(images=Figure(Decimal(2), "declared")))
    assert (more.input_tokens or 0) - (plain.input_tokens or 0) == 2 * 765  # 85 + 4 tiles of 170, twice
    assert more.input_basis != "counted"
