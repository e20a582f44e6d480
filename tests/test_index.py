"""What the index of a module holds, and what becomes of text that is not Python."""

from __future__ import annotations

import pickle

import libcst
import pytest

from promptlint import ir
from promptlint.index import ParseError, build_index
from promptlint.lower import lower_unit
from promptlint.model import SourceFile, Span


def index(text: str) -> ir.ModuleIndex:
    """The index of a module with this text."""
    return build_index(SourceFile("pkg/m.py", text))


def only(text: str) -> ir.Unit:
    """The one unit of a text."""
    (unit,) = index(text).units
    return unit


def test_kinds_names_and_slices() -> None:
    text = (
        "import a\n\n\nX = 1  # note\n@dec(\n  1)\n# why\n@other\ndef f():\n    pass\n\nclass C: pass\nif X:\n    Y = 2"
    )
    units = index(text).units
    assert [(unit.kind, unit.name, unit.binds) for unit in units] == [
        ("import", None, ("a",)),
        ("statement", None, ("X",)),
        ("function", "f", ("f",)),
        ("class", "C", ("C",)),
        ("statement", None, ("Y",)),
    ]
    assert [text[unit.start : unit.end] for unit in units] == [
        "import a\n",
        "X = 1  # note\n",
        "@dec(\n  1)\n# why\n@other\ndef f():\n    pass\n",
        "class C: pass\n",
        "if X:\n    Y = 2",
    ]
    assert [unit.span for unit in units[2:4]] == [Span(9, 1, 10, 9), Span(12, 1, 12, 14)]


BINDS = [
    ("a = b = c", ("a", "b")),
    ("a, (b, *c), d[0], e.f = x", ("a", "b", "c")),
    ("a: int", ("a",)),
    ("a.b: int = 1", ()),
    ("a += 1", ("a",)),
    ("import a.b.c, d as e, f", ("a", "e", "f")),
    ("from . import a, b as c", ("a", "c")),
    ("from a import *", ("*",)),
    ("for a, b in c:\n  d = 1\nelse:\n  e = 2", ("a", "b", "d", "e")),
    ("while (a := b):\n  c = 1", ("a", "c")),
    ("with a as b, c as (d, e): f = 1", ("b", "d", "e", "f")),
    ("try:\n  a = 1\nexcept E as b:\n  c = 1\nelse:\n  d = 1\nfinally:\n  e = 1", ("a", "c", "d", "e")),
    ("if a:\n  def b():\n    c = 1\n  class d:\n    e = 1\n  import f\nelif g:\n  h = 1", ("b", "d", "f", "h")),
    (
        "match a:\n  case [b, *c] if (d := b): pass\n  case {**e}: pass\n  case f() as g: h = 1",
        ("b", "c", "d", "e", "g", "h"),
    ),
    ("print(a := 1, [b for b in (c := d)])", ("a", "c")),
    ("[a for b in c if (d := b)]", ("d",)),
    ("lambda a, b=1: (c := 2)", ()),
    ("{a: b for c in d}", ()),
    ("f(a=1)[b]", ()),
    ("a == b", ()),
    ("assert (a := b)", ("a",)),
]


@pytest.mark.parametrize(("text", "binds"), BINDS, ids=[row[0] for row in BINDS])
def test_names_bound(text: str, binds: tuple[str, ...]) -> None:
    assert only(text).binds == binds


CALLS = [
    ("a.b.c(d.e(f), g)", {"c", "e"}, {"a", "b", "c", "d", "e", "f", "g"}),
    ("a()()", {"a"}, {"a"}),
    ("a[0](b)", set(), {"a", "b"}),
    ("(lambda: a)()", set(), {"a"}),
    ("@a\n@b.c(d)\ndef f(g: h = i()) -> j: k", {"c", "i"}, {"a", "b", "c", "d", "h", "i", "j", "k"}),
    ("f'{a.b(c)!r:>{d()}}'", {"b", "d"}, {"a", "b", "c", "d"}),
    ("raise a(b) from c(d)", {"a", "c"}, {"a", "b", "c", "d"}),
    ("assert a(b), c(d)", {"a", "c"}, {"a", "b", "c", "d"}),
    ("'a.b(c)'  # d.e(f)", set(), set()),
    ("x = [y[a():b()] for y in c()]", {"a", "b", "c"}, {"x", "y", "a", "b", "c"}),
    ("class A(b(c), d=e()):\n  f = g()\n  def h(self): self.i()", {"b", "e", "g", "i"}, {*"bcefgi", "self"}),
]


