"""What a request of one size costs at many models, side by side: for comparing models and for counting a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from promptlint.model import Call, Price, PricedCall, TokenCount
from promptlint.prices.alternatives import OTHER_MAKERS, general
from promptlint.prices.book import Book
from promptlint.prices.charge import Charge, Size, charged, counted, size_of, variant_of
from promptlint.prices.facts import ModelInfo, ModelMatch, status
from promptlint.prices.fit import why_not
from promptlint.prices.terms import Terms
from promptlint.prices.uses import uses_of
from promptlint.record import record, replace

OWN = "what the call asks now"
SHOWN = (*OTHER_MAKERS, "cohere", "deepseek", "xai")
"""The makers that are compared where nobody has named a model or provider."""


@record
class Quote:
    """One model and what a request costs there.

    ``state`` is that of ``facts.status``. ``prices`` are all that the sources name, the one that counts first; empty
    with the reason in ``note``. ``why_not`` says what keeps the model from taking over the call in question, "" where
    nothing known does, None where no call is in question.
    """

    info: ModelInfo
    state: str
    size: Size
    prices: tuple[Price, ...]
    charge: Charge | None
    note: str = ""
    count: TokenCount | None = None
    why_not: str | None = None


def quote(info: ModelInfo, size: Size, book: Book, terms: Terms, note: str = "", variant: str = "") -> Quote:
    """The price of a request of that size at a model, on the user's terms."""
    charge = charged(book, info, size, terms, variant)
    prices = book.prices(info, terms.as_of, size.input, variant) or book.prices(info, terms.as_of, size.input)
    first = (charge.price,) if charge else ()
    said = (*first, *(price for price in prices if price not in first))
    return Quote(info, status(info, terms.as_of), size, said, charge, note or info.note)


def of_text(match: ModelMatch, text: str, output_tokens: int, book: Book, terms: Terms) -> Quote:
    """The price of a request that holds one text and nothing else, and gets an answer of so many tokens."""
    from promptlint.tokens.families import count_model_text, tokenizer_for

    info = match.info
    count = count_model_text(text, tokenizer_for(info.id, info.provider))
    output = 0 if info.kind in ("embedding", "moderation", "rerank") else output_tokens
    size = Size(count.tokens, count.low, count.high, output, output)
    return replace(quote(info, size, book, terms, match.note), count=count)


def for_call(priced: PricedCall, infos: Iterable[ModelInfo], book: Book, terms: Terms) -> list[Quote]:
    """The price of one call of the code at each model that is of its kind, counted as that model counts."""
    call, cost = priced.call, priced.cost
    match = book.lookup(cost.model, cost.provider) if cost.model else None
    old = match.info if match else None
    terms = replace(terms, expected={call.id: cost.expected})
    return [_for_call(call, old, info, book, terms) for info in infos if old is None or info.kind == old.kind]


def _for_call(call: Call, old: ModelInfo | None, info: ModelInfo, book: Book, terms: Terms) -> Quote:
    count, _ = counted(call, info.id, info.provider)
    size = size_of(call, info, count, terms)
    if old is not None and (info.id, info.provider) == (old.id, old.provider):
        reason: str | None = OWN
    else:
        reason = why_not(call, old or info, info, size, uses_of(call), terms)
    found = quote(info, size, book, terms, variant=variant_of(call))
    return replace(found, count=count, why_not=reason or "")


def listed(
    book: Book, words: Sequence[str], providers: Sequence[str], everything: bool, terms: Terms
) -> list[ModelInfo]:
    """The models whose ``provider/id`` holds every word, of these providers or of all.

    Without words and providers those of the makers that are of general use, on sale and priced, unless everything is
    asked for. A name that only a rule can read (an ARN, an alias, a snapshot) stands for its model.
    """
    chosen = bool(words or providers or everything)
    hosts = [host for host in book.providers if host in providers] or list(book.providers if chosen else SHOWN)
    wanted = [word.casefold() for word in words]
    infos = [info for host in hosts for info in book.models(host) if _named(info, wanted)]
    if not infos and len(words) == 1:
        match = book.lookup(words[0], providers[0] if providers else None)
        return [match.info] if match else []
    return infos if chosen else [info for info in infos if _worth_showing(info, book, terms)]


def _named(info: ModelInfo, words: Sequence[str]) -> bool:
    name = f"{info.provider}/{info.id}".casefold()
    return all(word in name for word in words)


def _worth_showing(info: ModelInfo, book: Book, terms: Terms) -> bool:
    on_sale = status(info, terms.as_of) in ("current", "retiring") and book.price(info, terms.as_of) is not None
    return on_sale and general(info.id, info.provider)


def ordered(quotes: Iterable[Quote], by: str) -> list[Quote]:
    """The quotes in the order of one column; what is not known comes last."""
    return sorted(quotes, key=lambda one: (_rank(one, by), one.info.provider, one.info.id))


def _rank(one: Quote, by: str) -> tuple[bool, Decimal]:
    value = SORTS[by](one)
    return value is None, Decimal(0) if value is None else value


def _most(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(-value)


SORTS: dict[str, Callable[[Quote], Decimal | None]] = {
    "cost": lambda one: one.charge.estimate if one.charge else None,
    "input": lambda one: one.prices[0].rates.input if one.prices else None,
    "output": lambda one: one.prices[0].rates.output if one.prices else None,
    "context": lambda one: _most(one.info.context_window),
    "max-output": lambda one: _most(one.info.max_output_tokens),
    "retires": lambda one: Decimal(day.toordinal()) if (day := one.info.retires_on or one.info.retired_on) else None,
    "name": lambda one: Decimal(0),
}
"""What ``ordered`` can sort by; the largest window and the longest answer come first."""
