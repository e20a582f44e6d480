"""``promptlint explain``: every part of a call with the place it came from, and what is not known with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

CHAIN = {
    "settings.py": 'import os\n\nMODEL = os.getenv("CHAT_MODEL", "gpt-4o")\n',
    "texts.py": 'SYSTEM = "You answer the readers of a small library."\n',
    "llm.py": """\
from openai import OpenAI

from settings import MODEL
from texts import SYSTEM

client = OpenAI()


def ask(question):
    return client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": SYSTEM}, {"role": "user", "content": f"Answer: {question}"}],
    )
""",
    "main.py": 'from llm import ask\n\nfor line in open("questions"):\n    print(ask(line))\n',
    "unknown.py": """\
import sys

from openai import OpenAI

OpenAI(base_url=sys.argv[1]).chat.completions.create(model=sys.argv[2], messages=[{"role": "user", "content": "Hi"}])
OpenAI(base_url=sys.argv[1]).chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Hi"}])
""",
}


@pytest.fixture
def chain(project: Path) -> Path:
    """A request whose model, prompt and caller stand in four files."""
    for name, text in CHAIN.items():
        (project / name).write_text(text)
    return project


@pytest.mark.parametrize(
    "line",
    [
        "llm.py:10 openai chat.completions.create (chat)",
        "  in llm.ask",
        "  found because what is called was traced to openai",
        "model: gpt-4o at openai",
        "    written at settings.py:3 (env-default)",
        "    | You answer the readers of a small library.",
        "    written at texts.py:1 (import)",
        "output: 500 tokens, assumed",
        "    assumed: the length of the answer; nothing for the parts of the text that are not known",
    ],
)
def test_each_part_with_its_place(chain: Path, run: Run, line: str) -> None:
    result = run("explain", "llm.py:11")
    assert (result.code, result.err) == (0, "")
    assert line in result.out.splitlines()


def test_a_hole_has_its_place_and_reason(chain: Path, run: Run) -> None:
    holes = [line for line in run("explain", "llm.py:11").out.splitlines() if line.startswith("    not known: ")]
    (hole,) = holes
    assert hole.startswith("    not known: {question} at llm.py:12, parameter `question` of ask() ")


def test_the_caller_of_a_wrapper_is_followed_down_to_the_request(chain: Path, run: Run) -> None:
    lines = run("explain", "main.py:4").out.splitlines()
    assert "  goes on to llm.py:10 in llm.ask" in lines
    assert any(line.endswith("in a loop") for line in lines)


def test_what_is_not_known_has_its_reason(chain: Path, run: Run) -> None:
    lines = run("explain", "unknown.py:5").out.splitlines()
    assert any(line.startswith("model: not known, ") and "sys.argv" in line for line in lines)
    assert "asked at: an address that is not known" in lines
    assert any(line.startswith("cost: not known, ") for line in lines)


def test_an_unknown_address_is_not_named_unknown(chain: Path, run: Run) -> None:
    out = run("explain", "unknown.py:6").out
    assert "    this is the list price of openai: what is billed there is not known\n" in out
    assert "by way of" not in out
    assert "list_price" not in out


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("llm.py", "names no place"),
        ("llm.py:x", "names no place"),
        ("nowhere.py:3", "no such file"),
        ("llm.py:1", "no call was found on llm.py:1; calls start on line 10"),
        ("texts.py:1", "the file has no calls"),
    ],
)
def test_no_call_there(chain: Path, run: Run, place: str, message: str) -> None:
    result = run("explain", place)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_the_day_decides_whether_a_model_is_on_sale(chain: Path, run: Run) -> None:
    """As for ``check``: the last price is one only where the model has been switched off by that day."""
    (chain / "old.py").write_text(
        "from anthropic import Anthropic\n"
        'Anthropic().messages.create(model="claude-3-opus-20240229", max_tokens=9, '
        'messages=[{"role": "user", "content": "Hi"}])\n'
    )
    gone = "the last price of a model that has been switched off"
    assert gone not in run("explain", "old.py:2", "--as-of", "2025-12-01").out
    assert gone in run("explain", "old.py:2", "--as-of", "2026-11-01").out
    assert run("explain", "old.py:2", "--as-of", "soon").code == 2
