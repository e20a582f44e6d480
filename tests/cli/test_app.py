"""The group of commands: found by their files, ``check`` for granted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

import promptlint.cli.commands
import promptlint.report
from promptlint.cli.app import app
from promptlint.report import format_names, load_format
from tests.cli.conftest import Run


def test_version(run: Run) -> None:
    assert run("--version") == (0, "promptlint 0.1.0\n", "")
    assert run("-V") == run("--version")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["check", "--help"], ["rule", "-h"]])
def test_help(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Usage: promptlint")


def test_every_command_is_the_file_of_its_name(run: Run) -> None:
    files = Path(promptlint.cli.commands.__file__).parent.glob("[!_]*.py")
    context = click.Context(app)
    names = app.list_commands(context)
    assert names == sorted(file.stem.replace("_", "-") for file in files)
    for name in names:
        command = app.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert name in run("--help").out


def test_every_format_is_the_file_of_its_name() -> None:
    files = Path(promptlint.report.__file__).parent.glob("[!_]*.py")
    assert format_names() == sorted(file.stem for file in files)
    for name in format_names():
        assert callable(load_format(name).render)


def test_a_mistyped_command_is_named(project: Path, run: Run) -> None:
    assert run("chekc").err == "promptlint: no command, file or folder is called 'chekc'; did you mean 'check'?\n"
    assert run("nonsense").err == "promptlint: no such file or folder: nonsense\n"
    (project / "chekc").mkdir()
    assert run("chekc").code == 0


def test_a_path_named_like_a_command_is_written_with_a_dot(project: Path, run: Run) -> None:
    (project / "rule").mkdir()
    assert run("./rule").err == "promptlint: no Python files under ./rule\n"


def test_python_m(project: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "promptlint", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "promptlint 0.1.0\n")


HEAVY = (
    "libcst",
    "libcst.native",
    "tiktoken",
    "rich",
    "pathspec",
    "asyncio",
    "importlib.metadata",
    "requests",
    "jsonschema",
)


def imported_by(*arguments: str, cwd: Path) -> set[str]:
    code = "import sys; from promptlint.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_nothing_heavy_is_imported_for_a_file_without_a_call(project: Path) -> None:
    assert not imported_by("app/clean.py", cwd=project).intersection(HEAVY)
    assert not imported_by("app/clean.py", "--force-exclude", "--isolated", cwd=project).intersection(HEAVY)


NOT_FOR_A_QUIET_FILE = (
    *HEAVY,
    *("yaml", "click", "inspect", "dataclasses", "ast", "tokenize", "platform", "uuid", "textwrap", "tomllib"),
    *("promptlint.ir", "promptlint.index", "promptlint.link.project", "promptlint.extract.analysis"),
    *("promptlint.extract.catalogue", "promptlint.prices.facts", "promptlint.report._table", "promptlint.suppress"),
)
QUIET = "import os\nfrom collections import abc\n\n\ndef here() -> str:\n    return os.getcwd()\n"


def test_a_file_without_any_mark_is_told_by_its_bytes(project: Path) -> None:
    """The run of a hook on most files: within 0.1 s there is no time for what finds requests."""
    (project / "app/quiet.py").write_text(QUIET)
    (project / "promptlint.toml").unlink()
    assert not imported_by("app/quiet.py", cwd=project).intersection(NOT_FOR_A_QUIET_FILE)
    assert {"promptlint.extract.analysis"} < imported_by("app/greet.py", cwd=project)


def test_nothing_heavy_is_imported_for_the_version(project: Path) -> None:
    assert not imported_by("--version", cwd=project).intersection({*HEAVY, "json", "decimal"})


def test_rich_and_tiktoken_are_not_needed_for_one_call(project: Path) -> None:
    assert not imported_by("app/greet.py", "--quiet", cwd=project).intersection({"rich", "pathspec", "asyncio"})
