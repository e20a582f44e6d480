"""What a program keeps in a store of a framework, for a session or the whole application, and reads elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import calls, scan

STREAMLIT = "import streamlit as st\nfrom openai import OpenAI\nclient = OpenAI()\n"
ASK = "def ask():\n    return client.responses.create(model={}, input='Name a town.')\n"
FASTAPI = "from fastapi import FastAPI, Request\nfrom openai import OpenAI\napp = FastAPI()\n"
FLASK = "from flask import Flask, current_app\nfrom openai import OpenAI\napp, client = Flask(__name__), OpenAI()\n"
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
    "the state of an application, through the request": (
        FASTAPI + "@app.on_event('startup')\ndef start():\n    app.state.m = 'gpt-4o'\n    app.state.client = OpenAI()\n"
        "def answer(request: Request):\n    client = request.app.state.client\n"
        "    return client.responses.create(model=request.app.state.m, input='Name a town.')\n",
        "app.py:10 gpt-4o@app.py:6 | user: Name a town.",
    ),
    "the state of an application handed to its lifespan": (
        FASTAPI + "async def lifespan(application: FastAPI):\n    application.state.m = 'gpt-4o'\n    yield\n"
        "def answer(request: Request):\n"
        "    return OpenAI().responses.create(model=request.app.state.m, input='Name a town.')\n",
        "app.py:8 gpt-4o@app.py:5 | user: Name a town.",
    ),
    "the state of a request is not that of the application": (
        FASTAPI + "def start():\n    app.state.m = 'gpt-4o'\ndef middle(request: Request):\n    request.state.m = 'o3'\n"
        "def answer(request: Request):\n"
        "    return OpenAI().responses.create(model=request.state.m, input='Name a town.')\n",
        "app.py:9 o3@app.py:7 | user: Name a town.",
    ),
    "the state of something else": (
        FASTAPI + "def start(other):\n    other.state.m = 'gpt-4o'\n"
        "def answer(request: Request):\n"
        "    return OpenAI().responses.create(model=request.app.state.m, input='Name a town.')\n",
        "app.py:7 ? | user: Name a town.",
    ),
    "the configuration of an application, by key": (
        FLASK + "app.config['M'] = 'gpt-4o'\n" + ASK.format("current_app.config['M']"),
        "app.py:6 gpt-4o@app.py:4 | user: Name a town.",
    ),
    "the configuration of an application, several at once": (
        FLASK + "app.config.update(M='gpt-4o', N='o3')\n" + ASK.format("app.config.get('M', 'o3')"),
        "app.py:6 gpt-4o@app.py:4 o3@app.py:6 | user: Name a town.",
    ),
    "the entries of a dict that a loop copies": (
        STREAMLIT + "def start(settings):\n    defaults = {'m': settings.get('m', 'o3'), 'n': st.session_state['k']}\n"
        "    for key, value in defaults.items():\n        if key not in st.session_state:\n"
        "            st.session_state[key] = value\n" + ASK.format("st.session_state['m']"),
        "app.py:10 o3@app.py:5 | user: Name a town.",
    ),
    "a loop that copies into something else": (
        STREAMLIT + "def start(other):\n    for key, value in {'m': 'o3'}.items():\n        other[key] = value\n"
        "        st.session_state[value] = key\n" + ASK.format("st.session_state['m']"),
        "app.py:9 ? | user: Name a town.",
    ),
    "a whole dict that is added": (
        STREAMLIT + "DEFAULTS = {'m': 'o3'}\nst.session_state.update(DEFAULTS)\n" + ASK.format("st.session_state['m']"),
        "app.py:7 o3@app.py:4 | user: Name a town.",
    ),
    "a configuration of the project's own": (
        FLASK + "class Own:\n    config = {}\nown = Own()\nown.config['M'] = 'o3'\n" + ASK.format("app.config['M']"),
        "app.py:9 ? | user: Name a town.",
    ),
    "the context of a chat's handlers": (
        "from openai import OpenAI\nfrom slack_bolt import BoltContext\nclient = OpenAI()\n"
        "def before(context: BoltContext, next_):\n    context['M'] = 'gpt-4o'\n"
        "def answer(context: BoltContext):\n"
        "    client.responses.create(model=context['M'], input='Name a town.')\n",
        "app.py:7 gpt-4o@app.py:5 | user: Name a town.",
    ),
}  # fmt: skip
"""Name: the code, the one call in it."""


@pytest.mark.parametrize("name", CASES)
def test_what_is_kept_in_a_session(name: str, tmp_path: Path) -> None:
    """A read gives what any function stores under the key in that very store, and nothing for other keys."""
    code, expected = CASES[name]
    assert calls(scan(tmp_path, {"app.py": code})) == [expected]
