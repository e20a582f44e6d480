"""Measured numbers for the usage file: traffic per call where it can be told, per model where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from promptlint.config import Config
from promptlint.errors import UserError
from promptlint.model import PricedCall, Report
from promptlint.paths import View
from promptlint.prices.book import Book
from promptlint.prices.keys import names
from promptlint.record import record
from promptlint.totals import counted_ids
from promptlint.usage.document import Document, quoted
from promptlint.usage.entries import block
from promptlint.usage.match import CanonicalOf, Matcher
from promptlint.usage.traffic import Traffic

SHOWN = 5


@record
class Sum:
    """Requests and the means of their tokens; a mean is None where no request recorded it."""

    requests: int
    input_tokens: Decimal | None
    output_tokens: Decimal | None


@record
class Window:
    """The days that the traffic is of, and the share of it that was recorded."""

    days: int
    first: date | None
    last: date | None
    share: Decimal

    @property
    def words(self) -> str:
        """``7 days, 2026-11-01 to 2026-11-07, 10 % recorded``."""
        said = [f"{self.days} day{'' if self.days == 1 else 's'}"]
        if self.first and self.last:
            said.append(f"{self.first} to {self.last}" if self.first != self.last else str(self.first))
        if self.share != 1:
            said.append(f"{(self.share * 100).normalize():f} % recorded")
        return ", ".join(said)


def calibrated(
    document: Document, report: Report, canonical: CanonicalOf, traffic: Traffic, days: int | None, share: Decimal
) -> list[str]:
    """Write what the traffic measures into the document; what there is to say about it, a line each."""
    window = _window(traffic, days, share)
    said: list[str] = []
    by_call, by_model = _sums(report, traffic, canonical)
    known = names([priced.call for priced in report.calls], View(report.root, report.home))
    priced = {one.call.id: one for one in report.calls}
    for call, total in by_call.items():
        key = known[call].key
        if key not in document.keys("calls"):
            document.add(block(priced[call], key))
        document.put(("calls", key), "measured", _lines(total, window, traffic.names))
    used = _used_models(report, canonical)
    for model, total in by_model.items():
        document.put(("models", model), "measured", _lines(total, window, traffic.names))
        said.append(_of_model(model, total, used.get(model, []), by_call))
    return [_summary(by_call, by_model, window), *said[:SHOWN], *_more(said), *_cached(traffic)]


def canonical_models(config: Config, book: Book) -> CanonicalOf:
    """The price book's "provider/model" for a name in the traffic, the user's deployments first."""
    deployed = dict(config.deployments)

    def canonical(model: str, provider: str | None) -> str | None:
        match = book.lookup(deployed.get(model, model), provider)
        return f"{match.info.provider}/{match.info.id}" if match else None

    return canonical


def _window(traffic: Traffic, days: int | None, share: Decimal) -> Window:
    said = [*(span.day for span in traffic.spans), *(bucket.day for bucket in traffic.buckets)]
    known = [day for day in said if day is not None]
    if days is None and not known:
        raise UserError("the traffic says no times: say with --days how many days it is of")
    first, last = min(known, default=None), max(known, default=None)
    spanned = (last - first).days + 1 if first and last else 0
    return Window(days or spanned, first, last, share)


def _sums(report: Report, traffic: Traffic, canonical: CanonicalOf) -> tuple[dict[str, Sum], dict[str, Sum]]:
    """Requests by the id of their call, and by model those that fit no call or several."""
    matcher = Matcher(report, canonical)
    calls: dict[str, list[tuple[int, int | None, int | None]]] = {}
    models: dict[str, list[tuple[int, int | None, int | None]]] = {}
    for span in traffic.spans:
        call = matcher.find(span)
        group = calls.setdefault(call.id, []) if call else models.setdefault(_name(span.model, canonical), [])
        group.append((1, span.input_tokens, span.output_tokens))
    users = _used_models(report, canonical)
    for bucket in traffic.buckets:
        name = _name(bucket.model, canonical)
        only = users.get(name, [])
        group = calls.setdefault(only[0], []) if len(only) == 1 else models.setdefault(name, [])
        group.append((bucket.requests, bucket.input_tokens, bucket.output_tokens))
    found = {call: _sum(group) for call, group in calls.items()}
    of_models = {model: _with_known(_sum(group), found, users.get(model, [])) for model, group in models.items()}
    return found, of_models


def _with_known(rest: Sum, calls: dict[str, Sum], users: Sequence[str]) -> Sum:
    """A model's requests are all of them, those of known calls included: these are subtracted where it is divided."""
    known = sum(calls[call].requests for call in users if call in calls)
    return Sum(rest.requests + known, rest.input_tokens, rest.output_tokens)


