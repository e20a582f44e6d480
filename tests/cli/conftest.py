"""A small project to scan, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from promptlint.cli import main

SETTINGS = "as-of = 2026-11-23\n"
RETIRED = """\
from openai import OpenAI

client = OpenAI()


def greet(name: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-3.5-turbo-0301",
        max_tokens=20,
        messages=[{"role": "user", "content": f"Say hello to {name} in one short sentence."}],
    )
    return answer.choices[0].message.content or ""
"""
"""Calls a model that was switched off in 2024, which is PL702 and nothing else."""

CLEAN = "import openai\n\nprint(openai.__version__)\n"


class Result(NamedTuple):
    """What one run of the command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a project with one finding in app/greet.py."""
    (tmp_path / "app").mkdir()
    (tmp_path / "promptlint.toml").write_text(SETTINGS)
    (tmp_path / "app/greet.py").write_text(RETIRED)
    (tmp_path / "app/clean.py").write_text(CLEAN)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return tmp_path


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run the command line."""

    def start(*arguments: str) -> Result:
        capfdbinary.readouterr()
        code = main(list(arguments))
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return start
