"""Settings that hold for a whole program: which of the values that a project gives them hold at a request."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from tests.extract.projects import calls, scan, write

USE = "import dspy\ndef ask():\n    return dspy.Predict('question -> answer')(question='Who?')\n"
SET = "import dspy\ndspy.configure(lm=dspy.LM('openai/{}'))\n"

CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "set by the main module": ({"use.py": USE, "main.py": SET.format("gpt-4o") + "import use\nuse.ask()\n"}, ["gpt-4o"]),
    "scripts that each set their own": (
        {"a.py": SET.format("gpt-4o") + "dspy.Predict('q -> a')(q='Who?')\n",
         "b.py": SET.format("o3") + "dspy.Predict('q -> a')(q='Who?')\n"},
        ["gpt-4o", "o3"],
    ),
    "set again further down": (
        {"a.py": SET.format("gpt-4o") + "p = dspy.Predict('q -> a')\np(q='Who?')\n" + SET.format("o3") + "p(q='When?')\n"},
        ["gpt-4o", "o3"],
    ),
    "set under a condition": (
        {"a.py": "import sys\n" + SET.format("gpt-4o") + "if sys.argv:\n    dspy.configure(lm=dspy.LM('openai/o3'))\n"
         "dspy.Predict('q -> a')(q='Who?')\n"},
        ["gpt-4o o3"],
    ),
    "used in a function, set again further down": (
        {"a.py": USE + SET.format("gpt-4o") + "ask()\n" + SET.format("o3") + "ask()\n"}, ["gpt-4o o3"],
    ),
}  # fmt: skip
"""Name: the files, the models of each request."""


@pytest.mark.parametrize("name", CASES)
def test_settings_of_a_program(name: str, tmp_path: Path) -> None:
    """A module that sets them means its own requests, the last value before a request where the order is plain."""
    files, expected = CASES[name]
    found = [
        " ".join(model.id.removeprefix("openai/") for model in call.models) for call in scan(tmp_path, files).calls
    ]
    assert found == expected


def _notebook(*cells: str) -> str:
    given = [{"cell_type": "code", "source": cell, "outputs": [], "metadata": {}} for cell in cells]
    return json.dumps({"cells": given, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_is_a_program_of_its_own(tmp_path: Path) -> None:
    """What one notebook sets holds in no other; a module that it imports may run in it."""
    ask = "dspy.Predict('q -> a')(q='Who?')"
    files = {
        "a.ipynb": _notebook(SET.format("gpt-4o"), ask),
        "b.ipynb": _notebook("import dspy", ask),
        "use.py": USE,
    }
    write(tmp_path, files)
    found = calls(analyse(tmp_path, tuple(files), AnalyseOptions(project_root=tmp_path)))
    assert [line.split(" ")[1].partition("@")[0] for line in found] == ["openai/gpt-4o", "?", "openai/gpt-4o"]
