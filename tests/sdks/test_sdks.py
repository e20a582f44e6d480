"""Each SDK of the catalogue has a file of calls with the expectation in a comment beside each.

The files are called ``NAME_calls.py``: a file ``openai.py`` would hide the package from all others in the folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint import expectations
from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.extract.load import builtin

FOLDER = Path(__file__).parent / "fixtures"
FIXTURES = sorted(path.name for path in FOLDER.glob("*.py"))


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture(name: str) -> None:
    """Every call is found with what it sends, and nothing else is."""
    expected = expectations.read(name, (FOLDER / name).read_text("utf-8"))
    found = analyse(FOLDER, (name,), AnalyseOptions(project_root=FOLDER))
    assert [str(p) for p in found.problems] == []
    mismatches = expectations.compare(expected, found.calls)
    assert [str(m) for m in mismatches] == []


@pytest.mark.parametrize("name", FIXTURES)
def test_no_text_twice(name: str) -> None:
    """A literal that several objects of a request lead to, as a chain and its prompt do, is counted once."""
    for call in analyse(FOLDER, (name,), AnalyseOptions(project_root=FOLDER)).calls:
        sent = [m for m in call.messages if m.choice is None and not m.repeats and m.static_text.strip()]
        twice = [m.text for m in sent if sum((m.text, m.origin) == (o.text, o.origin) for o in sent) > 1]
        assert (call.span.line, twice) == (call.span.line, [])


def test_every_sdk_has_a_fixture() -> None:
    """An SDK file without a fixture named like it is not proved."""
    files = {Path(sdk.source).stem for sdk in builtin().sdks}
    assert files - {Path(name).stem.removesuffix("_calls") for name in FIXTURES} == set()
