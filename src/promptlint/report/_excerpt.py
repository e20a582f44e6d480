"""The source line of a finding with a caret line under it."""

from __future__ import annotations

from promptlint.model import SourceFile, Span
from promptlint.report._style import clean, width

LONGEST = 160


def excerpt(source: SourceFile | None, span: Span, longest: int = LONGEST) -> tuple[str, str] | None:
    """The first line of ``span`` and its underline, cut to ``longest`` columns; None where the text is not at hand."""
    lines = source.text.split("\n") if source else []
    if not 1 <= span.line <= len(lines):
        return None
    line = lines[span.line - 1].rstrip()
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = max(min(end, len(line)), start + 1)
    before, marked, after = _lead(clean(line[:start]), longest // 2), clean(line[start:end]), clean(line[end:])
    indent = width(before)
    underline = "^" * max(min(width(marked), longest - indent), 1)
    return _shorten(before + marked + after, longest), " " * indent + underline


def _lead(text: str, longest: int) -> str:
    """The end of ``text``, with a mark where its start was left out."""
    if width(text) <= longest:
        return text
    text = text[-longest:]
    while width(text) >= longest:
        text = text[1:]
    return "…" + text


def _shorten(text: str, longest: int) -> str:
    if width(text) <= longest:
        return text
    while width(text) >= longest:
        text = text[: -max((width(text) - longest) // 2, 1)]
    return text + "…"
