"""The source line of a finding with a caret line under it."""

from __future__ import annotations

from promptlint.model import SourceFile, Span
from promptlint.report._style import clean, width

LONGEST = 160


def excerpt(source: SourceFile | None, span: Span) -> tuple[str, str] | None:
    """The first line of ``span`` and its underline, cut to a readable length; None where the text is not at hand."""
    lines = source.text.split("\n") if source else []
    if not 1 <= span.line <= len(lines):
        return None
    line = lines[span.line - 1].rstrip()
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = max(min(end, len(line)), start + 1)
    cut = max(start - LONGEST // 2, 0) if start > LONGEST // 2 else 0
    before, marked = clean(line[cut:start]), clean(line[start:end])
    after = clean(line[end:])
    text = ("…" if cut else "") + before + marked + after
    lead = width(("…" if cut else "") + before)
    room = LONGEST - lead
    underline = "^" * max(min(width(marked), room), 1)
    return _shorten(text), " " * lead + underline


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
