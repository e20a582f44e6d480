"""Prompts in triple quotes that are sent with the indentation of the code around them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.counting import encoding_of
from promptlint.checks.money import dollars, saved_input
from promptlint.checks.place import text_place
from promptlint.checks.prompt_runs import HOLE, Run, runs
from promptlint.model import PricedCall


def find(
    priced: PricedCall, context: RuleContext, *, min_tokens: int, min_share: Decimal, many_tokens: int, min_lines: int
) -> Iterator[Hit]:
    """Hits for texts of which a margin of ``min_tokens`` is ``min_share``, or one of ``many_tokens``; once per text."""
    encoding = encoding_of(priced)
    for message in priced.call.messages:
        for run in runs(message):
            margin = layout_margin(run, context, min_lines)
            if not margin:
                continue
            total = _count(run.text, encoding)
            lost = total - _count(without_margin(run.text, margin), encoding)
            if lost >= many_tokens or (lost >= min_tokens and lost >= total * min_share):
                yield _hit(run, margin, lost, priced, context)


def _hit(run: Run, margin: str, lost: int, priced: PricedCall, context: RuleContext) -> Hit:
    path, span = text_place(run.origin, priced.call, context)
    saving = saved_input(priced.cost, lost)
    facts: dict[str, str | int] = {
        "tokens": lost,
        "total": _count(run.text, encoding_of(priced)),
        "columns": len(margin),
        "cost": dollars(saving * 1000) if saving else "",
    }
    return Hit(path, span, priced.call.id, facts, saving=saving, once=(path, run.origin.line))


def _count(text: str, encoding: str) -> int:
    """Tokens with one word in the place of each hole."""
    from promptlint.tokens.encodings import count_text

    return count_text(text.replace(HOLE, "text"), encoding)


def layout_margin(run: Run, context: RuleContext, min_lines: int) -> str:
    """The white space that starts every line after the first because the code is laid out so; "" if none does.

    Text that begins right after the quotes of an unindented statement is indented on purpose.
    """
    first, *rest = run.text.split("\n")
    lines = [line for line in rest if line.strip()]
    source = context.sources.get(run.origin.path)
    if len(lines) < min_lines or source is None:
        return ""
    margin = os.path.commonprefix([line[: len(line) - len(line.lstrip(" \t"))] for line in lines])
    written = source.text.split("\n")[run.origin.line - 1 : run.origin.end_line]
    if not margin or not any('"""' in line or "'''" in line for line in written):
        return ""
    statement = len(written[0]) - len(written[0].lstrip())
    return margin if not first.strip() or 0 < statement <= len(margin) else ""


def without_margin(text: str, margin: str) -> str:
    """``text`` as ``textwrap.dedent`` would leave it: no margin, and nothing on blank lines."""
    first, *rest = text.split("\n")
    lines = [line.removeprefix(margin) if line.strip() else "" for line in rest]
    return "\n".join([first if first.strip() else "", *lines])


CHECK = Check(find, facts=("tokens", "total", "columns", "cost"))
