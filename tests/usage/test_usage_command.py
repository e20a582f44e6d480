"""``promptlint usage`` and ``promptlint cost`` on a small project, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CODE = """\
from openai import OpenAI

client = OpenAI()


def sort(ticket):
    return client.responses.create(model="gpt-4o", input=f"Sort this ticket into a queue: {ticket.body[:300]}",
                                   max_output_tokens=100)


def answer(ticket):
    for language in ("de", "fr"):
        client.responses.create(model="gpt-4o-mini", input=f"Answer the ticket politely: {ticket.body}")
"""
USAGE = "promptlint-usage.toml"


@pytest.fixture
def code(project: Path) -> Path:
    (project / "app/greet.py").unlink()
    (project / "app/desk.py").write_text(CODE)
    return project


def test_init_lists_every_call_and_hole_and_overwrites_nothing(code: Path, run: Run) -> None:
    assert run("usage", "init").code == 0
    text = (code / USAGE).read_text()
    for part in (
        '[calls."app/desk.py:sort"]',
        '[calls."app/desk.py:answer"]',
        "# output-tokens = 100   # the code allows 100",
        '"ticket.body[:300]" = ',
        "in a loop of 2 rounds",
    ):
        assert part in text
    again = run("usage", "init")
    assert again.code == 2 and "--force" in again.err and again.err.count("\n") == 1
    assert (code / USAGE).read_text() == text
    (code / USAGE).write_text("# mine\n")
    assert run("usage", "init", "--force").code == 0
    assert (code / USAGE).read_text() == text


def test_what_init_writes_is_valid_with_every_number_taken_in(code: Path, run: Run) -> None:
    run("usage", "init")
    lines = [line.removeprefix("# ") if " = " in line else line for line in (code / USAGE).read_text().splitlines()]
    (code / USAGE).write_text("\n".join(lines))
    found = run("cost", "--output-format", "json")
    assert found.code == 0 and found.err == ""
    months = [call["monthly"]["requests"] for call in json.loads(found.out)["calls"]]
    assert sorted(months) == ["30000", "60000"]  # 1,000 a day for 30 days, one of them in two rounds


def test_sync_adds_marks_and_keeps(code: Path, run: Run) -> None:
    run("usage", "init")
    mine = (code / USAGE).read_text().replace("# calls-per-day = 1000", "calls-per-day = 12  # mine", 1)
    (code / USAGE).write_text(mine)
    (code / "app/desk.py").write_text(CODE.replace("def answer", "def reply"))
    done = run("usage", "sync")
    assert done.code == 0 and "1 added, 1 gone" in done.err
    text = (code / USAGE).read_text()
    assert "calls-per-day = 12  # mine" in text
    assert '#: gone: no such call is in the code any more, so this counts nowhere\n[calls."app/desk.py:answer"]' in text
    assert '[calls."app/desk.py:reply"]' in text
    run("usage", "sync")
    assert (code / USAGE).read_text() == text  # nothing is left to do
    (code / "app/desk.py").write_text(CODE)
    run("usage", "sync")
    assert (
        '#: gone: no such call is in the code any more, so this counts nowhere\n[calls."app/desk.py:reply"]'
        in (code / USAGE).read_text()
    )
    assert (
        "#: gpt-4o-mini, responses.create; in a loop of 2 rounds; holes: ticket.body\n[calls"
        in (code / USAGE).read_text()
    )


def test_sync_wants_a_file(code: Path, run: Run) -> None:
    done = run("usage", "sync")
    assert done.code == 2 and "promptlint usage init" in done.err


def test_a_month_by_hand(code: Path, run: Run) -> None:
    """Input and output are said: 1,000 x 2.50 + 40 x 10 per million is $0.0029."""
    (code / USAGE).write_text(
        '[calls."app/desk.py:sort"]\ncalls-per-day = 100\ninput-tokens = 1000\noutput-tokens = 40\n'
        '[calls."app/desk.py:answer"]\ncalls-per-month = 500\ninput-tokens = 1000\noutput-tokens = 1000\n'
    )
    with (code / "promptlint.toml").open("a") as file:
        file.write("[prices]\ntax = 20\ncurrency = {code = 'EUR', rate = 0.4, date = 2026-11-20}\n")
    found = json.loads(run("cost", "--output-format", "json").out)
    # 3,000 x $0.0029; 500 x 2 rounds x (1,000 x 0.15 + 1,000 x 0.60) per million
    assert [call["monthly"]["cost"] for call in found["calls"]] == ["8.7", "0.75"]
    assert found["totals"]["monthly"] == "9.45"
    assert found["totals"]["monthly_with_tax"] == "11.34"
    assert found["totals"]["monthly_by_basis"] == {"measured": "0", "declared": "9.45", "assumed": "0"}
    assert found["totals"]["monthly_requests"] == {"covered": 2, "all": 2}
    text = run("cost").out
    assert "A month of 30 days: EUR 3.78, EUR 4.54 with your 20 % tax (100 % declared; 2 of 2 requests" in text
    assert "Shown in EUR at your rate of 2026-11-20: 0.4 EUR for 1 USD." in text
    assert (
        "\n| app/desk.py:7 | gpt-4o | 3,000 | 1,000 declared | 40 declared |"
        in run("cost", "--output-format", "markdown").out
    )
    checked = json.loads(run("check", "--exit-zero", "--output-format", "json").out)
    assert checked["totals"] == found["totals"]
    assert {call["cost"]["currency"] for call in checked["calls"]} == {"USD"}


def test_without_volumes_no_month_is_made_up(code: Path, run: Run) -> None:
    found = run("cost")
    assert found.code == 0 and "A month" not in found.out
    assert "2 requests have no volume: `promptlint usage init`" in found.out


def test_a_preset_is_said_to_be_one(code: Path, run: Run) -> None:
    (code / USAGE).write_text('preset = "small"\n')
    found = run("cost")
    assert "With the preset small where no number is known: 3,000 calls a month" in found.out
    assert "100 % assumed" in found.out


def test_an_entry_whose_call_is_gone_is_one_line_and_no_failure(code: Path, run: Run) -> None:
    (code / USAGE).write_text('[calls."app/desk.py:old"]\ncalls-per-day = 1\n[calls."gone.py:f"]\ncalls-per-day = 1\n')
    found = run("cost")
    assert found.code == 0
    assert [line.split(": ", 2)[1] for line in found.err.splitlines()] == [f"{USAGE}:1", f"{USAGE}:3"]
    assert all("names no call of the code any more" in line for line in found.err.splitlines())
    only = run("cost", "app/clean.py")  # the file of the first entry was not read, so nothing can be said of it
    assert only.err.count("\n") == 1


def test_the_entry_of_a_file_counts_from_whichever_folder_it_is_scanned(
    code: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code / USAGE).write_text('[calls."app/desk.py:sort"]\ncalls-per-day = 1\n')
    for folder, path in ((code, "app/desk.py"), (code, "app"), (code / "app", "desk.py"), (code.parent, code.name)):
        monkeypatch.chdir(folder)
        found = json.loads(run("cost", path, "--output-format", "json").out)
        assert [call["monthly"] is not None for call in found["calls"]] == [True, False], (folder, path)
    monkeypatch.chdir(code.parent)
    found = json.loads(run("cost", f"{code.name}/app/desk.py", "--output-format", "json").out)
    assert [call["monthly"] is not None for call in found["calls"]] == [True, False]


WRAPPED = """\
from openai import OpenAI


