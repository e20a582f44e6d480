"""Cheaper models for one call that can be followed: on sale, alive, large enough, able, and cheaper on this call."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from promptlint.model import Alternative, Call, Cost
from promptlint.patterns import lazy_pattern
from promptlint.prices.applied import rates_in_words
from promptlint.prices.book import Book
from promptlint.prices.charge import Charge, charged, counted, expected_of, size_of, variant_of
from promptlint.prices.facts import ModelInfo
from promptlint.prices.fit import not_alive, why_not
from promptlint.prices.hosts import host_of
from promptlint.prices.ranks import Standing, place_of, standing
from promptlint.prices.shares import usd
from promptlint.prices.spelling import unregioned
from promptlint.prices.terms import Terms
from promptlint.prices.uses import Uses, changes, missing, uses_of
from promptlint.record import record, replace

OTHER_MAKERS = ("openai", "anthropic", "google", "mistral")
CHAT = frozenset(("chat", "agent"))
ONE_MAKER = {
    "anthropic": "anthropic",
    "cohere": "cohere",
    "google-genai": "google",
    "google-generativeai": "google",
    "mistralai": "mistral",
    "vertexai": "google",
}
"""SDKs that speak to the models of their maker alone, also where a cloud sells them beside others."""
LEAST_SAVING = 10
"""Percent; less is within the noise of any estimate."""
NOT_GENERAL = lazy_pattern(
    r"preview|exp(?:erimental)?\b|beta|-latest\b|^ft:|:free|:|search|audio|realtime|image|vision|tts|transcribe|codex"
    r"|deep-research|computer-use|instruct|guard|cyber|mythos|rosalind|daybreak|live|robotics|customtools|omni|banana"
    r"|lyria|gemma|learnlm|nemo|labs-|voxtral|codestral|devstral|magistral|pixtral|ocr|embed|moderation|fim|vibe|glm"
    r"|coder|deepseek-v|\d{4}$|^chat|-pro$|-law$|oss"
)


MISTRAL_ALIAS = lazy_pattern(r"(?:mistral-(?:small|medium|large)|ministral-\d+b)-latest")


@record
class _Offer:
    info: ModelInfo
    place: Standing
    charge: Charge
    percent: int
    rise: date | None


@record
class _Wanted:
    call: Call
    info: ModelInfo
    place: Standing
    uses: Uses
    simple: bool
    estimate: Decimal
    input_tokens: int
    output_tokens: int


def alternatives(
    call: Call, cost: Cost, book: Book, terms: Terms, most: int = 3, simple: bool = False
) -> tuple[Alternative, ...]:
    """Up to ``most`` cheaper models of the same kind, same provider first; empty where nothing can be said.

    Every one is a candidate to evaluate, never a claim about quality: unless the task is ``simple`` it must stand at
    least as high as the present model in its maker's own order, or in the same role of another maker's line-up.
    """
    wanted = _wanted(call, cost, book, terms, simple)
    if wanted is None:
        return ()
    key = (wanted.info.provider, wanted.info.id)
    candidates = _candidates(book, *key, simple, terms.as_of, terms.retiring_days)
    found = [offer for info in candidates if _reachable(wanted, info) and (offer := _offer(wanted, info, book, terms))]
    own = _undominated([offer for offer in found if offer.info.provider == wanted.info.provider])
    makers = {offer.place.maker for offer in own}
    others = [o for o in found if o.info.provider != wanted.info.provider and o.place.maker not in makers]
    return tuple(_alternative(wanted, offer) for offer in _pick(own, _undominated(others), most))


def _reachable(wanted: _Wanted, info: ModelInfo) -> bool:
    """Whether the client of the call can ask the model where it asks now; another provider has a client of its own."""
    maker = ONE_MAKER.get(wanted.call.sdk)
    return info.provider != wanted.info.provider or maker is None or standing(info).maker == maker


def _wanted(call: Call, cost: Cost, book: Book, terms: Terms, simple: bool) -> _Wanted | None:
    if cost.estimate is None or cost.model is None or cost.provider is None or call.kind not in CHAT:
        return None
    match = book.lookup(cost.model, cost.provider)
    if match is None or match.info.kind != "chat" or match.info.hosting != "api":
        return None
    if call.gateway is not None and host_of(call.gateway) not in (None, match.info.provider):
        return None  # what a gateway sells beside the model it is asked for is not known
    tokens = cost.input_tokens or 0
    output = cost.output_tokens or 0
    place = standing(match.info)
    if ONE_MAKER.get(call.sdk, place.maker) != place.maker:
        return None  # code that picks the client by the model: this client is never asked for this one
    return _Wanted(call, match.info, place, uses_of(call), simple, cost.estimate, tokens, output)


@lru_cache(maxsize=256)
def _candidates(book: Book, provider: str, model: str, simple: bool, on: date, days: int) -> tuple[ModelInfo, ...]:
    """The models of the same provider, and of the makers with a line-up we can place, that could stand in."""
    old = book.info(provider, model)
    sold = (info for other in dict.fromkeys((provider, *OTHER_MAKERS)) for info in _on_sale(book, other, on, days))
    return tuple(info for info in sold if _alike(old, info, simple))


@lru_cache(maxsize=64)
def _on_sale(book: Book, provider: str, on: date, days: int) -> tuple[ModelInfo, ...]:
    """The models of general use that a provider sells at an undisputed price, one per model of the maker."""
    if provider not in book.providers:
        return ()
    names = (name for name in book.names(provider) if general(name, provider))
    places = {(place_of(provider, name).model, _region(name, provider)): name for name in names}
    found = (_completed(book.info(provider, name), book) for name in places.values())
    return tuple(i for i in found if i.kind == "chat" and not not_alive(i, on, days) and _undisputed(i, book, on))


def _undisputed(info: ModelInfo, book: Book, on: date) -> bool:
    """Whether the lists name about the same price; a fifth apart is the uplift of a region."""
    inputs = [price.rates.input for price in book.prices(info, on)]
    return bool(inputs) and max(inputs) <= min(inputs) * Decimal("1.25")


def _completed(info: ModelInfo, book: Book) -> ModelInfo:
    """A gateway's list has prices only: what the model can do and how long it lives is its maker's to say."""
    place = standing(info)
    match = book.lookup(place.model, place.maker) if info.provider == "openrouter" else None
    if match is None or match.info.provider != place.maker:
        return info
    return replace(match.info, id=info.id, provider=info.provider, prices=info.prices)


def general(name: str, provider: str) -> bool:
    """A model of general use under its plain name: no preview, snapshot, fine-tune or special trade."""
    plain = name.rsplit("/", 1)[-1]
    if provider == "azure" and plain != name:
        return False
    if provider == "bedrock":
        plain = re.sub(r"(?:-20\d{6})?(?:-v\d+)?(?::\d+)?$", "", plain)
    if MISTRAL_ALIAS.fullmatch(plain) is None if provider == "mistral" else NOT_GENERAL.search(plain):
        return False
    return provider not in OTHER_MAKERS or place_of(provider, name).rank is not None


def _alike(old: ModelInfo, new: ModelInfo, simple: bool) -> bool:
    """Not the model itself, and not below it in its maker's order (or its role, across makers)."""
    was, place = standing(old), standing(new)
    if place.model == was.model or _region(new.id, new.provider) != _region(old.id, old.provider):
        return False
    if new.provider != old.provider and place.role is None:
        return False
    if simple or _named_replacement(old, place.model):
        return True
    if place.maker == was.maker:
        return _not_lower(place, was)
    return was.role is not None and place.role is not None and place.role >= was.role


