"""Whole requests: messages built in every way, payloads, loops, limits, and calls that are no requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, calls, scan

BUILT: dict[str, tuple[str, list[str]]] = {
    "in place": (
        'client.chat.completions.create(model="m", messages=[{"role": "system", "content": "A"}, {"role": "user", "content": "B"}])',
        ["app.py:3 m@app.py:3 | system: A | user: B"],
    ),
    "append": (
        'msgs = []\nmsgs.append({"role": "system", "content": "A"})\nmsgs.append(dict(role="user", content="B"))\n'
        'client.chat.completions.create(model="m", messages=msgs)',
        ["app.py:6 m@app.py:6 | system: A | user: B"],
    ),
    "extend and plus": (
        'a = [{"role": "system", "content": "A"}]\na.extend([{"role": "user", "content": "B"}])\na += [{"role": "assistant", "content": "C"}]\n'
        'client.chat.completions.create(model="m", messages=a + [{"role": "user", "content": "D"}])',
        ["app.py:6 m@app.py:6 | system: A | user: B | assistant: C | user: D"],
    ),
    "insert": (
        'a = [{"role": "user", "content": "B"}]\na.insert(0, {"role": "system", "content": "A"})\n'
        'client.chat.completions.create(model="m", messages=a)',
        ["app.py:5 m@app.py:5 | system: A | user: B"],
    ),
    "star": (
        'a = [{"role": "user", "content": "B"}]\nclient.chat.completions.create(model="m", messages=[{"role": "system", "content": "A"}, *a])',
        ["app.py:4 m@app.py:4 | system: A | user: B"],
    ),
    "payload": (
        'p = {"model": "m", "messages": [{"role": "user", "content": "A"}]}\np["max_tokens"] = 5\nclient.chat.completions.create(**p)',
        ["app.py:5 m@app.py:3 | user: A"],
    ),
    "filled by a function": (
        'def add(to, role, text):\n    to.append({"role": role, "content": text})\ndef f():\n    a = []\n    add(a, "system", "A")\n'
        '    add(to=a, role="user", text="B")\n    client.chat.completions.create(model="m", messages=a)',
        ["app.py:9 m@app.py:9 | system: A | user: B"],
    ),
    "bound again by a function": (
        'def add(to):\n    to = to + [{"role": "user", "content": "B"}]\ndef f():\n    a = [{"role": "user", "content": "A"}]\n'
        '    add(a)\n    client.chat.completions.create(model="m", messages=a)',
        ["app.py:8 m@app.py:8 | user: A | …"],
    ),
    "changed under another name": (
        'def f():\n    a = [{"role": "user", "content": "A"}]\n    b = a\n    b.append({"role": "user", "content": "B"})\n'
        '    client.chat.completions.create(model="m", messages=a)',
        ["app.py:7 m@app.py:7 | user: A | …"],
    ),
    "another name that changes nothing": (
        'def f():\n    a = [{"role": "user", "content": "A"}]\n    b = a\n    print(b)\n'
        '    client.chat.completions.create(model="m", messages=a)',
        ["app.py:7 m@app.py:7 | user: A"],
    ),
    "read by a function defined before it is bound again": (
        'def f():\n    a = "A"\n    def g():\n        client.chat.completions.create(model="m", messages=[{"role": "user", "content": a}])\n'
        '    g()\n    a = "B"\n    g()',
        ["app.py:6 m@app.py:6 | user: A | user: B"],
    ),
    "payload from a function": (
        'def p(text):\n    return {"model": "m", "messages": [{"role": "user", "content": text}]}\nclient.chat.completions.create(**p("A"))',
        ["app.py:5 m@app.py:4 | user: A"],
    ),
    "partial called in a wrapper": (
        'from functools import partial\nask = partial(client.chat.completions.create, model="m")\n'
        'def say(q):\n    return ask(messages=[{"role": "user", "content": "Say " + q}])\nsay("A")',
        ["app.py:6 m@app.py:4 | user: Say {q}", "app.py:7 via app.py:6 m@app.py:4 | user: Say A"],
    ),
    "partial kept by an object": (
        'from functools import partial\nclass A:\n    def __init__(self):\n        self.model = "m"\n'
        '        self.ask = partial(client.chat.completions.create, model=self.model)\n'
        '    def say(self, m):\n        return self.ask(messages=[{"role": "user", "content": m}])\nA().say("A")',
        ["app.py:9 m@app.py:6 | user: {m}", "app.py:10 via app.py:9 m@app.py:6 | user: A"],
    ),
    "partial of names that mean something else where it is called": (
        'from functools import partial\nclass A:\n    def __init__(self):\n        m = "m"\n'
        '        self.ask = partial(client.chat.completions.create, model=m)\n'
        '    def say(self, m):\n        return self.ask(messages=[{"role": "user", "content": "A"}])',
        ["app.py:7 m@app.py:6 |"],
    ),
    "partial handed on": (
        'from functools import partial\nimport other\nother.use(partial(client.chat.completions.create, model="m"))',
        ["app.py:5 m@app.py:5 |"],
    ),
    "content parts": (
        'client.chat.completions.create(model="m", messages=[{"role": "user", "content": [{"type": "text", "text": "A"}, '
        '{"type": "image_url", "image_url": {"url": "https://example.org/x.png"}}]}])',
        ["app.py:3 m@app.py:3 | user: A"],
    ),
    "comprehension": (
        'client.chat.completions.create(model="m", messages=[{"role": "user", "content": f"{x}."} for x in ("A", "B")])',
        ["app.py:3 m@app.py:3 | user: A. | user: B."],
    ),
    "in a loop": (
        'for text in ("A", "B"):\n    client.chat.completions.create(model="m", messages=[{"role": "user", "content": text}])',
        ["app.py:4 loop m@app.py:4 | user: A | user: B"],
    ),
    "in a while": (
        'while True:\n    client.chat.completions.create(model="m", messages=[{"role": "user", "content": "A"}])',
        ["app.py:4 loop m@app.py:4 | user: A"],
    ),
    "in a comprehension": (
        '[client.chat.completions.create(model="m", messages=[{"role": "user", "content": x}]) for x in ["A"]]',
        ["app.py:3 loop m@app.py:3 | user: A"],
    ),
    "iterable of a loop is evaluated once": (
        'for c in client.chat.completions.create(model="m", messages=[{"role": "user", "content": "A"}], stream=True):\n    print(c)',
        ["app.py:3 m@app.py:3 | user: A"],
    ),
    "a loop grows the list": (
        'import sys\na = [{"role": "system", "content": "A"}]\nfor x in sys.argv:\n    a.append({"role": "user", "content": x})\n'
        'client.chat.completions.create(model="m", messages=a)',
        ["app.py:7 m@app.py:7 | system: A | user*: {x}"],
    ),
    "unknown messages": (
        'import store\nclient.chat.completions.create(model="m", messages=store.load())', ["app.py:4 m@app.py:4 | …"],
    ),
    "known and unknown messages": (
        'import store\nclient.chat.completions.create(model="m", messages=[{"role": "system", "content": "A"}] + store.load())',
        ["app.py:4 m@app.py:4 | system: A | …"],
    ),
    "unknown payload": ("import store\nclient.chat.completions.create(**store.load())", ["app.py:4 ? | …"]),
    "method handed on": (
        'import asyncio\nasyncio.to_thread(client.chat.completions.create, model="m", messages=[{"role": "user", "content": "A"}])',
        ["app.py:4 m@app.py:4 | user: A"],
    ),
    "method under a name": (
        'create = client.chat.completions.create\ncreate(model="m", messages=[{"role": "user", "content": "A"}])',
        ["app.py:4 m@app.py:4 | user: A"],
    ),
    "partial": (
        'from functools import partial\nask = partial(client.chat.completions.create, model="m")\nask(messages=[{"role": "user", "content": "A"}])',
        ["app.py:5 m@app.py:4 | user: A"],
    ),
    "await in a with": (
        'from openai import AsyncOpenAI\nasync def f():\n    async with AsyncOpenAI() as c:\n'
        '        return await c.chat.completions.create(model="m", messages=[{"role": "user", "content": "A"}])',
        ["app.py:6 m@app.py:6 | user: A"],
    ),
    "text of a file": (
        'from pathlib import Path\nclient.chat.completions.create(model="m", messages=[{"role": "system", "content": Path("p.txt").read_text()}])',
        ["app.py:4 m@app.py:4 | system: You answer."],
    ),
    "responses": (
        'client.responses.create(model="m", instructions="A", input="B")', ["app.py:3 m@app.py:3 | system: A | user: B"],
    ),
    "yield from": (
        'def f():\n    yield from client.chat.completions.create(model="m", messages=[{"role": "user", "content": "A"}], stream=True)',
        ["app.py:4 m@app.py:4 | user: A"],
    ),
    "lambda": (
        'f = lambda t: client.chat.completions.create(model="m", messages=[{"role": "user", "content": "A"}])',
        ["app.py:3 m@app.py:3 | user: A"],
    ),
}  # fmt: skip
"""Name: code after the client is made, calls."""

NONE: dict[str, str] = {
    "print": 'print("You are a helpful assistant", "gpt-4o")',
    "logging": 'import logging\nlogging.getLogger().info("gpt-4o", extra={"messages": []})',
    "twilio": 'from twilio.rest import Client\nClient("a", "b").messages.create(to="+1", body="You are", model="gpt-4o")',
    "own class of the same shape": (
        'class C:\n    def create(self, model, messages):\n        return model\nclass B:\n    completions = C()\n'
        'class A:\n    chat = B()\nA().chat.completions.create(model="gpt-4o", messages=[])'
    ),
    "docstring": 'def f():\n    """client.chat.completions.create(model="gpt-4o")"""',
    "comment": '# client.chat.completions.create(model="gpt-4o")',
    "text": 'T = \'client.chat.completions.create(model="gpt-4o")\'',
    "method named, not called": "f = client.chat.completions.create",
    "decorator of a route": '@app.post("/v1/chat/completions")\ndef f():\n    return 1',
    "route of an application": 'from fastapi import FastAPI\napp = FastAPI()\n@app.post("/v1/chat/completions")\nasync def f(): ...',
    "other methods of the client": 'client.models.list()\nclient.files.create(file="x")\nclient.fine_tuning.jobs.create(model="gpt-4o")',
    "price table": 'PRICES = {"gpt-4o": 2.5}\nPRICES.get("gpt-4o")',
    "database": 'db.embeddings.create(model="x", input="y")',
    "jobs": 'jobs.create(model="xgboost")',
    "mock": 'from unittest.mock import Mock\nc = Mock()\nc.chat.completions.create.return_value = 1\nc.chat.completions.create.assert_called_once()',
    "mock called": 'from unittest.mock import MagicMock\nc = MagicMock()\nc.chat.completions.create(model="gpt-4o", messages=[])',
    "patched name": 'import unittest.mock as m\nwith m.patch("openai.OpenAI") as c:\n    pass',
    "http to somewhere else": 'import requests\nrequests.post("https://example.org/v1/things", json={"model": "gpt-4o"})',
    "request object of a test": (
        'import httpx\nr = httpx.Request("POST", "https://api.openai.com/v1/chat/completions")\nhttpx.Response(429, request=r)'
    ),
    "type annotation": "def f(c: OpenAI) -> OpenAI: ...",
    "threads": 'client.beta.threads.messages.create(thread_id="t", role="user", content="x")',
}  # fmt: skip
"""Name: code after the client is made that sends nothing."""


@pytest.mark.parametrize("name", BUILT)
def test_request(name: str, tmp_path: Path) -> None:
    """The request is found with its model and its messages."""
    code, expected = BUILT[name]
    assert calls(scan(tmp_path, {"app.py": HEAD + code + "\n", "p.txt": "You answer."})) == expected


@pytest.mark.parametrize("name", NONE)
def test_no_request(name: str, tmp_path: Path) -> None:
    """Nothing is reported where nothing is sent."""
    assert calls(scan(tmp_path, {"app.py": HEAD + NONE[name] + "\n"})) == []


LIMITS = {
    "number": ("max_tokens=5", 5, True, False),
    "constant": ("max_tokens=LIMIT", 7, True, False),
    "new name": ("max_completion_tokens=9", 9, True, False),
    "unknown": ("max_tokens=size()", None, True, False),
    "the larger of two": ("max_tokens=5 if x else 7", 7, True, False),
    "none": ("max_tokens=None", None, False, False),
    "absent": ("temperature=0", None, False, False),
    "open": ("**options", None, False, True),
}


@pytest.mark.parametrize("name", LIMITS)
def test_output_limit(name: str, tmp_path: Path) -> None:
    """Whether the output is limited, and to what where that is known."""
    given, number, limited, is_open = LIMITS[name]
    code = f'LIMIT = 7\ndef f(options, x):\n    client.chat.completions.create(model="m", messages=[], {given})\n'
    call = scan(tmp_path, {"app.py": HEAD + code}).calls[0]
    assert (call.max_output_tokens, call.has_output_limit, call.open_arguments) == (number, limited, is_open)
