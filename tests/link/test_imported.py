"""What is read of imports off the bytes of a file, beside what its syntax tree says."""

from __future__ import annotations

from pathlib import Path

import pytest

import promptlint
from promptlint.index import build_index
from promptlint.link.imported import Imported, imports_of
from promptlint.model import SourceFile

CASES: dict[str, tuple[bytes, list[Imported]]] = {
    "plain": (b"import a\n", [Imported("a", (), 0)]),
    "dotted, renamed, several": (b"import a.b as c, d\n", [Imported("a.b", (), 0), Imported("d", (), 0)]),
    "from": (b"from a.b import c as d, e\n", [Imported("a.b", ("c", "e"), 0)]),
    "star": (b"from a import *\n", [Imported("a", ("*",), 0)]),
    "relative": (b"from . import a\nfrom ..b import c\n", [Imported("", ("a",), 1), Imported("b", ("c",), 2)]),
    "no blanks": (b"from.a import(b)\n", [Imported("a", ("b",), 1)]),
    "in brackets": (b"from a import (\n    b,  # of b\n    c as d,\n)\n", [Imported("a", ("b", "c"), 0)]),
    "continued": (b"from a import b, \\\n    c\nimport d, \\\r\n  e\r\n",
                  [Imported("a", ("b", "c"), 0), Imported("d", (), 0), Imported("e", (), 0)]),
    "indented": (b"def f():\n\timport a\n", [Imported("a", (), 0)]),
    "on a line with others": (b"x = 1; import a\nif x: from b import c\n",
                              [Imported("a", (), 0), Imported("b", ("c",), 0)]),
    "other letters": ("import größe\n".encode(), [Imported("größe", (), 0)]),
    "a call of that name": (b"x = importlib.import_module('a')\n", []),
    "names that begin like it": (b"importer = 1\nfrom_a = 2\nimportant(a)\n", []),
    "yield from": (b"yield from a\n", []),
    "within a line": (b"# we import a\ntext = 'please import b'\n", []),
    "never closed": (b"from a import (b,", [Imported("a", ("b",), 0)]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES.keys())
def test_imports_of(data: bytes, expected: list[Imported]) -> None:
    assert list(imports_of(data)) == expected


def test_no_import_is_overlooked() -> None:
    """In every module of the package there is what its syntax tree says, in that order."""
    for path in Path(promptlint.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        said = [(one.module, one.name, one.level) for one in build_index(SourceFile(str(path), text)).imports]
        read = [(one.module, name, one.level) for one in imports_of(text.encode()) for name in (one.names or (None,))]
        assert [one for one in read if one in said] == said, path
