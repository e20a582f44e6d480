"""Literals mean what Python says they mean."""

from __future__ import annotations

import ast
import warnings

import libcst
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint import ir
from promptlint.lower import lower_module
from promptlint.lower.escapes import literal_value
from promptlint.model import SourceFile

PIECES = st.sampled_from(
    ["a", " ", "'", '"', "\\", "\\\\", "\\n", "\\N", "{", "}", "{{", "}}", "\\x41", "\\x4", "\\101", "\\8", "\\u00e9"]
    + ["\\U0001F600", "\\N{DIGIT ONE}", "é", "😀", "\n", "\\\n", "\t", "\\'", '\\"', "\\d", "0", "\x00", "\x7f", "{x}"]
)
BODIES = st.lists(PIECES, max_size=12).map("".join)
QUOTES = st.sampled_from(["'", '"', "'''", '"""'])


def python_value(token: str) -> object:
    """What Python makes of a literal; None where it refuses it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.literal_eval(token)
        except (SyntaxError, ValueError):
            return None


@given(st.sampled_from(["", "r", "R", "u", "U", "b", "B", "br", "rB", "Rb"]), QUOTES, BODIES)
def test_literals_decode_as_python_decodes_them(prefix: str, quote: str, body: str) -> None:
    token = prefix + quote + body + quote
    expected = python_value(token)
    if isinstance(expected, str | bytes) and "\n" not in token[:1]:
        try:
            tokens = ast.parse(token, mode="eval").body
        except SyntaxError:
            return
        if tokens.end_col_offset == len(token.encode()) and "''" not in body and '""' not in body:
            assert literal_value(token) == expected


@given(st.sampled_from(["f", "F", "rf", "fR"]), QUOTES, BODIES)
def test_templates_hold_what_python_would_print(prefix: str, quote: str, body: str) -> None:
    token = prefix + quote + body + quote
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(token, mode="eval").body
        except (SyntaxError, ValueError):
            return
    if len(quote) == 1 and "\\\n" in body:
        return  # libcst does not read an escaped line end in an f-string of one line
    if not isinstance(tree, ast.JoinedStr) or any(not simple(value) for value in tree.values):
        return
    (statement,) = lower_module(SourceFile("m.py", token + "\n"))
    assert isinstance(statement, ir.ExprStmt)
    template = statement.value
    assert isinstance(template, ir.Template)
    texts = ["{}" if isinstance(part, ir.Hole) else part for part in template.parts]
    expected = ["{}" if isinstance(value, ast.FormattedValue) else str(value.value) for value in tree.values]  # type: ignore[attr-defined]
    assert "".join(texts) == "".join(expected)


def simple(node: ast.expr) -> bool:
    """Whether a part is text or a bare ``{x}``."""
    return isinstance(node, ast.Constant) or (isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name))


LITERALS = [
    (r"'\N{GREEK SMALL LETTER ALPHA}'", "α"),
    (r"'\N{no such character}'", r"\N{no such character}"),
    (r"r'\N{DIGIT ONE}\n'", r"\N{DIGIT ONE}\n"),
    (r"b'\N{DIGIT ONE}\u00e9\x41'", rb"\N{DIGIT ONE}\u00e9A"),
    (r"b'\377\400'", b"\xff\x00"),
    (r"'\377\400'", "ÿĀ"),
    (r"'\x4\xg'", r"\x4\xg"),
    (
        r"'a\
b'",
        "ab",
    ),
    ("'''a'b''c'''", "a'b''c"),
    ('"""\na\n"""', "\na\n"),
    (r"'\\N{DIGIT ONE}'", r"\N{DIGIT ONE}"),
    ("''", ""),
    ('""""""', ""),
    (r"'\d\.\w'", r"\d\.\w"),
]


@pytest.mark.parametrize(("token", "value"), LITERALS, ids=[row[0] for row in LITERALS])
def test_value_of_a_literal(token: str, value: str | bytes) -> None:
    assert literal_value(token) == value


def parts(text: str) -> list[object]:
    """The parts of a template: text, and for a hole the name in it with its format specification."""
    (statement,) = lower_module(SourceFile("m.py", text + "\n"))
    assert isinstance(statement, ir.ExprStmt)
    template = statement.value
    assert isinstance(template, ir.Template), template
    return [
        part if isinstance(part, str) else (getattr(part.value, "id", type(part.value).__name__), part.format_spec)
        for part in template.parts
    ]


TEMPLATES = [
    ("f''", []),
    ("f'a'", ["a"]),
    ("f'{a}'", [("a", "")]),
    ("f'{a}{b}'", [("a", ""), ("b", "")]),
    ("f'{{a}}'", ["{a}"]),
    ("f'{{{a}}}'", ["{", ("a", ""), "}"]),
    ("f'{a!r}'", [("a", "!r")]),
    ("f'{a!r:>10}'", [("a", "!r:>10")]),
    ("f'{a:}'", [("a", ":")]),
    ("f'{a:{b}.{c}}d'", [("a", ":{b}.{c}"), "d"]),
    ("f'{a:%H:%M}'", [("a", ":%H:%M")]),
    ("f'{a=}'", ["a=", ("a", "!r")]),
    ("f'{ a = }'", [" a = ", ("a", "!r")]),
    ("f'{a=!s}'", ["a=", ("a", "!s")]),
    ("f'{a=:>4}'", ["a=", ("a", ":>4")]),
    ("f'{a}' 'b' f'{c}'", [("a", ""), "b", ("c", "")]),
    ("'a' f'b' 'c'", ["abc"]),
    ("'{a}' f'{b}'", ["{a}", ("b", "")]),
    ("f'a' + 'b' + f'{c}' + 'd'", ["ab", ("c", ""), "d"]),
    (r"f'\n\x41{a}\N{DIGIT ONE}\101'", ["\nA", ("a", ""), "1A"]),
    (r"rf'\n{a}\d'", ["\\n", ("a", ""), "\\d"]),
    (r"f'\{a}'", ["\\", ("a", "")]),
    ("f'''\n{\n a\n}\n'''", ["\n", ("a", ""), "\n"]),
    ("f'{f\"{a}\"}'", [("Template", "")]),
    ('f"{d["k"]}"', [("Sub", "")]),
    ("f'{(lambda: 1)()}'", [("Call", "")]),
    ("f'{a,}'", [("Seq", "")]),
    ("f'{ {1: 2}[1] }'", [("Sub", "")]),
    ("f'{await_}' rf'\\{b}'", [("await_", ""), "\\", ("b", "")]),
]


@pytest.mark.parametrize(("text", "expected"), TEMPLATES, ids=[row[0] for row in TEMPLATES])
def test_parts_of_a_template(text: str, expected: list[object]) -> None:
    assert parts(text) == expected


@pytest.mark.skipif(not hasattr(libcst, "TemplatedString"), reason="this libcst does not know the syntax")
def test_parts_of_a_template_string() -> None:
    assert parts("t'a{b!r}c{{'") == ["a", ("b", "!r"), "c{"]
