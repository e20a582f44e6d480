"""Checks on hand-made requests: what they object to and, more often, what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from promptlint.checks.decided import decided_here
from promptlint.checks.end_of_life import replacement
from promptlint.checks.money import dollars, percent
from promptlint.checks.superseded_model import newness
from promptlint.model import Call, CallSite, Image, Message, ModelRef, Span, Static, TokenCount
from promptlint.prices.facts import ModelInfo
from promptlint.rules.engine import run_rules
from promptlint.rules.loader import load_rules
from tests.rules.rule_calls import context, findings, make_call, message, model, origin, price


def openai(name: str = "gpt-4o", **fields: object) -> Call:
    return make_call(message("Name three rivers."), models=[model(name)], **fields)


# ---------------------------------------------------------------- PL501


@pytest.mark.parametrize(
    "fields",
    [
        {"max_output_tokens": 100, "has_output_limit": True},
        {"has_output_limit": True},  # a limit of unknown value is a limit
        {"open_arguments": True},  # **kwargs may hold it
        {"arguments": (("config", None),)},
        {"arguments": (("extra_body", None),)},
        {"kind": "embedding"},
        {"kind": "image"},
        {"kind": "audio"},
        {"kind": "moderation"},
        {"kind": "agent"},  # its limit is a setting of the model object
        {"provider": "anthropic"},  # max_tokens is required, or the framework sets it
        {"models": (ModelRef("claude-haiku-4-5", "anthropic", origin()),)},
        {"models": (ModelRef("llama3.2", "ollama", origin()),)},  # nobody pays by the token
        {"via": (CallSite("llm.py", 3, "llm.ask"),), "sdk_call": "call-9"},  # the SDK call is the place
        {"models": ()},  # whether answers are paid is not known
        {"models": (ModelRef("our-own-finetune", "openai", origin()),)},
        {"models": (ModelRef("gpt-4o", "openai", origin()), ModelRef("our-own-finetune", "openai", origin()))},
        {"models": (ModelRef("gpt-4-turbo", "openai", origin()),)},  # switched off: no answer comes any more
        {"models": (ModelRef("meta-llama/llama-3.3-70b-instruct:free", "openrouter", origin()),)},
        {"sdk": "dspy"},  # the framework sets one
    ],
)
def test_output_limit_silent(fields: dict[str, object]) -> None:
    """Wherever the limit may be out of sight, or no answer is paid by the token."""
    call = replace(openai(), **fields)  # type: ignore[arg-type]
    assert findings("PL501", price(call)) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "completion"},
        {"arguments": (("temperature", 0), ("messages", None))},
        {"arguments": (("options", "none"),)},  # a literal holds nothing out of sight
        {"models": (ModelRef("gpt-4o", "openai", origin()), ModelRef("gpt-4o-mini", "openai", origin()))},
    ],
)
def test_output_limit_missing(fields: dict[str, object]) -> None:
    """A request for text with every argument in sight and no limit among them."""
    call = replace(openai(), **fields)  # type: ignore[arg-type]
    assert len(findings("PL501", price(call))) == 1


def test_output_limit_names_the_dearest_answer() -> None:
    """Of several models the one whose longest answer costs most: 128,000 tokens at $10 per million against 16,384."""
    models = tuple(ModelRef(name, "openai", origin()) for name in ("gpt-4o-mini", "gpt-5", "gpt-4o"))
    (found,) = findings("PL501", price(replace(openai(), models=models)))
    assert found.message == (
        "chat.completions.create sets no limit on the answer; gpt-5 may write 128,000 tokens, $1.28 for one answer"
    )


# ---------------------------------------------------------------- PL701


@pytest.mark.parametrize(
    ("name", "provider", "message_end"),
    [
        ("gpt-4o-mni", "openai", "; did you mean gpt-4o-mini?"),
        ("GPT-4o-mni", "openai", "; did you mean gpt-4o-mini?"),
        ("claude-sonet-4-5", "anthropic", "; did you mean claude-sonnet-4-5?"),
        ("gpt-99", "openai", " knows"),
        ("gpt-4o-mini-experimental", "openai", " knows"),  # another model of that family, not a misspelling
    ],
)
def test_unknown_model(name: str, provider: str, message_end: str) -> None:
    """Close misspellings get a suggestion; what looks like a model of the provider is named without one."""
    call = make_call(message("x"), models=[model(name, provider=provider)])
    (found,) = findings("PL701", price(call))
    assert found.message.startswith(f"{name} is no model of {provider} that the price book of 20")
    assert found.message.endswith(message_end)


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("gpt-4o", "openai"),
        ("gpt-4o-2024-08-06", "openai"),
        ("ft:gpt-4o-mini-2024-07-18:acme::Ab1", "openai"),
        ("claude-sonnet-4-5-20250929", "anthropic"),
        ("prod-chat", "azure"),  # a deployment
        ("our-model", "openai"),  # nothing like a model of OpenAI's: a server of one's own
        ("fake", "openai"),
        ("test-model", "openai"),
        ("", "openai"),
        ("gpt-4o-mni", None),
        ("gpt-4o-mni", "openrouter"),
        ("llama-my-tune", "ollama"),
        ("claude-sonnet-4-5", "openai"),  # sold by somebody else: the provider is what is wrong, or a gateway
    ],
)
def test_known_or_free_names(name: str, provider: str | None) -> None:
    """Known names in every spelling, and names that their owner is free to choose."""
    call = make_call(message("x"), models=[model(name, provider=provider)])
    assert findings("PL701", price(call)) == ()


def test_a_custom_endpoint_has_names_of_its_own() -> None:
    """Whoever sets base_url knows better."""
    call = replace(make_call(message("x"), models=[model("gpt-4o-mni")]), endpoint="http://localhost:8000/v1")
    assert findings("PL701", price(call)) == ()


# ---------------------------------------------------------------- PL702, PL703


@pytest.mark.parametrize(
    ("name", "today", "rules"),
    [
        ("gpt-5", "2026-12-10", ["PL703"]),  # the last day
        ("gpt-5", "2026-12-11", ["PL702"]),  # the day itself
        ("gpt-5", "2026-06-14", ["PL703"]),  # 180 days
        ("gpt-5", "2026-06-13", []),  # 181 days
        ("gpt-4-turbo", "2026-11-23", ["PL702"]),
        ("gpt-6-luna", "2026-11-23", []),
        ("gpt-4o-mini", "2026-11-23", ["PL703"]),
        ("o4-mini", "2026-11-23", ["PL702"]),  # not gpt-4o-mini
        ("no-such-model", "2026-11-23", []),
    ],
)
def test_end_of_life(name: str, today: str, rules: list[str]) -> None:
    """Retired from the day on that its maker names, retiring for the notice before it."""
    call = price(make_call(message("x"), models=[model(name)]))
    life = [rule for rule in load_rules() if rule.category == "lifecycle"]
    found = run_rules(life, (call,), context(today=date.fromisoformat(today)))
    assert [one.rule for one in found] == rules


@pytest.mark.parametrize(
    ("name", "provider", "expected"),
    [
        ("gpt-5", "openai", "gpt-6.1-sol"),
        ("gemini-1.0-pro", "google", "gemini-3.8-flash"),  # 1.5 Pro and 2.5 Pro, named before it, are gone or going
        ("gpt-6-luna", "openai", ""),
    ],
)
def test_replacements_are_followed_to_one_that_is_there(name: str, provider: str, expected: str) -> None:
    """The replacement of a model that went long ago may be gone as well."""
    whole = context()
    match = whole.match(model(name, provider=provider))
    assert match is not None
    assert replacement(match.info, whole) == expected


@pytest.mark.parametrize(
    ("source", "line", "place"),
    [
        ('a = "gpt-4-turbo"\n\n\nask(a)\n', 4, (1, 5, 18)),  # above: an attribute that became part of an address
        ('b = 1\nask(T[k])\nT = {"gpt-4-turbo": 2}\n', 2, (3, 6, 19)),  # below: a key of a table
        ('a = "gpt-4-turbo"\nb = "gpt-4-turbo"\nask(b)\n', 3, (2, 5, 18)),  # the nearest
        ('a = "gpt-4-turbo"\nask(a, "gpt-4-turbo")\n', 2, (2, 8, 21)),  # on the line itself
        ('a = "my gpt-4-turbo"\nask("gpt-4-" + size)\n', 2, (2, 1, 21)),  # nowhere: the line it was put together on
    ],
)
def test_a_finding_points_at_the_name(source: str, line: int, place: tuple[int, int, int]) -> None:
    call = make_call(message("Name three rivers."), models=[model("gpt-4-turbo", line=line)], line=line)
    (found,) = findings("PL702", price(call), source=source)
    assert (found.span.line, found.span.column, found.span.end_column) == place


def test_both_models_of_a_choice_are_looked_at() -> None:
    """``"gpt-4-turbo" if big else "gpt-6-luna"`` has one retired model, named where it stands."""
    call = make_call(message("x"), models=[model("gpt-6-luna", 1), model("gpt-4-turbo", 2)])
    (found,) = findings("PL702", price(call), source='a = "gpt-6-luna"\nb = "gpt-4-turbo"\n')
    assert found.span == Span(2, 5, 2, 18)


def test_a_model_from_a_file_out_of_sight_is_reported_at_the_call() -> None:
    """Findings point at lines that the report can show."""
    ref = replace(model("gpt-4-turbo"), origin=origin(3, path="elsewhere.py"))
    (found,) = findings("PL702", price(make_call(message("x"), models=[ref], line=5)))
    assert (found.path, found.span.line) == ("app.py", 5)


# ---------------------------------------------------------------- PL201, PL202


@pytest.mark.parametrize(
    ("tokens", "output", "rules"),
    [
        (8192, None, ["PL202"]),  # gpt-4 has a window of 8 192
        (8193, None, ["PL201"]),
        (192, 8000, ["PL202"]),
        (193, 8000, ["PL201"]),
        (6553, None, []),
        (6554, None, ["PL202"]),
        (100, 1000, []),
    ],
)
def test_context_window(tokens: int, output: int | None, rules: list[str]) -> None:
    """Input and declared output share the window; from four fifths on it is nearly full."""
    call = replace(openai("gpt-4"), max_output_tokens=output)
    both = [rule for rule in load_rules() if rule.check == "context-window"]
    found = run_rules(both, (price(call, tokens),), context())
    assert [one.rule for one in found] == rules


def test_input_limit_below_the_window() -> None:
    """gpt-5 has a window of 400 000 tokens of which 272 000 may be input."""
    (found,) = findings("PL201", price(openai("gpt-5"), 300_000))
    assert found.message == "300,000 tokens do not fit the input limit of gpt-5, 272,000 tokens: 28,000 too many"


def test_lower_bounds_and_estimates_count_what_is_certain() -> None:
    """An estimate that may be too high by its error band proves nothing."""
    count = TokenCount(8300, "estimate", 7900, 8700, "o200k_base")
    assert findings("PL201", price(openai("gpt-4"), input=count)) == ()
    (found,) = findings("PL201", price(openai("gpt-4"), input=replace(count, low=8200)))
    assert found.message.startswith("at least 8,200 tokens do not fit")


@pytest.mark.parametrize(
    "call",
    [
        price(openai("gpt-4"), 90_000, provider="anthropic"),  # counted for another maker's model
        price(openai("no-such-model"), 90_000),
        price(openai("gpt-4"), input=None),
        price(replace(openai(), models=()), 90_000),
    ],
)
def test_context_window_unknown(call: object) -> None:
    """No window, no count, no claim."""
    assert findings("PL201", call) == ()  # type: ignore[arg-type]


# ---------------------------------------------------------------- PL203


def test_oversized_by_itself_and_once() -> None:
    """Two requests with the same long text are one finding at the text."""
    text = message("long", line=2, end_line=4)
    calls = [price(make_call(text, line=line), 2001) for line in (8, 9)]
    (found,) = findings("PL203", *calls, source="import x\nGUIDE = '''\n  long\n'''\n")
    assert found.span == Span(2, 1, 4, 4)
    assert found.message == (
        "2,001 tokens of fixed text go out with every request, over the limit of 2,000;"
        " they cost $5.00 per 1,000 requests"
    )
    assert findings("PL203", price(make_call(text), 2000)) == ()


def test_oversized_beside_the_others() -> None:
    """Ten times the median of at least ten prompts, from 1 500 tokens on."""
    small = [price(make_call(message("x", line=n), line=n), 100) for n in range(1, 12)]
    big = price(make_call(message("long", line=50), line=50), 1500)
    (found,) = findings("PL203", *small, big)
    assert "15 times the median prompt of this project" in found.message
    assert findings("PL203", *small[:8], big) == ()
    snippets = [price(make_call(message("x", line=n), line=n), 49) for n in range(1, 12)]
    assert findings("PL203", *snippets, big) == ()  # beside snippets any prompt is long
    assert findings("PL203", *small, price(make_call(message("y", line=60), line=60), 1499)) == ()


def from_file(path: str, line: int, how: str = "file") -> Message:
    """A message whose whole text was read from a file."""
    return Message("system", (Static("long", origin(1, 9, path, how)),), origin(line))


def test_oversized_file_is_one_finding_that_names_it() -> None:
    """Findings cannot point into a text file: the first request stands for all that send it."""
    calls = [price(make_call(from_file("prompts/guide.txt", line), line=line), 2001) for line in (1, 3, 2)]
    calls.append(price(make_call(from_file("prompts/other.txt", 4), line=4), 3000))
    found = findings("PL203", *calls, source="a\nb\nc\nd\n")
    assert [(one.span.line, one.message.split(" go out")[0]) for one in found] == [
        (1, "2,001 tokens of fixed text from prompts/guide.txt"),
        (4, "3,000 tokens of fixed text from prompts/other.txt"),
    ]


@pytest.mark.parametrize(("how", "number"), [("file", 0), ("module-constant", 1), ("literal", 1)])
def test_a_module_that_is_read_as_a_text_is_no_prompt(how: str, number: int) -> None:
    """What the request works on; a constant of the same module is one."""
    call = price(make_call(from_file("app.py", 1, how)), 2001)
    assert len(findings("PL203", call, source="long\n" * 9)) == number


def test_holes_and_embeddings_are_not_prompt_text() -> None:
    """A message without fixed text has no size, and what is embedded is data."""
    assert findings("PL203", price(make_call(message("«document»")), 9000)) == ()
    assert findings("PL203", price(make_call(message("text"), kind="embedding"), 9000)) == ()


# ---------------------------------------------------------------- PL301

LINES = [f"Sentence number {n} of the text." for n in range(12)]


def indented(first: str, margin: str, source_indent: str, quotes: str = '"""') -> tuple[object, str]:
    """A call with a text of twelve lines and the source it stands in."""
    text = first + "".join(f"\n{margin}{line}" for line in LINES)
    source = f"{source_indent}prompt = {quotes}{text}{quotes}\n"
    return price(make_call(message(text, end_line=13), line=20)), source


