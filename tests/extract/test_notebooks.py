"""Requests in notebooks: Jupyter's two formats, percent scripts and Marimo, and notebooks that are hard to read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.model import Analysis
from promptlint.outputs import without_outputs
from promptlint.source import MAX_BYTES, MAX_NOTEBOOK_BYTES, cell_line
from tests.extract.projects import HEAD, calls, messages, scan

SEND = 'client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": {}}}])'


def code(*lines: str, outputs: tuple[Any, ...] = ()) -> dict[str, Any]:
    return {"cell_type": "code", "source": "\n".join(lines).splitlines(True), "outputs": list(outputs), "metadata": {}}


def look(folder: Path, name: str, text: str) -> Analysis:
    (folder / name).write_text(text)
    return analyse(folder, (name,), AnalyseOptions(project_root=folder))


def cells(*given: dict[str, Any], version: int = 4) -> str:
    if version == 4:
        return json.dumps({"cells": given, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    old = [{("input" if key == "source" else key): value for key, value in cell.items()} for cell in given]
    return json.dumps({"worksheets": [{"cells": old}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0})


def places(found: Analysis) -> list[tuple[int | None, int]]:
    """The cell and the line in it of each call."""
    sources = {source.path: source for source in found.sources}
    return [cell_line(sources[call.path], call.span.line) for call in found.calls]


@pytest.mark.parametrize("version", [3, 4])
def test_cells_share_one_namespace_in_order(version: int, tmp_path: Path) -> None:
    sheet = cells(
        code("%pip install openai", "!ls", HEAD),
        {"cell_type": "markdown", "source": ["# " + SEND.format('"in a heading"')], "metadata": {}},
        code('PROMPT = "First."'),
        code("%%time", "files = !ls", "", SEND.format("PROMPT"), 'PROMPT = "Second."'),
        code("%%bash", SEND.format('"in the shell"')),
        code("if files:", "    !rm x", "    " + SEND.format("PROMPT")),
        version=version,
    )
    found = look(tmp_path, "a.ipynb", sheet)
    assert [messages(call) for call in found.calls] == [["user: First."], ["user: Second."]]
    assert places(found) == [(3, 4), (5, 3)]
    assert found.problems == ()


def test_outputs_are_never_read_as_code(tmp_path: Path) -> None:
    said = {"output_type": "stream", "text": [SEND.format('"no"')]}
    found = look(tmp_path, "a.ipynb", cells(code(HEAD, outputs=(said,)), code("1 + 1", outputs=(said,))))
    assert found.calls == ()


def test_a_cell_that_is_no_python_leaves_the_others(tmp_path: Path) -> None:
    found = look(tmp_path, "a.ipynb", cells(code(HEAD), code("def broken(:"), code(SEND.format('"Hi there."'))))
    assert places(found) == [(3, 1)]
    assert [problem.message for problem in found.problems] == ["cell 2: invalid syntax"]


BROKEN = {
    "cut off": '{"cells": [',
    "no JSON": "hello",
    "empty": "",
    "a list": "[]",
    "without cells": '{"nbformat": 4}',
    "deep": "{" + '"a":{' * 100_000 + "}" * 100_000 + "}",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_notebook_is_a_problem(name: str, tmp_path: Path) -> None:
    text = BROKEN[name]
    # Without a word of an SDK only what is visibly no notebook is read at all.
    text = text if name in ("cut off", "no JSON", "empty", "a list") else text.replace("{", '{"x": "import openai",', 1)
    found = look(tmp_path, "a.ipynb", text)
    assert [(p.path, p.stage) for p in found.problems] == [("a.ipynb", "read")]
    assert found.analysed == ()


def test_a_notebook_of_another_language_is_skipped_and_said_so(tmp_path: Path) -> None:
    """It is not broken, so it must not fail a hook; and it does not vanish."""
    text = cells(code("import openai")).replace(
        '"metadata": {}, "nbf', '"metadata": {"kernelspec": {"language": "R"}}, "nbf'
    )
    found = look(tmp_path, "a.ipynb", text)
    assert [(p.path, p.stage) for p in found.problems] == [("a.ipynb", "skipped")]
    assert found.analysed == ()


def test_a_notebook_without_a_request_is_no_problem(tmp_path: Path) -> None:
    for text in (cells(), cells(code("1 + 1")), "\ufeff\n " + cells(code("x = 1")) + "\n\n"):
        assert look(tmp_path, "a.ipynb", text).problems == ()


def test_a_notebook_with_an_output_of_50_mb_is_read_without_it(tmp_path: Path) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 50_000_000}}
    found = look(tmp_path, "a.ipynb", cells(code(HEAD), code(SEND.format('"Hi"'), outputs=(picture,))))
    assert found.problems == ()
    assert [m.text for call in found.calls for m in call.messages] == ["Hi"]


def test_a_notebook_is_read_up_to_a_size_and_its_code_up_to_that_of_a_module(tmp_path: Path) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * MAX_NOTEBOOK_BYTES}}
    assert _faults(look(tmp_path, "a.ipynb", cells(code(HEAD, outputs=(picture,))))) == ["larger than 10 MB (100.0 MB)"]
    long = code(HEAD + "#" * MAX_BYTES)
    assert _faults(look(tmp_path, "b.ipynb", cells(long))) == ["larger than 10 MB (10.0 MB)"]


def _faults(found: Analysis) -> list[str]:
    return [problem.message for problem in found.problems]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"outputs": [1, [2]], "b": 3}', '{"outputs": [], "b": 3}'),
        ('{"outputs" :\n [{"text": "]"}], "b": 3}', '{"outputs" :\n [], "b": 3}'),
        ('{"attachments": {"a": {"b": "}"}}}', '{"attachments": {}}'),
        ('{"outputs": ["\\"]"]}', '{"outputs": []}'),
        ('{"outputs": "no list"}', '{"outputs": "no list"}'),
        ('{"source": "\\"outputs\\": [1]"}', '{"source": "\\"outputs\\": [1]"}'),
        ('["outputs", [1]]', '["outputs", [1]]'),
        ('{"my outputs": [1]}', '{"my outputs": [1]}'),
        ('{"outputs": [1', '{"outputs": [1'),
        ('{"outputs": ["never closed', '{"outputs": ["never closed'),
        ("no JSON", "no JSON"),
    ],
)
def test_only_the_outputs_of_a_large_notebook_are_cut(text: str, left: str) -> None:
    assert without_outputs(text.encode()) == left.encode()


def test_a_module_too_large_to_read_is_not_taken_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.py").open("wb") as file:
        file.truncate(30_000_000_000)  # sparse: thirty gigabytes that take no room
    found = analyse(tmp_path, ("a.py",), AnalyseOptions(project_root=tmp_path))
    assert [p.message for p in found.problems] == ["larger than 10 MB (30000.0 MB)"]


def test_a_percent_script_is_python(tmp_path: Path) -> None:
    script = f"# %% [markdown]\n# # Title\n\n# %%\n{HEAD}\n# %%\n" + SEND.format('"Hi there."') + "\n"
    found = scan(tmp_path, {"a.py": script})
    assert calls(found) == ["a.py:9 gpt-4o@a.py:9 | user: Hi there."]


MARIMO = """
import marimo
app = marimo.App()

