"""The intermediate form agrees with the standard library's own parser on the standard library's own modules."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from promptlint import ir
from promptlint.index import build_index
from promptlint.lower import lower_module, lower_unit
from promptlint.model import SourceFile
from promptlint.reindex import index_with_libcst
from promptlint.syntax import ParseError
from tests.lower.agreement import Agreement, ir_nodes

LIBRARY = Path(os.__file__).parent
MODULES = (
    "asyncio/taskgroups.py", "asyncio/queues.py", "bisect.py", "codeop.py", "colorsys.py", "contextlib.py", "csv.py",
    "getopt.py", "html/parser.py", "http/cookies.py", "json/decoder.py", "netrc.py", "queue.py", "shlex.py",
    "string.py", "textwrap.py", "this.py", "timeit.py", "types.py", "wave.py", "zipapp.py",
)  # fmt: skip
"""Chosen for variety: old and new style, async, match-free and decorator-heavy code, many strings and numbers."""

SNIPPETS = {
    "strings": '''
a = "x" 'y' r"\\n" """z
w""" + "v" + ("u" "t")
b = b"\\xff\\400" rb"\\d" B'q'
c = "\\N{GREEK SMALL LETTER ALPHA}\\u00e9\\U0001F600\\x41\\101\\
joined" + "\\d"
d = "ä" + f(b"") * 2
''',
    "templates": '''
a = f"{x} {{literal}} {y!r:>10} {z:{width}.{digits}f}" "tail"
b = f"{a!s}" f"{{{b}}}" rf"\\d{c:>d}" "plain {not a hole}"
c = (f"{obj.method(1)[0]}"
     "é" f"{'nested' + other}")
d = f"""
{ first
}
{second:%H:%M}"""
e = f"{a}" + "b" + f"{c}" + name + "d" + "e"
f = f"{ value = } {value=!s} {value=:>4}"
g = f""
h = F"\\N{EM DASH}{x}\\x7b"
''',
    "chains": '''
r = await_ = (a.b(1)(2)[3].c)(*d, k=e, **f)
s = ((a) + (b)) + c - (d * -e) ** ~f // not_g
t = (((a + b)) + (c + (d)))
u = (a or b or (c or d) and e) or not f
v = a if b else c if d else e
w = 0 < f(x) <= g(y) != h
x = -1 + -2.5e3 + 0xFF + 1_000 + 3j
y = ("a" + "b") + c + "d" + "e"
''',
    "displays": '''
a = (1, 2), [3, *b], {4, *c}, {"k": v, **d}, (), ((5,)), (6),
b = [x for y in z if y if x for x in y]
c = {k: v async for k, v in d} or {e for e in f}
g = f(x for x in y), f(1, (x for x in y)), (x for x in y)
h = m[1], m[1, 2], m[1:2], m[::f(3)], m[1, :2, ...], m[(1, 2)], m[1,]
lambda a, /, b=1, *c, d=f(2), **e: (yield)
lambda *, a: lambda: (yield from b)
named = lambda a, b=c.d: a(b)
kept = also = lambda: e
said: Callable[[int], str] = lambda n: f(n)
print(n := 10, *args, sep="")
''',
    "statements": '''
import a.b, c as d
from . import e
from ...f.g import (h as i, j,)
from k import *
l: int = 1; m: str; n += f(1); del o[p(2)], q
@r.s(3)
@t
async def u(a: v(4) = 1, /, *b: c, d: e = f(5), **g) -> h:
    """doc"""
    global i, j
    async with k(6) as l, m: pass
    async for n in o: continue
    else: return await p(7)
    while q: break
    raise r(8) from s
class t(u, *v, metaclass=w(9), **x): y = 1; z = 2
try: a(10)
except (B, C(11)) as d: pass
except: raise
else: assert e(12), f(13)
finally: g()
with (h(14) as i, j(15)): pass
with (k): pass
with (l), (m): pass
with (n, o): pass
if a: b
elif c(16): d
elif e: f
else: g(17)
for (a, b), *c in d(18), e: pass
x = yield
return
''',
    "match": '''
match f(1), x:
    case 1 | -2 | "a" "b" | None | (3): a(2)
    case "x" as y if b(3): c(4)
    case [d, *e, (f.g | "q")], {"k": h, **i} if (j := k(5)): l(6)
    case M.N | -1.5 | 2+3j: pass
    case O(p, q="r", s=T.U()) | {-1: None}: pass
    case str() | [] | (): pass
    case {**rest}: pass
    case _: pass
match = case = 1
match[case](match, case)
''',
    "layout": '''
def f(a,  # comment )
      b = """
  # not a comment """): # (
    # only a comment
    x = a + \\
        b \\
        + c ; y = (1,
  # within
  2)

  # dedented comment
    return x[ # here
        0 ] ( ) . z ; pass ;
