"""An analysis is taken again only where every file that it saw, or missed, is as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from promptlint.cache import Cache
from promptlint.config import AnalyseOptions
from promptlint.extract import analyse, requests
from promptlint.model import Analysis, Call, Hole, Message, Origin, Span, Static
from promptlint.stored import Unstorable, decoded, encoded

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "app.py": """from pathlib import Path
from openai import OpenAI
from settings import MODEL
import elsewhere.missing

client = OpenAI()

def ask(text):
    system = Path("prompt.txt").read_text()
    messages = [{"role": "system", "content": system}, {"role": "user", "content": f"Q: {text}"}]
    return client.chat.completions.create(model=MODEL, messages=messages, max_tokens=9)
""",
    "settings.py": "MODEL = 'gpt-4o'\n",
    "prompt.txt": "Answer in one word.",
    "main.py": "from app import ask\n\nask('Which day is it?')\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that requests are really looked for."""
    counted: list[int] = []
    real = requests.Run.calls

    def calls(self: Any, paths: Any) -> Any:
        counted.append(1)
        return real(self, paths)

    monkeypatch.setattr(requests.Run, "calls", calls)
    return counted


def options(project: Path, **more: Any) -> AnalyseOptions:
    """Options with a cache beside the project."""
    return AnalyseOptions(project_root=project, cache=project.parent / "cache", **more)


def scan(project: Path, *files: str, **more: Any) -> Analysis:
    """The analysis of some of the files, by default of the one with the request."""
    return analyse(project, files or ("app.py",), options(project, **more))


def test_the_same_again(project: Path, runs: list[int]) -> None:
    first, second = scan(project), scan(project)
    assert second == first == analyse(project, ("app.py",), replace(options(project), cache=None))
    assert len(runs) == 2  # the second one came from the cache, the third may not
    (call,) = first.calls
    assert [model.id for model in call.models] == ["gpt-4o"]


def touch(path: Path) -> None:
    """Another date, the same text."""
    os.utime(path, (1_000_000_000, 1_000_000_000))