@pytest.mark.parametrize(
    ("first", "margin", "source_indent"),
    [
        ("", "    ", ""),
        ("", "        ", "    "),
        ("You are a poet.", "    ", "    "),
        ("Hi", "\t", "\t"),
        ("", "  ", ""),
    ],
)
def test_indented(first: str, margin: str, source_indent: str) -> None:
    """Margins that come from the layout of the code."""
    call, source = indented(first, margin, source_indent)
    (found,) = findings("PL301", call, source=source)  # type: ignore[arg-type]
    assert found.message.startswith("12 of ")
    assert found.saving == Decimal("2.5") * 12 / 1_000_000


@pytest.mark.parametrize(
    ("first", "margin", "source_indent", "quotes"),
    [
        ("", "", "", '"""'),
        ("Commands:", "    ", "", '"""'),  # nothing to indent with: meant so
        ("Commands:", "    ", "        ", '"""'),  # less than the statement: cannot be layout
        ("", "    ", "    ", '"'),  # no triple quotes: the white space was typed into the text
    ],
)
def test_not_indented(first: str, margin: str, source_indent: str, quotes: str) -> None:
    """No margin, or one that is meant."""
    call, source = indented(first, margin, source_indent, quotes)
    assert findings("PL301", call, source=source) == ()  # type: ignore[arg-type]


