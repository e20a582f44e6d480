"""The user's prices and terms under the names that the price book gives to providers and models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from promptlint.config import Percents, PriceOverride, PriceTerms
from promptlint.errors import UserError, UserErrors
from promptlint.prices.book import Book
from promptlint.prices.hosts import host_of
from promptlint.prices.terms import Terms
from promptlint.record import replace
from promptlint.suggest import suggestion

MakeError = Callable[[str, str], UserError]
"""``error(message, key)`` makes the mistake to raise, with the place of the key."""
COMMITTED = "prices.committed."


def agreed(said: PriceTerms, terms: Terms, book: Book, error: MakeError) -> Terms:
    """The terms with what the user said; a commitment gives the discount of the tier it reaches.

    Raises UserErrors with one line for each name that nobody knows and each that is said twice.
    """
    discounts = [(f"prices.discounts.{name}", name, percent) for name, percent in said.discounts]
    discounts += [(f"{COMMITTED}{one.provider}", one.provider, one.percent) for one in said.committed]
    named = _Named(book, error)
    found = replace(
        terms,
        discounts=named.percents(discounts),
        batch_shares=named.share("batch-share", said.batch_share),
        cache_hits=named.share("cache-hit-rate", said.cache_hit_rate),
        cache_writes=named.share("cache-write-rate", said.cache_write_rate),
        cache_writes_1h=named.share("cache-write-1h-rate", said.cache_write_1h_rate),
    )
    if named.wrong:
        raise UserErrors(named.wrong)
    return found


class _Named:
    """Finds providers and models under the names the user gives them; collects the names that nobody knows."""

    def __init__(self, book: Book, error: MakeError) -> None:
        self._book = book
        self._error = error
        self.wrong: list[UserError] = []

    def share(self, term: str, said: Percents) -> Percents:
        """The percents of one term."""
        return self.percents((f"prices.{term}.{name}", name, percent) for name, percent in said)

    def percents(self, said: Iterable[tuple[str, str, Decimal]]) -> Percents:
        """Percents (key, name, percent) by "", provider or "provider/model"."""
        found: dict[str, Decimal] = {}
        for key, name, percent in said:
            whom = self._whom(name, key.startswith(COMMITTED))
            if whom is None:
                self._fail(key, _unknown(name, self._book, key.startswith(COMMITTED)))
            elif whom in found:
                self._fail(key, f"there is another number for {whom}; keep one of them")
            else:
                found[whom] = percent
        return tuple(found.items())

    def _whom(self, name: str, only_providers: bool) -> str | None:
        if not name:
            return ""
        provider = _provider(name, self._book)
        return provider or (None if only_providers else _model(name, self._book))

    def _fail(self, key: str, message: str) -> None:
        self.wrong.append(self._error(f"{key}: {message}", key))


def own_prices(said: Iterable[PriceOverride], book: Book, error: MakeError) -> tuple[PriceOverride, ...]:
    """The user's prices, each with the book's name of its provider. Raises UserErrors with one line a mistake."""
    wrong: list[UserError] = []
    found: dict[tuple[str, str], PriceOverride] = {}
    for price in said:
        key = f"prices.{price.model}" if price.model else f"prices.providers.{price.provider}"
        own = _at_provider(price, book)
        if isinstance(own, str):
            wrong.append(error(f"{key}: {own}", key))
        elif (place := (str(own.provider), own.model)) in found:
            wrong.append(error(f"{key}: there are other prices for {'/'.join(place)}; keep one of them", key))
        else:
            found[place] = own
    if wrong:
        raise UserErrors(wrong)
    return tuple(found.values())


def _at_provider(price: PriceOverride, book: Book) -> PriceOverride | str:
    """The price with its provider, and the model's name without the one that the user wrote before it."""
    if not price.model:
        host = host_of(price.provider)
        return replace(price, provider=host) if host else _unknown(str(price.provider), book, True)
    if price.provider is not None:
        return replace(price, provider=host_of(price.provider) or price.provider)
    match = book.lookup(price.model)
    if match is None:
        return 'the price book does not know it, so say provider = "..." beside its prices'
    if match.info.hosting == "several":
        return f'{match.note}, with provider = "..." beside its prices'
    host, _, name = price.model.partition("/")
    return replace(price, provider=match.info.provider, model=name if name and host_of(host) else price.model)


def _provider(name: str, book: Book) -> str | None:
    host = host_of(name)
    return host if host in book.providers else None


def _model(name: str, book: Book) -> str | None:
    match = book.lookup(name)
    return f"{match.info.provider}/{match.info.id}" if match else None


def _unknown(name: str, book: Book, only_providers: bool) -> str:
    what = "provider" if only_providers else "provider or model"
    hint = suggestion(name, book.providers)
    if not hint.startswith("; did") and not only_providers and (near := book.suggest(name)):
        hint = f"; did you mean {near!r}?"
    return f"the price book knows no {what} {name!r}{hint if hint.startswith('; did') else ''}"
