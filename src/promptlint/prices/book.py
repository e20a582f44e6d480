"""The price and model book: resolves names to models and gives their facts and prices. Reads one file, no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from promptlint.config import PriceOverride
from promptlint.model import Price
from promptlint.prices.head import BY_HAND, NAMES, Head
from promptlint.prices.hosts import FALLBACKS, GATEWAYS, MAKERS, RESELLERS, makes
from promptlint.prices.shelf import Shelf
from promptlint.prices.user import user_records
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.model import Rates
    from promptlint.prices.facts import ModelInfo, ModelMatch, PriceList
    from promptlint.prices.find import Found, Index
    from promptlint.prices.request import Reading

BOOK = Path(__file__).parent / "data" / "book.json"
ZERO = Decimal(0)
SAME_MODEL = frozenset(("exact", "alias", "spelling"))
FREE_TIER = "the free tier is limited in requests and has no price"


class Book:
    """All models and prices of one snapshot, with the user's own on top. Lookups are cached."""

    def __init__(self, shelf: Shelf, overrides: tuple[PriceOverride, ...] = ()) -> None:
        self._shelf = shelf
        self._head = Head(shelf.head)
        self._own: Mapping[str, Mapping[str, list[dict[str, Any]]]] = shelf.head["overrides"]
        self._user = user_records(overrides)
        self._indexes: dict[str, Index] = {}
        self._infos: dict[tuple[str, str], ModelInfo] = {}
        self._steps: dict[tuple[str, str, date], list[PriceList]] = {}
        self._matches: dict[tuple[str, str | None], ModelMatch | None] = {}

    @classmethod
    def load(cls, overrides: tuple[PriceOverride, ...] = ()) -> Book:
        """The book of the package with the user's prices on top, read once per set of prices.

        Raises ``UserError`` when the file of the package is damaged.
        """
        return _load(overrides)

    @property
    def source(self) -> str:
        """Names and versions of the lists that the book was made of."""
        return ", ".join(self._head.name(key) for key in self._head.sources)

    @property
    def as_of(self) -> date:
        """The day of the newest list."""
        return self._head.as_of

    @property
    def providers(self) -> tuple[str, ...]:
        """The hosts that the book holds prices of."""
        return tuple(sorted({*self._shelf.hosts, *self._own, *self._user}))

    def names(self, provider: str) -> tuple[str, ...]:
        """The canonical ids of one host."""
        return tuple(self._index(provider).records)

    def models(self, provider: str) -> Iterator[ModelInfo]:
        """Every model of one host."""
        for name in self.names(provider):
            yield self.info(provider, name)

    def lookup(self, name: str, provider: str | None = None) -> ModelMatch | None:
        """The model a name stands for, None when it is unknown or could be more than one.

        ``provider`` is what the SDK or gateway implies ("openai", "azure", "bedrock", ...).
        """
        key = (name, provider)
        if key not in self._matches:
            self._matches[key] = self._lookup(name, provider)
        return self._matches[key]

    def suggest(self, name: str, provider: str | None = None) -> str | None:
        """A known id that the name is a close misspelling of, None when nothing is close enough."""
        from promptlint.prices.request import readings
        from promptlint.prices.suggest import closest

        hosts = [r.host for r in readings(name, provider) if r.host in self.providers] or list(MAKERS[:7])
        return closest(name, [known for host in dict.fromkeys(hosts) for known in self.names(str(host))])

    def info(self, provider: str, name: str) -> ModelInfo:
        """The facts of a canonical id."""
        key = (provider, name)
        if key not in self._infos:
            from promptlint.prices.decode import decode

            self._infos[key] = decode(provider, name, dict(self._index(provider).records[name]), self._head)
        return self._infos[key]

    def _index(self, host: str) -> Index:
        if host not in self._indexes:
            from promptlint.prices.find import Index

            records = dict(self._shelf.records(host))
            for name, statements in self._own.get(host, {}).items():
                records[name] = _with(records.get(name, {}), "o", statements)
            index = Index(host, records)
            self._indexes[host] = Index(host, self._with_users(index)) if host in self._user else index
        return self._indexes[host]

    def _with_users(self, index: Index) -> dict[str, dict[str, Any]]:
        """The records of a host with the user's prices, found as in code: an alias or a dated id keeps its facts."""
        records = dict(index.records)
        of_all: list[dict[str, Any]] = []
        for name, statements in self._user[index.host].items():
            found = index.find(name, self.as_of) if name else None
            if not name:
                of_all = statements
            elif found is None:
                records[name] = _with({}, "u", statements)
            elif found.how in SAME_MODEL:
                records[found.id] = _with(records[found.id], "u", statements)
            else:
                facts = {key: said for key, said in index.records[found.id].items() if key not in ("a", "s")}
                records[name] = _with(facts, "u", statements)
        if of_all:
            own = {name for name, record in records.items() if "u0" in record}
            records = {name: said if name in own else _with(said, "u", of_all) for name, said in records.items()}
        return records

    def _lookup(self, name: str, provider: str | None) -> ModelMatch | None:
        from promptlint.prices.request import readings

        tried = list(readings(name, provider))
        for reading in tried:
            found = self._read(reading)
            if found is not None:
                return found
        for reading in tried:
            if reading.host is not None:
                found = self._elsewhere(reading)
                if "" in self._user.get(reading.host, {}):
                    return self._at_users_price(reading, found)
                if found is not None:
                    return found
        return None

    def _at_users_price(self, reading: Reading, found: ModelMatch | None) -> ModelMatch:
        """A name that a host does not list, where the user has one price for every model there."""
        from promptlint.prices.decode import decode

        host = str(reading.host)
        price = decode(host, reading.name, _with({}, "u", self._user[host][""]), self._head)
        info = replace(found.info, provider=host, prices=price.prices, note="") if found else price
        return _matched(info, "users-price", f"your price for every model at {host}")

    def _read(self, reading: Reading) -> ModelMatch | None:
        if reading.host is None:
            return self._bare(reading)
        if reading.host == "self-hosted":
            from promptlint.prices import local

            return local.self_hosted(reading.name)
        match = self._at(reading.host, reading.name)
        return match and _through(match, reading.gateway)

    def _at(self, host: str, name: str) -> ModelMatch | None:
        found = self._index(host).find(name, self.as_of)
        return found and self._match(host, found)

    def _match(self, host: str, found: Found) -> ModelMatch:
        info = self.info(host, found.id)
        if found.snapshot:
            info = _as_snapshot(info, self._index(host).records[found.id], found.snapshot)
        if found.how == "unpriced-fine-tune":
            return _matched(replace(info, id=f"ft:{info.id}", prices=()), "fine-tune", found.note)
        if found.how == "free":
            return _matched(replace(info, id=f"{info.id}:free", prices=()), "suffix", found.note)
        note = found.note
        if found.how == "fine-tune" and not info.prices:
            note = f"no price is known for {info.id}"
        if host == "openrouter" and found.id.endswith(":free"):
            note = FREE_TIER
        if host == "azure" and not note:
            note = "taken as the Azure deployment's model: deployment names are free text"
        return _matched(info, found.how, note)

    def _bare(self, reading: Reading) -> ModelMatch | None:
        """A name without a host: its maker, else the one host that lists it, else only the weights are known."""
        for host in MAKERS:
            match = self._at(host, reading.name)
            if match is not None and makes(host, match.info.id):
                return _through(match, reading.gateway)
        from promptlint.prices import local

        known = local.by_tag(reading.name)
        if known is not None:
            return known
        matches = [match for host in (*RESELLERS, "openrouter") if (match := self._at(host, reading.name))]
        # One host that has no price for it either: the name may as well be of somewhere else.
        if not any(match.info.prices or match.info.listed for match in matches):
            return None
        if len(matches) == 1:
            host = matches[0].info.provider
            return replace(
                matches[0], how="only-host", note=f"of the hosts in the price book only {host} has this name"
            )
        return local.several([match.info for match in matches])

    def _elsewhere(self, reading: Reading) -> ModelMatch | None:
        """A name its host does not list: the maker's list price stands in, and the note says so."""
        assert reading.host is not None
        others = MAKERS if reading.host in GATEWAYS or reading.host in MAKERS else FALLBACKS.get(reading.host, ())
        for host in others:
            match = self._at(host, reading.name)
            if match is not None and makes(host, match.info.id):
                note = f"{reading.host} lists no such model; {host}'s list price is used"
                return _matched(match.info, "maker", note)
        # OpenAI's SDK is the common way to ask other hosts: a name that only they list is theirs.
        return self._bare(replace(reading, host=None)) if reading.host == "openai" else None

    def price(self, info: ModelInfo, on: date, input_tokens: int | None = None, variant: str = "") -> Price | None:
        """The price in force on a day for a prompt of that length: what most sources say, the dearest on a tie.

        None when the book has no price, or none for the variant (batch, flex, priority, ...).
        """
        said = self._said(info, on, input_tokens or 0, variant)
        from collections import Counter

        votes = Counter(_asked(price) for price in said)
        return max(said, key=lambda p: (votes[_asked(p)], p.rates.input + (p.rates.output or ZERO)), default=None)

    def prices(
        self, info: ModelInfo, on: date, input_tokens: int | None = None, variant: str = ""
    ) -> tuple[Price, ...]:
        """The differing prices that the sources name for a day, off-peak prices among them; one when they agree.

        Sources that differ by less than a thousandth have rounded the same price.
        """
        said = self._said(info, on, input_tokens or 0, variant)
        if not variant:
            said += self._said(info, on, input_tokens or 0, "off-peak")
        kept: list[Price] = []
        for price in said:
            if not any(alike(price, other) for other in kept):
                kept.append(price)
        return tuple(kept)

    def _said(self, info: ModelInfo, on: date, tokens: int, variant: str) -> list[Price]:
        """What every source says; a price checked by hand or set by the user silences the others."""
        out = []
        for listed in self._in_force(info, on):
            rates = _rates(listed, variant, tokens)
            if rates is None:
                continue
            out.append(Price(rates, listed.source, listed.url, listed.as_of))
            if listed.source in BY_HAND:
                return out
        return out

    def _in_force(self, info: ModelInfo, on: date) -> list[PriceList]:
        """The step of every source for a day. Undated prices are of the day of the book: where another source knows
        that the price was or will be another, only that source counts."""
        key = (info.provider, info.id, on)
        if key not in self._steps:
            then, today = _steps(info, on), _steps(info, self.as_of)
            own = [listed for source, listed in then.items() if source == NAMES["u"]]
            moved = [listed for source, listed in then.items() if listed is not today[source]]
            self._steps[key] = own or moved or list(then.values())
        return self._steps[key]