def test_indentation_of_some_lines_only() -> None:
    """A list within the text is the text's own."""
    text = "\n".join(["", *LINES, *(f"    - {line}" for line in LINES)])
    call = price(make_call(message(text, end_line=26), line=30))
    assert findings("PL301", call, source=f'prompt = """{text}"""') == ()


def test_holes_stand_for_text() -> None:
    """A hole at the left margin keeps the text where it is; one behind the margin does not."""
    flush = "\n«context»\n" + "\n".join(f"    {line}" for line in LINES)
    assert findings("PL301", price(make_call(message(flush, end_line=15))), source=f'p = f"""{flush}"""') == ()
    inside = "\n    «context»\n" + "\n".join(f"    {line}" for line in LINES)
    (found,) = findings("PL301", price(make_call(message(inside, end_line=15))), source=f'p = f"""{inside}"""')
    assert found.message.startswith("13 of ")


def test_text_from_files_out_of_sight() -> None:
    """Without the source nobody knows why the lines are indented."""
    call, _ = indented("", "    ", "")
    assert findings("PL301", call, source="") == ()  # type: ignore[arg-type]


# ---------------------------------------------------------------- PL101, PL102


def simple(**fields: object) -> Call:
    text = message("Classify the mail as spam or ham. Answer with one word: «mail»")
    return replace(make_call(text, max_output_tokens=5), **fields)  # type: ignore[arg-type]


