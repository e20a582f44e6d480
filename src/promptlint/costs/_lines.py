"""The rows and closing lines of the bill for people, as text and markdown show them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from promptlint.costs import CostOptions, Item, items
from promptlint.model import Report
from promptlint.report._coverage import assumption_lines, month_line
from promptlint.report._money import Spoken, count, spoken
from promptlint.report._place import places
from promptlint.report._style import clean
from promptlint.report._table import UNKNOWN, in_money, input_cell, models_cell, output_cell, price_cell

HEADINGS = ("Call", "Model", "Requests a month", "Input tokens", "Output", "$ per 1k", "$ a month", "Rests on")
RIGHT = frozenset({2, 3, 5, 6})


def headings(report: Report) -> tuple[str, ...]:
    """The headings in the money that is shown."""
    return in_money(HEADINGS, report.currency.code if report.currency else "$")


def rows(report: Report, options: CostOptions) -> list[tuple[str, ...]]:
    """One row of cells for each request."""
    where = places(report)
    said = spoken(report.currency)
    found = []
    for item in items(report):
        call, cost = item.priced.call, item.priced.cost
        cells = (
            options.prefix + where.shown(call.path, call.span.line),
            models_cell(call, cost),
            whole(item.month.requests) if item.month else UNKNOWN,
            input_cell(cost, options.ascii),
            output_cell(cost),
            price_cell(cost, said, options.ascii),
            _amount(item, said),
            rests_on(item),
        )
        found.append(tuple(clean(cell) for cell in cells))
    return found


def _amount(item: Item, said: Spoken) -> str:
    return UNKNOWN if item.month is None or item.month.amount is None else said(item.month.amount)


def whole(number: Decimal) -> str:
    """``12,000``; fractions of a request are rounded away."""
    return f"{number.quantize(Decimal(1), ROUND_HALF_EVEN):,f}"


def rests_on(item: Item) -> str:
    """What the month rests on: "measured", "declared", or which of its numbers are assumed."""
    month = item.month
    if month is None or month.amount is None:
        return ""
    if month.basis != "assumed":
        return month.basis
    words = {
        "requests": month.volume_basis == "assumed",
        "input is a lower bound": month.input_basis == "part",
        "input": month.input_basis == "assumed",
        "output": month.output_basis == "assumed",
        "one round of its loop": month.rounds_unknown,
    }
    return "assumed: " + ", ".join(word for word, holds in words.items() if holds)


def closing(report: Report) -> Iterator[str]:
    """The terms, the sum, and what is missing from it."""
    yield from assumption_lines(report)
    if line := month_line(report):
        yield line
    every = items(report)
    silent = sum(item.month is None for item in every)
    unpriced = sum(item.priced.cost.estimate is None for item in every)
    if silent:
        verb = "has" if silent == 1 else "have"
        started = silent < len(every)
        how = "sync` lists them in the usage file" if started else "init` writes a file to say it in"
        yield f"{count(silent, 'request')} {verb} no volume: `promptlint usage {how}."
    if disputed := sum(item.priced.cost.disputed is not None for item in every):
        whom = f"Of {count(disputed, 'request')} the price lists disagree"
        yield f"{whom}: sums hold what most of them say, else the dearer."
    if unpriced:
        verb = "is" if unpriced == 1 else "are"
        yield f"{count(unpriced, 'request')} {verb} not priced: `promptlint explain FILE:LINE` says why."
    yield f"Prices of {report.price_date.isoformat()}, as of {report.as_of.isoformat()}."
