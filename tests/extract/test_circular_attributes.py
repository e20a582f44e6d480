"""Attributes that are set from one another: what is asked first must not decide what is found for the rest."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.extract.projects import scan

HEAD = """
from openai import OpenAI
client = OpenAI()
class Chat:
    def __init__(self, model: str = "gpt-4o"):
        self.settings = {"model": model, "style": "plain"}
        self.create()
    def create(self, **more):
        settings = self.settings.copy()
        settings.update(more)
        self.setup(settings)
    def setup(self, settings):
        self.style = settings["style"]
        self.model = settings["model"]
    def change(self):
        self.settings["style"] = self.style
"""
ASKS = (
    "    def a(self):\n        return client.responses.create(model=self.settings['model'], input=self.style)\n",
    "    def b(self):\n        return client.responses.create(model=self.model, input=self.settings['style'])\n",
    "    def c(self):\n        return client.responses.create(model=self.model, input=self.style)\n",
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_requests_changes_nothing(order: tuple[int, ...], tmp_path: Path) -> None:
    """Three requests name the same model by attributes that depend on one another."""
    found = scan(tmp_path, {"app.py": HEAD + "".join(ASKS[place] for place in order)}).calls
    assert [[m.id for m in call.models] for call in found] == [["gpt-4o"]] * 3
