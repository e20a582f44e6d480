"""Statement lists by key, against a plain walk over the same statements; and what keeps recursion small."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint import ir
from promptlint.link.evaluate import Evaluator
from promptlint.link.instances import _open_uses
from promptlint.link.project import Project
from promptlint.link.shape import Block, Shapes, is_exit
from promptlint.model import Span
from tests.extract.projects import HEAD, calls, scan

SOURCE = """
def f(self, a, b):
    x = 1; y = [x]
    if a is None:
        return 3
    y.append(a)
    import os, sys
    while a:
        if (n := a.pop()):
            x += n
    if b:
        raise ValueError(
            b
        )
    self.x = y["k"] = 2
    with open(x) as z:
        return z
    x = 9
"""


def body() -> tuple[ir.Stmt, ...]:
    project = Project(Path("/nowhere"), ("m.py",), overlay={"m.py": SOURCE.encode()})
    module = project.module("m.py")
    assert module is not None
    (function,) = module.lowered(module.index.units[0])
    assert isinstance(function, ir.FunctionDef)
    return function.body


def holding(stmts: tuple[ir.Stmt, ...], place: tuple[int, int]) -> int | None:
    spans = [s.span for s in stmts]
    hits = [n for n, s in enumerate(spans) if (s.line, s.column) <= place < (s.end_line, s.end_column)]
    return hits[0] if hits else None


def test_holder_is_the_first_statement_around_the_place() -> None:
    stmts = body()
    block = Block(stmts, Shapes())
    for line in range(1, 22):
        for column in range(1, 40):
            until = Span(line, column, line, column)
            assert block.holder(until) == holding(stmts, (line, column)), (line, column)
            before = [s for s in stmts if (s.span.line, s.span.column) <= (line, column)]
            assert block.behind(until) == len(before), (line, column)


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("x", {0, 6, 10}),
        ("y", {1, 3, 8}),
        ("n", {6}),
        ("os", {4}),
        ("sys", {5}),
        ("self.x", {8}),
        ("z", {9}),
        ("a", set()),
        ("self", set()),
        ("append", set()),
    ],
)
def test_steps_are_changes_exits_and_what_may_leave(key: str, changes: set[int]) -> None:
    stmts = body()
    block = Block(stmts, Shapes())
    assert (key in block.keys) == bool(changes)
    exits = {n for n, s in enumerate(stmts) if is_exit(s)}
    assert set(block.steps(key, reached=False)) == changes | exits | {2, 7, 9}


def test_a_branch_that_narrows_matters_though_the_place_is_reached() -> None:
    block = Block(body(), Shapes())
    assert block.steps("a", reached=True) == (2,)
    assert block.steps("b", reached=True) == (7,)
    assert block.steps("z", reached=True) == (9,)


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("return self.kind.lower()", False),
        ("self.kind(1)", False),
        ("if self.kind == 3: pass", False),
        ('f"{self.kind}"', False),
        ("self.kinds = 3; self.kind()", False),
        ("self.kind = 3", True),
        ("self.kind: int = 3", True),
        ("self.kind['a'] = 3", True),
        ("self.kind += 3", True),
        ("self.kind.append(3)", True),
        ("self.kind . append(3)", True),
        ("self.other, self.kind = 1, 2", True),
        ("for self.kind in x: pass", True),
        ("self. kind = 3", True),
        ("self.\\\n  kind = 3", True),
        ("nothing here", True),
    ],
)
def test_text_that_leaves_it_open_that_an_attribute_is_set(text: str, uses: bool) -> None:
    assert _open_uses("kind", text) is uses


def test_recursion_through_several_branches_stays_small(tmp_path: Path) -> None:
    branches = "\n".join(f"    if node.kind == {n}:\n        text += walk(node.part{n}, deep)" for n in range(6))
    source = (
        f'{HEAD}def walk(node, deep):\n    text = "leaf "\n{branches}\n    return text\n\n'
        'client.responses.create(model="gpt-4o", input=walk(tree, 0))\n'
    )
    project = Project(tmp_path, ("app.py",), overlay={"app.py": source.encode()})
    ev = Evaluator(project)
    module = project.module("app.py")
    assert module is not None
    (stmt,) = module.lowered(module.index.units[-1])
    assert isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Call)
    ev.eval(stmt.value.args[1].value, module.frame)
    assert len(ev.frames) <= 1 + 6 + 36
    (line,) = calls(scan(tmp_path, {"app.py": source}))
    assert "gpt-4o@app.py" in line and "leaf" in line