def test_simple_task_saves() -> None:
    """The message holds model, task, tokens, alternative and share; the saving is that of the alternative."""
    (found,) = findings("PL101", price(simple()))
    assert found.message.startswith("gpt-4o answers a classification prompt of 100 tokens; ")
    assert found.saving is not None and found.saving > 0


@pytest.mark.parametrize(
    "call",
    [
        price(simple(), 1501),
        price(simple(), estimate=None),
        price(simple(messages_unknown="the history is built elsewhere")),
        price(simple(images=(Image(None, None, None, origin()),))),
        price(simple(models=(model("gpt-4o"), model("gpt-4o-mini")))),
        price(simple(models=())),
        price(simple(models=(model("gpt-4-turbo"),))),  # retired: PL702 has the say
        price(simple(kind="agent")),
        price(simple(messages=(message("«prompt»"),))),
        price(simple(messages=(message("Think step by step and explain why the mail is spam or ham."),))),
    ],
)
def test_simple_task_silent(call: object) -> None:
    """Long, unpriced, unseen, or not simple."""
    assert findings("PL101", call) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (ModelInfo("claude-opus-4-5", "anthropic"), "claude-opus-5-5", "a later version of the same line"),
        (ModelInfo("claude-opus-4-5", "anthropic"), "claude-opus-4-1", ""),
        (ModelInfo("claude-opus-4-5", "anthropic"), "claude-sonnet-5-5", ""),
        (ModelInfo("gpt-4o", "openai", replacement="gpt-6-luna"), "gpt-6-luna", "its maker's replacement for it"),
        (ModelInfo("gpt-4o", "openai", replacement="gpt-6-luna-pro"), "gpt-6-luna", ""),
        (ModelInfo("gpt-5.6-sol", "openai"), "gpt-6.1-sol", "a later version of the same line"),
        (ModelInfo("llama-3.1-405b", "groq"), "llama-3.3-70b", ""),  # another size is another model
        (ModelInfo("llama-3.1-70b", "groq"), "llama-3.3-70b", "a later version of the same line"),
        (ModelInfo("o3-mini", "openai"), "gpt-4o-mini", ""),
    ],
)
def test_newness(old: ModelInfo, new: str, expected: str) -> None:
    """Newer is what its maker names, or a later version of the very same line."""
    assert newness(old, ModelInfo(new, old.provider)) == expected


