"""One file of a project scanned alone, as a hook does: the rest of the project is read where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions, Config, override
from promptlint.discover import discover
from promptlint.extract import analyse
from tests.extract.projects import HEAD, calls, scan, write

LLM = HEAD + (
    "def ask(prompt, model):\n"
    "    return client.chat.completions.create(model=model, messages=[{'role': 'user', 'content': prompt}])\n"
)
PROJECT = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app/__init__.py": "",
    "app/llm.py": LLM,
    "app/names.py": "MODEL = 'gpt-4o'\nPROMPT = 'Name a colour.'\n",
    "app/main.py": "from app.llm import ask\nfrom app.names import MODEL, PROMPT\nask(PROMPT, MODEL)\n",
}


def test_wrapper_and_constants_in_other_files(tmp_path: Path) -> None:
    """The call, its text and its model are found; nothing of the files that were not named is reported."""
    found = scan(tmp_path, PROJECT, ("app/main.py",))
    assert calls(found) == ["app/main.py:3 via app/llm.py:4 gpt-4o@app/names.py:1 | user: Name a colour."]
    assert [source.path for source in found.sources] == ["app/main.py"]


def test_callers_in_other_files(tmp_path: Path) -> None:
    """The callers of a wrapper are found where they are and are not reported."""
    found = scan(tmp_path, PROJECT, ("app/llm.py",))
    assert calls(found) == ["app/llm.py:4 gpt-4o@app/names.py:1 | user: {prompt}"]


def test_construction_in_another_file(tmp_path: Path) -> None:
    """What an object of a class is made with is found in the file that makes it."""
    bot = HEAD + (
        "class Bot:\n    def __init__(self, model):\n        self.model = model\n    def ask(self):\n"
        "        client.chat.completions.create(model=self.model, messages=[{'role': 'user', 'content': 'Hi'}])\n"
    )
    files = {"pyproject.toml": "", "bot.py": bot, "app.py": "from bot import Bot\nBot('gpt-4o').ask()\n"}
    assert calls(scan(tmp_path, files, ("bot.py",))) == ["bot.py:7 gpt-4o@app.py:2 | user: Hi"]


def test_file_without_a_request(tmp_path: Path) -> None:
    """A file that sends nothing has no calls, whatever the others hold."""
    found = scan(tmp_path, PROJECT, ("app/names.py",))
    assert calls(found) == []
    assert found.analysed == ("app/names.py",)


@pytest.mark.parametrize("folder", [".git", "node_modules", ".venv", "build", "site-packages"])
def test_callers_in_left_out_folders(folder: str, tmp_path: Path) -> None:
    """Copies of the project in folders that are no part of it call nothing."""
    files = {k: v for k, v in PROJECT.items() if k != "app/main.py"}
    found = scan(tmp_path, {**files, f"{folder}/app/main.py": PROJECT["app/main.py"]}, ("app/llm.py",))
    assert [call.models for call in found.calls] == [()]


@pytest.mark.parametrize(
    ("exclude", "ignored", "counts"),
    [
        ((), "", True),
        (("build",), "", True),
        (("copy/*/*.py",), "", False),
        (("copy/*.py",), "", True),
        (("/copy",), "", False),
        (("/app/copy",), "", True),
        (("copy/app/llm.py",), "", True),
        (("copy/*", "!copy/app"), "", True),
        ((), "copy/", False),
        ((), "/copy/**/main.py", False),
        ((), "*.log", True),
        ((), "copy/*\n!copy/app", True),
        (("copy",), "!copy", False),
    ],
)
def test_callers_in_excluded_files(exclude: tuple[str, ...], ignored: str, counts: bool, tmp_path: Path) -> None:
    """What discovery would leave out calls nothing, by whatever kind of pattern."""
    files = {k: v for k, v in PROJECT.items() if k != "app/main.py"}
    write(tmp_path, {**files, "copy/app/main.py": PROJECT["app/main.py"], ".gitignore": ignored})
    options = AnalyseOptions(project_root=tmp_path, exclude=exclude, exclude_root=tmp_path)
    found = analyse(tmp_path, ("app/llm.py",), options)
    assert [model.id for model in found.calls[0].models] == ["gpt-4o"] * counts
    whole = discover((Path(),), override(Config(root=tmp_path), exclude=exclude), tmp_path)
    assert ("copy/app/main.py" in whole.files) == counts


def test_callers_beside_a_file_that_was_named_in_spite_of_excludes(tmp_path: Path) -> None:
    write(tmp_path, {f"old/{path}": text for path, text in PROJECT.items()} | {"setup.py": "", ".gitignore": "/old/"})
    options = AnalyseOptions(project_root=tmp_path, exclude=("old/*", "app"), exclude_root=tmp_path)
    found = analyse(tmp_path, ("old/app/llm.py",), options)
    assert [model.id for model in found.calls[0].models] == ["gpt-4o"]


def test_a_new_ignore_file_is_noticed_by_the_cache(tmp_path: Path) -> None:
    project = tmp_path / "project"
    options = AnalyseOptions(project_root=project, cache=tmp_path / "cache")
    write(project, PROJECT)

    def known() -> list[str]:
        return [model.id for model in analyse(project, ("app/llm.py",), options).calls[0].models]

    assert known() == known() == ["gpt-4o"]
    write(project, {".gitignore": "main.py\n"})
    assert known() == []


def test_file_above_the_folder_of_the_run(tmp_path: Path) -> None:
    """A file named by its whole path is read once, not again as one of the project around it."""
    code = "import streamlit as st\n" + HEAD + "def first():\n    st.session_state.m = 'gpt-4o'\n"
    ask = "client.responses.create(model=st.session_state.m, input='Name a colour.')\n"
    write(tmp_path / "project", {"pyproject.toml": "[project]\nname = 'x'\n", "app.py": code + ask})
    (tmp_path / "elsewhere").mkdir()
    named = str(tmp_path / "project" / "app.py")
    options = AnalyseOptions(project_root=tmp_path / "project")
    found = analyse(tmp_path / "elsewhere", (named,), options).calls
    assert [model.id for model in found[0].models] == ["gpt-4o"]


def test_broken_file_elsewhere(tmp_path: Path) -> None:
    """A file that was not named and cannot be parsed is no problem of this run when nothing imports it."""
    found = scan(tmp_path, {**PROJECT, "app/broken.py": "def ask(:\n"}, ("app/main.py",))
    assert found.problems == ()
    assert len(found.calls) == 1


def test_file_outside_a_project(tmp_path: Path) -> None:
    """Without a project around it a file stands for itself."""
    write(tmp_path, {"one.py": LLM + "ask('Name a colour.', 'gpt-4o')\n"})
    found = analyse(tmp_path, ("one.py",), AnalyseOptions(project_root=tmp_path))
    assert [line.split(" ")[0] for line in calls(found)] == ["one.py:4", "one.py:5"]


def test_text_from_standard_input(tmp_path: Path) -> None:
    """What an editor holds is taken instead of the file, and imports still lead to the files beside it."""
    write(tmp_path, PROJECT)
    text = b"from app.llm import ask\nfrom app import names\n\nask(names.PROMPT + '!', 'gpt-4.1')\n"
    options = AnalyseOptions(project_root=tmp_path, overlay=(("app/main.py", text),))
    assert calls(analyse(tmp_path, ("app/main.py",), options)) == [
        "app/main.py:4 via app/llm.py:4 gpt-4.1@app/main.py:4 | user: Name a colour.!"
    ]
