"""Prices one call: which models it may ask, how many tokens, and what that costs in USD."""

from __future__ import annotations

from promptlint.model import Call, Cost, ModelRef, Price, TokenCount
from promptlint.prices.applied import applied
from promptlint.prices.book import Book
from promptlint.prices.charge import (
    Charge,
    Size,
    charged,
    counted,
    declared_holes,
    expected_of,
    size_of,
    variant_of,
)
from promptlint.prices.facts import ModelMatch, status
from promptlint.prices.hosts import host_of
from promptlint.prices.terms import Terms
from promptlint.record import record, replace

__all__ = ["Terms", "match_of", "price_call"]

USER_SAID = frozenset({"declared", "measured"})
BY_UNIT = {"image": "by the image", "audio": "by the minute or character", "realtime": "by the session"}


@record
class _Priced:
    ref: ModelRef
    match: ModelMatch
    count: TokenCount
    messages: tuple[TokenCount, ...]
    size: Size
    charge: Charge


def match_of(ref: ModelRef, book: Book, terms: Terms) -> ModelMatch | None:
    """The model behind a name in the code; the user's deployments are looked up first. None when unknown."""
    deployed = _deployed(ref, dict(terms.deployments))
    if deployed is None:
        return book.lookup(ref.id, ref.provider)
    found = book.lookup(deployed, ref.provider)
    return found and replace(found, how="deployment", note=f"{ref.id} is a deployment of {deployed} by configuration")


def _deployed(ref: ModelRef, deployments: dict[str, str]) -> str | None:
    """The model of a deployment; frameworks write the host before its name (``azure/prod-chat``)."""
    host, _, name = ref.id.replace(":", "/", 1).partition("/")
    if ref.id in deployments or host_of(host) not in ("azure", "bedrock", "vertex"):
        return deployments.get(ref.id)
    return deployments.get(name)


def price_call(call: Call, book: Book, terms: Terms) -> Cost:
    """The cost of one request in USD with up to three cheaper models to evaluate.

    Every unknown stays None with its reason in ``unpriced``.
    """
    from promptlint.prices.alternatives import alternatives
    from promptlint.prices.options import options

    matches = [(ref, match_of(ref, book, terms)) for ref in call.models]
    known = [match for _, match in matches if match is not None]
    counts = _counts(call, known, terms)
    reason = _why_unpriced(call, matches, counts)
    if reason is None:
        priced = [entry for ref, match in matches if match and (entry := _priced(call, ref, match, book, terms))]
        if priced:
            dearest = max(priced, key=lambda entry: entry.charge.estimate)
            cost = _cost(call, priced, dearest, terms)
            way = replace(call, gateway=dearest.ref.gateway or call.gateway)
            cheaper, same = alternatives(way, cost, book, terms), options(way, cost, book, terms)
            return replace(cost, alternatives=cheaper, options=same)
        reason = _without_price(known[0])
    return _unpriced(call, known, counts, book.price(known[0].info, terms.as_of) if known else None, reason, terms)


def _counts(call: Call, known: list[ModelMatch], terms: Terms) -> tuple[TokenCount, tuple[TokenCount, ...]] | None:
    """Counts in the encoding of the first model; None when no text is known at all."""
    if not _has_text(call, terms):
        return None
    first = known[0].info if known else None
    if first is not None:
        return counted(call, first.id, first.provider)
    ref = call.models[0] if call.models else None
    return counted(call, ref.id if ref else None, ref.provider if ref else call.provider, listed=False)


def _has_text(call: Call, terms: Terms) -> bool:
    """Whether any text is known, an empty one among them, or the user has said how large request or holes are."""
    if any(message.static_text.strip() for message in call.messages):
        return True
    expected = expected_of(call, terms)
    if expected.input_tokens is not None:
        return True
    whole = bool(call.messages) and call.messages_unknown is None
    sized = expected.hole_tokens is not None or declared_holes(call, terms)[1]
    return whole and (all(message.complete for message in call.messages) or sized)


def _why_unpriced(
    call: Call,
    matches: list[tuple[ModelRef, ModelMatch | None]],
    counts: tuple[TokenCount, tuple[TokenCount, ...]] | None,
) -> str | None:
    if not matches:
        return call.model_unknown or "no model is known"
    known = [match for _, match in matches if match is not None]
    if not known:
        return f"the price book does not know {matches[0][0].id}"
    if call.kind in BY_UNIT:
        return f"{known[0].info.id} is billed {BY_UNIT[call.kind]}, not by tokens of text"
    if counts is None:
        return call.messages_unknown or _why_empty(call)
    return None


