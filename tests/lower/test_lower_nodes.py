"""What each construct becomes, written out by hand."""

from __future__ import annotations

import pickle
from dataclasses import fields
from typing import Any

import pytest

from promptlint import ir
from promptlint.index import ParseError, build_index
from promptlint.lower import lower_module, lower_unit
from promptlint.model import SourceFile, Span


def lowered(text: str) -> tuple[ir.Stmt, ...]:
    """The statements of a text."""
    return lower_module(SourceFile("m.py", text))


def sketch(node: Any) -> str:
    """A node without its span; names and constants as they are written, None as a dash."""
    if isinstance(node, tuple):
        return "(" + " ".join(map(sketch, node)) + ")"
    if isinstance(node, ir.Name):
        return node.id
    if isinstance(node, ir.Const):
        return repr(node.value)
    if not hasattr(node, "span") and not isinstance(node, ir.Arg | ir.Param | ir.CompFor | ir.MatchCase):
        return "-" if node is None else str(node) if node != "" else "''"
    values = [getattr(node, item.name) for item in fields(node) if item.name != "span"]
    return type(node).__name__ + "[" + " ".join(map(sketch, values)) + "]"


EXPRESSIONS = [
    ("a.b", "Attr[a b]"),
    ("a[b]", "Sub[a b]"),
    ("a['k']", "Sub[a 'k']"),
    ("a[1:2]", "Sub[a Opaque[slice]]"),
    ("a[:, 0]", "Sub[a Seq[tuple (Opaque[slice] 0)]]"),
    ("a[b,]", "Sub[a Seq[tuple (b)]]"),
    ("a[(b, c)]", "Sub[a Seq[tuple (b c)]]"),
    ("a[*b]", "Sub[a Seq[tuple (Star[b])]]"),
    ("f()", "Call[f ()]"),
    ("f(a, *b, k=c, **d)", "Call[f (Arg[- a ''] Arg[- b *] Arg[k c ''] Arg[- d **])]"),
    ("f(a for a in b)", "Call[f (Arg[- Comp[generator - a (CompFor[a b ()])] ''])]"),
    ("f((a for a in b))", "Call[f (Arg[- Comp[generator - a (CompFor[a b ()])] ''])]"),
    ("await f(a)", "Call[f (Arg[- a ''])]"),
    ("(await f()).b", "Attr[Call[f ()] b]"),
    ("a + b", "BinOp[+ a b]"),
    ("a | b | c", "BinOp[| BinOp[| a b] c]"),
    ("a ** b // c @ d << e", "BinOp[<< BinOp[@ BinOp[// BinOp[** a b] c] d] e]"),
    ("'%s' % a", "BinOp[% '%s' a]"),
    ("'a' * 3", "BinOp[* 'a' 3]"),
    ("'a' + 'b'", "'ab'"),
    ("'a' + b + 'c' + 'd'", "BinOp[+ BinOp[+ 'a' b] 'cd']"),
    ("a + ('b' + 'c')", "BinOp[+ a 'bc']"),
    ("b'a' + b'b'", "BinOp[+ b'a' b'b']"),
    ("1 + 2", "BinOp[+ 1 2]"),
    ("'a' 'b'", "'ab'"),
    ("b'a' b'b'", "b'ab'"),
    ("f'a{b}' 'c'", "Template[(a Hole[b ''] c)]"),
    ("a or b or c", "BoolOp[or (a b c)]"),
    ("a or b and c", "BoolOp[or (a BoolOp[and (b c)])]"),
    ("a and b or c", "BoolOp[or (BoolOp[and (a b)] c)]"),
    ("not a", "Compare[not None a]"),
    ("a == b", "Compare[== a b]"),
    ("a not in b", "Compare[not in a b]"),
    ("a is   not b", "Compare[is not a b]"),
    ("a < b < c", "BoolOp[and (Compare[< a b] Compare[< b c])]"),
    ("a < f() < c", "BoolOp[and (Compare[< a Call[f ()]] Compare[< Opaque[operand of the link before] c])]"),
    ("-1", "-1"),
    ("+1.5", "1.5"),
    ("-a", "BinOp[- None a]"),
    ("~a", "BinOp[~ None a]"),
    ("--1", "1"),
    ("-True", "BinOp[- None True]"),
    ("2j", "Opaque[complex number]"),
    ("...", "Ellipsis"),
    ("None", "None"),
    ("True", "True"),
    ("0x_ff", "255"),
    ("1_000.5e-1", "100.05"),
    ("9" * 5000, "Opaque[integer too long]"),
    ("a if b else c", "Cond[b a c]"),
    ("a if b else c if d else e", "Cond[b a Cond[d c e]]"),
    ("[a, *b]", "Seq[list (a Star[b])]"),
    ("(a,)", "Seq[tuple (a)]"),
    ("a, b", "Seq[tuple (a b)]"),
    ("()", "Seq[tuple ()]"),
    ("((a))", "a"),
    ("{a, b}", "Seq[set (a b)]"),
    ("{}", "Dict[()]"),
    ("{a: b, **c}", "Dict[((a b) (- c))]"),
    ("[a for b in c if d if e for f in g]", "Comp[list - a (CompFor[b c (d e)] CompFor[f g ()])]"),
    ("{a: b for c, d in e}", "Comp[dict a b (CompFor[Seq[tuple (c d)] e ()])]"),
    ("{a async for b in c}", "Comp[set - a (CompFor[b c ()])]"),
    ("lambda: a", "Lambda[() a]"),
    ("lambda a, b=1: c", "Lambda[(Param[a normal - -] Param[b normal 1 -]) c]"),
    ("(a := b)", "Walrus[a b]"),
    ("(yield)", "Yield[- False]"),
    ("(yield a)", "Yield[a False]"),
    ("(yield from a)", "Yield[a True]"),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS, ids=[row[0][:40] for row in EXPRESSIONS])
