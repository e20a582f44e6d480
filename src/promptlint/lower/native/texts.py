"""Lowering of f-strings and of literals joined with them, read from the text itself.

Before Python 3.12 ``ast`` knows no places within an f-string, so each hole's expression is found in the text and parsed
by itself. What was read is then compared with what ``ast`` says of the same string.
"""

from __future__ import annotations

import ast
import re
from keyword import iskeyword

from promptlint import ir
from promptlint.lower.cursor import Cursor, OutOfStep
from promptlint.lower.escapes import literal_value, template_text
from promptlint.lower.native.dispatch import EXPRESSIONS, expression, lower_expr
from promptlint.lower.native.places import Places
from promptlint.lower.parts import Part, merge_parts
from promptlint.syntax import ParseError, parse_module

_opening = re.compile(r"""([A-Za-z]{0,2})(\"{3}|'{3}|"|')""").match
_CLOSING = {
    '"': re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL),
    "'": re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL),
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*'''", re.DOTALL),
}
_PLAIN = r"\{{\{{|\}}\}}|(?P<open>\{{)|(?P<quote>{0})"
_COOKED = {q: re.compile((r"\\N\{{[^}}]*\}}|\\[^{{}}]|" + _PLAIN).format(q), re.DOTALL).search for q in _CLOSING}
_RAW = {q: re.compile((r"\\[^{{}}]|" + _PLAIN).format(q), re.DOTALL).search for q in _CLOSING}
_code = re.compile(
    r"""(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<skip>[=!<>]=|\#[^\n]*)|(?P<end>[:!=])
    |(?P<string>\b[A-Za-z]{1,2}(?=["'])|["'])""",
    re.VERBOSE,
).search
_path = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*\Z").match


@expression(ast.JoinedStr)
def lower_template(at: Places, node: ast.JoinedStr) -> ir.Expr:
    """An f-string, or literals one after another with one among them. Raises OutOfStep where ``ast`` disagrees."""
    cursor, end = at.cursor, at.end(node)
    cursor.pos = at.start(node)
    parts = _literal(cursor)
    while cursor.pos < end:
        cursor.at()
        parts += _literal(cursor)
    merged = merge_parts(parts)
    if cursor.pos != end or _outline(node) != [part if isinstance(part, str) else None for part in merged]:
        raise OutOfStep("f-string")
    return ir.Template(merged, at.span(node))


if hasattr(ast, "TemplateStr"):
    EXPRESSIONS[ast.TemplateStr] = lower_template


def _outline(node: ast.JoinedStr) -> list[str | None]:
    """The texts of an f-string, with None for each hole, as ``ast`` has them."""
    outline: list[str | None] = []
    for value in node.values:
        if not isinstance(value, ast.Constant):
            outline.append(None)
        elif outline and outline[-1] is not None:
            outline[-1] += str(value.value)
        elif value.value:
            outline.append(str(value.value))
    return outline


def _literal(cursor: Cursor) -> list[Part]:
    start = cursor.pos
    opening = _opening(cursor.text, start)
    if opening is None:
        raise OutOfStep(f"no string at offset {start}")
    prefix, quote = opening[1].lower(), opening[2]
    cursor.pos = opening.end()
    if "f" in prefix or "t" in prefix:
        return _template(cursor, quote, "r" in prefix)
    closing = _CLOSING[quote].match(cursor.text, cursor.pos)
    if closing is None or "b" in prefix:
        raise OutOfStep(f"no text at offset {start}")
    cursor.pos = closing.end()
    return [str(literal_value(cursor.text[start : cursor.pos]))]


def _template(cursor: Cursor, quote: str, raw: bool) -> list[Part]:
    """The parts of an f-string, from after its opening quote; moves behind the closing one."""
    parts: list[Part] = []
    search, text = (_RAW if raw else _COOKED)[quote], cursor.text
    begin = cursor.pos
    while True:
        found = search(text, cursor.pos)
        if found is None:
            raise OutOfStep(f"f-string without end at offset {begin}")
        cursor.pos = found.end()
        if found.lastgroup is None:
            continue
        parts.append(template_text(text[begin : found.start()], raw))
        if found.lastgroup == "quote":
            return parts
        parts += _hole(cursor, found.start())
        begin = cursor.pos


def _hole(cursor: Cursor, start: int) -> list[Part]:
    """The hole that starts at the offset; before it, for ``{x=}``, the text that the equals sign adds."""
    begin = cursor.pos
    _skip_code(cursor)
    value = _expression(cursor, begin, cursor.pos)
    shown: list[Part] = []
    if cursor.take("="):
        shown.append(cursor.text[begin : cursor.at()])
    begin = cursor.at()
    if cursor.take("!"):
        cursor.at()
        cursor.pos += 1
        cursor.at()
    if cursor.take(":"):
        _skip_specification(cursor)
    spec = cursor.text[begin : cursor.pos]
    cursor.eat("}")
    return [*shown, ir.Hole(value, "!r" if shown and not spec else spec, cursor.span(start))]


def _skip_code(cursor: Cursor) -> None:
    """Moves over an expression to what ends it: ``=``, ``!``, ``:`` or ``}``."""
    depth = 0
    while True:
        found = _code(cursor.text, cursor.pos)
        if found is None:
            raise OutOfStep(f"hole without end at offset {cursor.pos}")
        kind = found.lastgroup
        if depth == 0 and (kind == "end" or (kind == "close" and found.group() == "}")):
            cursor.pos = found.start()
            return
        cursor.pos = found.start() if kind == "string" else found.end()
        depth += (kind == "open") - (kind == "close")
        if kind == "string":
            _skip_string(cursor)


def _skip_string(cursor: Cursor) -> None:
    opening = _opening(cursor.text, cursor.pos)
    if opening is None:
        cursor.pos += 1
        return
    prefix, quote = opening[1].lower(), opening[2]
    cursor.pos = opening.end()
    if "f" in prefix or "t" in prefix:
        _skip_template(cursor, quote, "r" in prefix)
        return
    closing = _CLOSING[quote].match(cursor.text, cursor.pos)
    if closing is None:
        raise OutOfStep(f"string without end at offset {cursor.pos}")
    cursor.pos = closing.end()


def _skip_template(cursor: Cursor, quote: str, raw: bool) -> None:
    search = (_RAW if raw else _COOKED)[quote]
    while True:
        found = search(cursor.text, cursor.pos)
        if found is None:
            raise OutOfStep(f"f-string without end at offset {cursor.pos}")
        cursor.pos = found.end()
        if found.lastgroup == "quote":
            return
        if found.lastgroup == "open":
            _skip_hole(cursor)


def _skip_hole(cursor: Cursor) -> None:
    _skip_code(cursor)
    if cursor.take("="):
        cursor.at()
    if cursor.take("!"):
        cursor.at()
        cursor.pos += 1
        cursor.at()
    if cursor.take(":"):
        _skip_specification(cursor)
    cursor.eat("}")


_specification = re.compile(r"[{}]").search


def _skip_specification(cursor: Cursor) -> None:
    """Moves over a format specification to the brace that ends the hole."""
    while True:
        found = _specification(cursor.text, cursor.pos)
        if found is None:
            raise OutOfStep(f"specification without end at offset {cursor.pos}")
        cursor.pos = found.start()
        if found.group() == "}":
            return
        cursor.pos += 1
        _skip_hole(cursor)


def _expression(cursor: Cursor, begin: int, end: int) -> ir.Expr:
    """The expression that a hole holds between two offsets; stays where the cursor is."""
    text = cursor.text[begin:end]
    simple = _path(text)
    if simple is not None and not any(map(iskeyword, simple[1].split("."))):
        return _dotted(cursor, begin + simple.start(1), simple[1])
    piece = f"({text}\n)"
    try:
        (statement,) = parse_module(piece).body
    except (ParseError, ValueError):
        raise OutOfStep(f"hole at offset {begin}") from None
    before = cursor.span(begin)
    if not isinstance(statement, ast.Expr):
        raise OutOfStep(f"hole at offset {begin}")
    value = statement.value
    if isinstance(value, ast.Tuple | ast.GeneratorExp) and (value.lineno, value.col_offset) == (1, 0):
        raise OutOfStep(f"hole at offset {begin} without parentheses")
    inner = Places(cursor, piece, before.line - 1, before.column - 2)
    lowered = lower_expr(inner, value)
    cursor.pos = end
    return lowered


def _dotted(cursor: Cursor, start: int, path: str) -> ir.Expr:
    first, *names = path.split(".")
    stop = start + len(first)
    result: ir.Expr = ir.Name(first, cursor.span(start, stop))
    for name in names:
        stop += 1 + len(name)
        result = ir.Attr(result, name, cursor.span(start, stop))
    return result
