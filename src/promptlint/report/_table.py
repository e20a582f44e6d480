"""The cost table: one row for each call."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.model import Call, Cost, PricedCall, Report, TokenCount
from promptlint.record import record
from promptlint.report import RenderOptions
from promptlint.report._assumed import in_words
from promptlint.report._money import Spoken, dollars, estimated, per_thousand, spoken
from promptlint.report._place import Places, places
from promptlint.report._style import clean, paint, width
from promptlint.report._terminal_table import HEADINGS as TERMINAL_HEADINGS
from promptlint.report._terminal_table import Line, terminal_table
from promptlint.totals import counted_calls

HEADINGS = ("Call", "Model", "Input tokens", "Output", "$ per 1k calls", "Cheaper (saves per 1k)")
RIGHT = frozenset({2, 4})
UNKNOWN = "?"
_BASES = {"declared": "declared by you", "measured": "measured in your traffic"}
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
    disputed: bool = False


def cost_table(report: Report, options: RenderOptions) -> str:
    """The table as text; on a terminal the calls stand under the name of their file. Empty without calls."""
    if not report.calls:
        return ""
    counted = {id(priced) for priced in counted_calls(report)}
    where = places(report)
    said = spoken(report.currency)
    rows = [_row(priced, where, options, id(priced) in counted, said) for priced in report.calls]
    code = report.currency.code if report.currency else "$"
    table = (
        _plain(rows, in_money(HEADINGS, code)) if options.width is None else _drawn(rows, options, options.width, code)
    )
    return "\n".join([table, *_legend(rows, options)])


def in_money(headings: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Headings with the money that their columns are in."""
    return tuple(heading.replace("$", code) for heading in headings)


def _row(priced: PricedCall, where: Places, options: RenderOptions, counted: bool, said: Spoken) -> Row:
    path = clean(options.prefix + priced.call.path)
    place = where.within(priced.call.path, priced.call.span.line)
    notes = tuple(clean(note) for note in _notes(priced)) if options.verbose else ()
    return Row(path, place, cells(priced, where, options, said), counted, notes, bool(priced.cost.disputed))


def _notes(priced: PricedCall) -> Iterator[str]:
    """Why something is not known, and what the figures rest on beside what the columns say."""
    call, cost = priced.call, priced.cost
    if call.model_unknown and not call.models:
        yield f"model not known: {call.model_unknown}"
    if cost.unpriced and cost.unpriced != call.model_unknown:
        yield f"not priced: {cost.unpriced}"
    for endpoint in dict.fromkeys((call.endpoint, *(model.endpoint for model in call.models))):
        if endpoint:
            yield f"sent to {endpoint}"
    # What is assumed of input and output the columns show.
    assumed = in_words(name for name in cost.assumed if name not in ("holes", "output_tokens"))
    if assumed:
        yield f"assumed: {assumed}"


def cells(priced: PricedCall, where: Places, options: RenderOptions, said: Spoken = dollars) -> tuple[str, ...]:
    """What the table says about one call, column by column."""
    call, cost = priced.call, priced.cost
    texts = (
        options.prefix + where.shown(call.path, call.span.line),
        models_cell(call, cost),
        input_cell(cost, options.ascii),
        output_cell(cost),
        price_cell(cost, said, options.ascii),
        _alternative(cost, said),
    )
    return tuple(clean(text) for text in texts)


def models_cell(call: Call, cost: Cost) -> str:
    """The model that was priced, how many others it may be, the gateway it is asked through, and that it is no more."""
    ids = list(dict.fromkeys(model.id for model in call.models))
    if not ids:
        return UNKNOWN
    first = next((model for model in ids if model == cost.model), ids[0])
    names = f"{first}{_at_several(call)}" if len(ids) == 1 else f"{first} or {len(ids) - 1} more"
    named = f"{names} {_by_way_of(call.gateway, cost)}" if call.gateway else names
    return f"{named} (last price)" if "last_price" in cost.assumed else named


def _at_several(call: Call) -> str:
    """Who serves a model that is asked at one of several places."""
    places = list(dict.fromkeys(model.gateway or model.provider or "its maker" for model in call.models))
    return f" at {' or '.join(places)}" if len(places) > 1 else ""