def ask(text):
    return OpenAI().responses.create(model="gpt-4o", input=text)


def greet():
    return ask("Say hello")
"""


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('[calls."app/llm.py:ask"]', "app/llm.py:ask is asked through its callers and counted there"),
        ('[calls."greeet"]', "greeet names no request, so it counts nowhere; did you mean 'greet'?"),
        ('[calls."lib/**"]', "lib/** names no request, so it counts nowhere"),
        ('[models."gpt-3.5-turbo"]', "no request names the model gpt-3.5-turbo: it is in no total"),
    ],
)
def test_a_volume_that_counts_nowhere_is_said(code: Path, run: Run, entry: str, message: str) -> None:
    (code / "app/llm.py").write_text(WRAPPED)
    (code / USAGE).write_text(f"{entry}\ncalls-per-day = 1\n")
    found = run("cost")
    assert found.code == 0 and f"{USAGE}:1: {message}" in found.err and found.err.count("\n") == 1


def test_entries_that_count_are_not_complained_of(code: Path, run: Run) -> None:
    (code / "app/llm.py").write_text(WRAPPED)
    keys = ("calls.greet", 'calls."app/llm.py:greet"', 'calls."app/**"', 'models."openai/gpt-4o"', "models.gpt-4o-mini")
    (code / USAGE).write_text("".join(f"[{key}]\ncalls-per-day = 1\n" for key in keys))
    assert run("cost").err == ""


BAD = [
    ('[calls."a"]\ncalls-per-dya = 1\n', ":2: unknown key 'calls.a.calls-per-dya'; did you mean 'calls-per-day'?"),
    ('[calls."a"]\ncalls-per-day = -1\n', ":2: calls.a.calls-per-day must be 0 or more"),
    ('[calls."a"]\ncalls-per-day = 1\ncalls-per-month = 2\n', ":1: calls.a says calls-per-day and calls-per-month"),
    ('[calls."a"]\noutput-tokens = 99999999\n', ":2: calls.a.output-tokens must be a number of tokens, at most"),
    ("[holes]\nbody = 'long'\n", ":2: holes.body must be a whole number from 0 on"),
    ('preset = "smal"\n', ":1: preset is 'smal'; did you mean 'small'?"),
    ("hole = 1\n", ":1: unknown key 'hole'; did you mean 'holes'?"),
    ("calls = 3\n", ":1: calls must be a table, as in [calls]"),
    ("[calls\n", ":1: not valid TOML"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_mistake_in_the_usage_file_is_one_line(code: Path, run: Run, text: str, message: str) -> None:
    (code / USAGE).write_text(text)
    found = run("cost")
    assert found.code == 2 and found.err.count("\n") == 1 and message in found.err


def test_the_table_of_the_configuration_and_the_file_are_taken_together(code: Path, run: Run) -> None:
    with (code / "promptlint.toml").open("a") as file:
        file.write('[usage.calls."app/**"]\ncalls-per-day = 1\n')
    (code / USAGE).write_text("[calls.sort]\ncalls-per-day = 2\n")
    found = json.loads(run("cost", "--output-format", "json").out)
    assert {call["function"]: call["monthly"]["requests"] for call in found["calls"]} == {
        "app.desk.sort": "60",
        "app.desk.answer": "60",  # once a day in two rounds
    }
