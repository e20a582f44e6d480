"""What a check is, what it sees and what it yields.

A check lives in ``promptlint/checks/<name>.py`` as ``CHECK = Check(find, facts=(...))``. ``find`` is a generator
``find(priced, context, *, param: type, ...)`` called once for every request; its keyword parameters are the schema
of ``params`` in the rule file, and the names in ``facts`` are what the rule's message may mention.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.model import Fix, ModelRef, PricedCall, SourceFile, Span
from promptlint.record import field, record

if TYPE_CHECKING:
    from promptlint.prices.book import Book
    from promptlint.prices.facts import ModelInfo, ModelMatch
    from promptlint.prices.terms import Terms


@record
class RuleContext:
    """What all checks may ask: the price book, the day that counts as today, the sources read and all requests.

    ``sources`` are by path. ``calls`` is filled by the engine, sorted by place.
    """

    book: Book
    as_of: date
    terms: Terms
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    calls: tuple[PricedCall, ...] = ()

    def match(self, ref: ModelRef) -> ModelMatch | None:
        """The model behind a name in the code, the user's deployments first; None when unknown."""
        from promptlint.cost import match_of

        return match_of(ref, self.book, self.terms)

    def status(self, info: ModelInfo) -> str:
        """Where the model stands today: "current", "retiring", "retired" or "unknown"."""
        from promptlint.prices.facts import status

        return status(info, self.as_of)


@record
class Hit:
    """One place a check objects to.

    ``facts`` fill the message; a fact that is not known is left out or "". ``saving`` is USD per call. Of hits with
    the same ``once`` the first is kept, for what is decided at one place and used by many requests; None keeps all.
    """

    path: str
    span: Span
    call: str
    facts: Mapping[str, str | int]
    saving: Decimal | None = None
    fixes: tuple[Fix, ...] = ()
    once: object = None


Find = Callable[..., Iterator[Hit]]


@record
class Check:
    """A generator function with the names of the facts it yields."""

    find: Find
    facts: tuple[str, ...]


def hit_at_call(priced: PricedCall, facts: Mapping[str, str | int], saving: Decimal | None = None) -> Hit:
    """A hit that covers the whole call."""
    call = priced.call
    return Hit(path=call.path, span=call.span, call=call.id, facts=facts, saving=saving)
