"""Measured numbers for the usage file: traffic per call where it can be told, per model where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from promptlint.config import Config
from promptlint.errors import UserError
from promptlint.model import PricedCall, Report
from promptlint.paths import View
from promptlint.prices.book import Book
from promptlint.prices.hosts import host_of
from promptlint.prices.keys import names
from promptlint.record import record, replace
from promptlint.report._money import count
from promptlint.totals import counted_ids
from promptlint.usage.document import Document, quoted
from promptlint.usage.entries import block
from promptlint.usage.export import Bucket
from promptlint.usage.match import CanonicalOf, Matcher
from promptlint.usage.spans import Span
from promptlint.usage.traffic import Traffic

SHOWN = 5
PROVIDERS = {
    "az.ai.inference": "azure",
    "az.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "aws.bedrock": "bedrock",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "vertex",
    "ibm.watsonx.ai": "watsonx",
}
"""Values of gen_ai.provider.name that are no name of a provider elsewhere.

https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/#gen-ai-provider-name
"""


@record
class Sample:
    """Requests of one kind and the sums of their tokens, None where nobody recorded them. ``weight`` of them were."""

    requests: int
    weight: int
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    written_tokens: int | None
    batched: int | None = None


@record
class Sum:
    """Requests, the means of their tokens, and percents; None where no request recorded it."""

    requests: int
    input_tokens: Decimal | None
    output_tokens: Decimal | None
    cache_hit_rate: Decimal | None = None
    cache_write_rate: Decimal | None = None
    batch_share: Decimal | None = None


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
    return [_summary(by_call, by_model, window), *said[:SHOWN], *_more(said)]


def canonical_models(config: Config, book: Book) -> CanonicalOf:
    """The price book's "provider/model" for a name in the traffic, the user's deployments first."""
    deployed = dict(config.deployments)

    def canonical(model: str, provider: str | None) -> str | None:
        match = book.lookup(deployed.get(model, model), provider)
        return f"{match.info.provider}/{match.info.id}" if match else None

    return canonical


def _window(traffic: Traffic, days: int | None, share: Decimal) -> Window:
    said = [*(span.day for span in traffic.spans), *(day for one in traffic.buckets for day in (one.day, one.last))]
    known = [day for day in said if day is not None]
    if days is None and not known:
        raise UserError("the traffic says no times: say with --days how many days it is of")
    first, last = min(known, default=None), max(known, default=None)
    spanned = (last - first).days + 1 if first and last else 0
    return Window(days or spanned, first, last, share)


def _sums(report: Report, traffic: Traffic, canonical: CanonicalOf) -> tuple[dict[str, Sum], dict[str, Sum]]:
    """Requests by the id of their call, and by model those that fit no call or several."""
    matcher = Matcher(report, canonical)
    users = _used_models(report, canonical)
    calls: dict[str, list[Sample]] = {}
    models: dict[str, list[Sample]] = {}
    for span in traffic.spans:
        call = matcher.find(span)
        if call is not None:
            calls.setdefault(call.id, []).append(_of_span(span))
        else:
            provider = host_of(PROVIDERS.get(span.provider, span.provider))
            models.setdefault(_name(span.models, provider, users, canonical), []).append(_of_span(span))
    for bucket in traffic.buckets:
        if bucket.model:
            name = _name((bucket.model,), "openai", users, canonical)
            only = users.get(name, [])
            group = calls.setdefault(only[0], []) if len(only) == 1 else models.setdefault(name, [])
            group.append(_of_bucket(bucket))
    found = {call: total for call, group in calls.items() if (total := _sum(group)).requests}
    totals = {model: total for model, group in models.items() if (total := _sum(group)).requests}
    of_models = {model: _with_known(total, found, users.get(model, [])) for model, total in totals.items()}
    return found, of_models


def _of_span(span: Span) -> Sample:
    return Sample(int(span.request), 1, span.input_tokens, span.output_tokens, span.cached_tokens, span.written_tokens)


def _of_bucket(bucket: Bucket) -> Sample:
    batched = bucket.requests if bucket.batch else 0
    tokens = (bucket.input_tokens, bucket.output_tokens, bucket.cached_tokens, bucket.written_tokens)
    return Sample(bucket.requests, bucket.requests, *tokens, batched)


def _with_known(rest: Sum, calls: dict[str, Sum], users: Sequence[str]) -> Sum:
    """A model's requests are all of them, those of known calls included: these are subtracted where it is divided."""
    known = sum(calls[call].requests for call in users if call in calls)
    return replace(rest, requests=rest.requests + known)


def _sum(group: Sequence[Sample]) -> Sum:
    requests = sum(one.requests for one in group)
    batched = [one.batched for one in group if one.batched is not None]
    return Sum(
        requests,
        _mean([(one.input_tokens, one.weight) for one in group]),
        _mean([(one.output_tokens, one.weight) for one in group]),
        _percent([(one.cached_tokens, one.input_tokens) for one in group]),
        _percent([(one.written_tokens, one.input_tokens) for one in group]),
        Decimal(sum(batched) * 100) / requests if sum(batched) and requests else None,
    )


def _mean(tokens: Sequence[tuple[int | None, int]]) -> Decimal | None:
    """Tokens of one request."""
    known = [(whole, requests) for whole, requests in tokens if whole is not None]
    number = sum(requests for _, requests in known)
    return Decimal(sum(whole for whole, _ in known)) / number if number else None


def _percent(parts: Sequence[tuple[int | None, int | None]]) -> Decimal | None:
    """How many percent of the input the cache has to do with; None where nobody recorded any."""
    known = [(part, whole) for part, whole in parts if part is not None and whole is not None]
    some, whole = sum(part for part, _ in known), sum(whole for _, whole in known)
    return min(Decimal(some * 100) / whole, Decimal(100)) if some and whole else None


def _name(
    asked: Sequence[str], provider: str | None, users: Mapping[str, Sequence[str]], canonical: CanonicalOf
) -> str:
    """What the code calls a model that was recorded, else what the price book does, else what the record says.

    A record seldom says who answers at an address: a model that the code asks one host alone for is that host's.
    """
    named = [name for model in asked for host in (provider, None) if (name := canonical(model, host))]
    found = next((name for name in named if name in users), None)
    bare = {name.partition("/")[2] for name in named}
    hosted = [name for name in users if name.partition("/")[2] in bare]
    return found or (hosted[0] if len(hosted) == 1 else named[0] if named else asked[0])


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
    for name in ("cache_hit_rate", "cache_write_rate", "batch_share"):
        percent: Decimal | None = getattr(total, name)
        if percent is not None and percent >= Decimal("0.1"):
            lines.append(f'{name.replace("_", "-")} = "{percent.quantize(Decimal("0.1"), ROUND_DOWN).normalize():f}"')
    source = f"{count(total.requests, 'request')} in {window.words}; {', '.join(files)}"
    return [*lines, f"from = {quoted(source)}"]


def _summary(calls: dict[str, Sum], models: dict[str, Sum], window: Window) -> str:
    matched = sum(one.requests for one in calls.values())
    rest = f"; {count(len(models), 'model')} with requests that fit no single call" if models else ""
    return f"{count(matched, 'request')} in {window.words} measure {count(len(calls), 'call')}{rest}"


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