def test_expressions(text: str, expected: str) -> None:
    (statement,) = lowered(text)
    assert isinstance(statement, ir.ExprStmt)
    assert sketch(statement.value) == expected


STATEMENTS = [
    ("a = b = c", "Assign[(a b) c -]"),
    ("a, b = c", "Assign[(Seq[tuple (a b)]) c -]"),
    ("a: b", "Assign[(a) - b]"),
    ("a.b: c = d", "Assign[(Attr[a b]) d c]"),
    ("a **= b", "AugAssign[a ** b]"),
    ("a |= b", "AugAssign[a | b]"),
    ("return", "Return[-]"),
    ("return a, b", "Return[Seq[tuple (a b)]]"),
    ("raise", "Jump[raise]"),
    ("raise a(b) from c", "ExprStmt[Call[a (Arg[- b ''])]] ExprStmt[c] Jump[raise]"),
    ("assert a, b", "ExprStmt[a] ExprStmt[b]"),
    ("pass", ""),
    ("global a, b", ""),
    ("nonlocal a", ""),
    ("del a, b[c]", ""),
    ("type A[T: int] = list[T]", ""),
    ("import a.b.c", "Import[a.b.c - a 0]"),
    ("import a.b as c, d", "Import[a.b - c 0] Import[d - d 0]"),
    ("from a.b import c as d, e", "Import[a.b c d 0] Import[a.b e e 0]"),
    ("from .. import a", "Import['' a a 2]"),
    ("from ... a import *", "Import[a * * 3]"),
    ("if a: b", "If[a (ExprStmt[b]) ()]"),
    ("if a: b\nelif c: d\nelse: e", "If[a (ExprStmt[b]) (If[c (ExprStmt[d]) (ExprStmt[e])])]"),
    ("for a in b:\n  continue\nelse:\n  c", "Loop[a b (Jump[continue]) (ExprStmt[c])]"),
    ("while a: break", "Loop[- a (Jump[break]) ()]"),
    ("with a as b, c: d", "With[((a b) (c -)) (ExprStmt[d])]"),
    ("with (a as b, c,): d", "With[((a b) (c -)) (ExprStmt[d])]"),
    ("with (a, b) as c: d", "With[((Seq[tuple (a b)] c)) (ExprStmt[d])]"),
    (
        "try: a\nexcept b: c\nexcept (d, e) as f: g\nelse: h\nfinally: i",
        "Try[(ExprStmt[a]) ((ExprStmt[c]) (ExprStmt[g])) (ExprStmt[h]) (ExprStmt[i])]",
    ),
    ("try: a\nexcept* b: c", "Try[(ExprStmt[a]) ((ExprStmt[c])) () ()]"),
    (
        "match a:\n case 1 | 'b': c\n case [d, *e]: f\n case 'g' as h if i(): j",
        "Match[a (MatchCase[(1 'b') () (ExprStmt[c])] MatchCase[() (d e) (ExprStmt[f])]"
        " MatchCase[('g') (h) (ExprStmt[j])])]",
    ),
    (
        "match a:\n case None | -1: b\n case A.B: c\n case 1 | [d]: e\n case _: f",
        "Match[a (MatchCase[(None -1) () (ExprStmt[b])] MatchCase[(Attr[A B]) () (ExprStmt[c])]"
        " MatchCase[() (d) (ExprStmt[e])] MatchCase[() () (ExprStmt[f])])]",
    ),
    (
        "@a\n@b(c)\nasync def f[T](g, /, h: i = 1, *j, k, **l) -> m: pass",
        "FunctionDef[f (Param[g positional - -] Param[h normal 1 i] Param[j vararg - -] Param[k keyword - -]"
        " Param[l kwarg - -]) m (a Call[b (Arg[- c ''])]) () True]",
    ),
    ("def f(*, a): return a", "FunctionDef[f (Param[a keyword - -]) - () (Return[a]) False]"),
    (
        "class A(B, *C, metaclass=D, **E):\n  x = 1\n  def f(self): pass",
        "ClassDef[A (B Star[C]) (Arg[metaclass D ''] Arg[- E **]) () (Assign[(x) 1 -]"
        " FunctionDef[f (Param[self normal - -]) - () () False])]",
    ),
    ("class A: pass", "ClassDef[A () () () ()]"),
    ("a; b ;", "ExprStmt[a] ExprStmt[b]"),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS, ids=[row[0] for row in STATEMENTS])
