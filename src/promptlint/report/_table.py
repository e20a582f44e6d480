"""The cost table: one row for each call."""

from __future__ import annotations

from promptlint.model import Call, Cost, PricedCall, Report
from promptlint.record import record
from promptlint.report import RenderOptions
from promptlint.report._money import per_thousand
from promptlint.report._place import Places, places
from promptlint.report._style import clean, paint, width
from promptlint.totals import counted_calls

HEADINGS = ("Call", "Model", "Input tokens", "Output", "$ per 1k calls", "Cheaper (saves per 1k)")
RIGHT = frozenset({2, 4})
UNKNOWN = "?"
_MARKS = {"exact": "=", "lower-bound": "≥", "estimate": "≈"}
_ASCII_MARKS = {"exact": "=", "lower-bound": ">=", "estimate": "~"}


@record
class Row:
    """The cells of one call."""

    cells: tuple[str, ...]
    counted: bool


def cost_table(report: Report, options: RenderOptions) -> str:
    """The table as text, drawn by rich on a terminal; empty without calls."""
    if not report.calls:
        return ""
    counted = {id(priced) for priced in counted_calls(report)}
    where = places(report)
    rows = [Row(cells(priced, where, options), id(priced) in counted) for priced in report.calls]
    table = _plain(rows) if options.width is None else _drawn(rows, options)
    return "\n".join([table, *_legend(rows, options)])


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
    lines.insert(1, tuple("-" * size for size in widths))
    return "\n".join(_aligned(line, widths) for line in lines)


def _marked(row: Row) -> tuple[str, ...]:
    return row.cells if row.counted else (row.cells[0] + " *", *row.cells[1:])


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    padded = []
    for column, (text, size) in enumerate(zip(line, widths, strict=True)):
        gap = " " * (size - width(text))
        padded.append(gap + text if column in RIGHT else text + gap)
    return "  ".join(padded).rstrip()


def _drawn(rows: list[Row], options: RenderOptions) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2 if options.ascii else box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column, heading in enumerate(HEADINGS):
        # Only the first, second and last column may be folded: a number over two lines is no number.
        numbers = 1 < column < len(HEADINGS) - 1
        table.add_column(heading, justify="right" if column in RIGHT else "left", overflow="fold", no_wrap=numbers)
    for row in rows:
        table.add_row(*(Text(text) for text in _marked(row)), style="" if row.counted else "dim")
    console = Console(
        width=options.width, color_system="standard" if options.color else None, force_terminal=True, highlight=False
    )
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().split("\n")).strip("\n")


def _legend(rows: list[Row], options: RenderOptions) -> list[str]:
    marks = _ASCII_MARKS if options.ascii else _MARKS
    words = [f"{marks['exact']} exact", f"{marks['lower-bound']} at least (parts not known)"]
    words += [f"{marks['estimate']} estimate", f"{UNKNOWN} not known"]
    if not all(row.counted for row in rows):
        words.append("* counted through its callers")
    return [paint("; ".join(words), "dim", options.color)]