def _matched(info: ModelInfo, how: str, note: str) -> ModelMatch:
    from promptlint.prices.facts import ModelMatch

    return ModelMatch(info, how, note)


def _steps(info: ModelInfo, on: date) -> dict[str, PriceList]:
    """The newest price list of each source on a day, its oldest where all are later."""
    newest: dict[str, PriceList] = {}
    for listed in info.prices:
        if listed.since is None or listed.since <= on or listed.source not in newest:
            newest[listed.source] = listed
    return newest


def _with(record: Mapping[str, Any], key: str, statements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A record with hand-kept statements, each under a key of its own, the newest before the older ones."""
    merged = dict(record)
    for rank, said in enumerate(reversed(statements)):
        merged[f"{key}{rank}"] = {name: value for name, value in said.items() if name not in ("a", "s")}
        merged["s"] = {**merged.get("s", {}), **said.get("s", {})}
        merged["a"] = [*merged.get("a", ()), *said.get("a", ())]
    return merged


def _as_snapshot(info: ModelInfo, record: Mapping[str, Any], snapshot: str) -> ModelInfo:
    """The model's facts with the life of one dated snapshot."""
    end = record.get("s", {}).get(snapshot, "")
    if end[:2] != "20":
        return replace(info, snapshot=snapshot)
    day = date.fromisoformat(end)
    return replace(info, snapshot=snapshot, retires_on=day, retired_on=day if info.retired_on else None)


def _through(match: ModelMatch, gateway: str | None) -> ModelMatch:
    if gateway is None or gateway == match.info.provider:
        return match
    return replace(match, note=f"asked through {gateway}; {match.info.provider}'s list price is used")


def _asked(price: Price) -> tuple[Decimal, Decimal | None]:
    """What makes two prices the same: sources that name them alike may still differ in what they say of caching."""
    return price.rates.input, price.rates.output


def alike(one: Price, other: Price) -> bool:
    """Whether two sources name the same price, apart from rounding."""
    pairs = zip(_asked(one), _asked(other), strict=True)
    return all(a == b or (a and b and abs(a - b) * 1000 < max(a, b)) for a, b in pairs)


def _rates(listed: PriceList, variant: str, tokens: int) -> Rates | None:
    """The rates of the highest tier that the prompt exceeds."""
    best = None
    for tier in listed.tiers:
        if tier.variant == variant and (tier.above < tokens or tier.above == 0):
            best = tier if best is None or tier.above > best.above else best
    return best.rates if best else None


@lru_cache(maxsize=8)
def _load(overrides: tuple[PriceOverride, ...]) -> Book:
    return Book(Shelf(BOOK), overrides)
