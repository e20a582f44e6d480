"""Functions that call what they are handed: the request, or the caller of a wrapper, is where it is handed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, calls, scan

RETRY = """
def with_retry(function, *args, tries=3, **options):
    for _ in range(tries):
        try:
            return function(*args, **options)
        except ValueError:
            pass
"""
ASK = """
def ask(prompt, model="gpt-4o"):
    return client.responses.create(model=model, input=prompt)
"""
WRITTEN = HEAD + ASK.lstrip("\n")

CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "the method of a client": (
        {"retry.py": RETRY, "app.py": HEAD + 'from retry import with_retry\n'
         'with_retry(client.responses.create, tries=2, model="o3", input="Name a colour.")\n'},
        ["app.py:4 o3@app.py:4 | user: Name a colour."],
    ),
    "a function of the project": (
        {"retry.py": RETRY, "app.py": WRITTEN + 'from retry import with_retry\nwith_retry(ask, "Name a colour.")\n'},
        ["app.py:4 gpt-4o@app.py:3 | user: {prompt}", "app.py:6 via app.py:4 gpt-4o@app.py:3 | user: Name a colour."],
    ),
    "a method, by a wrapper of its own": (
        {"retry.py": RETRY, "app.py": HEAD + "import retry\nclass Bot:\n    def _ask(self, prompt, model='o3'):\n"
         "        return client.responses.create(model=model, input=prompt)\n    def ask(self, prompt):\n"
         "        return retry.with_retry(self._ask, prompt, model='gpt-4o')\nBot().ask('Name a colour.')\n"},
        ["app.py:6 gpt-4o@app.py:8 o3@app.py:5 | user: {prompt}", "app.py:8 via app.py:6 gpt-4o@app.py:8 | user: {prompt}",
         "app.py:9 via app.py:8 via app.py:6 gpt-4o@app.py:8 | user: Name a colour."],
    ),
    "a retrying object": (
        {"app.py": WRITTEN + "from tenacity import Retrying\nretryer = Retrying(reraise=True)\n"
         'retryer(ask, "Name a colour.")\nRetrying()(client.responses.create, model="o3", input="Name a town.")\n'},
        ["app.py:4 gpt-4o@app.py:3 | user: {prompt}", "app.py:7 via app.py:4 gpt-4o@app.py:3 | user: Name a colour.",
         "app.py:8 o3@app.py:8 | user: Name a town."],
    ),
    "near miss: what is handed is not called": (
        {"retry.py": "def note(function, *args, **options):\n    print(function, *args)\n    other(*args)\n",
         "app.py": HEAD + 'from retry import note\nnote(client.responses.create, model="o3", input="Name a colour.")\n'},
        [],
    ),
    "near miss: it is called with nothing of what is given": (
        {"retry.py": "def note(function, *args, **options):\n    print(*args)\n    return function()\n",
         "app.py": HEAD + 'from retry import note\nnote(client.responses.create, model="o3", input="Name a colour.")\n'},
        [],
    ),
    "near miss: another function of that name": (
        {"retry.py": RETRY, "other.py": "def with_retry(function, **options):\n    return options\n",
         "app.py": HEAD + "import retry\nfrom other import with_retry\n"
         'with_retry(client.responses.create, model="o3", input="Name a colour.")\n'},
        [],
    ),
    "near miss: another class of that name": (
        {"app.py": HEAD + "from retries import Retrying\n"
         'Retrying()(client.responses.create, model="o3", input="Name a colour.")\n'},
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_handed_on(name: str, tmp_path: Path) -> None:
    files, expected = CASES[name]
    found = [line for line in calls(scan(tmp_path, files)) if not line.startswith("retry.py")]
    assert found == expected