# ---------------------------------------------------------------- wrappers


def family() -> dict[str, Call]:
    """An SDK call in a wrapper, two callers with prompts of their own, and one that adds nothing."""
    own = message("Be brief.", line=5)
    sdk = make_call(own, message("«prompt»", line=6), id="sdk", line=5)
    via = (CallSite("app.py", 5, "app.ask"),)
    first = make_call(
        own, message("Is it spam?", line=20), id="first", line=20, via=via, sdk_call="sdk", models=sdk.models
    )
    second = make_call(
        own, message("Write a poem.", line=30), id="second", line=30, via=via, sdk_call="sdk", models=sdk.models
    )
    bare = make_call(own, message("«text»", line=40), id="bare", line=40, via=via, sdk_call="sdk", models=sdk.models)
    return {"sdk": sdk, "first": first, "second": second, "bare": bare}


@pytest.mark.parametrize(
    ("members", "speakers"),
    [
        (["sdk"], ["sdk"]),
        (["sdk", "first"], ["first"]),
        (["sdk", "first", "second"], ["first", "second"]),
        (["sdk", "bare"], ["sdk"]),  # the caller decides nothing
        (["sdk", "first", "bare"], ["first"]),
    ],
)
def test_the_place_where_it_is_decided(members: list[str], speakers: list[str]) -> None:
    """Each request is spoken about once: where its text is, not at every step on the way."""
    calls = [family()[name] for name in members]
    whole = replace(context(), calls=tuple(price(call) for call in calls))
    assert [call.id for call in calls if decided_here(call, whole)] == speakers


