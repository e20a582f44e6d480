"""Classes chosen by a key, together with the settings that stand under the same key."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.extract.projects import models, scan

BOTS = """
    import os
    from openai import OpenAI

    class Small:
        model = "gpt-4.1-nano"
    class Large:
        model = "gpt-4o"
    class Other:
        model = "o3"

    class Chat:
        def __init__(self, settings):
            self.settings = settings
        def ask(self, text):
            return OpenAI().chat.completions.create(model=self.settings.model, messages=[{"role": "user", "content": text}])
    class Answer:
        def __init__(self, settings):
            self.settings = settings
        def ask(self, text):
            return OpenAI().responses.create(model=self.settings.model, input=text)

    BOTS = {
        "a": {"class": Chat, "settings": Small},
        "b": {"class": Chat, "settings": Large},
        "c": {"class": Answer, "settings": Other},
    }
"""
CHAT, ANSWER = ["gpt-4.1-nano@app.py:5", "gpt-4o@app.py:7"], ["o3@app.py:9"]
BOTH = [*CHAT, *ANSWER]

MADE: dict[str, tuple[str, list[str], list[str]]] = {
    "both under one key": (
        'key = os.environ["KIND"]\nbot = BOTS[key]["class"](BOTS[key]["settings"])', CHAT, ANSWER,
    ),
    "through variables": (
        'key = os.environ["KIND"]\nentry = BOTS[key]\nmake = entry["class"]\nsettings = entry["settings"]\nbot = make(settings)',
        CHAT, ANSWER,
    ),
    "get": ('key = os.environ["KIND"]\nentry = BOTS.get(key)\nbot = entry["class"](entry["settings"])', CHAT, ANSWER),
    "in a function": (
        'def made(kind):\n    entry = BOTS[kind]\n    return entry["class"](entry["settings"])\n'
        'bot = made(os.environ["KIND"])', CHAT, ANSWER,
    ),
    "by an attribute": (
        "class Shop:\n    def __init__(self, kind):\n        self.kind = kind\n"
        '    def bot(self):\n        return BOTS[self.kind]["class"](BOTS[self.kind]["settings"])\n'
        'bot = Shop(os.environ["KIND"]).bot()', CHAT, ANSWER,
    ),
    "named settings": (
        'key = os.environ["KIND"]\nbot = BOTS[key]["class"](settings=BOTS[key]["settings"])', CHAT, ANSWER,
    ),
    "one of few known keys": (
        'key = "a" if os.name else "c"\nbot = BOTS[key]["class"](BOTS[key]["settings"])', CHAT[:1], ANSWER,
    ),
    "a known key": ('bot = BOTS["b"]["class"](BOTS["b"]["settings"])', CHAT[1:], ["?"]),
    "keys that differ": (
        'key, other = os.environ["A"], os.environ["B"]\nbot = BOTS[key]["class"](BOTS[other]["settings"])', BOTH, BOTH,
    ),
    "settings of no key": ('key = os.environ["KIND"]\nbot = BOTS[key]["class"](Large)', CHAT[1:], CHAT[1:]),
}  # fmt: skip
"""How a bot is made, and the models of the two classes' own requests."""


@pytest.mark.parametrize("name", MADE)
def test_a_class_meets_the_settings_of_its_own_key(name: str, tmp_path: Path) -> None:
    made, chat, answer = MADE[name]
    code = dedent(BOTS).lstrip("\n") + made + "\nbot.ask('Say something nice to everyone.')\n"
    found = [call for call in scan(tmp_path, {"app.py": code}).calls if not call.via]
    assert [models(call) for call in found] == [chat, answer]


FACTORY = """
    import importlib, sys
    class Small:
        model = "gpt-4.1-nano"
    class Large:
        model = "gpt-4o"
    TABLE = {
        "small": {"class": "Chat", "module": "chat", "settings": "Small"},
        "large": {"class": "Chat", "module": "chat", "settings": "Large"},
        "odd": {"class": "Odd", "module": "odd", "settings": "Small"},
    }
    def made(name):
        settings = getattr(sys.modules[__name__], TABLE[name]["settings"])
        module = importlib.import_module("shop." + TABLE[name]["module"])
        make = getattr(module, TABLE[name]["class"])
        return make(settings)
"""
CHAT_MODULE = """
    from openai import OpenAI
    class Chat:
        def __init__(self, settings):
            self.model = settings.model
        def ask(self, text):
            return OpenAI().responses.create(model=self.model, input=text)
"""


@pytest.mark.parametrize("odd", ["class Odd:\n    pass\n", "Odd = 'Chat'\n", "from shop.gone import Odd\n"])
def test_a_class_named_by_text_is_made_where_the_text_is_looked_up(odd: str, tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/chat.py": CHAT_MODULE, "shop/odd.py": odd, "shop/factory.py": FACTORY}
    (call,) = scan(tmp_path, files).calls
    assert models(call) == ["gpt-4.1-nano@shop/factory.py:3", "gpt-4o@shop/factory.py:5"]


def test_a_body_that_a_caller_hands_over_whole_is_the_callers_request(tmp_path: Path) -> None:
    code = """
        import json, boto3
        runtime = boto3.client("bedrock-runtime")
        def send(payload, model="amazon.titan-text-express-v1"):
            body = json.dumps(payload)
            return runtime.invoke_model(body=body, modelId=model)
        send({"inputText": "Describe the harbour at dawn."})
        json.dumps({"inputText": "Not sent to anyone at all."})
    """
    inner, outer = scan(tmp_path, {"app.py": code}).calls
    assert (models(inner), [m.text for m in inner.messages]) == (["amazon.titan-text-express-v1@app.py:3"], [])
    assert [m.text for m in outer.messages] == ["Describe the harbour at dawn."]