@app.cell
def _():
    from openai import OpenAI
    client = OpenAI()
    return OpenAI, client

@app.cell(hide_code=True)
def _():
    PROMPT = "You speak in cells."
    MODEL = "gpt-4o"
    return (PROMPT, MODEL)

@app.cell
def _(MODEL, PROMPT, client):
    client.chat.completions.create(model=MODEL, messages=[{"role": "system", "content": PROMPT}])
    return

@app.cell
def _(client, missing):
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": missing}])
    return

@app.function
def helper(PROMPT):
    return PROMPT

if __name__ == "__main__":
    app.run()
"""


def test_marimo_cells_take_what_other_cells_return(tmp_path: Path) -> None:
    found = scan(tmp_path, {"a.py": MARIMO})
    assert calls(found) == [
        "a.py:18 gpt-4o@a.py:13 | system: You speak in cells.", "a.py:23 m@a.py:23 | user: {missing}",
    ]  # fmt: skip
    assert {call.certainty for call in found.calls} == {"resolved"}


def test_cells_of_another_framework_are_plain_functions(tmp_path: Path) -> None:
    found = scan(tmp_path, {"a.py": MARIMO.replace("marimo", "sheets")})
    assert [call.certainty for call in found.calls] == ["shape", "shape"]


def test_marimo_cells_that_need_each_other_end(tmp_path: Path) -> None:
    cell = "@app.cell\ndef _({0}):\n    {1} = {0}\n    return ({1},)\n"
    send = "@app.cell\ndef _(a):\n    from openai import OpenAI\n    OpenAI().responses.create(model='m', input=a)\n    return\n"
    found = scan(
        tmp_path, {"a.py": "import marimo\napp = marimo.App()\n" + cell.format("a", "b") + cell.format("b", "a") + send}
    )
    assert len(found.calls) == 1


def test_a_function_that_later_cells_define_again(tmp_path: Path) -> None:
    """Each cell calls the function as it was defined last before it, and each is followed to its own callers."""
    ask = "def ask(text):\n    return " + SEND.format("text")
    again = "def ask(text):\n    " + SEND.format('"Be kind."') + "\n    return " + SEND.format("text")
    sheet = cells(
        code(HEAD, "def ask(text):", "    return text", 'ask("Not sent.")'),
        code(ask, 'ask("First.")'),
        code(again, 'ask("Second.")'),
    )
    found = look(tmp_path, "a.ipynb", sheet)
    assert [(*place, messages(call)) for place, call in zip(places(found), found.calls, strict=True)] == [
        (2, 2, ["user: {text}"]), (2, 3, ["user: First."]),
        (3, 2, ["user: Be kind."]), (3, 3, ["user: {text}"]), (3, 4, ["user: Second."]),
    ]  # fmt: skip
