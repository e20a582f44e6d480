"""How often the loops around a request go round: known lengths multiply, everything else is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, scan

ASK = 'client.responses.create(model="gpt-5", input="Hi")'

LOOPS = [
    (f"{ASK}", 1),
    (f"for i in range(3):\n    {ASK}", 3),
    (f"for i in range(2, 10, 2):\n    {ASK}", 4),
    (f"for i in range(-1):\n    {ASK}", 0),
    (f"for n in ['a', 'b']:\n    {ASK}", 2),
    (f"N = ('a', 'b')\nfor n in N:\n    {ASK}", 2),
    (f"SIZE = 5\nfor n in range(SIZE):\n    {ASK}", 5),
    (f"for k in {{'a': 1, 'b': 2}}:\n    {ASK}", 2),
    (f"for i, n in enumerate(['a', 'b', 'c']):\n    {ASK}", 3),
    (f"for i in range(3):\n    for n in ['a', 'b']:\n        {ASK}", 6),
    (f"for i in range(3):\n    try:\n        {ASK}\n    except ValueError:\n        pass", 3),
    (f"x = [{ASK} for _ in range(4)]", 4),
    (f"x = [{ASK} for _ in range(4) for n in 'ab']", None),  # a text is no list of a known length here
    (f"x = [{ASK} for n in range(4) if n]", None),  # conditions pick some
    (f"for i in range(3):\n    if i:\n        {ASK}", None),  # in some rounds only
    (
        f"for i in range(3):\n    try:\n        {ASK}\n        break\n    except ValueError:\n        pass",
        None,
    ),  # a retry
    (f"def f():\n    for i in range(3):\n        return {ASK}", None),
    (f"def f(x):\n    for i in x:\n        {ASK}", None),
    (f"def f(x):\n    for i in range(x):\n        {ASK}", None),
    (f"for i in range(3):\n    for n in open('x'):\n        {ASK}", None),  # one unknown makes all unknown
    (f"while True:\n    {ASK}", None),
    (f"for i in range(10 ** 9):\n    {ASK}", None),  # more than anybody sends
    (f"for i in range(1, 9, 0):\n    {ASK}", None),
    (f"for i in [{ASK}]:\n    pass", 1),  # what a loop goes over is worked out once
    (f"names = []\nfor n in open('x'):\n    names.append(n)\nfor n in names:\n    {ASK}", None),
]


@pytest.mark.parametrize(("code", "rounds"), LOOPS)
def test_rounds(tmp_path: Path, code: str, rounds: int | None) -> None:
    (call,) = scan(tmp_path, {"a.py": HEAD + code + "\n"}).calls
    assert call.rounds == rounds
    assert call.in_loop == (rounds != 1)
