"""The user's discounts under the names that the price book gives to providers and models."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from promptlint.config import PriceTerms
from promptlint.errors import UserError, UserErrors
from promptlint.prices.book import Book
from promptlint.prices.hosts import host_of
from promptlint.suggest import suggestion


def agreed_discounts(
    terms: PriceTerms, book: Book, error: Callable[[str, str], UserError]
) -> tuple[tuple[str, Decimal], ...]:
    """Percent off by provider or "provider/model"; a commitment gives the discount of the tier it reaches.

    ``error(message, key)`` makes the mistake to raise: UserErrors with one line for each name that nobody knows and
    each provider with two discounts.
    """
    wrong: list[UserError] = []
    found: dict[str, Decimal] = {}
    said = [(f"prices.discounts.{name}", name, percent) for name, percent in terms.discounts]
    said += [(f"prices.committed.{one.provider}", one.provider, one.percent) for one in terms.committed]
    for key, name, percent in said:
        whom = _provider(name, book) if ".committed." in key else _provider(name, book) or _model(name, book)
        if whom is None:
            wrong.append(error(f"{key}: {_unknown(name, book, '.committed.' in key)}", key))
        elif whom in found:
            wrong.append(error(f"{key}: there is another discount for {whom}; keep one of them", key))
        else:
            found[whom] = percent
    if wrong:
        raise UserErrors(wrong)
    return tuple(found.items())


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
