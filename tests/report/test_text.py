"""The text report as people see it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from promptlint.model import Call, Cost, PricedCall, Report, SourceFile, Span
from promptlint.report import RenderOptions
from promptlint.report._excerpt import LONGEST, excerpt
from promptlint.report._style import width
from promptlint.report.text import render

PLAIN = """\
src/app.py:4:10: PL101 rule-pl101: PL101 speaks: 100%, see
    |
  4 | answer = ask("gpt-4o", SYSTEM)
    |          ^^^^^^^^^^^^^^^^^^^^^
    advice: mend PL101
    saves: $5.30 per 1,000 calls

src/nb.ipynb:cell 2:1:1: PL501 rule-pl501: PL501 speaks: 100%, see
    |
  1 | client.messages.create(
    | ^^^^^^^^^^^^^^^^^^^^^^^
    advice: mend PL501

src/old.py:3: not analysed (parse): Python 2: print is a statement

Call                   Model             Input tokens  Output     $ per 1k calls  Cheaper (saves per 1k)
---------------------  ----------------  ------------  ---------  --------------  -------------------------
src/app.py:3 *         ?                            ?  ?                       ?
src/app.py:4           gpt-4o or 1 more       ≥ 1,230  500 limit           $8.08  gpt-4.1-nano $7.86 (97 %)
src/nb.ipynb:cell 2:1  ?                            ?  ?                       ?
= exact; ≥ at least (parts not known); ≈ estimate; ? not known; * counted through its callers

Every request 1,000 times: $8.08 (1 of 2 requests priced); the cheaper models named would save $7.86 of it.
Found 2 findings (1 suppressed).
Covered 4 files, 3 calls: 2 without a known model, 3 with text that is not known, 2 not priced; 1 problem (see above); \
prices of 2026-11-01.
"""


def test_the_whole_text(report: Report) -> None:
    assert render(report, RenderOptions(prefix="src/")) == PLAIN


def test_a_problem_of_one_place_is_not_a_file_that_was_not_read(report: Report) -> None:
    changed = replace(report, problems=(replace(report.problems[0], stage="link", message="too deep"),))
    assert "old.py:3: problem (link): too deep" in render(changed, RenderOptions())


@pytest.mark.parametrize(
    ("gateway", "assumed", "words"),
    [
        ("openrouter", (), "gpt-4o via openrouter"),
        ("xroute", ("list_price",), "gpt-4o via xroute (list price)"),
        ("llm.acme.example", ("output_tokens", "list_price"), "gpt-4o via llm.acme.example (list price)"),
        ("unknown", ("list_price",), "gpt-4o via an address not known (list price)"),
        ("self-hosted", (), "gpt-4o (self-hosted: no list price)"),
        (None, ("list_price",), "gpt-4o"),
        (None, ("last_price",), "gpt-4o (last price)"),
        ("openrouter", ("last_price",), "gpt-4o via openrouter (last price)"),
    ],
)
def test_the_table_names_the_gateway(report: Report, gateway: str | None, assumed: tuple[str, ...], words: str) -> None:
    one = next(one for one in report.calls if one.call.models)
    call = replace(one.call, gateway=gateway, models=one.call.models[:1])
    cost = replace(one.cost, assumed=assumed)
    row = next(row for row in render(_only(report, call, cost), RenderOptions()).split("\n") if "gpt-4o" in row)
    assert f"  {words}  " in f"{row} "


def _only(report: Report, call: Call, cost: Cost) -> Report:
    return replace(report, findings=(), problems=(), calls=(PricedCall(call, cost),))


def test_quiet_leaves_findings_and_problems(report: Report) -> None:
    text = render(report, RenderOptions(quiet=True, prefix="src/"))
    assert text == PLAIN[: PLAIN.index("\n\nCall ") + 1]


def test_quiet_and_clean_is_silent(report: Report) -> None:
    assert render(replace(report, findings=(), problems=()), RenderOptions(quiet=True)) == ""


def test_statistics_take_the_place_of_findings(report: Report) -> None:
    text = render(replace(report, findings=(*report.findings, report.findings[2])), RenderOptions(statistics=True))
    assert text.startswith("2  PL501  rule-pl501\n1  PL101  rule-pl101  ($5.30 per 1,000 rounds)\n\nold.py:3: not")
    assert "advice" not in text


def test_verbose_shows_what_is_suppressed(report: Report) -> None:
    text = render(report, RenderOptions(verbose=True))
    assert "app.py:3:9: PL203 rule-pl203 [suppressed]: PL203 speaks" in text


def test_color_is_only_added(report: Report) -> None:
    import re

    text = render(report, RenderOptions(color=True, prefix="src/"))
    assert "\x1b[31mPL101\x1b[0m" in text
    assert re.sub(r"\x1b\[\d+m", "", text) == PLAIN


def test_ascii_only(report: Report) -> None:
    assert render(report, RenderOptions(ascii=True)).isascii()
    assert render(report, RenderOptions(ascii=True, width=100)).isascii()


def test_a_terminal_gets_a_table_that_fits(report: Report) -> None:
    text = render(report, RenderOptions(width=80))
    table = text[text.index("Model") - 30 : text.index("= exact")]
    assert "─" in table
    assert "gpt-4o" in table
    assert all(len(line) <= 80 for line in table.splitlines())
    assert "\x1b" not in text


def _calls(report: Report, count: int, **changes: str) -> Report:
    """A report with the priced call of ``report`` so many times, in files of ten calls."""
    (one, *_) = (one for one in report.calls if one.cost.estimate is not None)
    calls = tuple(
        replace(
            one,
            call=replace(one.call, path=f"pkg{n // 10}/deep/er/module.py", span=Span(n + 1, 1, n + 1, 2), **changes),
        )
        for n in range(count)
    )
    return replace(report, calls=calls, findings=(), problems=())


@pytest.mark.parametrize("columns", [60, 80, 100, 200])
def test_a_hundred_calls_stay_readable_at_any_width(report: Report, columns: int) -> None:
    table = render(_calls(report, 100), RenderOptions(width=columns)).split("= exact")[0].splitlines()
    assert all(width(line) <= columns for line in table)
    assert [line for line in table if line.endswith(".py")] == [f"pkg{n}/deep/er/module.py" for n in range(10)]
    assert sum("≥ 1,230" in line for line in table) == 100
    assert sum("gpt-4.1-nano $7.86 (97 %)" in line for line in table) == 100


def test_what_does_not_fit_beside_a_call_stands_below_it(report: Report) -> None:
    wide = render(_calls(report, 1), RenderOptions(width=120))
    narrow = render(_calls(report, 1), RenderOptions(width=70))
    assert "Cheaper (saves per 1k)" in wide
    assert "→" not in wide
    assert "Cheaper" not in narrow
    assert "→ gpt-4.1-nano $7.86 (97 %)" in narrow
    assert "-> gpt-4.1-nano" in render(_calls(report, 1), RenderOptions(width=70, ascii=True))


def test_a_call_in_a_notebook_stands_with_its_cell(report: Report) -> None:
    lines = render(report, RenderOptions(width=120)).splitlines()
    assert any(line.startswith("  cell 2:1") for line in lines[lines.index("nb.ipynb") :])


def test_a_long_model_name_loses_its_middle(report: Report) -> None:
    (one,) = _calls(report, 1).calls
    models = (replace(one.call.models[0], id="gpt-" + "x" * 60 + "-2026-01-01"),)
    changed = replace(report, calls=(replace(one, call=replace(one.call, models=models)),))
    table = render(changed, RenderOptions(width=70, quiet=False)).split("= exact")[0]
    (row,) = (line for line in table.splitlines() if "…" in line)
    assert width(row) <= 70
    assert "gpt-x" in row
    assert "x-2026-01-01" in row


def test_a_model_name_without_end_breaks_no_table(report: Report) -> None:
    bare = _calls(report, 1)
    (one,) = bare.calls
    models = (replace(one.call.models[0], id="m" * 50_000),)
    changed = replace(bare, calls=(replace(one, call=replace(one.call, models=models)),))
    table = render(changed, RenderOptions(width=100)).split("= exact")[0].splitlines()
    assert len(table) == 5
    assert all(width(line) <= 100 for line in table)


@pytest.mark.parametrize("no_color", ["", "1"])
def test_the_table_is_coloured_as_asked_whatever_the_environment(
    report: Report, monkeypatch: pytest.MonkeyPatch, no_color: str
) -> None:
    for name, value in (("NO_COLOR", no_color), ("TERM", "dumb"), ("FORCE_COLOR", "1"), ("COLUMNS", "20")):
        monkeypatch.setenv(name, value)
    pale, bold = (render(_calls(report, 1), RenderOptions(width=120, color=on)) for on in (False, True))
    assert "\x1b" not in pale
    head = next(line for line in bold.splitlines() if "Cheaper" in line)
    assert "\x1b[1m" in head
    assert any(line.endswith("module.py") for line in pale.splitlines())


def test_verbose_says_below_each_call_what_is_not_known(report: Report) -> None:
    (one,) = _calls(report, 1).calls
    cost = replace(one.cost, estimate=None, unpriced="the price book does not know it", assumed=("list_price",))
    call = replace(
        one.call, models=(), model_unknown="`MODEL` comes from the environment", endpoint="https://x.example"
    )
    changed = replace(report, calls=(replace(one, call=call, cost=cost),))
    said = (
        "model not known: `MODEL` comes from the environment",
        "not priced: the price book does not know it",
        "sent to https://x.example",
        "assumed: the list price of the model's maker",
    )
    for options in (RenderOptions(verbose=True), RenderOptions(verbose=True, width=200)):
        lines = [line.strip() for line in render(changed, options).splitlines()]
        assert all(words in lines for words in said)
    assert not any(words in render(changed, RenderOptions()) for words in said)


def test_findings_that_say_the_same_are_told_once_with_all_places(report: Report) -> None:
    one = report.findings[0]
    places = [("app.py", 4), ("app.py", 7), ("app.py", 9), ("z.py", 2), ("nb.ipynb", 1)]
    same = [replace(one, path=path, span=Span(line, 1, line, 2)) for path, line in places]
    other = replace(one, message="something else", span=Span(5, 1, 5, 2))
    text = render(replace(report, findings=(*same, other)), RenderOptions(quiet=True, prefix="src/"))
    assert text.count("mend PL101") == 2
    block = text.split("\n\n")[0].splitlines()
    assert block[0].startswith("src/app.py:4:1: PL101")
    assert block[-4:] == [
        "    saves: $26.50 per 1,000 calls of each",
        "    also: lines 7, 9",
        "    also: src/z.py:2",
        "    also: src/nb.ipynb:cell 1:1",
    ]


def test_a_suppressed_finding_is_not_told_among_active_ones(report: Report) -> None:
    one = report.findings[0]
    hidden = replace(one, span=Span(7, 1, 7, 2), status="suppressed")
    text = render(replace(report, findings=(one, hidden)), RenderOptions(verbose=True))
    assert "also:" not in text
    assert "app.py:7:1: PL101 rule-pl101 [suppressed]" in text


def test_without_calls_there_is_no_table(report: Report) -> None:
    text = render(replace(report, calls=(), findings=(), problems=()), RenderOptions())
    assert text == "No findings.\nCovered 4 files, 0 calls; prices of 2026-11-01.\n"


def test_scanned_code_cannot_steer_the_terminal(report: Report) -> None:
    evil = "x = '\x1b[31m\x9b\u202e'  \r"
    finding = replace(report.findings[0], message="two\nlines \x1b[0m", span=Span(1, 1, 1, 5))
    text = render(
        replace(report, findings=(finding,), sources=(("app.py", SourceFile("app.py", evil)),)), RenderOptions()
    )
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "two lines \\x1b[0m" in text


def lines(text: str, span: Span) -> tuple[str, str]:
    found = excerpt(SourceFile("a.py", text), span)
    assert found is not None
    return found


def test_the_caret_line_stands_under_wide_and_tabbed_text() -> None:
    assert lines("\tf(x)", Span(1, 2, 1, 6)) == (" f(x)", " ^^^^")
    assert lines('"日本" + f()', Span(1, 8, 1, 11)) == ('"日本" + f()', " " * 9 + "^^^")
    assert lines('"e\u0301" + f()', Span(1, 8, 1, 11)) == ('"e\u0301" + f()', " " * 6 + "^^^")


def test_a_span_over_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert lines("a = f(  \n)", Span(1, 5, 2, 2)) == ("a = f(", "    ^^")


def test_a_long_line_is_cut_around_its_span() -> None:
    text, caret = lines("x" * 500 + "call()" + "y" * 500, Span(1, 501, 1, 507))
    assert len(text) == LONGEST
    assert text[caret.index("^") : len(caret)] == "call()"


@pytest.mark.parametrize("longest", [20, 41, 80])
@pytest.mark.parametrize("text", ["x" * 300, "日本" * 150, "é́" * 200])
def test_no_excerpt_is_wider_than_asked(text: str, longest: int) -> None:
    found = excerpt(SourceFile("a.py", text), Span(1, 90, 1, 200), longest)
    assert found is not None
    assert all(width(line) <= longest for line in found)


def test_advice_is_folded_to_the_terminal_only(report: Report) -> None:
    advice = "a word " * 30
    changed = replace(report, findings=(replace(report.findings[0], advice=advice.strip()),))
    assert f"advice: {advice.strip()}\n" in render(changed, RenderOptions())
    folded = render(changed, RenderOptions(width=60, quiet=True))
    assert max(len(line) for line in folded.splitlines()[4:8]) <= 60


def test_a_span_beyond_the_text_has_no_excerpt() -> None:
    assert excerpt(SourceFile("a.py", "x"), Span(9, 1, 9, 2)) is None
    assert excerpt(None, Span(1, 1, 1, 2)) is None
    assert lines("x", Span(1, 40, 1, 50))[1] == " ^"
