"""Which files are worth reading, by their bytes."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.triage import Triage, mentions

TRIAGE = Triage(
    ["openai", "google.generativeai", "google.genai", "langchain_openai"],
    ["chat.completions.create", "messages.create_batch"],
    ["api.openai.com/v1", "openrouter.ai/api"],
)
HITS = [
    "import openai",
    "import openai as ai",
    "import openai.types.chat",
    "from openai import OpenAI",
    "from openai.types import Completion",
    "from openai.types.chat import (\n    X,\n)",
    "    import openai",
    "\tfrom openai import OpenAI",
    "\x0cimport openai",
    "x = 1; import openai",
    "import os;from openai import x",
    "try: import openai",
    "import os, openai",
    "import os, sys as s, openai.types as t, re",
    "import os.path,openai",
    "# é\r\nimport openai\r\n",
    "import  \topenai",
    "import google.generativeai as genai",
    "from google.generativeai import GenerativeModel",
    "from google import generativeai",
    "from google import auth, generativeai as genai",
    "from google import (\n    auth,\n    genai,\n)",
    "from google import auth, \\\n    genai",
    "client.chat.completions.create(",
    "client\\\n.chat\\\n.completions.create(",
    "(client.chat\n    .completions\n    .create(model=m))",
    "chat . completions . create()",
    "requests.post('https://api.openai.com/v1/chat/completions')",
    "BASE = 'https://OPENROUTER.ai/api'.lower() + 'openrouter.ai/api'",
]
MISSES = [
    "",
    "import os",
    "import openaix",
    "import openai_tools",
    "import my_openai",
    "import opena",
    "importopenai",
    "import_openai",
    "reimport openai",
    "from .openai import x",
    "from . import openai",
    "from my.openai import x",
    "import my.openai",
    "from openai2 import x",
    "from openaié import x",
    "import os  # openai",
    "import os as openai_",
    "from os import openai",
    "x = 'we import openai models'",
    "# import openai",
    "openai.chat()",
    "from google import auth",
    "from google import auth\ngenai = 1",
    "from google import (auth)\ngenai = 1",
    "from google import genaix, my_genai",
    "from google.cloud import genai",
    "import google",
    "import googlex.generativeai",
    "client.chat.completions.created()",
    "client.mychat.completions.create()",
    "client.chat.completions, create()",
    "client.chat.completion.create()",
    "chat_completions_create",
    "chat/completions/create",
    "messages.create()",
    "https://api.openai.com/v2",
    "api_openai_com/v1",
]


@pytest.mark.parametrize("text", HITS)
def test_a_file_that_can_hold_a_request(text: str) -> None:
    for before, after in (("", ""), ("'''doc'''\nx = 1\n", "\ny = 2\n")):
        assert TRIAGE.hits((before + text + after).encode())


@pytest.mark.parametrize("text", MISSES)
def test_a_file_that_cannot(text: str) -> None:
    for before, after in (("", ""), ("'''doc'''\nx = 1\n", "\ny = 2\n")):
        assert not TRIAGE.hits((before + text + after).encode())


@pytest.mark.parametrize("text", [hit for hit in HITS if "\\\n" not in hit and "\x0c" not in hit])
@pytest.mark.parametrize("split", [False, True])
def test_notebooks_are_searched_as_json(text: str, split: bool) -> None:
    source = f"x = 1\n{text}\n"
    cell = {"cell_type": "code", "source": source.splitlines(keepends=True) if split else source}
    assert TRIAGE.hits(json.dumps({"cells": [cell]}, indent=1).encode())


def test_nothing_to_look_for_finds_nothing() -> None:
    assert not Triage([], [], []).hits(b"import openai\n")
    assert not Triage(["openai"], [], []).hits(b"chat.completions.create https://api.openai.com/v1")
    assert Triage([], [], ["a.b"]).hits(b"x a.b y")
    assert not Triage([], [], ["a.b"]).hits(b"x aXb y")


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert not TRIAGE.hits(bytes(range(256)) * 50)
    assert TRIAGE.hits(b"\xff\xfe\n import openai")


@given(st.lists(st.sampled_from(["from google import ", "(", "\\\n", " ", "genai_", ",", "\n"]), max_size=60))
def test_odd_imports_end(pieces: list[str]) -> None:
    TRIAGE.hits("".join(pieces).encode() * 20)


class TestMentions:
    """The search for names as whole words."""

    @pytest.mark.parametrize("text", ["ask", "x.ask(", "(ask)", "def ask():", "ask.ask", "'ask'", "a=ask"])
    def test_finds_words(self, text: str) -> None:
        assert mentions(frozenset({"ask", "complete"})).search(text.encode())

    @pytest.mark.parametrize("text", ["", "asks", "task", "ask_", "_ask", "ask1", "Ask", "aské", "éask", "comp lete"])
    def test_finds_nothing_else(self, text: str) -> None:
        assert not mentions(frozenset({"ask", "complete"})).search(text.encode())

    @pytest.mark.parametrize("code", ["ask()", "x = 1\nask()", "if x:\n\task()"])
    def test_finds_words_in_notebooks(self, code: str) -> None:
        assert mentions(frozenset({"ask"})).search(json.dumps({"source": code}).encode())
        assert not mentions(frozenset({"ask"})).search(json.dumps({"source": code.replace("ask", "task")}).encode())

    def test_no_names_match_nothing(self) -> None:
        assert not mentions(frozenset()).search(b"")
        assert not mentions(frozenset()).search(b"anything")

    def test_names_of_any_script_and_prefixes_of_each_other(self) -> None:
        pattern = mentions(frozenset({"é", "ask", "ask_all", "a.b"}))
        assert [found.decode() for found in pattern.findall("ask_all é ask axb a.b éé".encode())] == [
            "ask_all",
            "é",
            "ask",
            "a.b",
        ]

    @given(st.text(st.sampled_from("ab_ é."), max_size=30), st.frozensets(st.sampled_from(["a", "ab", "b_", "é"])))
    def test_agrees_with_splitting_into_words(self, text: str, names: frozenset[str]) -> None:
        words = set(re.findall(r"\w+", text))
        assert (mentions(names).search(text.encode()) is not None) == bool(words & names)