def _region(name: str, provider: str) -> str:
    """The region an id is bound to ("us." on Bedrock); other hosts' ids have none."""
    return name.removesuffix(unregioned(name)) if provider == "bedrock" else ""


def _named_replacement(old: ModelInfo, model: str) -> bool:
    return old.replacement is not None and model in re.split(r"[\s,()]+", old.replacement)


def _offer(wanted: _Wanted, info: ModelInfo, book: Book, terms: Terms) -> _Offer | None:
    """The model with its price for this call and the saving in percent; None when it cannot be followed."""
    if missing(info, wanted.uses) or _hopeless(wanted, info, book, terms):
        return None
    count, _ = counted(wanted.call, info.id, info.provider)
    size = size_of(wanted.call, info, count, terms)
    if why_not(wanted.call, wanted.info, info, size, wanted.uses, terms):
        return None
    charge = charged(book, info, size, terms, variant_of(wanted.call))
    rise = _rise(info, terms)
    later = charged(book, info, size, replace(terms, as_of=rise), variant_of(wanted.call)) if rise else charge
    if charge is None or later is None or max(charge.estimate, later.estimate) >= wanted.estimate:
        return None
    percent = int((wanted.estimate - charge.estimate) * 100 / wanted.estimate)
    return _Offer(info, standing(info), charge, percent, rise) if percent >= LEAST_SAVING else None


