"""The README: its commands, its output, its options, files and configuration are those of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
import yaml

from promptlint.cli.app import app
from promptlint.config import Config
from promptlint.config_file import _KEYS, load_config
from promptlint.toml_file import parse_toml

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
PAGES = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
GAP = re.compile(r"\[… (?P<number>\d+) more findings? left out here …\]")
FINDING = re.compile(r"\S+:\d+:\d+: PL\d+ ")


def fences(text: str, language: str) -> list[str]:
    """The contents of the fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def with_gap(text: str) -> str:
    """The one fenced text block with the report on the examples."""
    (block,) = [block for block in fences(text, "text") if GAP.search(block)]
    return block


@pytest.fixture(scope="module")
def report() -> str:
    """What the first command of the README prints where no terminal is."""
    environment = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "promptlint", "examples/", "--exit-zero"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.skipif(bool(find_spec("ctok")), reason="with ctok the tokens of Claude are counted instead of estimated")
def test_the_bill_is_what_the_command_prints() -> None:
    (block,) = [block for block in fences(README, "text") if "Requests a month" in block]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "promptlint", "cost", "examples/", "--usage-file", "examples/usage.toml"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and done.stderr == ""
    assert done.stdout == block, f"README.md is behind: paste the output of {' '.join(command[2:])}"


def commands() -> dict[str, click.Command]:
    context = click.Context(app)
    names = app.list_commands(context)
    return {name: found for name in names if (found := app.get_command(context, name)) is not None}


def options(command: click.Command) -> set[str]:
    return {name for param in command.params for name in param.opts if name.startswith("--")}


def test_the_two_commands_come_first() -> None:
    first, second = fences(README, "sh")[:2]
    assert first.strip() == "python -m pip install . && promptlint examples/ --exit-zero"
    assert second.strip() == 'python -m pip install -e ".[dev]" && pytest'
    assert README.index("```sh") < README.index("\n## ")


@pytest.mark.skipif(bool(find_spec("ctok")), reason="with ctok the tokens of Claude are counted instead of estimated")
def test_the_output_is_what_the_command_prints(report: str) -> None:
    """Word for word, apart from findings left out where a line says how many."""
    rest = report.split("\n\n")
    for paragraph in with_gap(README).split("\n\n"):
        if gap := GAP.fullmatch(paragraph):
            left_out, rest = rest[: int(gap["number"])], rest[int(gap["number"]) :]
            assert all(FINDING.match(text) for text in left_out), "only findings are left out"
            continue
        assert paragraph == rest.pop(0), "README.md is behind: paste the output of promptlint examples/ --exit-zero"
    assert rest == []


def test_the_examples_show_waste_savings_and_what_is_not_known(report: str) -> None:
    found = set(re.findall(r": (PL\d+) ", report))
    assert found >= {"PL101", "PL102", "PL301", "PL501", "PL701", "PL702", "PL703"}
    assert re.search(r"would save \$\d+", report)
    assert "(1 suppressed)" in report
    assert re.search(r"\d+ without a known model, \d+ with text that is not known, \d+ not priced", report)


def test_the_examples_read_the_same_on_every_day() -> None:
    assert load_config(ROOT / "examples" / "promptlint.toml").as_of is not None


def test_every_option_exists() -> None:
    known = set().union(*map(options, commands().values())) | options(app)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= known


def test_every_option_of_check_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`--.*?) \|", README, re.MULTILINE)
    assert set(re.findall(r"--[a-z-]+", " ".join(rows))) == options(commands()["check"])


def test_every_command_is_in_the_table() -> None:
    rows = set(re.findall(r"^\| `promptlint ([a-z]+)", README, re.MULTILINE))
    assert rows | {"check"} == set(commands())


def test_every_output_format_is_named() -> None:
    (choice,) = [param.type for param in commands()["check"].params if param.name == "output_format"]
    assert isinstance(choice, click.Choice)
    (row,) = [line for line in README.splitlines() if line.startswith("| `--output-format`")]
    assert set(re.findall(r"`([a-z]+)`", row)) == set(choice.choices)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_and_heading(page: str) -> None:
    text = PAGES[page].read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        path = PAGES[page].parent / name if name else PAGES[page]
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), target


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_nobody_is_told_to_install_the_other_promptlint() -> None:
    for page, path in PAGES.items():
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"pip install [^`\n&@]*?promptlint(?!-cost)\b", text):
            around = text[max(0, match.start() - 120) : match.end() + 60]
            assert "gets you another program" in around, f"{page}: {match[0]}"
    assert "promptlint-cost" in README


@pytest.mark.parametrize("text", [README, CONFIGURATION], ids=["README", "configuration"])
def test_configuration_examples_are_accepted(text: str, tmp_path: Path) -> None:
    (block,) = fences(text, "toml")
    path = tmp_path / "pyproject.toml"
    path.write_text(block, encoding="utf-8")
    assert load_config(path) != Config(root=tmp_path)


def test_configuration_page_has_every_key_and_no_other() -> None:
    table = CONFIGURATION[CONFIGURATION.index("## Keys") : CONFIGURATION.index("## Example")]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == set(_KEYS)


def test_configuration_page_lists_the_default_excludes() -> None:
    paragraph = CONFIGURATION[CONFIGURATION.index("Without `exclude`") : CONFIGURATION.index("## Example")]
    assert set(re.findall(r"`([^`]+)`", paragraph)) - {"exclude"} == set(Config(root=ROOT).exclude)


def test_configuration_page_shows_the_errors_of_its_mistakes(tmp_path: Path) -> None:
    (tmp_path / "promptlint.toml").write_text('selct = ["PL1"]\nas-of = "soon"\n', encoding="utf-8")
    command = [sys.executable, "-m", "promptlint", "--config", "promptlint.toml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    (shown,) = fences(CONFIGURATION, "text")
    assert done.stderr.replace(f"{tmp_path}{os.sep}", "") == shown


def test_the_rule_of_the_configuration_page_works(tmp_path: Path) -> None:
    (rule,) = fences(CONFIGURATION, "yaml")
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "own.yaml").write_text(rule, encoding="utf-8")
    (tmp_path / "promptlint.toml").write_text('rules = ["lint"]\nselect = ["ACME"]\nas-of = 2026-11-23\n')
    code = 'from openai import OpenAI\nOpenAI().responses.create(model="gpt-5", input="Hi", max_output_tokens=9)\n'
    (tmp_path / "a.py").write_text(code)
    command = [sys.executable, "-m", "promptlint", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    assert "ACME001 a-year-of-notice: gpt-5 will be switched off on" in done.stdout


def test_the_hook_of_the_readme_is_the_hook_of_the_project() -> None:
    (manifest,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    remote, local = (yaml.safe_load(block)["repos"][0] for block in fences(README, "yaml") if "repos:" in block)
    assert [hook["id"] for hook in remote["hooks"]] == [manifest["id"]]
    (hook,) = local["hooks"]
    assert {key: hook[key] for key in ("id", "name", "entry", "types_or", "require_serial")} == {
        key: manifest[key] for key in ("id", "name", "entry", "types_or", "require_serial")
    }


def test_names_of_the_package_are_those_of_the_project() -> None:
    project = parse_toml(ROOT / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "promptlint-cost"
    assert list(project["scripts"]) == ["promptlint"]
    assert {"claude", "tokenizers", "dev"} <= set(project["optional-dependencies"])


def test_the_day_of_the_prices_is_that_of_the_book() -> None:
    from promptlint.prices.book import Book

    assert f"The snapshot in the package is of {Book.load().as_of.isoformat()}" in README