def write(path: Path) -> None:
    """A module in a folder that was not there."""
    path.parent.mkdir()
    path.write_text("X = 1\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the file itself": lambda root: (root / "app.py").write_text(FILES["app.py"].replace("max_tokens=9", "n=1")),
    "a module that it imports": lambda root: (root / "settings.py").write_text("MODEL = 'gpt-4.1'\n"),
    "a prompt that it reads": lambda root: (root / "prompt.txt").write_text("Answer in two words."),
    "a caller elsewhere": lambda root: (root / "main.py").write_text("from app import ask\nask('Why?')\n"),
    "a new caller": lambda root: (root / "more.py").write_text("from app import ask\nask('How?')\n"),
    "a module that is gone": lambda root: (root / "settings.py").unlink(),
    "a module that was missing": lambda root: write(root / "elsewhere" / "missing.py"),
}
SAME: dict[str, Callable[[Path], object]] = {
    "another date": lambda root: touch(root / "app.py"),
    "a file of another kind": lambda root: (root / "notes.md").write_text("app ask settings"),
    "the same text written again": lambda root: (root / "settings.py").write_text(FILES["settings.py"]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen(name: str, project: Path, runs: list[int]) -> None:
    scan(project)
    CHANGES[name](project)
    assert scan(project) == analyse(project, ("app.py",), replace(options(project), cache=None))
    assert len(runs) == 3


@pytest.mark.parametrize("name", SAME)
def test_what_makes_no_difference(name: str, project: Path, runs: list[int]) -> None:
    first = scan(project)
    SAME[name](project)
    assert scan(project) == first
    assert len(runs) == 1


def test_other_questions_have_other_answers(project: Path, runs: list[int]) -> None:
    scan(project)
    scan(project, "app.py", "main.py")
    scan(project, exclude=("main.py",))
    scan(project, overlay=(("app.py", FILES["app.py"].encode()),))
    scan(project, overlay=(("app.py", FILES["app.py"].replace("=9", "=8").encode()),))
    assert len(runs) == 5
    assert scan(project, overlay=(("app.py", FILES["app.py"].replace("=9", "=8").encode()),)).calls
    assert len(runs) == 5


def test_a_file_written_during_the_run_is_not_remembered(project: Path, runs: list[int]) -> None:
    os.utime(project / "settings.py", (4_000_000_000, 4_000_000_000))
    assert scan(project) == scan(project)
    assert len(runs) == 2


def test_many_files_are_remembered_too(project: Path, runs: list[int]) -> None:
    for number in range(60):
        (project / f"m{number}.py").write_text(f"import app\n\nX = {number}\n")
    files = tuple(sorted(path.name for path in project.glob("*.py")))
    first = scan(project, *files)
    assert scan(project, *files) == first
    assert len(runs) == 1
    (project / "m7.py").write_text("import app\n\napp.ask('When?')\n")
    assert scan(project, *files) != first


@pytest.fixture
def kept(project: Path) -> tuple[Cache, str, dict[str, Any]]:
    """The one entry of the cache: where it is, its key and its value."""
    scan(project)
    cache = Cache(project.parent / "cache")
    (path,) = (project.parent / "cache" / "analysis").iterdir()
    return cache, path.stem, cache.get("analysis", path.stem)


def spoil(value: Any, place: tuple[Any, ...], by: Any) -> Any:
    """The value with something else at a place in it."""
    inner = value
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = by
    return value


CALL = ("result", 0, 0)
SPOILT: dict[str, tuple[tuple[Any, ...], Any]] = {
    "no result": (("result",), None),
    "calls of no kind": (("result", 0), [1, 2]),
    "a call too short": (CALL, ["Call", "id"]),
    "a path that is a number": ((*CALL, 2), 5),
    "a span too short": ((*CALL, 3), [1, 2, 3]),
    "a span of texts": ((*CALL, 3), ["1", "2", "3", "4"]),
    "a flag that is a number": ((*CALL, 17), 1),
    "a class that is none of ours": ((*CALL, 0), "Popen"),
    "a class that does not belong there": (CALL, ["Problem", "app.py", 1, "read", "x"]),
    "a name that is a list": ((*CALL, 0), ["Call"]),
    "no seen files": (("seen",), []),
    "files that are no table": (("seen", "files"), ["app.py"]),
    "a source that is not there": (("result", 4), ["/etc/nothing.py"]),
    "a source that is no path": (("result", 4), [None]),
    "a device": (("seen", "files", "/dev/zero"), "0"),
    "a path with a NUL": (("seen", "files", "a\0b"), "0"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_an_entry_that_somebody_else_wrote_is_ignored(
    name: str, project: Path, runs: list[int], kept: tuple[Cache, str, dict[str, Any]]
) -> None:
    cache, key, value = kept
    cache.put("analysis", key, spoil(value, *SPOILT[name]))
    assert scan(project) == analyse(project, ("app.py",), replace(options(project), cache=None))
    assert len(runs) == 3


ORIGIN = Origin("a.py", 1, 2, "literal")


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (Span(1, 2, 3, 4), Span),
        (Message("user", (Static("é\ud800", ORIGIN), Hole("x", "a.py", 3, "why")), ORIGIN, choice=2), Message),
        ((("a", 1), ("b", None), ("c", 1.5), ("d", True)), tuple[tuple[str, str | int | float | bool | None], ...]),
        ((), tuple[Call, ...]),
    ],
)
def test_what_is_stored_comes_back(value: Any, hint: Any) -> None:
    assert decoded(encoded(value), hint) == value


@pytest.mark.parametrize("value", [{"a": 1}, [1], object(), 1j])
def test_what_has_no_form_is_refused(value: Any) -> None:
    with pytest.raises(Unstorable):
        encoded((value,))
