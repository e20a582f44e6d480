"""``promptlint check``: what it reads, what it prints, how it exits."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest

import promptlint.report
from tests.cli.conftest import CLEAN, RETIRED, Run

SCHEMA = json.loads((Path(promptlint.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))
RULES = ("--select", "PL702")


def test_findings_exit_with_one_and_show_the_source(project: Path, run: Run) -> None:
    result = run("app", *RULES)
    assert result.code == 1
    assert result.err == ""
    first, _, third, fourth, *_ = result.out.splitlines()
    assert first.startswith("app/greet.py:8:15: PL702 retired-model: ")
    assert third == '  8 |         model="gpt-3.5-turbo-0301",'
    assert fourth == "    |               " + "^" * len('"gpt-3.5-turbo-0301"')
    assert "Found 1 finding." in result.out
    assert result.out.splitlines()[-1].startswith("Covered 2 files, 1 call: 1 with text that is not known")


@pytest.mark.parametrize(
    "arguments",
    [("check", "app"), ("app",), ("app/greet.py",), (".",), (), ("check",), ("./app/",), ("app", "app/greet.py")],
)
def test_ways_to_name_what_is_scanned(project: Path, run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, *RULES)
    assert result.code == 1
    assert result.out.startswith("app/greet.py:8:15: PL702") or result.out.startswith("./app/greet.py:8:15: PL702")


def test_clean_exits_with_zero(project: Path, run: Run) -> None:
    result = run("app/clean.py")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("No findings.\nCovered 1 file, 0 calls; prices of ")


def test_exit_zero(project: Path, run: Run) -> None:
    assert run("app", "--exit-zero").code == 0


def test_json_alone_on_stdout_and_it_fits_the_schema(project: Path, run: Run) -> None:
    result = run("app", "--output-format", "json", "--verbose")
    report = json.loads(result.out)
    jsonschema.validate(report, SCHEMA)
    assert [call["path"] for call in report["calls"]] == ["greet.py"]
    assert report["calls"][0]["models"][0]["id"] == "gpt-3.5-turbo-0301"
    assert report["calls"][0]["tokens"]["input_is"] == "lower-bound"
    assert report["findings"][0]["call"] == report["calls"][0]["id"]


def test_paths_in_the_report_are_relative_to_one_folder_else_to_the_working_directory(project: Path, run: Run) -> None:
    def paths(*arguments: str) -> list[str]:
        return [call["path"] for call in json.loads(run(*arguments, "--output-format", "json").out)["calls"]]

    assert paths("app") == ["greet.py"]
    assert paths(".") == ["app/greet.py"]
    assert paths("app/greet.py") == ["app/greet.py"]
    assert paths("app/greet.py", "app/clean.py") == ["app/greet.py"]


def test_two_runs_give_the_same_bytes(project: Path, run: Run) -> None:
    assert run("app", "--output-format", "json").out == run("app", "--output-format", "json").out


def test_github_annotations_name_the_file_from_the_working_directory(project: Path, run: Run) -> None:
    result = run("app", *RULES, "--output-format", "github")
    assert result.code == 1
    assert result.out.startswith(
        "::error file=app/greet.py,line=8,endLine=8,col=15,endColumn=35,title=PL702 retired-model::"
    )


def test_output_goes_to_a_file(project: Path, run: Run) -> None:
    result = run("app", *RULES, "--output", "report.txt")
    assert (result.code, result.out) == (1, "")
    assert (project / "report.txt").read_text().startswith("app/greet.py:8:15: PL702")
    result = run("app", "--output", "missing/report.txt")
    assert (result.code, result.err) == (
        2, "promptlint: missing/report.txt: cannot write the report: No such file or directory\n",
    )  # fmt: skip


def test_statistics_and_quiet(project: Path, run: Run) -> None:
    assert run("app", *RULES, "--statistics").out.startswith("1  PL702  retired-model")
    quiet = run("app", *RULES, "--quiet")
    assert quiet.out.startswith("app/greet.py:8:15: PL702")
    assert "Covered" not in quiet.out
    assert run("app/clean.py", "--quiet") == (0, "", "")


def test_verbose_tells_the_configuration_and_the_time(project: Path, run: Run) -> None:
    lines = run("app", "--verbose").err.splitlines()
    assert lines[0] == f"configuration: {project / 'promptlint.toml'}"
    assert all(line.endswith(" ms") for line in lines[1:])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--select", "PL702"], 1),
        (["--select", "PL7"], 1),
        (["--select", "PL101,PL702"], 1),
        (["--select", "PL101", "--select", "PL702"], 1),
        (["--select", "retired-model"], 1),
        (["--select", "PL1", "--extend-select", "PL702"], 1),
        (["--select", "PL702", "--ignore", "PL7"], 1),  # the more precise one wins
        (["--select", "PL7", "--ignore", "PL702"], 0),
        (["--select", "PL1"], 0),
        (["--ignore", "PL"], 0),
        (["--ignore", "ALL", "--select", "PL9"], 0),
    ],
)
def test_choosing_rules(project: Path, run: Run, arguments: list[str], code: int) -> None:
    assert run("app", *arguments).code == code


def test_rules_that_do_not_exist(project: Path, run: Run) -> None:
    result = run("app", "--select", "PL720", "--ignore", "retired-modle")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        "promptlint: select: no rule is called 'PL720'; did you mean 'PL702'?",
        "promptlint: ignore: no rule is called 'retired-modle'; did you mean 'retired-model'?",
    ]


def test_configuration_decides_and_isolated_does_not_ask_it(project: Path, run: Run) -> None:
    (project / "promptlint.toml").write_text(SETTINGS_IGNORING)
    assert run("app").code == 0
    assert run("app", "--isolated", "--as-of", "2026-11-23", *RULES).code == 1
    (project / "other.toml").write_text("as-of = 2026-11-23\n")
    assert run("app", "--config", "other.toml", *RULES).code == 1
    assert run("app", "--config", "other.toml", "--isolated").code == 2


SETTINGS_IGNORING = 'as-of = 2026-11-23\nignore = ["PL"]\n'


def test_per_file_ignores(project: Path, run: Run) -> None:
    (project / "promptlint.toml").write_text('as-of = 2026-11-23\n[per-file-ignores]\n"app/gr*.py" = ["PL7"]\n')
    assert run("app", *RULES).code == 0
    assert run(".", *RULES).code == 0
    (project / "promptlint.toml").write_text('as-of = 2026-11-23\n[per-file-ignores]\n"gr*.txt" = ["PL7"]\n')
    assert run("app", *RULES).code == 1


def test_the_day_decides_what_is_retired(project: Path, run: Run) -> None:
    assert run("app", *RULES, "--as-of", "2023-06-01").code == 0
    assert run("app", *RULES, "--as-of", "2026-11-23").code == 1
    assert run("app", "--as-of", "soon").err == "promptlint: --as-of must be a date, as in 2026-11-01\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "selct = []\nas-of = 3",
            ["1: unknown key 'selct'; did you mean 'select'?", "2: as-of must be a date, as in 2026-11-01"],
        ),
        (
            "\n[rule.PL101]\nmax-input-tokns = 3",
            ["3: rule.PL101: unknown parameter max_input_tokns; did you mean 'max_input_tokens'?"],
        ),
        ('[rule.PL101]\nmax-input-tokens = "x"', ["2: rule.PL101: max_input_tokens must be "]),
        ("[rule.PL100]\na = 3", ["1: there is no rule PL100; did you mean 'PL101'?"]),
        ('\nselect = ["XX"]', ["2: select: no rule is called 'XX'"]),
        ('[prices."nobody-knows-me"]\ninput = 1', ["1: prices.nobody-knows-me: the price book does not know it"]),
    ],
)
def test_mistakes_in_the_configuration(project: Path, run: Run, text: str, expected: list[str]) -> None:
    (project / "promptlint.toml").write_text(text)
    result = run("app")
    assert (result.code, result.out) == (2, "")
    lines = result.err.splitlines()
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        assert line.startswith(f"promptlint: {project / 'promptlint.toml'}:{wanted}")


def test_parameters_of_rules_are_taken(project: Path, run: Run) -> None:
    (project / "promptlint.toml").write_text("as-of = 2026-11-23\n[rule.PL203]\nmax-tokens = 5\n")
    assert run("app", "--select", "PL203").code == 1


def test_prices_of_the_users_own_win(project: Path, run: Run) -> None:
    text = 'as-of = 2026-11-23\n[prices."gpt-3.5-turbo-0301"]\nprovider = "openai"\ninput = 1000\noutput = 0\n'
    (project / "promptlint.toml").write_text(text)
    (call,) = json.loads(run("app", "--output-format", "json").out)["calls"]
    assert float(call["cost"]["estimate"]) == call["tokens"]["input"] / 1000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "promptlint: no such file or folder: gone"),
        (["app", "gone.py"], "promptlint: no such file or folder: gone.py"),
        (["app", "--config", "gone.toml"], "gone.toml: cannot read the configuration: No such file or directory"),
        (["app", "--stdin-filename", "x.py"], "promptlint: --stdin-filename goes with the path `-`"),
        (["-", "app"], "promptlint: `-` reads one file from stdin and cannot stand beside other paths"),
        (["app", "--output-format", "yaml"], "'yaml' is not one of 'github', 'json', 'text'"),
        (["--no-such-option"], "No such option"),
        (["app", "--select"], "requires an argument"),
    ],
)
def test_mistakes_on_the_command_line(project: Path, run: Run, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert "Traceback" not in result.err


class Stdin(io.TextIOWrapper):
    """Standard input with these bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


