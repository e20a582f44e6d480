"""What tests and examples pass to the code they test or show is no way in which that code is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, calls, scan

ASK = "def ask(model, text):\n    return client.chat.completions.create(model=model, messages=text)\n"
BASE = (
    "class Bot:\n    model = 'gpt-4o'\n    def ask(self, text):\n"
    "        return client.chat.completions.create(model=self.model, messages=text)\n"
)
TEST = "from llm import ask\ndef test_ask():\n    ask('gpt-4.1', [{'role': 'user', 'content': 'Hello there.'}])\n"
SCRIPT = "from llm import ask\nask('gpt-4.1', [{'role': 'user', 'content': 'Hello there.'}])\n"
EXAMPLE = SCRIPT.replace("llm", "pkg.llm", 1)
MADE = (
    "class Bot:\n    def __init__(self, model='gpt-4o'):\n        self.model = model\n    def ask(self, text):\n"
    "        return client.chat.completions.create(model=self.model, messages=text)\n"
)
FAKE = "from llm import Bot\nclass Fake(Bot):\n    model = 'fake'\ndef test_ask():\n    assert Fake()\n"

CASES: dict[str, tuple[dict[str, str], str]] = {
    "a test beside the code": ({"llm.py": HEAD + ASK, "test_llm.py": TEST}, "llm.py:4 ? | …"),
    "a test by its other name": ({"llm.py": HEAD + ASK, "llm_test.py": TEST}, "llm.py:4 ? | …"),
    "a helper in a folder of tests": ({"llm.py": HEAD + ASK, "tests/helper.py": SCRIPT}, "llm.py:4 ? | …"),
    "a stand-in of a test": ({"llm.py": HEAD + BASE, "test_llm.py": FAKE}, "llm.py:6 gpt-4o@llm.py:4 | …"),
    "a script that is named like a test": (
        {"llm.py": HEAD + ASK, "test_llm.py": SCRIPT}, "llm.py:4 gpt-4.1@test_llm.py:2 | …",
    ),
    "a folder named like one test": (
        {"llm.py": HEAD + ASK, "test/run.py": SCRIPT}, "llm.py:4 gpt-4.1@test/run.py:2 | …",
    ),
    "a name that ends like a test's": (
        {"llm.py": HEAD + ASK, "latest.py": SCRIPT}, "llm.py:4 gpt-4.1@latest.py:2 | …",
    ),
    "code that is itself a test's": (
        {"tests/llm.py": HEAD + ASK, "tests/test_llm.py": TEST.replace("llm", "tests.llm", 1)},
        "tests/llm.py:4 gpt-4.1@tests/test_llm.py:3 | …",
    ),
    "an example beside the code": (
        {"pkg/llm.py": HEAD + ASK, "examples/run.py": EXAMPLE}, "pkg/llm.py:4 ? | …",
    ),
    "a folder named as one of examples among other words": (
        {"pkg/llm.py": HEAD + ASK, "chat-demo/run.py": EXAMPLE}, "pkg/llm.py:4 ? | …",
    ),
    "an example of a class, which has a default": (
        {"pkg/llm.py": HEAD + MADE, "examples/run.py": "from pkg.llm import Bot\nBot('gpt-4.1').ask([])\n"},
        "pkg/llm.py:7 gpt-4o@pkg/llm.py:4 | …",
    ),
    "code that stands in the folder of the example": (
        {"examples/llm.py": HEAD + ASK, "examples/run.py": SCRIPT.replace("llm", "examples.llm", 1)},
        "examples/llm.py:4 gpt-4.1@examples/run.py:2 | …",
    ),
    "an example of an example": (
        {"examples/llm.py": HEAD + ASK, "examples/demo/run.py": SCRIPT.replace("llm", "examples.llm", 1)},
        "examples/llm.py:4 gpt-4.1@examples/demo/run.py:2 | …",
    ),
    "a folder with such a word within another": (
        {"pkg/llm.py": HEAD + ASK, "resample/run.py": EXAMPLE}, "pkg/llm.py:4 gpt-4.1@resample/run.py:2 | …",
    ),
    "a file named as an example": (
        {"pkg/llm.py": HEAD + ASK, "examples.py": EXAMPLE}, "pkg/llm.py:4 gpt-4.1@examples.py:2 | …",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_the_code_under_test_sends(name: str, tmp_path: Path) -> None:
    """The request of the code under test, with the models of uses that are no tests."""
    files, expected = CASES[name]
    assert expected in calls(scan(tmp_path, files))


def test_an_example_is_a_request_of_its_own(tmp_path: Path) -> None:
    """An example that calls a wrapper sends what it passes."""
    found = calls(scan(tmp_path, {"pkg/llm.py": HEAD + ASK, "examples/run.py": EXAMPLE}))
    assert "examples/run.py:2 via pkg/llm.py:4 gpt-4.1@examples/run.py:2 | user: Hello there." in found


def test_a_test_is_a_request_of_its_own(tmp_path: Path) -> None:
    """A test that calls a wrapper sends what it passes."""
    found = calls(scan(tmp_path, {"llm.py": HEAD + ASK, "test_llm.py": TEST}))
    assert "test_llm.py:3 via llm.py:4 gpt-4.1@test_llm.py:3 | user: Hello there." in found
