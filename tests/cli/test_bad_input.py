"""Files that are hard to read: each ends as analysed or as a problem with its place, and the run goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RETIRED, Run

IMPORT = "from openai import OpenAI\nclient = OpenAI()\n"
CALL = 'client.chat.completions.create(model="gpt-3.5-turbo-0301", messages=[{"role": "user", "content": "Hi"}])\n'
TERMS = " + ".join(["'word '"] * 8000)
PARENTHESES = "(" * 200 + "'Hi'" + ")" * 200
NAMES = {"first": "a.py", "last": "z.py"}


def call_of(content: str) -> str:
    return IMPORT + CALL.replace('"Hi"', content)


ANALYSED = {
    "an empty file": b"",
    "only a comment": b"# nothing",
    "a byte order mark": b"\xef\xbb\xbf" + (IMPORT + CALL).encode(),
    "latin-1 by declaration": b"# -*- coding: latin-1 -*-\n# \xe9t\xe9\n" + (IMPORT + CALL).encode(),
    "windows line ends": (IMPORT + CALL).replace("\n", "\r\n").encode(),
    "old Mac line ends": (IMPORT + CALL).replace("\n", "\r").encode(),
    "form feeds": ("\x0c" + IMPORT + "\x0c\n" + CALL).encode(),
    "no line end at the end": (IMPORT + CALL).rstrip().encode(),
    "PEP 701: the same quotes within an f-string": (IMPORT + 'x = f"{"a" + f"{1}"}"\n' + CALL).encode(),
    "PEP 695: type parameters": (IMPORT + "type X[T] = list[T]\ndef f[T](x: T) -> T:\n    return x\n" + CALL).encode(),
    "invalid escapes that Python warns of": (IMPORT + "x = '\\d'\n" + CALL).encode(),
    "a comparison that Python warns of": (IMPORT + "if 3 is 3: pass\n" + CALL).encode(),
}
DEEP = {
    "an 8 000-term sum": call_of(TERMS).encode(),
    "a 200-fold parenthesis": call_of(PARENTHESES).encode(),
    "a 3 000-fold parenthesis": call_of(PARENTHESES * 0 + "(" * 3000 + "'Hi'" + ")" * 3000).encode(),
    "5 000 nested lists": call_of("[" * 5000 + "]" * 5000).encode(),
    "2 000 nested calls": call_of("f(" * 2000 + "'Hi'" + ")" * 2000).encode(),
    "99 nested blocks": (IMPORT + "".join(" " * n + "if x:\n" for n in range(99)) + " " * 99 + CALL).encode(),
    "a chain of 3 000 attributes": call_of("x" + ".y" * 3000).encode(),
    "a 5 000-armed elif": (IMPORT + "if x:\n    pass\n" + "elif x:\n    pass\n" * 5000 + CALL).encode(),
}
PROBLEM = {
    "a syntax error": (IMPORT + CALL + "x = = 1\n").encode(),
    "Python 2": (IMPORT + 'print "hello"\n' + CALL).encode(),
    "latin-1 without a declaration": b"# \xe9t\xe9\n" + (IMPORT + CALL).encode(),
    "an unknown encoding": b"# -*- coding: klingon -*-\n" + (IMPORT + CALL).encode(),
    "a NUL byte": (IMPORT + CALL).encode() + b"x = '\0'\n",
    "UTF-16": (IMPORT + CALL).encode("utf-16"),
}


def scan(project: Path, run: Run, data: bytes | None, name: str = "m.py") -> dict[str, Any]:
    """The report on a file between two good ones, which are always found."""
    for good in NAMES.values():
        (project / good).write_text(RETIRED)
    if data is not None:
        (project / name).write_bytes(data)
    result = run(".", "--output-format", "json", "--exit-zero")
    assert (result.code, result.err) == (0, "")
    report: dict[str, Any] = json.loads(result.out)
    assert set(NAMES.values()) <= {call["path"] for call in report["calls"]}
    return report


@pytest.mark.parametrize("kind", ANALYSED)
def test_odd_but_right(project: Path, run: Run, kind: str) -> None:
    data = ANALYSED[kind]
    report = scan(project, run, data)
    assert report["problems"] == []
    assert report["summary"]["files"] == report["summary"]["files_analysed"]
    found = [call for call in report["calls"] if call["path"] == "m.py"]
    assert len(found) == (1 if b"client.chat" in data else 0)


@pytest.mark.parametrize("kind", PROBLEM)
def test_broken(project: Path, run: Run, kind: str) -> None:
    report = scan(project, run, PROBLEM[kind])
    (problem,) = report["problems"]
    assert problem["path"] == "m.py"
    assert problem["line"] >= 1
    assert problem["message"]
    assert report["summary"]["files_analysed"] == report["summary"]["files"] - 1
    assert "m.py:" in run(".", "--quiet").out


WITHOUT_SDK = {
    "a syntax error": (b"x = 1\nx = = 1\n", 2),
    "a syntax error beside the word prompt": (b"PROMPT = 'x'\nx = = 1\n", 2),
    "Python 2": (b"print 'hello'\n", 1),
    "latin-1 without a declaration": (b"x = 1\n# \xe9t\xe9\n", 2),
    "an unknown encoding": (b"# -*- coding: klingon -*-\n", 1),
    "a NUL byte": (b"x = '\0'\n", 1),
    "UTF-16": ("x = 1\n".encode("utf-16"), 1),
}


@pytest.mark.parametrize("kind", WITHOUT_SDK)
def test_broken_without_a_word_of_an_sdk(project: Path, run: Run, kind: str) -> None:
    data, line = WITHOUT_SDK[kind]
    report = scan(project, run, data)
    assert [(problem["path"], problem["line"]) for problem in report["problems"]] == [("m.py", line)]
    assert report["summary"]["files_unparsed"] == 0


def test_a_broken_notebook_without_a_word_of_an_sdk(project: Path, run: Run) -> None:
    (problem,) = scan(project, run, b'{"cells": [', "n.ipynb")["problems"]
    assert (problem["path"], problem["stage"]) == ("n.ipynb", "read")


@pytest.mark.parametrize("source", ["type X = int\n", 'd = {}\nx = f"{d["a"]}"\n', "def f[T](x: T) -> T: ...\n"])
def test_newer_syntax_without_a_word_of_an_sdk_is_no_problem(project: Path, run: Run, source: str) -> None:
    assert scan(project, run, source.encode())["problems"] == []


def test_much_without_an_sdk_is_searched_and_counted(project: Path, run: Run) -> None:
    """Its text is read still; the report says that its syntax was not."""
    (project / "latin.py").write_bytes(b"# \xe9t\xe9\n")
    (project / "much.py").write_text("x = 1\n" * 200_000)
    report = scan(project, run, b"x = = 1\n")
    assert [problem["path"] for problem in report["problems"]] == ["latin.py"]
    assert report["summary"]["files_unparsed"] == 2
    line = run(".", "--exit-zero").out.splitlines()[-1]
    assert line.startswith("Covered 7 files (2 only searched, they name no SDK), 3 calls")


@pytest.mark.parametrize("kind", DEEP)
def test_deeper_than_anybody_writes(project: Path, run: Run, kind: str) -> None:
    report = scan(project, run, DEEP[kind])
    found = [call for call in report["calls"] if call["path"] == "m.py"]
    assert len(found) + len(report["problems"]) >= 1
    assert all(problem["path"] == "m.py" for problem in report["problems"])


def test_a_syntax_error_names_its_line(project: Path, run: Run) -> None:
    (problem,) = scan(project, run, PROBLEM["a syntax error"])["problems"]
    assert problem["line"] == 4


def test_a_broken_notebook(project: Path, run: Run) -> None:
    (problem,) = scan(project, run, b'{"cells": [{"cell_type": "code", "source": ["import openai"', "n.ipynb")[
        "problems"
    ]
    assert problem["path"] == "n.ipynb"


def test_links_in_circles(project: Path, run: Run) -> None:
    (project / "app/up").symlink_to("..")
    (project / "loop.py").symlink_to("loop.py")
    report = scan(project, run, None)
    assert {problem["path"] for problem in report["problems"]} == {"app/up", "loop.py"}


def test_a_folder_named_like_a_module(project: Path, run: Run) -> None:
    (project / "x.py").mkdir()
    (project / "x.py/y.py").write_text(RETIRED)
    assert "x.py/y.py" in {call["path"] for call in scan(project, run, None)["calls"]}


def test_a_file_that_disappears_while_the_run_goes_on(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import promptlint.discover

    def forgetful(*arguments: Any) -> Any:
        found = real(*arguments)
        (project / "gone.py").unlink(missing_ok=True)
        return found

    real = promptlint.discover.discover
    (project / "gone.py").write_text(RETIRED)
    monkeypatch.setattr("promptlint.run.discover", forgetful)
    report = scan(project, run, None)
    assert [(problem["path"], problem["line"]) for problem in report["problems"]] == [("gone.py", 1)]


@pytest.fixture
def open_project() -> Iterator[Path]:
    """A project that every user may enter; pytest's own folders are its user's alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "app").mkdir()
        (folder / "app/greet.py").write_text(RETIRED)
        yield folder


