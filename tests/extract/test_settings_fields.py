"""Fields that hold another value at run time than their default decide no condition."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import calls, scan

SETTINGS = "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    {field}\nsettings = S()\n"
PLAIN = "class S:\n    {field}\nsettings = S()\n"
ASK = """
def make():
    if {test}:
        raise ValueError("not set up")
    return OpenAI()
def ask():
    client = make()
    return client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": "Name a town."}}])
"""
SET_LATER = """
class S:
    url = None
    def connect(self):
        self.url = "https://a.b"
settings = S()
"""

REACHED = {
    "no default but None": (SETTINGS.format(field="url: str | None = None"), "not settings.url"),
    "a switch": (SETTINGS.format(field="off: bool = True"), "settings.off"),
    "a name": (SETTINGS.format(field='mode: str = "off"'), 'settings.mode == "off"'),
    "two that are missing": (
        SETTINGS.format(field="url: str | None = None\n    host: str | None = None"),
        "not settings.url and not settings.host",
    ),
    "set by a method": (SET_LATER, "not settings.url"),
    "a number from the environment": ("import os\nlimit = os.environ.get('LIMIT', 0)\n", "not limit"),
}
NOT_REACHED = {
    "a constant of a plain class": (PLAIN.format(field="off = True"), "settings.off"),
    "a constant without annotation": (SETTINGS.format(field="off = True"), "settings.off"),
}


@pytest.mark.parametrize("name", REACHED)
def test_reached(name: str, tmp_path: Path) -> None:
    """The request is listed although the defaults say that its client is never made."""
    assert len(_calls(tmp_path, *REACHED[name])) == 1


@pytest.mark.parametrize("name", NOT_REACHED)
def test_not_reached(name: str, tmp_path: Path) -> None:
    """No request is listed on a client that is known never to be made."""
    assert not _calls(tmp_path, *NOT_REACHED[name])


def _calls(folder: Path, code: str, test: str) -> list[str]:
    return calls(scan(folder, {"app.py": "from openai import OpenAI\n" + code + ASK.format(test=test)}))