def _by_way_of(gateway: str, cost: Cost) -> str:
    """The gateway of a call, and what its price is worth."""
    if gateway == "self-hosted":
        return "(self-hosted: no list price)"
    way = "via an address not known" if gateway == "unknown" else f"via {gateway}"
    return f"{way} (list price)" if "list_price" in cost.assumed else way


def input_cell(cost: Cost, only_ascii: bool) -> str:
    """The input tokens of the estimate: as counted, or with what the user expects and the word for it."""
    if cost.input is None:
        return UNKNOWN
    if cost.input_tokens is None or cost.input_basis in ("counted", "part", "unknown"):
        return amount(cost.input, only_ascii, cost.input_tokens)
    return f"{cost.input_tokens:,} {cost.input_basis}"


def amount(count: TokenCount, only_ascii: bool, tokens: int | None = None) -> str:
    """``≈ 1,240 ± 8 %``: the count, or ``tokens`` in its place, with its kind and how far it may be off."""
    mark = (_ASCII_MARKS if only_ascii else _MARKS)[count.kind]
    band = f" {'+-' if only_ascii else '±'} {count.band} %" if count.band else ""
    return f"{mark} {tokens or count.tokens:,}{band}"


def price_cell(cost: Cost, said: Spoken, only_ascii: bool) -> str:
    """What a thousand calls cost, as a range where the price lists disagree."""
    return UNKNOWN if cost.estimate is None else estimated(cost.estimate, cost.disputed, said, only_ascii)


def output_cell(cost: Cost) -> str:
    """The output tokens of the estimate with what they rest on."""
    if cost.output_tokens is None:
        return UNKNOWN
    word = cost.output_basis if cost.output_basis in ("declared", "measured") else cost.output_is
    return f"{cost.output_tokens:,} {word}" if cost.output_tokens else "none"


def _alternative(cost: Cost, said: Spoken) -> str:
    if not cost.alternatives:
        return ""
    best = cost.alternatives[0]
    return f"{best.model} {per_thousand(best.saving, said)} ({best.saving_percent} %)"


def _plain(rows: list[Row], headings: tuple[str, ...]) -> str:
    lines = aligned([headings, *(_marked(row) for row in rows)], RIGHT)
    return "\n".join(
        [*lines[:2], *(text for line, row in zip(lines[2:], rows, strict=True) for text in (line, *_indented(row)))]
    )


def aligned(lines: list[tuple[str, ...]], right: frozenset[int]) -> list[str]:
    """Lines of cells as columns, a rule under the first; the columns ``right`` end together."""
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]
    rule = tuple("-" * size for size in widths)
    return [_aligned(line, widths, right) for line in (lines[0], rule, *lines[1:])]


def _indented(row: Row) -> list[str]:
    return [f"    {note}" for note in row.notes]


def _marked(row: Row) -> tuple[str, ...]:
    return row.cells if row.counted else (row.cells[0] + " *", *row.cells[1:])


def _aligned(line: tuple[str, ...], widths: list[int], right: frozenset[int]) -> str:
    padded = []
    for column, (text, size) in enumerate(zip(line, widths, strict=True)):
        gap = " " * (size - width(text))
        padded.append(gap + text if column in right else text + gap)
    return "  ".join(padded).rstrip()


def _drawn(rows: list[Row], options: RenderOptions, room: int, code: str) -> str:
    lines = [Line(row.path, row.place + " *" * (not row.counted), row.cells[1:], row.notes) for row in rows]
    return terminal_table(lines, options, room, in_money(TERMINAL_HEADINGS, code))


def _legend(rows: list[Row], options: RenderOptions) -> list[str]:
    marks = _ASCII_MARKS if options.ascii else _MARKS
    words = [f"{marks['exact']} exact", f"{marks['lower-bound']} at least (parts not known)"]
    words += [f"{marks['estimate']} estimate", f"{UNKNOWN} not known"]
    shown = " ".join(cell for row in rows for cell in row.cells[2:4])
    words += [meaning for word, meaning in _BASES.items() if word in shown]
    if any(row.disputed for row in rows):
        between = "a-b" if options.ascii else "a–b"
        words.append(f"{between} price lists disagree; sums hold what most say, else the dearer")
    if not all(row.counted for row in rows):
        words.append("* counted through its callers")
    return [paint("; ".join(words), "dim", options.color)]
