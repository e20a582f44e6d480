"""Which files are told by their bytes to hold nothing, and that the whole analysis finds nothing in them either."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.config import AnalyseOptions
from promptlint.extract.analysis import analysed
from promptlint.extract.quiet import nothing_in
from promptlint.source import MAX_BYTES

QUIET = {
    "empty": b"",
    "standard library": b"import os\nfrom collections import abc\nprint(os.sep, abc)\n",
    "another's package": b"import numpy as np\nfrom pandas.core import frame\n",
    "a call that only sounds like a request": b"def f(client):\n    return client.jobs.create(model='xgboost')\n",
    "an SDK in a comment": b"# openai is not imported here\nimport os\n",
    "a declared encoding": b"# -*- coding: latin-1 -*-\nname = '\xe9'\n",
}
IN_DOUBT = {
    "an SDK": b"from openai import OpenAI\n",
    "a request by its shape": b"def f(c, m):\n    return c.chat.completions.create(model='gpt-4o', messages=m)\n",
    "an endpoint": b"URL = 'https://api.openai.com/v1/chat/completions'\n",
    "the name of a prompt": b"SYSTEM_PROMPT = 'You are a careful reader of long letters.'\n",
    "another name of one": b"user_msg = 'Sum up the letter that you are given in a sentence.'\n",
    "a comment for us": b"x = 1  # promptlint: ignore[PL101]\n",
    "a module beside it": b"import wrapper\n",
    "a folder beside it": b"import os\n\ndef f():\n    from inner.module import g\n    return g()\n",
    "a module in src": b"import hidden\n",
    "a relative import": b"from . import other\n",
    "a module that is scanned too": b"import other\n",
    "a syntax error": b"def f(:\n",
    "a NUL byte": b"x = 1\0\n",
    "not UTF-8": b"x = '\xe9'\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    for name in ("app/wrapper.py", "inner/module.py", "src/hidden.py", "lib/other.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    return tmp_path


def options(root: Path) -> AnalyseOptions:
    return AnalyseOptions(project_root=root)


@pytest.mark.parametrize("content", QUIET.values(), ids=QUIET.keys())
def test_nothing_is_in_it(content: bytes, root: Path) -> None:
    (root / "app/a.py").write_bytes(content)
    files = ("app/a.py", "lib/other.py")
    found = nothing_in(root, files, options(root))
    assert found is not None
    whole = analysed(root, files, options(root), is_few=True)
    assert (found.calls, found.prompts, found.problems) == (whole.calls, whole.prompts, whole.problems) == ((), (), ())
    assert (found.analysed, found.unparsed) == (whole.analysed, whole.unparsed) == (files, 0)


@pytest.mark.parametrize("content", IN_DOUBT.values(), ids=IN_DOUBT.keys())
def test_it_has_to_be_looked_at(content: bytes, root: Path) -> None:
    (root / "app/a.py").write_bytes(content)
    assert nothing_in(root, ("app/a.py", "lib/other.py"), options(root)) is None


def test_what_is_no_module_has_to_be_looked_at(root: Path) -> None:
    (root / "a.ipynb").write_text("{}")
    (root / "large.py").write_bytes(b"#" * (MAX_BYTES + 1))
    for name in ("a.ipynb", "large.py", "gone.py", "lib"):
        assert nothing_in(root, (name,), options(root)) is None
    assert nothing_in(root, ("lib/other.py",), AnalyseOptions(project_root=root, prompt_files=("a.txt",))) is None


def test_what_comes_on_stdin_is_looked_at_instead_of_the_file(root: Path) -> None:
    overlay = AnalyseOptions(project_root=root, overlay=(("lib/other.py", b"import openai\n"),))
    assert nothing_in(root, ("lib/other.py",), options(root)) is not None
    assert nothing_in(root, ("lib/other.py",), overlay) is None