UNREADABLE = """\
import importlib, os, pkgutil, sys, traceback
import libcst, pathspec, promptlint, tiktoken, yaml
from promptlint.cli import main
for module in pkgutil.walk_packages(promptlint.__path__, "promptlint."):  # a user without rights could not load it
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
main(["app", "--output", os.devnull])
os.setgid(65534); os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users")
def test_a_file_without_read_permission(open_project: Path) -> None:
    (open_project / "shut.py").write_text(RETIRED)
    (open_project / "shut.py").chmod(0)
    as_nobody = UNREADABLE if os.geteuid() == 0 else UNREADABLE.replace("os.setgid(65534); os.setuid(65534)", "")
    command = [sys.executable, "-c", as_nobody, ".", "--output-format", "json", "--exit-zero"]
    done = subprocess.run(command, cwd=open_project, capture_output=True, text=True)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert [(problem["path"], problem["message"]) for problem in report["problems"]] == [
        ("shut.py", "cannot be read: permission denied")
    ]
    assert report["calls"]


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users")
def test_a_folder_without_permission_that_is_named(open_project: Path) -> None:
    (open_project / "shut").mkdir()
    (open_project / "shut").chmod(0)
    as_nobody = UNREADABLE if os.geteuid() == 0 else UNREADABLE.replace("os.setgid(65534); os.setuid(65534)", "")
    done = subprocess.run([sys.executable, "-c", as_nobody, "shut"], cwd=open_project, capture_output=True, text=True)
    assert done.stderr == ""
    assert "shut/.:1: not analysed (discover): cannot list the folder: Permission denied" in done.stdout


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users")
@pytest.mark.parametrize("more", [(), ("app",)])
def test_a_file_in_a_folder_that_may_not_be_entered(open_project: Path, more: tuple[str, ...]) -> None:
    """Nobody can tell whether it is there: it is a problem, and what else was named is read."""
    (open_project / "shut").mkdir()
    (open_project / "shut" / "a.py").write_text(RETIRED)
    (open_project / "shut").chmod(0)
    as_nobody = UNREADABLE if os.geteuid() == 0 else UNREADABLE.replace("os.setgid(65534); os.setuid(65534)", "")
    command = [sys.executable, "-c", as_nobody, "shut/a.py", *more, "--exit-zero", "--statistics"]
    done = subprocess.run(command, cwd=open_project, capture_output=True, text=True)
    assert done.stderr == ""
    assert "shut/a.py:1: not analysed (discover): cannot be reached: Permission denied" in done.stdout
    assert ("PL702" in done.stdout) == bool(more)


def test_stdin_that_is_broken(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cli.test_check import Stdin

    monkeypatch.setattr("sys.stdin", Stdin(PROBLEM["a syntax error"]))
    result = run("-", "--stdin-filename", "app/new.py")
    assert result.code == 1
    assert "app/new.py:4: not analysed (parse): " in result.out


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ('exclude = ["ok", "[z-a]"]', "promptlint.toml:1: exclude: '[z-a]' is not a git-style pattern"),
        ('extend-exclude = ["[z-a]"]', "promptlint.toml:1: extend-exclude: '[z-a]' is not a git-style pattern"),
        ('prompt-files = ["[z-a]"]', "promptlint.toml:1: prompt-files: '[z-a]' is not a git-style pattern"),
        ('[per-file-ignores]\n"[z-a]" = ["PL1"]', "promptlint.toml:2: per-file-ignores: '[z-a]' is not a git-style"),
    ],
)
def test_a_pattern_that_is_none_is_a_mistake_in_the_configuration(
    project: Path, run: Run, setting: str, line: str
) -> None:
    (project / "promptlint.toml").write_text(setting)
    result = run("app")
    assert result.code == 2
    assert line in result.err
    assert len(result.err.splitlines()) == 1


def test_a_pattern_that_is_none_in_a_gitignore_leaves_nothing_out(project: Path, run: Run) -> None:
    (project / ".gitignore").write_text("[z-a]\nclean.py\n")
    report = json.loads(run(".", "--output-format", "json").out)
    assert report["summary"]["files"] == 1
    assert [finding["path"] for finding in report["findings"]] == ["app/greet.py"]


R_NOTEBOOK = b'{"cells": [], "metadata": {"kernelspec": {"language": "R"}}, "nbformat": 4}'


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (["bad.py"], 1),
        (["good.py", "sub/../bad.py"], 1),
        (["link.py"], 1),
        (["bad.ipynb"], 1),
        (["bad.py", "--exit-zero"], 0),
        (["bad.py", "--select", "PL7"], 1),
        (["bad.py", "--force-exclude", "--exclude", "bad.*"], 0),
        (["good.py"], 0),
        (["r.ipynb", "good.py"], 0),  # not for us, and nothing to mend
        (["."], 0),  # broken files in a folder are listed
        (["sub", "good.py"], 0),
    ],
)
def test_a_named_file_that_cannot_be_read_is_no_clean_run(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, named: list[str], code: int
) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("bad.py", "sub/bad.py"):
        (tmp_path / name).write_bytes(PROBLEM["a syntax error"].replace(CALL.encode(), b""))
    (tmp_path / "good.py").write_text("import openai\n")
    (tmp_path / "bad.ipynb").write_text("{")
    (tmp_path / "r.ipynb").write_bytes(R_NOTEBOOK)
    (tmp_path / "link.py").symlink_to("nowhere.py")
    monkeypatch.chdir(tmp_path)
    result = run(*named)
    assert (result.code, result.err.replace("promptlint: no Python files under bad.py\n", "")) == (code, "")


def test_a_working_directory_that_is_gone(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    result = run(".")
    assert result.code == 2
    assert result.err == (
        "promptlint: the working directory cannot be used: No such file or directory; change to another one\n"
    )
