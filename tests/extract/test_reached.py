"""One file scanned alone: of the modules that it imports, only what it may come to is worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.extract.reached import Reached
from promptlint.extract.requests import Run
from promptlint.link.project import Project
from tests.extract.projects import HEAD, calls, scan, write

ASK = "def ask(text):\n    return client.chat.completions.create(model='m', messages=[{'role': 'user', 'content': text}])\n"
PROJECT = {
    "pyproject.toml": "",
    "llm.py": HEAD + ASK + "def other(text):\n    return ask('Other: ' + text)\n",
    "hub.py": "from llm import ask\nimport llm\nTABLE = {}\nTABLE['ask'] = ask\nSEND = ask\n",
    "bot.py": HEAD + "class Bot:\n" + "".join(f"    {line}\n" for line in ASK.replace("(text", "(self, text").splitlines()),
    "star.py": "from llm import *\n",
    "late.py": "def late(text):\n    from llm import ask\n    return ask(text)\n",
}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "from llm import ask\nask('Hi')\n",
        "from llm import ask as a\na('Hi')\n",
        "import llm\nllm.ask('Hi')\n",
        "from hub import ask\nask('Hi')\n",
        "from hub import SEND\nSEND('Hi')\n",
        "from hub import TABLE\nTABLE['ask']('Hi')\n",
        "import hub\nhub.llm.ask('Hi')\n",
        "from star import ask\nask('Hi')\n",
        "from star import *\nask('Hi')\n",
        "from late import late\nlate('Hi')\n",
        "from bot import Bot\nBot().ask('Hi')\n",
        "import bot\ndef go(one: bot.Bot):\n    one.ask('Hi')\n",
    ],
)
def test_ways_to_a_wrapper(code: str, tmp_path: Path) -> None:
    """However a wrapper is come to, the call of it is found: the same as when all files are scanned."""
    alone = scan(tmp_path / "alone", {**PROJECT, "app.py": code}, ("app.py",))
    whole = scan(tmp_path / "whole", {**PROJECT, "app.py": code})
    assert len(alone.calls) == 1
    assert calls(alone) == [line for line in calls(whole) if line.startswith("app.py")]


def test_object_handed_over(tmp_path: Path) -> None:
    """A method of an object that somebody else makes is come to by its name alone."""
    files = {
        **PROJECT,
        "app.py": "import make\ndef go(one):\n    one.ask('Hi')\n",
        "make.py": "from bot import Bot\nimport app\napp.go(Bot())\n",
    }
    assert len(scan(tmp_path, files, ("app.py",)).calls) == 1


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("from llm import ask\nask('Hi')\n", {"llm.py", "bot.py"}),  # `ask` may be the method, too
        ("from llm import other\n", set()),  # imported and not used
        ("import hub, llm\nprint(hub)\n", set()),
        ("from hub import SEND\nprint(SEND)\n", {"hub.py", "llm.py"}),
        ("from bot import Bot\nfrom late import late\nBot()\n", {"bot.py"}),
        ("import bot\nprint('ask')\n", set()),  # a text is no name
        ("import bot\n[].append(1)\n", set()),
    ],
)
def test_what_is_not_come_to(code: str, reached: set[str], tmp_path: Path) -> None:
    """A module that is imported and not used is not come to."""
    write(tmp_path, {**PROJECT, "app.py": code})
    project = Project(tmp_path, ("app.py", *(name for name in PROJECT if name.endswith(".py"))), tmp_path)
    found = Reached(project, ("app.py",))
    assert {path for path in project.files if path != "app.py" and found.module(path)} == reached


def test_requests_of_imports_nobody_comes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a module with many requests those are worked out that the scanned file may come to."""
    many = "".join(ASK.replace("ask", f"ask{i}") for i in range(50))
    write(tmp_path, {"pyproject.toml": "", "llm.py": HEAD + many, "app.py": "from llm import ask7\nask7('Hi')\n"})
    looked_at = []
    direct = Run._direct
    monkeypatch.setattr(Run, "_direct", lambda run, site, *rest: looked_at.append(site) or direct(run, site, *rest))
    found = analyse(tmp_path, ("app.py",), AnalyseOptions(project_root=tmp_path))
    assert len(found.calls) == 1
    assert [site.frame.qualname for site in looked_at if site.frame.module.path == "llm.py"] == ["llm.ask7"]
