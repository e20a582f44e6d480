"""The commands about SDK files: listing them, running their examples; and the pages about them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from promptlint.extract import load
from scripts import build_sdk_docs
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def guide(folder: Path) -> None:
    """Write the files that the guide shows."""
    text = (ROOT / "docs/own-sdks.md").read_text("utf-8")
    for block in re.findall(r"```\w+\n(# lint/sdks/.*?)```", text, re.S):
        name = block.splitlines()[0].rpartition("/")[2]
        (folder / name).write_text(block, "utf-8")


def test_list(run: Run) -> None:
    """Every SDK is listed with the kinds of its requests."""
    result = run("sdks")
    assert result.code == 0
    names = [line.split()[0] for line in result.out.splitlines()]
    assert names == [sdk.name for sdk in load.builtin().sdks]
    assert re.search(r"^anthropic +Anthropic +\d+  chat, completion$", result.out, re.M)


def test_forms(run: Run) -> None:
    """The call forms of one SDK, also found by the package's name."""
    result = run("sdks", "anthropic")
    assert result.code == 0
    assert "anthropic.Anthropic()" in result.out
    assert ".messages.create" in result.out
    assert run("sdks", "langchain_openai").out.startswith("langchain: LangChain")


def test_unknown_name(run: Run) -> None:
    """A name that is not known gets the nearest one that is."""
    result = run("sdks", "antropic")
    assert (result.code, result.out) == (2, "")
    assert result.err == "promptlint: no SDK is called 'antropic'; did you mean 'anthropic'?\n"


def test_own_sdks(run: Run, project: Path) -> None:
    """The SDK of the guide is listed when the configuration names its folder."""
    (project / "lint").mkdir()
    guide(project / "lint")
    (project / "promptlint.toml").write_text('sdks = ["lint"]\n')
    assert run("sdks").out.startswith("acme ")
    assert "acme_ai.Client()" in run("sdks", "acme").out


def test_guide(run: Run, tmp_path: Path) -> None:
    """The guide's examples do what it says."""
    guide(tmp_path)
    result = run("test", str(tmp_path))
    assert (result.code, result.out) == (0, "3 expected, all as expected\n")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "client.list_models()",
            "client.generate('x')",
            "acme_calls.py:9: noisy: a request acme generate was found here",
        ),
        ("client.list_models()", "print()  # call: model=x", "acme_calls.py:9: missing: no request was found here"),
        ("model=acme-2", "model=acme-3", "acme_calls.py:6: wrong: models are acme-2, not acme-3"),
        ('user="Say bye."', 'user="Say"', "acme_calls.py:6: wrong: user: 'Say' is not among ['Say bye.']"),
        ("max_output=20", "max_output=21", "acme_calls.py:5: wrong: max_output is 20, not 21"),
    ],
)
def test_mismatches(run: Run, tmp_path: Path, old: str, new: str, expected: str) -> None:
    """What differs is told with its line."""
    guide(tmp_path)
    path = tmp_path / "acme_calls.py"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    result = run("test", str(tmp_path))
    assert (result.code, result.out.splitlines()[0]) == (1, expected)


def test_bad_examples(run: Run, tmp_path: Path) -> None:
    """Folders without examples, comments that say nothing known, and names that hide a package."""
    assert "the folder holds no examples" in run("test", str(tmp_path)).err
    assert "there is no such folder" in run("test", str(tmp_path / "none")).err
    guide(tmp_path)
    example = tmp_path / "acme_calls.py"
    example.write_text("print()  # call: modle=x\n", "utf-8")
    result = run("test", str(tmp_path))
    assert result.code == 2
    assert "acme_calls.py:1: not understood in '# call:': modle=x; keys are model, " in result.err
    example.write_text("print()\n", "utf-8")
    example.rename(tmp_path / "acme_ai.py")
    result = run("test", str(tmp_path))
    assert result.code == 2
    assert "an example of this name hides the package acme_ai; call it acme_ai_calls.py" in result.err


def test_broken_sdk_file(run: Run, tmp_path: Path) -> None:
    """All mistakes of an SDK file come with their lines."""
    guide(tmp_path)
    path = tmp_path / "acme.yaml"
    path.write_text(path.read_text("utf-8").replace("params:", "parms:"), "utf-8")
    result = run("test", str(tmp_path))
    assert result.code == 2
    assert len(result.err.splitlines()) == 3
    assert all("did you mean 'params'?" in line for line in result.err.splitlines())


def test_page_is_current() -> None:
    """docs/sdks.md says what the SDK files say; scripts/build_sdk_docs.py writes it."""
    assert build_sdk_docs.main(["--check"]) == 0, "run python scripts/build_sdk_docs.py"