def _why_empty(call: Call) -> str:
    holes = [hole for message in call.messages for hole in message.holes]
    why = f": `{holes[0].expr}` ({holes[0].reason})" if holes and holes[0].reason else ""
    return f"no text of the request is known{why}"


def _without_price(match: ModelMatch) -> str:
    info = match.info
    if info.hosting != "api":
        return info.note or match.note
    return match.note or f"no list price of {info.id} at {info.provider} is known"


def _priced(call: Call, ref: ModelRef, match: ModelMatch, book: Book, terms: Terms) -> _Priced | None:
    count, messages = counted(call, match.info.id, match.info.provider)
    size = size_of(call, match.info, count, terms)
    charge = charged(book, match.info, size, terms, variant_of(call))
    return _Priced(ref, match, count, messages, size, charge) if charge else None


def _cost(call: Call, priced: list[_Priced], dearest: _Priced, terms: Terms) -> Cost:
    """The dearest of the alternatives is the estimate; low and high span all of them."""
    unpriced = len(call.models) - len(priced)
    highs = [entry.charge.high for entry in priced]
    return Cost(
        input=dearest.count,
        output_tokens=dearest.size.output,
        output_is=_output_is(dearest.size),
        model=dearest.match.info.id,
        provider=dearest.match.info.provider,
        price=dearest.charge.price,
        low=min(entry.charge.low for entry in priced),
        high=None if unpriced or None in highs else max(high for high in highs if high is not None),
        estimate=dearest.charge.estimate,
        assumed=_assumed(call, dearest, len(priced), unpriced, terms),
        unpriced=None,
        message_tokens=dearest.messages,
        expected=expected_of(call, terms),
        input_tokens=dearest.size.input,
        input_basis=dearest.size.input_basis,
        output_basis=dearest.size.output_basis,
        terms=applied(dearest.match.info, dearest.charge, terms),
        other_prices=dearest.charge.others,
        disputed=dearest.charge.disputed,
    )


def _output_is(size: Size) -> str:
    return "limit" if size.output_basis in ("limit", "none") else "assumed"


def _assumed(call: Call, entry: _Priced, priced: int, unpriced: int, terms: Terms) -> tuple[str, ...]:
    """Names of what the estimate takes for granted."""
    match = entry.match
    facts = {
        "output_tokens": entry.size.output_high != 0 and entry.size.output_basis not in USER_SAID,
        "holes": entry.size.input_high is None and entry.size.input_basis in ("part", "counted"),
        "hole_sizes": entry.size.input > entry.count.tokens and entry.size.input_basis != "measured",
        "usage": entry.size.input_basis in USER_SAID or entry.size.output_basis in USER_SAID,
        "terms": bool(applied(entry.match.info, entry.charge, terms)),
        "model": priced > 1,
        "unpriced_models": unpriced > 0,
        "list_price": _is_list_price(entry.ref.gateway or call.gateway, match),
        "last_price": status(match.info, terms.as_of) == "retired",
        "deployment": match.info.provider == "azure" and match.how != "deployment",
        "snapshot": match.how == "new-snapshot",
        "rounds": call.kind == "agent",
    }
    return tuple(name for name, holds in facts.items() if holds)


def _is_list_price(gateway: str | None, match: ModelMatch) -> bool:
    """Whether the price is one that stands in: another host's, or the maker's for an unknown gateway."""
    stands_in = match.how in ("maker", "only-host", "region", "suffix") or "list price" in match.note
    return stands_in or (gateway is not None and host_of(gateway) is None)


def _unpriced(
    call: Call,
    known: list[ModelMatch],
    counts: tuple[TokenCount, tuple[TokenCount, ...]] | None,
    price: Price | None,
    reason: str,
    terms: Terms,
) -> Cost:
    info = known[0].info if known else None
    limit = call.max_output_tokens
    return Cost(
        input=counts[0] if counts else None,
        output_tokens=limit,
        output_is="unknown" if limit is None else "limit",
        model=info.id if info else None,
        provider=info.provider if info else None,
        price=price,
        low=None,
        high=None,
        estimate=None,
        assumed=(),
        unpriced=reason,
        message_tokens=counts[1] if counts else (),
        expected=expected_of(call, terms),
        input_basis="unknown" if counts is None else "part" if counts[0].high is None else "counted",
        output_basis="unknown" if limit is None else "limit",
    )
