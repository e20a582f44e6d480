"""Units: the statements of a body as pieces of text that can be lowered by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from promptlint import ir
from promptlint.model import Span
from promptlint.syntax import Lines

_separator = re.compile(r"[ \t\f]*;(?:[ \t\f]|\\\n)*").fullmatch


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one statement. ``first_line`` is that of its first decorator; ``binding`` is false where
    the statement can neither bind nor use a value (``pass``, ``global``, ``del``)."""

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
    return end < begin or _separator(lines.text, begin, end) is not None


def _unit(lines: Lines, group: list[Facts]) -> ir.Unit:
    first, last = group[0], group[-1]
    alone = len(group) == 1
    kinds = {facts.kind for facts in group}
    end_line = max(facts.span.end_line for facts in group)
    end_column = max(facts.span.end_column for facts in group if facts.span.end_line == end_line)
    return ir.Unit(
        kind=first.kind if len(kinds) == 1 else "statement",
        name=first.name if alone else None,
        binds=tuple(dict.fromkeys(name for facts in group for name in facts.binds)),
        calls=first.calls if alone else frozenset().union(*(facts.calls for facts in group)),
        reads=first.reads if alone else frozenset().union(*(facts.reads for facts in group)),
        members=first.members if alone else (),
        span=first.span if alone else Span(first.span.line, first.span.column, end_line, end_column),
        start=lines.start(first.first_line),
        end=_whole_line(lines, last.span.end_line),
    )


def _whole_line(lines: Lines, line: int) -> int:
    """The offset after the line, and after those that a backslash joins to it."""
    end = lines.start(line + 1)
    while lines.text.endswith("\\\n", 0, end) and "#" not in lines.text[lines.start(line) : end]:
        line += 1
        end = lines.start(line + 1)
    return end