@pytest.mark.parametrize(("text", "calls", "reads"), CALLS, ids=[row[0] for row in CALLS])
def test_names_called_and_read(text: str, calls: set[str], reads: set[str]) -> None:
    assert only(text).calls == calls
    assert only(text).reads == reads


def test_members_of_a_class() -> None:
    text = (
        "@d\nclass A(B):\n    '''doc'''\n    x = 1\n\n    @p\n    async def f(self): g()\n"
        "    class C:\n        y = h()\n    if z:\n        def k(self): ...\n"
    )
    unit = only(text)
    assert [(member.kind, member.name, member.binds) for member in unit.members] == [
        ("statement", None, ()),
        ("statement", None, ("x",)),
        ("function", "f", ("f",)),
        ("class", "C", ("C",)),
        ("statement", None, ("k",)),
    ]
    assert unit.members[2].calls == {"g"}
    assert unit.members[3].members[0].binds == ("y",)
    assert text[unit.members[2].start : unit.members[2].end] == "    @p\n    async def f(self): g()\n"
    assert unit.calls == {"g", "h"}


@pytest.mark.parametrize("text", ["class A: x = 1; y = f()", "class A(\n  B): x = 1; y = f()", "class A:\n  pass"])
def test_a_class_without_lines_of_its_own_has_no_members(text: str) -> None:
    assert only(text).members == ()
    (lowered,) = lower_unit(SourceFile("m.py", text), only(text))
    assert isinstance(lowered, ir.ClassDef)
    assert len(lowered.body) == (0 if "pass" in text else 2)


SHARED = [
    ("a = 1; b = f(c)", "statement", ("a", "b"), 2),
    ("import a; import b", "import", ("a", "b"), 2),
    ("import a; b = 1", "statement", ("a", "b"), 2),
    ("a = 1; \\\n  b = 2", "statement", ("a", "b"), 2),
    ("a = 1; del b; pass; c = 3", "statement", ("a", "c"), 2),
    ("pass; a = 1", "statement", ("a",), 1),
    ("a = 1 \\\n", "statement", ("a",), 1),
    ("a = 1; \\\n\n", "statement", ("a",), 1),
    ("a = (1,\n2); b = '''\n'''; c = 3 # \\", "statement", ("a", "b", "c"), 3),
    ("é = 'é'; ü = 'ü'", "statement", ("é", "ü"), 2),
]


@pytest.mark.parametrize(("text", "kind", "binds", "count"), SHARED, ids=[row[0] for row in SHARED])
def test_statements_that_share_a_line_are_one_unit(text: str, kind: str, binds: tuple[str, ...], count: int) -> None:
    before = "x = 0\n"
    source = SourceFile("m.py", before + text + "\ny = 9\n")
    first, unit, last = build_index(source).units
    assert (unit.kind, unit.binds) == (kind, binds)
    assert (first.end, last.binds) == (len(before), ("y",))
    assert len(lower_unit(source, unit)) == count


@pytest.mark.parametrize("text", ["pass", "global a", "del a", "", "# only"])
def test_statements_without_meaning_make_no_unit(text: str) -> None:
    assert index(text).units == ()


def test_newer_syntax_is_read_whatever_python_runs() -> None:
    text = (
        "type Pair[T] = tuple[T, T]\n"
        "def f[T: int = bool, *Ts, **P](x: T) -> list[T]:\n    return f'{d['k']} {'a\\n'.join(x)}'\n"
        "class A[T](B[T]):\n    y = g()\n    @h\n    def m(self): ...\n"
        "z = f''\n"
        "__all__ = ['f', 'A']\n"
    )
    found = index(text)
    assert [(unit.kind, unit.binds) for unit in found.units] == [
        ("function", ("f",)),
        ("class", ("A",)),
        ("statement", ("z",)),
        ("statement", ("__all__",)),
    ]
    assert found.units[0].calls == {"join"}
    assert [member.name for member in found.units[1].members] == [None, "m"]
    assert found.exports == ("f", "A")
    (function,) = lower_unit(SourceFile("m.py", text), found.units[0])
    assert isinstance(function, ir.FunctionDef)
    (returned,) = function.body
    assert isinstance(returned, ir.Return)
    assert isinstance(returned.value, ir.Template)
    assert returned.value.parts[1] == " "


