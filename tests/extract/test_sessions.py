"""What a program keeps in the session of a user interface and reads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import calls, scan

STREAMLIT = "import streamlit as st\nfrom openai import OpenAI\nclient = OpenAI()\n"
ASK = "def ask():\n    return client.responses.create(model={}, input='Name a town.')\n"
CHAINLIT = "import chainlit as cl\nfrom openai import OpenAI\n"

CASES: dict[str, tuple[str, str]] = {
    "set under a condition by key": (
        STREAMLIT + "if 'm' not in st.session_state:\n    st.session_state['m'] = 'gpt-4o'\n"
        + ASK.format("st.session_state['m']"),
        "app.py:7 gpt-4o@app.py:5 | user: Name a town.",
    ),
    "set as attribute in a function, read by key": (
        STREAMLIT + "def start():\n    st.session_state.m = 'gpt-4o'\n" + ASK.format("st.session_state['m']"),
        "app.py:7 gpt-4o@app.py:5 | user: Name a town.",
    ),
    "setdefault and get": (
        STREAMLIT + "def start():\n    st.session_state.setdefault('m', 'gpt-4o')\n"
        + ASK.format("st.session_state.get('m')"),
        "app.py:7 gpt-4o@app.py:5 | user: Name a town.",
    ),
    "the store under another name": (
        STREAMLIT + "from streamlit import session_state as state\ndef start():\n    state.m = 'gpt-4o'\n"
        + ASK.format("state.m"),
        "app.py:8 gpt-4o@app.py:6 | user: Name a town.",
    ),
    "kept by an input element": (
        STREAMLIT + "st.selectbox('Model', ['gpt-4o', 'o3'], key='m')\n" + ASK.format("st.session_state.m"),
        "app.py:6 gpt-4o@app.py:4 o3@app.py:4 | user: Name a town.",
    ),
    "nothing but None is no value": (
        STREAMLIT + "def start():\n    st.session_state.m = None\ndef choose():\n    st.session_state.m = 'o3'\n"
        + ASK.format("st.session_state.m"),
        "app.py:9 o3@app.py:7 | user: Name a town.",
    ),
    "another key": (
        STREAMLIT + "def start():\n    st.session_state.n = 'gpt-4o'\n" + ASK.format("st.session_state.m"),
        "app.py:7 ? | user: Name a town.",
    ),
    "an object of the project with the same name": (
        STREAMLIT + "class Own:\n    pass\nsession_state = Own()\ndef start():\n    session_state.m = 'gpt-4o'\n"
        + ASK.format("st.session_state.m"),
        "app.py:10 ? | user: Name a town.",
    ),
    "an element without the key": (
        STREAMLIT + "st.selectbox('Model', ['gpt-4o', 'o3'])\n" + ASK.format("st.session_state.m"),
        "app.py:6 ? | user: Name a town.",
    ),
    "set to what it holds": (
        STREAMLIT + "def start():\n    st.session_state.m = st.session_state.m or 'o3'\n"
        + ASK.format("st.session_state.m"),
        "app.py:7 o3@app.py:5 | user: Name a town.",
    ),
    "a client and a history of a user session": (
        CHAINLIT + "def start():\n    cl.user_session.set('client', OpenAI())\n"
        "    cl.user_session.set('history', [{'role': 'system', 'content': 'Be kind.'}])\n"
        "def answer(text):\n    history = cl.user_session.get('history')\n"
        "    history.append({'role': 'user', 'content': 'Name a town.'})\n"
        "    client = cl.user_session.get('client')\n    client.responses.create(model='o3', input=history)\n",
        "app.py:10 o3@app.py:10 | system: Be kind. | user: Name a town. | …",
    ),
    "a key that is not written out": (
        CHAINLIT + "def start(key):\n    cl.user_session.set(key, 'o3')\n"
        "def answer(text):\n    OpenAI().responses.create(model=cl.user_session.get('m'), input='Name a town.')\n",
        "app.py:6 ? | user: Name a town.",
    ),
}  # fmt: skip
"""Name: the code, the one call in it."""


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept_in_a_session(name: str, tmp_path: Path) -> None:
    """A read gives what any function stores under the key in that very store, and nothing for other keys."""
    code, expected = CASES[name]
    assert calls(scan(tmp_path, {"app.py": code})) == [expected]