def test_data_beside_a_system_prompt_decides_nothing_about_the_task() -> None:
    """``classify("hello")`` is the wrapper's task, which is spoken to where its instructions are."""
    rules = message("Classify the mail as spam or ham. Answer with one word.", role="system", line=5)
    sdk = make_call(rules, message("«text»", line=6), id="sdk", line=5, max_output_tokens=5)
    via = (CallSite("app.py", 5, "app.classify"),)
    caller = replace(sdk, id="caller", span=Span(20, 1, 20, 9), messages=(rules, message("hello", line=20)), via=via)
    calls = (price(sdk), price(replace(caller, sdk_call="sdk")))
    assert [one.call for one in findings("PL101", *calls)] == ["sdk"]


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("1234.5", "$1,234.50"),
        ("1", "$1.00"),
        ("0.99", "$0.99"),
        ("0.055", "$0.055"),
        ("0.00421", "$0.0042"),
    ],
)
def test_dollars(amount: str, text: str) -> None:
    """Two digits that mean something, whatever the size."""
    assert dollars(Decimal(amount)) == text


@pytest.mark.parametrize(("part", "whole", "text"), [("1", "2", "50 %"), ("1", "300", "0.3 %"), ("0", "3", "0 %")])
def test_percent(part: str, whole: str, text: str) -> None:
    """Small shares do not become zero."""
    assert percent(Decimal(part), Decimal(whole)) == text
