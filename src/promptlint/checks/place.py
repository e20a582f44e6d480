"""Where a finding points: at the text that decides, not at the request that happens to use it."""

from __future__ import annotations

from promptlint.checks.check import RuleContext
from promptlint.model import Call, ModelRef, Origin, SourceFile, Span
from promptlint.record import replace

Place = tuple[str, Span]


def model_place(ref: ModelRef, call: Call, context: RuleContext) -> Place:
    """Where the model's name is written; the call where that is not in the sources read."""
    source = context.sources.get(ref.origin.path)
    if source is None or ref.origin.how == "sdk-default":
        return call.path, call.span
    found = _written(ref.id, ref.origin, source) or _nearest(ref.id, ref.origin, source)
    return source.path, found or lines_span(ref.origin, source)


def written_elsewhere(ref: ModelRef, context: RuleContext) -> str:
    """``path:line`` of a name that is written in a file that findings cannot point into (``.env``, YAML), else ""."""
    if ref.origin.path in context.sources or ref.origin.how == "sdk-default":
        return ""
    return f"{ref.origin.path}:{ref.origin.line}"


def said_once(ref: ModelRef, path: str, span: Span, context: RuleContext) -> object:
    """What makes two findings about a model's name the same: the place where the name is written."""
    return ref.id, written_elsewhere(ref, context) or (path, span)


def text_place(origin: Origin, call: Call, context: RuleContext) -> Place:
    """The lines a text stands on; the call where they are not in the sources read."""
    source = context.sources.get(origin.path)
    return (source.path, lines_span(origin, source)) if source else (call.path, call.span)


def text_elsewhere(origin: Origin, context: RuleContext) -> str:
    """The path of a text that stands in a file that findings cannot point into, else ""."""
    return "" if origin.path in context.sources else origin.path


def lines_span(origin: Origin, source: SourceFile) -> Span:
    """The lines of ``origin`` from their first to their last visible character."""
    lines = source.text.split("\n")
    first, last = _line(lines, origin.line), _line(lines, origin.end_line)
    column = len(first) - len(first.lstrip()) + 1
    return Span(origin.line, column, origin.end_line, max(len(last.rstrip()) + 1, 1))


def source_text(text: str, span: Span) -> str:
    """The part of ``text`` that ``span`` covers."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def _written(name: str, origin: Origin, source: SourceFile) -> Span | None:
    """The string literal ``name`` on the lines of ``origin``, quotes included."""
    lines = source.text.split("\n")
    for number in range(origin.line, origin.end_line + 1):
        found = _literal(name, _line(lines, number))
        if found >= 0:
            return Span(number, found + 1, number, found + len(name) + 3)
    return None


def _nearest(name: str, origin: Origin, source: SourceFile) -> Span | None:
    """The literal elsewhere in the file, the last one above first: the name came as a key or as part of an address."""
    lines = source.text.split("\n")
    numbers = (*range(origin.line - 1, 0, -1), *range(origin.end_line + 1, len(lines) + 1))
    number = next((number for number in numbers if _literal(name, lines[number - 1]) >= 0), None)
    return None if number is None else _written(name, replace(origin, line=number, end_line=number), source)


def _literal(name: str, line: str) -> int:
    """Where ``name`` begins as a string literal on a line, -1 where it does not stand there."""
    places = [place for quote in "\"'" if (place := line.find(f"{quote}{name}{quote}")) >= 0]
    return min(places, default=-1)


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
