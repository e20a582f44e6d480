"""Which names of calls are looked at: where no SDK is imported, those that are known by their shape alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint.extract.sending import Senders
from tests.extract.projects import HEAD, scan

SEND = "client.chat.completions.create(model='m', messages=[{'role': 'user', 'content': 'Hi'}])\n"


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lines of the calls that are evaluated to see whether they send a request."""
    lines: list[int] = []
    plain = Senders.direct

    def noted(self: Senders, site):  # type: ignore[no-untyped-def]
        lines.append(site.call.span.line)
        return plain(self, site)

    monkeypatch.setattr(Senders, "direct", noted)
    return lines


FOUND = {
    "imported": ("import replicate\nreplicate.run('a/b', input={'prompt': 'Hi'})\n", 2),
    "from": ("from replicate import run as go\ngo('a/b', input={'prompt': 'Hi'})\n", 2),
    "in a function": ("def f():\n    import replicate\n    replicate.run('a/b', input={'prompt': 'Hi'})\n", 3),
    "by its shape": (f"def f(client):\n    {SEND}", 2),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str, tmp_path: Path) -> None:
    """However a package comes into the code, its calls are found."""
    code, line = FOUND[name]
    found = scan(tmp_path, {"app.py": code, "other.py": f"{HEAD}{SEND}"})
    assert line in [call.span.line for call in found.calls if call.path == "app.py"]


def test_imported_elsewhere(tmp_path: Path) -> None:
    """The package is imported in one module, its request sent in another."""
    made = "from replicate import Client\nclient = Client()\n"
    found = scan(tmp_path, {"a.py": made, "b.py": "from a import client\nclient.run('a/b', input={'prompt': 'Hi'})\n"})
    assert [call.path for call in found.calls] == ["b.py"]


def test_not_looked_at(tmp_path: Path, looked_at: list[int]) -> None:
    """Where no SDK is imported, names of calls that send requests in SDKs are not evaluated."""
    code = f"def f(client):\n    parts = []\n    parts.append('a')\n    run = parts.pop\n    run('b')\n    parts.kickoff()\n    {SEND}"
    found = scan(tmp_path, {"app.py": code})
    assert len(found.calls) == 1
    assert looked_at == [len(code.splitlines())]