class A : x = 1 ;
if a : \\
  b = 1
\tif_ = c
'''.replace("\tif_", "if_"),
    "unicode": '''
ä = "ö" + ü.ß("€", é=1) ; 名前 = f(ä); x = "😀"; y = g("😀", 名前)
def 関数(引数: "型" = "値") -> "é": return f"é{引数}" + "ü"
''',
}  # fmt: skip


def readable(path: Path) -> str:
    """The text of a library module; not every version has every module."""
    if not path.exists():
        pytest.skip("not in this version of the standard library")
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_calls_names_and_constants_are_those_of_ast(name: str) -> None:
    assert Agreement(readable(LIBRARY / name)).disagreements() == []


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_construct_agrees_with_ast(name: str) -> None:
    assert Agreement(SNIPPETS[name]).disagreements() == []


def test_the_comparison_sees_a_difference() -> None:
    seen = Agreement("f(1)\ng('a', x)\n")
    seen.ours = [node for node in seen.ours if not isinstance(node, ir.Arg) and node.span.line == 1]
    assert len(seen.disagreements()) == 3


@pytest.mark.parametrize("name", [*SNIPPETS, *MODULES[::3]])
def test_both_ways_to_index_give_the_same(name: str) -> None:
    source = SourceFile("m.py", SNIPPETS.get(name) or readable(LIBRARY / name))
    ours, theirs = index_with_libcst(source, ParseError(1, "unused")), build_index(source)
    assert [sortable(unit) for unit in ours.units] == [sortable(unit) for unit in theirs.units]
    assert (ours.imports, ours.exports) == (theirs.imports, theirs.exports)


@pytest.mark.parametrize("name", [*SNIPPETS, *MODULES[1::3]])
def test_units_lower_to_what_the_whole_module_lowers_to(name: str) -> None:
    source = SourceFile("m.py", SNIPPETS.get(name) or readable(LIBRARY / name))
    whole = lower_module(source)
    pieces = [node for unit in build_index(source).units for node in lower_unit(source, unit)]
    assert [without_members(node) for node in whole] == [without_members(node) for node in pieces]
    by_span = {node.span: node for node in ir_nodes(whole) if isinstance(node, ir.FunctionDef | ir.ClassDef)}
    for unit in members(build_index(source).units):
        (lowered,) = lower_unit(source, unit)
        assert without_members(lowered) == without_members(by_span[unit.span])


def sortable(unit: ir.Unit) -> ir.Unit:
    """The unit with its names in one order: those bound in a guard come last in the one index."""
    return replace(unit, binds=tuple(sorted(unit.binds)), members=tuple(map(sortable, unit.members)))


def members(units: tuple[ir.Unit, ...]) -> list[ir.Unit]:
    """The functions and classes within the classes among ``units``, at any depth."""
    found = [member for unit in units for member in unit.members if member.kind in ("function", "class")]
    return found + (members(tuple(found)) if found else [])


def without_members(node: ir.Stmt) -> ir.Stmt:
    """A class as ``lower_unit`` gives it, its body without functions and classes; anything else as it is."""
    if not isinstance(node, ir.ClassDef):
        return node
    kept = tuple(item for item in node.body if not isinstance(item, ir.FunctionDef | ir.ClassDef))
    return replace(node, body=kept, span=replace(node.span, end_line=0, end_column=0))
