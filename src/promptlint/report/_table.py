"""The cost table: one row for each call."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.model import Call, Cost, PricedCall, Report
from promptlint.record import record
from promptlint.report import RenderOptions
from promptlint.report._money import per_thousand
from promptlint.report._place import Places, places
from promptlint.report._style import clean, paint, width
from promptlint.report._terminal_table import Line, terminal_table
from promptlint.totals import counted_calls

HEADINGS = ("Call", "Model", "Input tokens", "Output", "$ per 1k calls", "Cheaper (saves per 1k)")
RIGHT = frozenset({2, 4})
UNKNOWN = "?"
_ASSUMED = {
    "model": "the dearest of several models",
    "unpriced_models": "the models without a price are not dearer",
    "list_price": "the list price of the model's maker",
    "deployment": "the deployment has the model that it is named after",
    "rounds": "one round of the agent",
}
"""What a price can rest on (``Cost.assumed``) that the columns do not show."""
_MARKS = {"exact": "=", "lower-bound": "≥", "estimate": "≈"}
_ASCII_MARKS = {"exact": "=", "lower-bound": ">=", "estimate": "~"}


@record
class Row:
    """The cells of one call, the first of them file and place in it, and what there is to say about what is unknown."""

    path: str
    place: str
    cells: tuple[str, ...]
    counted: bool
    notes: tuple[str, ...]


def cost_table(report: Report, options: RenderOptions) -> str:
    """The table as text; on a terminal the calls stand under the name of their file. Empty without calls."""
    if not report.calls:
        return ""
    counted = {id(priced) for priced in counted_calls(report)}
    where = places(report)
    rows = [_row(priced, where, options, id(priced) in counted) for priced in report.calls]
    table = _plain(rows) if options.width is None else _drawn(rows, options, options.width)
    return "\n".join([table, *_legend(rows, options)])


def _row(priced: PricedCall, where: Places, options: RenderOptions, counted: bool) -> Row:
    path = clean(options.prefix + priced.call.path)
    place = where.within(priced.call.path, priced.call.span.line)
    notes = tuple(clean(note) for note in _notes(priced)) if options.verbose else ()
    return Row(path, place, cells(priced, where, options), counted, notes)


def _notes(priced: PricedCall) -> Iterator[str]:
    """Why something is not known, and what the figures rest on beside what the columns say."""
    call, cost = priced.call, priced.cost
    if call.model_unknown and not call.models:
        yield f"model not known: {call.model_unknown}"
    if cost.unpriced and cost.unpriced != call.model_unknown:
        yield f"not priced: {cost.unpriced}"
    if call.endpoint:
        yield f"sent to {call.endpoint}"
    assumed = [words for name, words in _ASSUMED.items() if name in cost.assumed]
    if assumed:
        yield "assumed: " + "; ".join(assumed)


def cells(priced: PricedCall, where: Places, options: RenderOptions) -> tuple[str, ...]:
    """What the table says about one call, column by column."""
    call, cost = priced.call, priced.cost
    estimate = UNKNOWN if cost.estimate is None else per_thousand(cost.estimate)
    texts = (
        options.prefix + where.shown(call.path, call.span.line),
        _models(call, cost),
        _input(cost, options.ascii),
        _output(cost),
        estimate,
        _alternative(cost),
    )
    return tuple(clean(text) for text in texts)


def _models(call: Call, cost: Cost) -> str:
    ids = list(dict.fromkeys(model.id for model in call.models))
    if not ids:
        return UNKNOWN
    first = next((model for model in ids if model == cost.model), ids[0])
    names = first if len(ids) == 1 else f"{first} or {len(ids) - 1} more"
    return f"{names} {_by_way_of(call.gateway, cost)}" if call.gateway else names


def _by_way_of(gateway: str, cost: Cost) -> str:
    """The gateway of a call, and what its price is worth."""
    if gateway == "self-hosted":
        return "(self-hosted: no list price)"
    way = "via an address not known" if gateway == "unknown" else f"via {gateway}"
    return f"{way} (list price)" if "list_price" in cost.assumed else way


def _input(cost: Cost, only_ascii: bool) -> str:
    if cost.input is None:
        return UNKNOWN
    marks = _ASCII_MARKS if only_ascii else _MARKS
    return f"{marks[cost.input.kind]} {cost.input.tokens:,}"


def _output(cost: Cost) -> str:
    if cost.output_tokens is None:
        return UNKNOWN
    return f"{cost.output_tokens:,} {cost.output_is}" if cost.output_tokens else "none"


def _alternative(cost: Cost) -> str:
    if not cost.alternatives:
        return ""
    best = cost.alternatives[0]
    return f"{best.model} {per_thousand(best.saving)} ({best.saving_percent} %)"


def _plain(rows: list[Row]) -> str:
    lines = [HEADINGS, *(_marked(row) for row in rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(HEADINGS))]
    head = [_aligned(HEADINGS, widths), _aligned(tuple("-" * size for size in widths), widths)]
    return "\n".join([*head, *(text for row in rows for text in (_aligned(_marked(row), widths), *_indented(row)))])


def _indented(row: Row) -> list[str]:
    return [f"    {note}" for note in row.notes]


def _marked(row: Row) -> tuple[str, ...]:
    return row.cells if row.counted else (row.cells[0] + " *", *row.cells[1:])


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    padded = []
    for column, (text, size) in enumerate(zip(line, widths, strict=True)):
        gap = " " * (size - width(text))
        padded.append(gap + text if column in RIGHT else text + gap)
    return "  ".join(padded).rstrip()


def _drawn(rows: list[Row], options: RenderOptions, room: int) -> str:
    lines = [Line(row.path, row.place + " *" * (not row.counted), row.cells[1:], row.notes) for row in rows]
    return terminal_table(lines, options, room)


def _legend(rows: list[Row], options: RenderOptions) -> list[str]:
    marks = _ASCII_MARKS if options.ascii else _MARKS
    words = [f"{marks['exact']} exact", f"{marks['lower-bound']} at least (parts not known)"]
    words += [f"{marks['estimate']} estimate", f"{UNKNOWN} not known"]
    if not all(row.counted for row in rows):
        words.append("* counted through its callers")
    return [paint("; ".join(words), "dim", options.color)]
