"""Units: the statements of a body as pieces of text that can be lowered by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint import ir
from promptlint.model import Span
from promptlint.patterns import lazy_pattern
from promptlint.record import record
from promptlint.syntax import Lines

_separator = lazy_pattern(r"[ \t\f]*;(?:[ \t\f]|\\\n)*")


@record
class Facts:
    """What is known of one statement.

    ``first_line`` is that of its first decorator. A statement that does not matter can neither bind nor use a value
    (``pass``, ``global``, ``del``); it makes no unit of its own.
    """

    kind: str
    name: str | None
    binds: tuple[str, ...]
    calls: frozenset[str]
    reads: frozenset[str]
    members: tuple[ir.Unit, ...]
    span: Span
    first_line: int
    matters: bool = True


def units_of(lines: Lines, statements: Iterable[Facts]) -> tuple[ir.Unit, ...]:
    """One unit for each statement that matters, or for statements that share a line."""
    groups: list[list[Facts]] = []
    for facts in statements:
        if groups and _share_line(lines, groups[-1][-1].span, facts.span):
            groups[-1].append(facts)
        else:
            groups.append([facts])
    return tuple(_unit(lines, group) for group in groups if any(facts.matters for facts in group))


def _share_line(lines: Lines, first: Span, second: Span) -> bool:
    begin = lines.offset(first.end_line, first.end_column)
    end = lines.offset(second.line, second.column)
    return end < begin or _separator.fullmatch(lines.text, begin, end) is not None


def _unit(lines: Lines, group: list[Facts]) -> ir.Unit:
    kept = [facts for facts in group if facts.matters]
    first, alone = kept[0], len(kept) == 1
    return ir.Unit(
        kind=first.kind if len({facts.kind for facts in kept}) == 1 else "statement",
        name=first.name if alone else None,
        binds=tuple(dict.fromkeys(name for facts in kept for name in facts.binds)),
        calls=frozenset().union(*(facts.calls for facts in group)),
        reads=frozenset().union(*(facts.reads for facts in group)),
        members=first.members if alone else (),
        span=first.span if alone else _cover([facts.span for facts in kept]),
        start=lines.start(group[0].first_line),
        end=_whole_line(lines, max(facts.span.end_line for facts in group)),
    )


def _cover(spans: list[Span]) -> Span:
    end_line, end_column = max((span.end_line, span.end_column) for span in spans)
    return Span(spans[0].line, spans[0].column, end_line, end_column)


def _whole_line(lines: Lines, line: int) -> int:
    """The offset after the line, and after those that a backslash joins to it."""
    end = lines.start(line + 1)
    while lines.text.endswith("\\\n", 0, end) and "#" not in lines.text[lines.start(line) : end]:
        line += 1
        end = lines.start(line + 1)
    return end
