"""``promptlint explain``: where the model and the text of one call come from, step by step."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import as_of_option, settings_options, usage_file_option
from promptlint.cli.settings import for_prices
from promptlint.errors import UserError

if TYPE_CHECKING:
    from promptlint.model import Alternative, Call, Hole, Message, ModelRef, Option, Origin, PricedCall, Report

PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::\d+)?\Z")
WIDTH = 100


@click.command("explain")
@click.argument("place", metavar="FILE:LINE")
@settings_options
@usage_file_option
@as_of_option
def command(place: str, **options: Any) -> int:
    """Print all that is known of the calls on a line and where each part of it came from."""
    from promptlint.run import check

    found = PLACE.match(place)
    if found is None:
        raise UserError(f"{place!r} names no place: write it as FILE:LINE, as in app/llm.py:41")
    path, line = Path(found["path"]), int(found["line"])
    report = check(for_prices((path,), options), (path,), Path.cwd())
    here = [one for one in report.calls if one.call.span.line <= line <= one.call.span.end_line]
    if not here:
        raise UserError(_nothing_here(report, place))
    click.echo("\n\n".join("\n".join(_explained(one)) for one in here))
    return CLEAN


def _nothing_here(report: Report, place: str) -> str:
    lines = sorted({one.call.span.line for one in report.calls})
    known = f"; calls start on line {', '.join(map(str, lines[:20]))}" if lines else "; the file has no calls"
    return f"no call was found on {place}{known}"


def _explained(one: PricedCall) -> Iterator[str]:
    call = one.call
    yield f"{call.path}:{call.span.line} {call.sdk} {call.api} ({call.kind})"
    if call.function:
        yield f"  in {call.function}{', in a loop' if call.in_loop else ''}"
    yield f"  found because {_certainty(call)}"
    for step in call.via:
        yield f"  goes on to {step.path}:{step.line} in {step.function}"
    yield from _model_lines(call)
    yield from _message_lines(call)
    yield from _cost_lines(one)


def _certainty(call: Call) -> str:
    if call.certainty == "resolved":
        return f"what is called was traced to {call.sdk}"
    return f"the call has the form of {call.api}; what it is called on could not be proved"


def _model_lines(call: Call) -> Iterator[str]:
    if not call.models:
        yield f"model: not known, {call.model_unknown}"
    for model in call.models:
        yield f"model: {model.id}{f' at {model.provider}' if model.provider else ''}"
        yield from _way(model)
        for origin in model.also:
            yield f"    also written at {_place(origin)} ({origin.how})"
        if call.endpoint is None:
            yield from ("    " + line for line in _address(model))
    yield from _address(call)


def _address(asked: Call | ModelRef) -> Iterator[str]:
    if asked.endpoint:
        yield f"asked at: {'an address that is not known' if asked.endpoint == 'unknown' else asked.endpoint}"
    if asked.gateway and asked.gateway != "unknown":
        yield f"    by way of: {asked.gateway}"


def _way(item: ModelRef | Message) -> Iterator[str]:
    yield f"    written at {_place(item.origin)} ({item.origin.how})"
    for step in item.trail:
        yield f"    read as {step.how} at {_place(step)}"


def _place(origin: Origin) -> str:
    return f"{origin.path}:{origin.line}"


def _message_lines(call: Call) -> Iterator[str]:
    for message in call.messages:
        notes = [*(["one of several"] if message.choice else []), *(["may repeat"] if message.repeats else [])]
        yield f"{message.role} message{f' ({chr(44).join(notes)})' if notes else ''}:"
        yield textwrap.indent(textwrap.shorten(message.text, 3 * WIDTH, placeholder=" ..."), "    | ")
        yield from _way(message)
        yield from (_hole(hole) for hole in message.holes)
    if call.messages_unknown:
        yield f"there may be more messages: {call.messages_unknown}"


def _hole(hole: Hole) -> str:
    return f"    not known: {{{hole.expr}}} at {hole.path}:{hole.line}, {hole.reason}"


def _has_gateway(call: Call) -> bool:
    return call.gateway is not None or any(model.gateway is not None for model in call.models)


def _at_list_price(one: PricedCall) -> bool:
    """Whether a call goes through a gateway whose own prices are not known."""
    return _has_gateway(one.call) and "list_price" in one.cost.assumed


def _cost_lines(one: PricedCall) -> Iterator[str]:
    from promptlint.prices.applied import rates_in_words
    from promptlint.report._assumed import in_words

    cost = one.cost
    if cost.input is not None:
        off = f", give or take {cost.input.band} %" if cost.input.band else ""
        yield f"input: {cost.input.tokens} tokens, {cost.input.kind}{off} ({cost.input.encoding})"
        if cost.input.note:
            yield f"    {cost.input.note}"
    if cost.input_basis in ("declared", "measured", "assumed"):
        yield f"    priced with {cost.input_tokens:,} tokens, {cost.input_basis}"
    said = cost.output_basis if cost.output_basis in ("declared", "measured") else cost.output_is
    yield f"output: {cost.output_tokens if cost.output_tokens is not None else '?'} tokens, {said}"
    if cost.estimate is None:
        yield f"cost: not known, {cost.unpriced}"
        return
    yield f"cost: ${cost.estimate} a call as {cost.model} at {cost.provider}"
    if cost.low is not None:
        most = "no upper bound" if cost.high is None else f"${cost.high:f}"
        yield f"    from ${cost.low:f} without an answer at the lowest price to {most}"
    if cost.price is not None:
        yield f"    {rates_in_words(cost.price.rates)} by {cost.price.source}, {cost.price.as_of}: {cost.price.url}"
    for other in cost.other_prices:
        yield f"    but {rates_in_words(other.rates)} by {other.source}, {other.as_of}: {other.url}"
    if _at_list_price(one):
        yield f"    this is the list price of {cost.provider}: what is billed there is not known"
    if cost.terms:
        yield f"    with {', '.join(cost.terms)}"
    if cost.assumed:
        yield f"    assumed: {in_words(cost.assumed)}"
    yield from _month_lines(one)
    yield from _cheaper_lines(one)


def _month_lines(one: PricedCall) -> Iterator[str]:
    """What the usage file makes of the call."""
    from promptlint.report._money import dollars
    from promptlint.volumes import monthly

    month = monthly(one)
    if month is None or month.amount is None:
        return
    requests = f"{month.requests.normalize():f} requests, {month.volume_basis}"
    yield f"a month: {dollars(month.amount)} for {requests}; the figure is {month.basis}"
    if one.cost.expected.note:
        yield f"    {one.cost.expected.note}"
    if one.cost.expected.keys:
        yield f"    said under {', '.join(one.cost.expected.keys)}"


def _cheaper_lines(one: PricedCall) -> Iterator[str]:
    """The cheaper models, and the ways to ask the same model for less."""
    for model in one.cost.alternatives:
        yield f"cheaper: {model.model} at {model.provider} {_saves(model, one)}"
        yield f"    {model.reason}"
    for way in one.cost.options:
        yield f"same model: {way.kind} {_saves(way, one)}"
        yield f"    {way.reason}"
        yield f"    what must hold: {way.must_hold}"


def _saves(offer: Alternative | Option, one: PricedCall) -> str:
    from promptlint.report._money import dollars, per_thousand
    from promptlint.volumes import monthly

    month = monthly(one)
    volume = f", {dollars(offer.saving * month.requests)} a month" if month else ""
    return f"saves {offer.saving_percent} %, {per_thousand(offer.saving)} per 1,000 calls{volume}"