def test_statements(text: str, expected: str) -> None:
    nodes = lowered(text)
    assert " ".join(map(sketch, nodes)) == expected
    assert pickle.loads(pickle.dumps(nodes)) == nodes


SPANS = [
    ("x = f(\n  1,\n)", "f(\n  1,\n)"),
    ("x = (f(1))", "f(1)"),
    ("x = ( # (\n f ( 1 ) # )\n)", "f ( 1 )"),
    ("x = a.b(c)(d)", "a.b(c)(d)"),
    ("x = (a\n  .b(c)\n  .d(e))", "a\n  .b(c)\n  .d(e)"),
    ("x = (a).b(c)", "(a).b(c)"),
    ("x = await f(1)", "f(1)"),
    ("x = \\\n  f(1)", "f(1)"),
    ("é = 'é', f('ü'), 'ß'", "f('ü')"),
    ("x = f'''é\n{a(b)}''' + c", "a(b)"),
    ("if x:\n\tf('''\n  y\n''')  # z", "f('''\n  y\n''')"),
]


@pytest.mark.parametrize(("text", "call"), SPANS, ids=[row[0] for row in SPANS])
def test_the_span_of_a_call_is_the_call(text: str, call: str) -> None:
    source = SourceFile("m.py", f"'first' # line\n{text}\n")
    (unit,) = build_index(source).units[1:]
    found = [node for node in walk(lower_unit(source, unit)) if isinstance(node, ir.Call)]
    span = max(found, key=lambda node: (node.span.end_line, node.span.end_column, -node.span.column)).span
    lines = source.text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    assert "\n".join(lines) == call


def walk(node: Any) -> list[Any]:
    """Every node under ``node``."""
    if isinstance(node, tuple):
        return [found for item in node for found in walk(item)]
    inner = [getattr(node, name) for name in getattr(node, "__slots__", ())]
    return [node, *walk(tuple(inner))] if inner else [node]


def test_a_triple_quoted_string_spans_its_quotes() -> None:
    (statement,) = lowered('x = """a\n  b\n"""\n')
    assert isinstance(statement, ir.Assign)
    assert statement.value == ir.Const("a\n  b\n", Span(1, 5, 3, 4))


def test_a_class_unit_holds_no_methods() -> None:
    header = "class A(B):\n    '''doc'''\n    x = 1\n\n"
    text = header + "    @p\n    def f(self):\n        y\n\n    class C: z = 2\n    w = '''\n'''\n"
    source = SourceFile("m.py", "\n" + text)
    (unit,) = build_index(source).units
    (lowered_class,) = lower_unit(source, unit)
    assert sketch(lowered_class) == "ClassDef[A (B) () () (ExprStmt['doc'] Assign[(x) 1 -] Assign[(w) '\\n' -])]"
    assert [node.span.line for node in lowered_class.body] == [3, 4, 11]  # type: ignore[union-attr]
    members = [lower_unit(source, member)[0] for member in unit.members if member.kind in ("function", "class")]
    assert [sketch(member)[:20] for member in members] == ["FunctionDef[f (Param", "ClassDef[C () () () "]
    assert [member.span.line for member in members] == [7, 10]


def test_indented_units_keep_their_lines_and_columns() -> None:
    source = SourceFile("m.py", "class A:\n\n\tdef f(self):\n\t\treturn '''\nnot indented'''\n")
    (unit,) = build_index(source).units
    (function,) = lower_unit(source, unit.members[0])
    assert isinstance(function, ir.FunctionDef)
    assert function.span == Span(3, 2, 5, 16)
    assert function.body == (ir.Return(ir.Const("\nnot indented", Span(4, 10, 5, 16)), Span(4, 3, 5, 16)),)


def test_text_that_does_not_parse_says_where() -> None:
    with pytest.raises(ParseError) as raised:
        lowered("x = 1\ny = = 2\n")
    assert raised.value.line == 2
    unit = ir.Unit("statement", None, (), frozenset(), frozenset(), (), Span(2, 1, 2, 6), 6, 14)
    with pytest.raises(ParseError) as raised:
        lower_unit(SourceFile("m.py", "x = 1\n  y = =\n"), unit)
    assert raised.value.line == 2
