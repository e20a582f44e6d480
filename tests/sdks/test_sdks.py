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

NOT_YET: dict[str, set[int]] = {
    "atomic_agents_calls.py": {41},  # messages and contexts that are added to an agent
    "haystack_calls.py": {30, 54},  # components that are added to a pipeline
    "mirascope_calls.py": {34},  # two decorators, one with the model and one with the text
    "semantic_kernel_calls.py": {25, 26},  # messages and services that are added
    "strands_calls.py": {29},  # agents that are added to a graph
    "xai_calls.py": {13},  # messages that are appended to a chat
}
"""Lines whose expectation is right and not met yet."""


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture(name: str) -> None:
    """Every call is found with what it sends, and nothing else is."""
    expected = expectations.read(name, (FOLDER / name).read_text("utf-8"))
    found = analyse(FOLDER, (name,), AnalyseOptions(project_root=FOLDER))
    assert [str(p) for p in found.problems] == []
    mismatches = expectations.compare(expected, found.calls)
    known = NOT_YET.get(name, set())
    assert [str(m) for m in mismatches if m.line not in known] == []
    assert known - {m.line for m in mismatches} == set(), "met by now: take these lines off the list"


def test_every_sdk_has_a_fixture() -> None:
    """An SDK file without a fixture named like it is not proved."""
    files = {Path(sdk.source).stem for sdk in builtin().sdks}
    assert files - {Path(name).stem.removesuffix("_calls") for name in FIXTURES} == set()
