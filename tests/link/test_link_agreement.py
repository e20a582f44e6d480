"""The evaluator agrees with Python: what it claims to know of a program is what the program does.

The programs are generated here and run here; nothing but them is ever executed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings

from promptlint.extract.analysis import FRAMES
from promptlint.link import sites
from promptlint.link.evaluate import Evaluator
from promptlint.link.project import Project
from promptlint.link.scope import last_name
from promptlint.link.values import Constant, Text, Value
from tests.link.programs import programs


@pytest.fixture(autouse=True, scope="module")
def _room() -> Iterator[None]:
    """As an analysis has it: evaluation is bounded by its own depth."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(FRAMES)
    yield
    sys.setrecursionlimit(before)


def claims(source: str) -> list[Value]:
    """What each call of ``sink`` may be given, in order of place."""
    project = Project(Path("/nowhere"), ("app.py",), overlay={"app.py": source.encode()})
    ev = Evaluator(project)
    module = project.module("app.py")
    assert module is not None, project.problems
    found = []
    for unit in module.index.units:
        for site in sites.of_unit(ev, module, unit):
            if last_name(site.call.func) == "sink":
                ev.start_request()
                found.append((site.call.span.line, ev.eval(site.call.args[0].value, site.frame)))
    return [value for _, value in sorted(found, key=lambda pair: pair[0])]


def shown(source: str, line_of: list[int]) -> list[set[str]]:
    """What each call of ``sink`` is really given, over all flags and a few lists of words."""
    real: list[set[str]] = [set() for _ in line_of]

    def sink(text: str) -> None:
        real[line_of.index(sys._getframe(1).f_lineno)].add(text)

    scope: dict[str, Any] = {"sink": sink}
    exec(compile(source, "program", "exec"), scope)
    flags = (False, True)
    for p, q, r, k, words in product(flags, flags, flags, ("a", "ab", "b ", "c"), ([], ["w"], ["a", "ab"])):
        try:
            scope["main"](p, q, r, k, words)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, UnboundLocalError):
            event("stopped by an exception")
    return real


def known(value: Value) -> set[object] | None:
    """The values claimed, None where any of them is not known to the character."""
    found: set[object] = set()
    for item in value:
        if isinstance(item, Text) and item.exact is not None:
            found.add(item.exact)
        elif isinstance(item, Constant):
            found.add(item.value)
        else:
            return None
    return found


REBOUND = """def main(p, q, r, k, words):
    u = "a"
    def near():
        return u
    u = u + "."
    s = near()
    u = "b"
    sink(s)
"""
"""A nested function is called between two of the bindings of what it reads."""


NESTED = """def main(p, q, r, k, words):
    s = "a"
    u = ""
    for _ in words:
        for _ in list(words):
            u = s + s
            s = "b" if p else ""
    sink(u)
"""
"""What holds before two loops still holds in the first round of the inner one."""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
@example(REBOUND)
@example(NESTED)
def test_claims_hold(source: str) -> None:
    """Whatever a place is really given is among what was claimed for it."""
    lines = [n for n, line in enumerate(source.splitlines(), 1) if "sink(" in line]
    claimed = claims(source)
    assert len(claimed) == len(lines)
    for value, texts, line in zip(claimed, shown(source, lines), lines, strict=True):
        expected = known(value)
        event("not known" if expected is None else "known")
        assert expected is None or texts <= expected, f"line {line}: {texts - expected} is missing\n{source}"


def test_else_of_a_loop_runs_once() -> None:
    """A place inside the ``else`` of a loop is reached with that block run once up to there."""
    source = (
        "def main(words):\n    items = ['i']\n    s = 'a'\n    for _ in words:\n        s = s\n"
        "    else:\n        items.append('a')\n        s = ''.join(items)\n    sink(s)\n"
    )
    assert [known(value) for value in claims(source)] == [{"ia"}]


def test_dict_changed_under_another_name() -> None:
    """What a dict holds is not claimed to be known where another name of it is stored into."""
    source = "def main():\n    a = {'t': 'A'}\n    b = a\n    b['t'] = 'B'\n    sink(a['t'])\n    sink(b['t'])\n"
    assert [known(value) for value in claims(source)] == [None, {"B"}]


def test_entry_of_a_loop_that_may_have_no_round() -> None:
    """An entry stored in a loop may be missing after it: then a lookup gives its default."""
    source = (
        "def main(words):\n    table = {'a': 'k'}\n    for _ in words:\n        table['b'] = 'v'\n"
        "    sink(table.get('b', '0'))\n    sink(table['a'])\n"
    )
    assert [known(value) for value in claims(source)] == [{"v", "0"}, {"k"}]
