"""The command lines that are read without click mean what click reads in them."""

from __future__ import annotations

import pytest

from promptlint.cli.commands.check import command
from promptlint.cli.plain import COMPLETION, plain_options

PLAIN = {
    "one file": ["a.py"],
    "files": ["a.py", "b/c.pyi", "n.ipynb", "folder"],
    "the hook": ["check", "--force-exclude", "a.py", "b.py"],
    "the command alone": ["check"],
    "a folder behind the command": ["check", "src"],
    "switches before and after": ["check", "-q", "a.py", "--exit-zero", "--verbose", "-v"],
    "a switch twice": ["a.py", "--quiet", "--quiet"],
    "no cache, no configuration": ["a.py", "--no-cache", "--isolated", "--statistics"],
}
OTHERS = {
    "nothing": [],
    "a folder, or a mistyped command": ["src"],
    "another command": ["rule", "a.py"],
    "an option first": ["--version"],
    "an option that looks like a file": ["-x.py"],
    "stdin": ["check", "-"],
    "an option with a value": ["a.py", "--select", "PL101"],
    "an option with its value": ["a.py", "--output-format=json"],
    "the start of an option": ["a.py", "--exit"],
    "letters together": ["a.py", "-qv"],
    "an end of options": ["check", "--", "-a.py"],
    "help": ["check", "--help"],
}


@pytest.mark.parametrize("cache", [None, "", "some/where"])
@pytest.mark.parametrize("arguments", PLAIN.values(), ids=PLAIN.keys())
def test_plain_lines_mean_the_same(arguments: list[str], cache: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMPTLINT_CACHE_DIR", raising=False)
    if cache is not None:
        monkeypatch.setenv("PROMPTLINT_CACHE_DIR", cache)
    behind = arguments[1:] if arguments[0] == "check" else arguments
    assert plain_options(arguments) == command.make_context("check", list(behind)).params


@pytest.mark.parametrize("arguments", OTHERS.values(), ids=OTHERS.keys())
def test_all_others_are_left_to_click(arguments: list[str]) -> None:
    assert plain_options(arguments) is None


def test_a_shell_that_completes_words_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COMPLETION, "bash_complete")
    assert plain_options(["check", "a.py"]) is None