def _hopeless(wanted: _Wanted, info: ModelInfo, book: Book, terms: Terms) -> bool:
    """Whether the model would cost more with a third of the tokens: no vocabulary is that much denser.

    Where the user has terms that make some models cheaper, nothing is ruled out by list prices.
    """
    variant = variant_of(wanted.call)
    price = book.price(info, terms.as_of, None, variant) or book.price(info, terms.as_of)
    if price is None:
        return True
    own_terms = terms.discounts or terms.cache_hits or terms.batch_shares or expected_of(wanted.call, terms).keys
    return not own_terms and usd(price, wanted.input_tokens // 3, wanted.output_tokens) >= wanted.estimate


def _rise(info: ModelInfo, terms: Terms) -> date | None:
    """The first day within the horizon on which a price announced today comes into force."""
    horizon = terms.as_of + timedelta(days=terms.retiring_days)
    days = [listed.since for listed in info.prices if listed.since and terms.as_of < listed.since <= horizon]
    return min(days, default=None)


def _undominated(offers: list[_Offer]) -> list[_Offer]:
    """Cheapest first, without those that cost as much as another model of the same maker that stands higher."""
    kept: list[_Offer] = []
    for offer in sorted(offers, key=lambda o: (o.charge.estimate, -(o.place.rank or 0), o.info.id)):
        rank = offer.place.rank
        same = [
            o.place.rank for o in kept if o.place.maker == offer.place.maker and o.info.provider == offer.info.provider
        ]
        if not same or (rank is not None and all(other is not None and other < rank for other in same)):
            kept.append(offer)
    return kept


def _pick(own: list[_Offer], others: list[_Offer], most: int) -> list[_Offer]:
    """The cheapest of the provider first, then the cheapest of each other maker."""
    picked = own[: max(1, most - 1)] if others else own[:most]
    for offer in others:
        if len(picked) < most and offer.info.provider not in {other.info.provider for other in picked}:
            picked.append(offer)
    return picked[:most]


def _alternative(wanted: _Wanted, offer: _Offer) -> Alternative:
    return Alternative(
        model=offer.info.id,
        provider=offer.info.provider,
        estimate=offer.charge.estimate,
        saving=wanted.estimate - offer.charge.estimate,
        saving_percent=offer.percent,
        reason=_reason(wanted, offer),
    )


def _reason(wanted: _Wanted, offer: _Offer) -> str:
    """Price, standing, what must change, and the reminder that nothing is said about quality."""
    place = offer.place
    parts = [rates_in_words(offer.charge.price.rates)]
    if _named_replacement(wanted.info, place.model):
        parts.append(f"named by its maker as the replacement of {wanted.place.model}")
    elif place.maker == wanted.place.maker and _not_lower(place, wanted.place):
        parts.append("not lower in its maker's own order")
    elif wanted.simple:
        parts.append("for a simple task")
    else:
        parts.append("same role in its maker's line-up")
    if offer.rise is not None:
        parts.append(f"its price changes on {offer.rise.isoformat()} and is still lower then")
    parts += changes(wanted.call, wanted.info, offer.info, wanted.uses)
    if offer.info.provider != wanted.info.provider:
        parts.append("another provider: its client, key and terms")
    elif wanted.call.gateway is not None and host_of(wanted.call.gateway) is None:
        parts.append("check that the address it is sent to offers it")
    return "; ".join([*parts, "candidate to evaluate: no quality claim"])


def _not_lower(new: Standing, old: Standing) -> bool:
    return new.rank is not None and old.rank is not None and new.rank >= old.rank
