"""The hook, run by the real pre-commit on a git repository."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

CLEAN = "from openai import OpenAI\n\n\ndef f() -> OpenAI:\n    return OpenAI()\n"
WASTE = """\
from openai import OpenAI

answer = OpenAI().chat.completions.create(model="gpt-3.5-turbo-0301", messages=[{"role": "user", "content": "Hi"}])
"""
NOTEBOOK = """\
{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [], "source": [%s]}],
 "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
"""


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def hook(artefacts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository that holds the project as its sdist has it."""
    (sdist,) = artefacts.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("hook")
    with tarfile.open(sdist) as archive:
        if sys.version_info >= (3, 11, 4):
            archive.extractall(folder, filter="data")
        else:
            archive.extractall(folder)
    (project,) = folder.iterdir()
    git(project, "init", "--quiet")
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "release")
    return project


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps its environments, shared by the tests so that there is one install."""
    return tmp_path_factory.mktemp("pre-commit")


def repository(folder: Path, hook: Path, *more: str, **contents: str) -> Path:
    lines = [
        "repos:",
        f"  - repo: {hook}",
        f"    rev: {git(hook, 'rev-parse', 'HEAD')}",
        "    hooks:",
        "      - id: promptlint",
        *(f"        {line}" for line in more),
    ]
    (folder / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")
    (folder / "promptlint.toml").write_text('as-of = 2026-11-23\nextend-exclude = ["generated"]\n')
    for name, text in contents.items():
        path = folder / name.replace("__", "/").replace("_ipynb", ".ipynb").replace("_py", ".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    return folder


def pre_commit(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}
    environment = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    command = [sys.executable, "-m", "pre_commit", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_a_clean_repository_passes(tmp_path: Path, hook: Path, home: Path) -> None:
    done = pre_commit(repository(tmp_path, hook, a_py=CLEAN), home, "run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_waste_fails_with_the_finding(tmp_path: Path, hook: Path, home: Path) -> None:
    done = pre_commit(repository(tmp_path, hook, a_py=CLEAN, app__b_py=WASTE), home, "run", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "- exit code: 1" in done.stdout
    assert "app/b.py:3:49: PL702 retired-model: " in done.stdout


def test_notebooks_are_checked(tmp_path: Path, hook: Path, home: Path) -> None:
    import json

    cell = ", ".join(json.dumps(line + "\n") for line in WASTE.splitlines())
    done = pre_commit(repository(tmp_path, hook, n_ipynb=NOTEBOOK % cell), home, "run", "--all-files")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "n.ipynb:cell 1:3:49: PL702 retired-model: " in done.stdout


def test_excludes_hold_for_the_files_that_git_names(tmp_path: Path, hook: Path, home: Path) -> None:
    done = pre_commit(repository(tmp_path, hook, generated__b_py=WASTE), home, "run", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr


def test_arguments_of_the_user_reach_the_command(tmp_path: Path, hook: Path, home: Path) -> None:
    folder = repository(tmp_path, hook, "args: [--ignore, PL]", a_py=WASTE)
    assert pre_commit(folder, home, "run", "--all-files").returncode == 0


def test_git_commit_is_stopped(tmp_path: Path, hook: Path, home: Path) -> None:
    folder = repository(tmp_path, hook, a_py=WASTE)
    assert pre_commit(folder, home, "install").returncode == 0
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home)}
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    done = subprocess.run(
        ["git", *identity, "commit", "-m", "x"], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "PL702" in done.stdout + done.stderr