@pytest.mark.skipif(not hasattr(libcst, "LazyImport"), reason="this libcst does not know the syntax")
def test_syntax_newer_than_every_supported_python() -> None:
    found = index("try:\n    z = t'{a}'\nexcept A, B:\n    pass\nlazy import json\n")
    assert [(unit.kind, unit.binds) for unit in found.units] == [("statement", ("z",)), ("import", ("json",))]


def test_imports_at_any_depth_in_order() -> None:
    text = (
        "def f():\n  from ..a.b import (c,\n   d as e)\nclass C:\n  import g.h\nif x: import i as j; from . import *\n"
    )
    assert index(text).imports == (
        ir.Import("a.b", "c", "c", 2, Span(2, 3, 3, 11)),
        ir.Import("a.b", "d", "e", 2, Span(2, 3, 3, 11)),
        ir.Import("g.h", None, "g", 0, Span(5, 3, 5, 13)),
        ir.Import("i", None, "j", 0, Span(6, 7, 6, 20)),
        ir.Import("", "*", "*", 1, Span(6, 22, 6, 37)),
    )


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("__all__ = ['a', 'b']", ("a", "b")),
        ("__all__ = ('a',)", ("a",)),
        ("__all__: list[str] = []", ()),
        ("__all__ = ['a']\n__all__ += ['b']", ("a", "b")),
        ("__all__ = ['a']\n__all__ = ['b']", ("b",)),
        ("__all__ = [*x, 'a']", None),
        ("__all__ = x.__all__", None),
        ("__all__ = ['a']\n__all__ += x.__all__", None),
        ("__all__ = ['a', 1]", None),
        ("def f():\n  __all__ = ['a']", None),
        ("x = ['a']", None),
        ("", None),
    ],
)
def test_exports(text: str, exports: tuple[str, ...] | None) -> None:
    assert index(text).exports == exports


def test_columns_count_characters() -> None:
    unit = index("if 名 == '名': x = '名名'; y\n").units[0]
    assert unit.span == Span(1, 1, 1, 25)


def test_the_index_survives_pickling() -> None:
    found = index("import a\nclass A:\n  def f(self): return b()\n")
    assert pickle.loads(pickle.dumps(found)) == found


INVALID = [
    ("x = 1\nprint 'a'\n", 2, "not valid Python 3: "),
    ("exec 'a'\n", 1, "not valid Python 3: "),
    ("x = 1\nraise E, 'x'\n", 2, "not valid Python 3: "),
    ("x = `a`\n", 1, "not valid Python 3: "),
    ("if a <> b: pass\n", 1, "not valid Python 3: "),
    ("x = 0777\n", 1, "not valid Python 3: "),
    ("x = ur'a'\n", 1, "not valid Python 3: "),
    ("x = 10L\n", 1, "not valid Python 3: "),
    ("x = 1\ny = (\n", 2, "syntax error: '(' was never closed"),
    ("x = 'abc\n", 1, "syntax error: "),
    ("if 1:\nx = 1\n", 2, "syntax error: "),
    ("def f():\n\tx\n        y\n", 3, "syntax error: "),
    ("printer 'a'\n", 1, "syntax error: "),
    ("<<<<<<< HEAD\nx = 1\n", 1, "syntax error: "),
    ("if x\n  y\n", 1, "syntax error: "),
    ("x = f'{a['b']}'\ntype X = int\ny = = 1\n", 3, "syntax error: "),
    ("\ud800", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "message"), INVALID, ids=[repr(row[0]) for row in INVALID])
def test_what_is_no_python_says_where_and_why(text: str, line: int, message: str) -> None:
    with pytest.raises(ParseError) as raised:
        index(text)
    assert raised.value.line == line
    assert raised.value.message.startswith(message)
    assert len(raised.value.message) < 150


@pytest.mark.filterwarnings("error")
def test_warnings_about_the_scanned_code_are_silent() -> None:
    index("x = '\\d' is 1\nassert (y, 'z')\n1 if 1else 2\n")
