"""The same report whatever the seed of hashes and whichever order the files are named in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extract.projects import HEAD, write

PROJECT = {
    "pyproject.toml": "[project]\nname = 'x'\n",
    "llm.py": HEAD + "import other\n"
    "def ask(text, model='gpt-4o', **more):\n"
    "    return client.chat.completions.create(model=model, messages=[{'role': 'user', 'content': text}], **more)\n"
    "def again(text):\n    return ask(again(text) if text else other.back(text))\n",
    "other.py": "from llm import ask, again\n"
    "def back(text):\n    return again('Back: ' + text) or ask('Forth: ' + text, model='gpt-4o-mini')\n",
    "classes.py": HEAD + "class Base:\n    model = 'gpt-4o'\n    def send(self, text):\n"
    "        return client.chat.completions.create(model=self.model, messages=[{'role': 'user', 'content': text}])\n"
    "class Small(Base):\n    model = 'gpt-4o-mini'\n"
    "class Old(Base):\n    model = 'gpt-4-turbo'\n"
    "class Named(Base):\n    def __init__(self, model): self.model = model\n",
    "table.py": "import random\nfrom classes import Base, Named, Old, Small\nfrom llm import ask\n"
    "KINDS = {'b': Base, 's': Small, 'o': Old}\n"
    "def pick(kind):\n    return KINDS[kind]()\n"
    "def choose():\n    return random.choice([Named(m) for m in {'o1', 'o3-mini', 'gpt-4.1', 'gpt-4.1-mini'}])\n"
    "pick(random.choice(list(KINDS))).send('Name a colour.')\n"
    "choose().send('Name a number.')\n"
    "for name in {'red', 'green', 'blue'}:\n    ask(f'Describe {name}.')\n",
    "tools.py": "from llm import ask\n"
    "TEXTS = {'a': 'Say A.', 'b': 'Say B.', 'c': 'Say C.'}\n"
    "MODELS = ('gpt-4o',) + tuple({'gpt-4.1', 'o3'})\n"
    "def main(which, i):\n    return ask(TEXTS[which], MODELS[i], temperature=0.5)\n"
    "async def gather():\n    return [ask(text, m) for text in TEXTS.values() for m in MODELS]\n",
    "prompts.py": "SYSTEM_PROMPT = 'You are a careful assistant that answers in one short sentence.'\n"
    "PROMPTS = {'x': SYSTEM_PROMPT, 'y': 'Summarise the text below and keep the names of all persons.'}\n",
}
FILES = [name for name in PROJECT if name.endswith(".py")]


def _report(folder: Path, names: list[str], seed: int) -> bytes:
    command = [sys.executable, "-m", "promptlint", "check", *names, "--as-of", "2026-01-01", "--no-cache"]
    done = subprocess.run(
        [*command, "--exit-zero", "--output-format", "json"],
        cwd=folder, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with circular imports and wrappers, classes chosen at run time, sets that are gone through."""
    path = tmp_path_factory.mktemp("repeatable")
    write(path, PROJECT)
    return path


@pytest.fixture(scope="module")
def expected(folder: Path) -> bytes:
    """The report on all files, in their order."""
    return _report(folder, FILES, 0)


@pytest.mark.parametrize("seed", [1, 31])
def test_seed_and_order(seed: int, folder: Path, expected: bytes) -> None:
    """Byte for byte the same."""
    turned = seed % len(FILES)
    assert _report(folder, [*FILES[turned:], *FILES[:turned]], seed) == expected
    assert _report(folder, FILES[::-1], seed + 1) == expected


@pytest.mark.parametrize("name", ["table.py", "other.py"])
def test_seed_of_one_file(name: str, folder: Path) -> None:
    """One file scanned alone, for which others are read."""
    assert _report(folder, [name], 1) == _report(folder, [name], 2)


def test_there_is_something_to_compare(expected: bytes) -> None:
    """The project has calls with several models each."""
    calls = json.loads(expected)["calls"]
    assert len(calls) >= 8
    assert max(len(call["models"]) for call in calls) >= 3
