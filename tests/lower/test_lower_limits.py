"""No text ends the process or keeps it busy for long, and what is merely large is read."""

from __future__ import annotations

import subprocess
import sys

import pytest

from promptlint import ir
from promptlint.lower import lower_module
from promptlint.model import SourceFile
from tests.lower.agreement import ir_nodes
from tests.lower.hostile import HOSTILE, outcome

READ_AT_100 = set(HOSTILE) - {
    "open", "open over lines", "closed", "nested if", "nested def", "colons", "tabs", "f quotes", "only semicolons",
    "pattern", "pattern in parentheses", "class pattern", "parentheses in an f-string", "f-strings",
    "format specifications", "lambda defaults", "brackets behind a quote in an f-string", "brackets after braces",
    "stars",
}  # fmt: skip


def lowered(text: str) -> tuple[ir.Stmt, ...]:
    """The statements of a text."""
    return lower_module(SourceFile("m.py", text))


@pytest.mark.slow
@pytest.mark.parametrize("size", [190, 2_000, 10_000])
def test_no_text_ends_or_hangs_the_process(size: int) -> None:
    command = [sys.executable, "-m", "tests.lower.hostile", str(size)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert done.returncode == 0, (rows[-1:], done.stderr[-500:])
    assert [row[0] for row in rows] == list(HOSTILE)


@pytest.mark.parametrize("name", sorted(READ_AT_100))
def test_what_a_person_might_write_is_read(name: str) -> None:
    assert outcome(HOSTILE[name](90)) == "lowered"


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_small_cases_are_read_or_refused_with_a_reason(name: str) -> None:
    result = outcome(HOSTILE[name](8))
    assert result == "lowered" or result.startswith(("index: syntax error: ", "index: not valid Python 3: ")), result


def test_long_sums_keep_every_term_in_a_shallow_tree() -> None:
    (statement,) = lowered("x = " + " + ".join(f"f({number})" for number in range(200)))
    calls = sorted((node for node in ir_nodes(statement) if isinstance(node, ir.Call)), key=lambda node: node.span)
    assert [call.args[0].value.value for call in calls] == list(range(200))  # type: ignore[union-attr]
    assert depth(statement) < 60


def test_long_sums_of_texts_are_one_text() -> None:
    (statement,) = lowered("x = (" + "\n + ".join(["'ab'"] * 300) + " + f'{y}' + 'c')")
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Template)
    assert statement.value.parts[0] == "ab" * 300
    assert statement.value.parts[2] == "c"


def test_long_method_chains_keep_their_end() -> None:
    (statement,) = lowered("x = a" + ".b(c)" * 200 + ".last(d)")
    assert isinstance(statement, ir.Assign)
    assert isinstance(statement.value, ir.Call)
    assert isinstance(statement.value.func, ir.Attr)
    assert statement.value.func.name == "last"
    assert any(isinstance(node, ir.Opaque) for node in ir_nodes(statement))
    assert depth(statement) < 200


def test_long_elif_chains_keep_every_branch() -> None:
    text = "if a == 0: f(0)\n" + "".join(f"elif a == {number}: f({number})\n" for number in range(1, 500)) + "else: g()"
    (statement,) = lowered(text)
    calls = [node for node in ir_nodes(statement) if isinstance(node, ir.Call)]
    assert len(calls) == 501
    assert depth(statement) < 200


def depth(root: object) -> int:
    """Levels of nodes under ``root``."""
    level, count = [root], 0
    while level:
        level = [child for node in level for child in children(node)]
        count += 1
    return count


def children(node: object) -> list[object]:
    """The nodes right under a node."""
    if isinstance(node, tuple):
        return [item for item in node if not isinstance(item, str)]
    return [getattr(node, name) for name in getattr(node, "__slots__", ()) if name != "span"]
