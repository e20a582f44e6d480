"""The model that a user picks in a user interface: what its elements hold, and the functions that its events call."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, asked, calls, scan

ST = "import streamlit as st\n"
NB = "import ipywidgets as w\n"

HELD: dict[str, tuple[str, str, list[str]]] = {
    "selectbox": (ST, 'st.selectbox("Model", ["gpt-4o", "gpt-4.1"])', ["gpt-4o", "gpt-4.1"]),
    "selectbox, another one first": (ST, 'st.selectbox("Model", ("gpt-4o", "gpt-4.1"), index=1)', ["gpt-4.1", "gpt-4o"]),
    "selectbox of the sidebar": (ST, 'st.sidebar.selectbox("Model", options=["gpt-4o"])', ["gpt-4o"]),
    "selectbox of a column": (ST + "left, right = st.columns(2)\n", 'left.selectbox("Model", ["gpt-4o"])', ["gpt-4o"]),
    "radio over the keys of a dict": (
        ST + 'M = {"Fast": "gpt-4o-mini", "Good": "gpt-4o"}\nkind = st.radio("How", list(M))\n',
        "M[kind]", ["gpt-4o-mini", "gpt-4o"],
    ),
    "text_input": (ST, 'st.text_input("Model", "gpt-4o")', ["gpt-4o"]),
    "text_input, by name": (ST, 'st.text_input("Model", value="gpt-4o")', ["gpt-4o"]),
    "narrowed by a condition": (
        ST + 'm = st.selectbox("Model", ["gpt-4o", "claude-3-opus-20240229"])\nif not m.startswith("gpt-"):\n    st.stop()\n'
        'if m.startswith("gpt-"):\n    used = m\nelse:\n    used = "gpt-4.1"\n', "used", ["gpt-4o", "gpt-4.1"],
    ),
    "some options known": (
        ST + "import os\n", 'st.selectbox("Model", ["gpt-4o", *os.listdir(".")])', ["gpt-4o"],
    ),
    "widget of a notebook": (NB + 'm = w.Dropdown(options=["gpt-4o", "o3"], value="o3")\n', "m.value", ["o3", "gpt-4o"]),
    "widget with labels": (NB + 'm = w.Dropdown(options=[("Big", "gpt-4o")])\n', "m.value", ["gpt-4o"]),
}  # fmt: skip


@pytest.mark.parametrize("case", HELD)
def test_what_an_element_holds(case: str, tmp_path: Path) -> None:
    """What it starts with stands first, then what else may be chosen."""
    code, expr, expected = HELD[case]
    assert asked(tmp_path, code, expr)[0] == expected


NOT_HELD: dict[str, tuple[str, str, str]] = {
    "text without a start": (ST, 'st.text_input("Model")', "comes from `streamlit.text_input()`"),
    "empty start": (ST, 'st.text_input("Model", "")', "comes from `streamlit.text_input()`"),
    "options from outside": (ST + "import os\n", 'st.selectbox("Model", os.listdir("."))', "comes from `streamlit.selectbox()`"),
    "more options than are listed": (
        ST + f"NAMES = {[f'm-{n}' for n in range(50)]}\n", 'st.selectbox("Model", NAMES, index=None)', "comes from `streamlit.selectbox()`",
    ),
    "the function of another library": (
        "import forms as st\n", 'st.selectbox("Model", ["gpt-4o"])', "comes from `forms.selectbox()`",
    ),
    "another function of the library": (ST, 'st.metric("Model", "gpt-4o")', "comes from `streamlit.metric()`"),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_HELD)
def test_what_is_not_known(case: str, tmp_path: Path) -> None:
    """What the user enters without a default has a reason, no model."""
    code, expr, reason = NOT_HELD[case]
    assert asked(tmp_path, code, expr) == ([], reason)


GR = "import gradio as gr\n" + HEAD
ASK = """
def ask(question, model):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": question}])
"""
PICK = 'pick = gr.Dropdown(["gpt-4o", "gpt-4.1"], value="gpt-4.1")\nbox = gr.Textbox()\nbutton = gr.Button()\n'
BOTH = ["gpt-4.1", "gpt-4o"]

WIRED: dict[str, tuple[str, list[str]]] = {
    "click": (ASK + PICK + "button.click(ask, [box, pick], box)\n", BOTH),
    "click, by name": (ASK + PICK + "button.click(fn=ask, inputs=[box, pick], outputs=box)\n", BOTH),
    "submit is also what executors do": (ASK + PICK + "box.submit(ask, [box, pick], box)\n", BOTH),
    "inputs in a variable": (ASK + PICK + "inputs = [box, pick]\nbutton.click(ask, inputs)\n", BOTH),
    "inputs spread": (ASK + PICK + "inputs = [box]\nbutton.click(ask, [*inputs, pick])\n", BOTH),
    "arguments spread": (ASK + PICK + "given = dict(fn=ask, inputs=[box, pick])\nbutton.click(**given)\n", BOTH),
    "after another event": (ASK + PICK + "button.click(print, box).then(ask, [box, pick], box)\n", BOTH),
    "one input": (ASK + PICK + 'def run(model):\n    return ask("Hi", model)\npick.change(run, pick, box)\n', BOTH),
    "a state": (ASK + PICK + 'button.click(ask, [box, gr.State("gpt-4o")], box)\n', ["gpt-4o"]),
    "partial": (
        ASK + PICK + 'from functools import partial\nbutton.click(partial(ask, "Hi"), [pick])\n', BOTH,
    ),
    "parameters that the interface fills": (
        "def ask(request: gr.Request, question, model, progress=gr.Progress()):\n"
        '    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": question}])\n'
        + PICK + "button.click(ask, [box, pick])\n", BOTH,
    ),
    "component made by a function": (
        ASK + "def controls(names):\n    pick = gr.Radio(names, value=names[0])\n    return gr.Textbox(), pick.style(size=1)\n"
        'box, pick = controls(["o3", "o4-mini"])\ngr.Button().click(ask, [box, pick])\n', ["o3", "o4-mini"],
    ),
    "Interface": (ASK + 'gr.Interface(fn=ask, inputs=["text", gr.Radio(["o3"], value="o3")], outputs="text")\n', ["o3"]),
    "ChatInterface": (
        "def chat(message, history, model):\n"
        '    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": message}])\n'
        'gr.ChatInterface(chat, additional_inputs=[gr.Dropdown(["o3"], value="o3")])\n', ["o3"],
    ),
    "function made of another one": (
        ASK + PICK + "def guarded(f):\n    def inner(question, model):\n        return f(question, model)\n    return inner\n"
        "button.click(guarded(ask), [box, pick])\n", BOTH,
    ),
    "one of many handlers": (
        "".join(f'def h{n}(q, m):\n    return client.chat.completions.create(model=m["name"], '
                'messages=[{"role": "user", "content": q}])\n' for n in range(6))
        + "HANDLERS = {" + ", ".join(f'"h{n}": {{"run": h{n}}}' for n in range(6)) + "}\n" + PICK
        + "def wrap(f):\n    def inner(q, m, *rest):\n        return f(q, {'name': m}, *rest)\n    return inner\n"
        "def route(kind, *given):\n    return wrap(HANDLERS[kind]['run'])(*given)\n"
        'button.click(route, [gr.State("h1"), box, pick])\n', BOTH,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WIRED)
def test_an_event_calls_its_function(case: str, tmp_path: Path) -> None:
    """The function gets what the components hold; the registration itself sends nothing."""
    code, expected = WIRED[case]
    found = scan(tmp_path, {"app.py": GR + code}).calls
    assert {tuple(m.id for m in call.models) for call in found if not call.via} == {tuple(expected)}
    wiring = [
        n for n, line in enumerate((GR + code).splitlines(), 1) if "button.click(" in line and "partial" not in line
    ]
    assert not [call for call in found if call.span.line in wiring]


NOT_WIRED: dict[str, str] = {
    "component without a value": "button.click(ask, [box, box])\n",
    "an executor's submit": "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(ask, [box, pick])\n",
    "a click of something else": 'import clicks\nclicks.Element().click(ask, ["Hi", "gpt-4o"])\n',
    "fewer inputs than parameters": "button.click(ask, [box])\n",
    "no inputs": "button.click(ask)\n",
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_WIRED)
def test_no_model_is_made_up(case: str, tmp_path: Path) -> None:
    """Where no event passes a model there is none, and a reason."""
    found = scan(tmp_path, {"app.py": GR + ASK + PICK + NOT_WIRED[case]}).calls
    direct = [call for call in found if not call.via]
    assert [call.models for call in direct] == [()]
    assert all(call.model_unknown for call in direct)


def test_without_gradio_a_click_is_no_event(tmp_path: Path) -> None:
    """The names of events are everyday words: only modules that import the package register any."""
    code = HEAD + ASK + 'page.click(fn=ask, inputs=["Hi", "gpt-4o"])\n'
    assert calls(scan(tmp_path, {"app.py": code})) == ["app.py:5 ? | user: {question}"]
