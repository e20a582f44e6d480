"""The prompt index: what is a prompt, by use or by evidence, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, scan

LONG = "You are a careful editor. Correct the spelling of the text and nothing else."
SEND = 'client.chat.completions.create(model="m", messages=[{{"role": "user", "content": {}}}])\n'

FOUND: dict[str, tuple[dict[str, str], list[tuple[str, int, str]]]] = {
    "literal in a call": ({"app.py": HEAD + SEND.format('"Hi"')}, [("app.py", 3, "")]),
    "constant of another module": (
        {"names.py": "X = 'Hi there.'\n", "app.py": f"{HEAD}import names\n" + SEND.format("names.X")}, [("names.py", 1, "")],
    ),
    "named constant that nothing sends": ({"app.py": f"EDITOR_PROMPT = '{LONG}'\n"}, [("app.py", 1, "EDITOR_PROMPT")]),
    "named by its role": ({"app.py": f"system_message = '{LONG}'\n"}, [("app.py", 1, "system_message")]),
    "class attribute": ({"app.py": f"class Editor:\n    prompt = '{LONG}'\n"}, [("app.py", 2, "Editor.prompt")]),
    "class of prompts": ({"app.py": f"class Prompts:\n    editor = '{LONG}'\n"}, [("app.py", 2, "Prompts.editor")]),
    "function that returns one": (
        {"app.py": f"def editor_prompt(name):\n    return f'{LONG} Answer {{name}}.'\n"}, [("app.py", 2, "editor_prompt()")],
    ),
    "dict of prompts": ({"app.py": f"PROMPTS = {{'a': '{LONG}'}}\n"}, [("app.py", 1, "PROMPTS")]),
    "list of prompts": ({"app.py": f"PROMPTS = ['{LONG}']\n"}, [("app.py", 1, "PROMPTS")]),
    "template of a library": (
        {"app.py": f"from langchain_core.prompts import PromptTemplate\nX = PromptTemplate.from_template('{LONG}')\n"},
        [("app.py", 2, "X")],
    ),
    "templates of a library with roles, and one made by its class": (
        {"app.py": f"from langchain_core.prompts import ChatPromptTemplate, PromptTemplate\n"
                   f"X = ChatPromptTemplate.from_messages([('system', '{LONG} Be {{who}}.'), ('human', '{{q}}')])\n"
                   f"Y = PromptTemplate(input_variables=['x'], template='{LONG} On {{x}}.')\n"},
        [("app.py", 2, "X"), ("app.py", 3, "Y")],
    ),
    "method that returns one": (
        {"app.py": f"class Editor:\n    def build_prompt(self, q):\n        return f'{LONG} {{q}}'\n"},
        [("app.py", 3, "Editor.build_prompt()")],
    ),
    "file that is sent": (
        {"p.txt": LONG, "app.py": HEAD + SEND.format('open("p.txt").read()')}, [("p.txt", 1, "")],
    ),
    "parts of two places": (
        {"app.py": f"{HEAD}A = 'You answer.'\nB = 'You are kind.'\n" + SEND.format("A + B")}, [("app.py", 3, ""), ("app.py", 4, "")],
    ),
}  # fmt: skip
"""Name: files, place and name of each prompt."""

NONE = {
    "log message": "import logging\nlogging.info('You are about to delete all of the files of this folder.')\n",
    "plain constant": f"TEXT = '{LONG}'\n",
    "dict under a plain name": f"TEXTS = {{'a': '{LONG}'}}\n",
    "short entries of a dict": "PROMPT_NAMES = {'a': 'the first of them'}\nPROMPTS = {'b': 'greeting'}\n",
    "dict of files": f"PROMPT_FILES = {{'a': '{LONG}'}}\n",
    "docstring": f'"""{LONG}"""\ndef prompt():\n    """{LONG}"""\n',
    "query": "PROMPT_QUERY = 'SELECT * FROM prompts WHERE instruction = 1 ORDER BY name'\n",
    "user interface": "st.text_input(prompt='Please type the name of the city you live in now.')\n",
    "label": f"PROMPT_LABEL = '{LONG}'\n",
    "path": "PROMPT_PATH = 'the/folder of the prompts/where one of them is kept.txt'\n",
    "address": "PROMPT_URL = 'https://example.org/prompts/the-one-that-is-used-for-editing'\n",
    "short": "PROMPT = '> '\n",
    "one long word": "PROMPT = 'https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n",
    "exception": "raise ValueError('The prompt must be a text of at least one character, not empty.')\n",
    "page": "PROMPT_PAGE = '<html><body>Please type the name of the city.</body></html>'\n",
    "argument help": "parser.add_argument('--prompt', help='The prompt that is sent to the model at the start.')\n",
    "comparison": f"def f(prompt):\n    return prompt == '{LONG}'\n",
    "comment": f"# PROMPT = '{LONG}'\n",
    "number": "PROMPT_TOKENS = 4000\n",
}


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str, tmp_path: Path) -> None:
    """A text is a prompt because it is sent, or by the name it is kept under."""
    files, expected = FOUND[name]
    found = scan(tmp_path, files).prompts
    assert [(p.path, p.span.line, p.name) for p in found] == expected


@pytest.mark.parametrize("name", NONE)
def test_not_found(name: str, tmp_path: Path) -> None:
    """Texts for people, machines and logs are no prompts."""
    assert scan(tmp_path, {"app.py": NONE[name]}).prompts == ()


def test_calls_and_evidence(tmp_path: Path) -> None:
    """A prompt lists the calls that send it; one that none sends says why it is taken for one."""
    code = f"{HEAD}PROMPT = '{LONG}'\nOTHER_PROMPT = '{LONG}!'\n" + SEND.format("PROMPT") * 2
    found = scan(tmp_path, {"app.py": code})
    used, unused = found.prompts
    assert set(used.calls) == {call.id for call in found.calls}
    assert (used.name, used.evidence, used.role) == ("PROMPT", "sent by a call", "user")
    assert (unused.calls, unused.evidence) == ((), "named `OTHER_PROMPT`")