def _sum(group: Sequence[tuple[int, int | None, int | None]]) -> Sum:
    return Sum(sum(requests for requests, _, _ in group), _mean(group, 1), _mean(group, 2))


def _mean(group: Sequence[tuple[int, int | None, int | None]], column: int) -> Decimal | None:
    """Tokens of one request. A group holds single requests or sums of many."""
    known = [(entry[0], entry[column]) for entry in group if entry[column] is not None]
    requests = sum(number for number, _ in known)
    return Decimal(sum(tokens or 0 for _, tokens in known)) / requests if requests else None


def _name(model: str, canonical: CanonicalOf) -> str:
    return canonical(model, None) or model


def _used_models(report: Report, canonical: CanonicalOf) -> dict[str, list[str]]:
    """The ids of the counted calls that may ask a model, by its canonical name."""
    counted = counted_ids(priced.call for priced in report.calls)
    found: dict[str, list[str]] = {}
    for priced in report.calls:
        if priced.call.id in counted:
            for name in _models_of(priced, canonical):
                found.setdefault(name, []).append(priced.call.id)
    return found


def _models_of(priced: PricedCall, canonical: CanonicalOf) -> list[str]:
    said = (canonical(ref.id, ref.provider) or ref.id for ref in priced.call.models)
    return list(dict.fromkeys(said))


def _lines(total: Sum, window: Window, files: Sequence[str]) -> list[str]:
    """The lines of a measured table."""
    daily = Decimal(total.requests) / window.days / window.share
    places = Decimal("0.01") if daily >= 1 else Decimal("0.000001")
    lines = [f"calls-per-day = {daily.quantize(places, ROUND_HALF_EVEN).normalize():f}"]
    for name, mean in (("input-tokens", total.input_tokens), ("output-tokens", total.output_tokens)):
        if mean is not None:
            lines.append(f"{name} = {mean.quantize(Decimal(1), ROUND_HALF_EVEN):f}")
    source = f"{total.requests} requests in {window.words}; {', '.join(files)}"
    return [*lines, f"from = {quoted(source)}"]


def _summary(calls: dict[str, Sum], models: dict[str, Sum], window: Window) -> str:
    matched = sum(one.requests for one in calls.values())
    rest = f"; {len(models)} models with requests that fit no single call" if models else ""
    return f"{matched:,} requests in {window.words} measure {len(calls)} calls{rest}"


def _of_model(model: str, total: Sum, users: Sequence[str], measured: dict[str, Sum]) -> str:
    """What becomes of requests that fit no single call."""
    if not users:
        return f"{model}: {total.requests:,} requests, but no call of the code names it: they are in no total"
    rest = total.requests - sum(measured[call].requests for call in users if call in measured)
    silent = [call for call in users if call not in measured]
    if not silent:
        return f"{model}: {rest:,} requests fit none of its {len(users)} calls: they are in no total"
    return f"{model}: {rest:,} requests cannot be told apart and are divided among {len(silent)} calls, as assumed"


def _more(said: Sequence[str]) -> Iterator[str]:
    if len(said) > SHOWN:
        yield f"{len(said) - SHOWN} more models stand in the file"


def _cached(traffic: Traffic) -> Iterator[str]:
    """What the export says of caching, which is a term of the configuration."""
    cached = sum(bucket.cached_tokens for bucket in traffic.buckets)
    whole = sum(bucket.input_tokens for bucket in traffic.buckets)
    if cached and whole:
        percent = Decimal(cached * 100) / whole
        yield f"{percent:.0f} % of the input tokens were read from the cache: cache-hit-rate under prices says so"