def test_a_file_from_stdin(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(RETIRED.encode()))
    result = run("-", "--stdin-filename", "app/new.py", *RULES)
    assert result.code == 1
    assert result.out.startswith("app/new.py:8:15: PL702")
    assert '  8 |         model="gpt-3.5-turbo-0301",' in result.out


def test_stdin_stands_for_the_file_of_that_name(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(CLEAN.encode()))
    assert run("-", "--stdin-filename", "app/greet.py").code == 0


def test_stdin_without_a_name(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(RETIRED.encode()))
    assert run("-", *RULES).out.startswith("stdin.py:8:15: PL702")


def test_stdin_of_an_excluded_name(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that sends a file in spite of the excludes gets nothing where they are forced."""
    for forced, code in (((), 1), (("--force-exclude",), 0)):
        monkeypatch.setattr("sys.stdin", Stdin(RETIRED.encode()))
        result = run("-", "--stdin-filename", "app/new.py", *RULES, "--exclude", "app/*.py", *forced)
        assert (result.code, result.err) == (code, "")
    monkeypatch.setattr("sys.stdin", Stdin(RETIRED.encode()))
    assert run("-", "--exclude", "[z-a]").err == "promptlint: exclude: '[z-a]' is not a git-style pattern\n"


def test_excludes(project: Path, run: Run) -> None:
    assert run(".", *RULES, "--exclude", "app").code == 0
    assert run(".", *RULES, "--extend-exclude", "gre*.py").code == 0
    assert run("app/greet.py", *RULES, "--exclude", "app").code == 1
    assert run("app/greet.py", *RULES, "--exclude", "app", "--force-exclude").code == 0


@pytest.mark.parametrize("alone", ["--isolated", "--force-exclude"])
@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("app/gre*.py", 0),
        ("/app/*.py", 0),
        ("app/", 0),
        ("*/greet.py", 0),
        ("**/greet.py", 0),
        ("/gre*.py", 1),
        ("lib/*.py", 1),
        ("app/clean.*", 1),
    ],
)
def test_excludes_are_meant_from_here_whatever_is_named(
    project: Path, run: Run, pattern: str, code: int, alone: str
) -> None:
    (project / "promptlint.toml").unlink()
    day = ("--as-of", "2026-11-23", alone)
    assert run("app/greet.py", *RULES, "--exclude", pattern, "--force-exclude", *day).code == code
    if pattern != "app/":  # a folder that is named is not left out
        assert run("app", *RULES, "--extend-exclude", pattern, *day).code == code


def test_excludes_of_a_configuration_below_keep_their_meaning(project: Path, run: Run) -> None:
    (project / "promptlint.toml").rename(project / "app/promptlint.toml")
    with (project / "app/promptlint.toml").open("a") as settings:
        settings.write('exclude = ["/greet.py"]\n')
    assert run("app", *RULES).code == 0
    assert run("app", *RULES, "--extend-exclude", "app/clean.py").code == 0
    assert run("app", *RULES, "--exclude", "app/clean.py").code == 1


def test_exclude_patterns_on_the_command_line_are_meant_from_here(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "app")
    assert run(".", *RULES, "--exclude", "./greet.py").code == 0
    assert run(".", *RULES, "--exclude", "/greet.py").code == 0
    assert run(".", *RULES, "--exclude", "/app/greet.py").code == 1


def test_a_folder_without_python_says_so(project: Path, run: Run) -> None:
    (project / "empty").mkdir()
    result = run("empty")
    assert (result.code, result.err) == (0, "promptlint: no Python files under empty\n")


def test_color_and_no_color(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in run("app").out
    assert "\x1b[" in run("app", "--color", "always").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in run("app", "--color", "always").out
    assert "\x1b" not in run("app", "--color", "never").out


def test_suppressed_findings_stay_in_the_report(project: Path, run: Run) -> None:
    source = (project / "app/greet.py").read_text()
    silenced = source.replace("max_tokens=20,", "max_tokens=20,  # promptlint: ignore[PL702] kept until May")
    (project / "app/greet.py").write_text(silenced)
    assert run("app", *RULES).code == 0
    report = json.loads(run("app", *RULES, "--output-format", "json").out)
    assert [(one["rule"], one["status"]) for one in report["findings"]] == [("PL702", "suppressed")]
    assert (report["summary"]["findings"], report["summary"]["suppressed"]) == (0, 1)
    assert "No findings (1 suppressed)." in run("app", *RULES).out


def test_ignores_that_are_no_use_are_found_in_files_without_a_call(project: Path, run: Run) -> None:
    (project / "app/clean.py").write_text("x = 1  # promptlint: ignore[PL702, PL70]\n")
    result = run("app/clean.py")
    assert result.code == 1
    assert "app/clean.py:1:8: PL900 unknown-ignore: no rule is called 'PL70'" in result.out
    assert "app/clean.py:1:8: PL901 unused-ignore: nothing here for PL702 to find" in result.out
