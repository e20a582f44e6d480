"""Brings the user's usage file and the calls of a run together, and adds up what a month costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.config import Config
from promptlint.exclude import compile_patterns
from promptlint.model import Call, Expected, PricedCall, Problem, Report
from promptlint.paths import View, view
from promptlint.record import record
from promptlint.totals import counted_calls, counted_ids

if TYPE_CHECKING:
    from promptlint.discover import Discovered
    from promptlint.prices.book import Book
    from promptlint.prices.keys import Name
    from promptlint.prices.terms import Terms

BASES = ("measured", "declared", "assumed")
"""What a figure rests on, the firmest first; a product is as firm as its weakest factor."""
_FIRMNESS = {"measured": 0, "counted": 0, "none": 0, "declared": 1, "limit": 1}


def expected_calls(
    config: Config, calls: Sequence[Call], found: Discovered, book: Book, terms: Terms
) -> tuple[dict[str, Expected], list[Problem]]:
    """What the usage says of each call by its id, and a problem for each entry that names a call which is gone."""
    from promptlint.prices.expected import expectations

    seen = view(found.root, config.root)
    named = call_names(calls, seen)
    counted = counted_ids(calls)
    expected = expectations(calls, named, config.usage, counted, _fitter(config.root), _model_of(book, terms))
    problems = _gone(config, named, [seen.path(path) for path in found.files])
    return expected, [*problems, *_counted_elsewhere(config, named, counted)]


def call_names(calls: Sequence[Call], seen: View) -> dict[str, Name]:
    """The names of each call in the usage file, by its id."""
    from promptlint.prices.keys import names

    return names(calls, seen)


def _fitter(root: Path) -> Callable[[str, str], bool]:
    """Whether a git-style pattern fits a path; both are meant from ``root``."""
    known: dict[str, Callable[[str], bool]] = {}

    def fits(pattern: str, path: str) -> bool:
        if pattern not in known:
            patterns = compile_patterns(root, [pattern])
            start = root.as_posix().rstrip("/")
            known[pattern] = lambda one: patterns.verdict(f"{start}/{one}", False) is True
        return known[pattern](path)

    return fits


def _model_of(book: Book, terms: Terms) -> Callable[[Call], str | None]:
    from promptlint.cost import match_of

    def model_of(call: Call) -> str | None:
        matches = (match_of(ref, book, terms) for ref in call.models)
        match = next((one for one in matches if one is not None), None)
        return f"{match.info.provider}/{match.info.id}" if match else None

    return model_of


def _gone(config: Config, named: dict[str, Name], scanned: list[str]) -> list[Problem]:
    entries = {entry.key: entry for entry in config.usage.calls}
    return [
        Problem(
            entries[key].path,
            entries[key].line or 1,
            "usage",
            f"{key} names no call of the code any more; its numbers count nowhere (`promptlint usage sync` marks it)",
        )
        for key in gone_keys(entries, named, scanned, config.root)
    ]


def _counted_elsewhere(config: Config, named: dict[str, Name], counted: frozenset[str]) -> list[Problem]:
    """A problem for each volume of a wrapper, whose requests are counted through its callers."""
    own = {key for of, name in named.items() if of in counted for key in (name.key, name.place, name.id)}
    inner = {key for of, name in named.items() if of not in counted for key in (name.key, name.place, name.id)} - own
    said = (e for e in config.usage.calls if e.key in inner and (e.declared.calls is not None or e.measured.calls))
    return [
        Problem(
            entry.path,
            entry.line or 1,
            "usage",
            f"{entry.key} is asked through its callers and counted there: its volume counts nowhere, say it of them",
        )
        for entry in said
    ]


def silent_entries(config: Config, report: Report) -> list[str]:
    """A line for each function, path or model of the usage that names no request of a report on the whole project."""
    from promptlint.prices.keys import is_single
    from promptlint.suggest import suggestion

    used = {key for priced in report.calls for key in priced.cost.expected.keys}
    known = {priced.call.function.rpartition(".")[2] for priced in report.calls} - {""}
    lines = []
    for entry in config.usage.calls:
        if entry.key not in used and not is_single(entry.key):
            hint = suggestion(entry.key.rpartition(".")[2], known)
            near = hint if hint.startswith("; did") else ""
            lines.append(f"{entry.path}:{entry.line or 1}: {entry.key} names no request, so it counts nowhere{near}")
    asked = {name for model in report.known_models for name in (model.canonical, f"{model.provider}/{model.canonical}")}
    for entry in config.usage.models:
        if entry.key.lower() not in asked:
            lines.append(f"{entry.path}:{entry.line or 1}: no request names the model {entry.key}: it is in no total")
    return lines


def gone_keys(keys: Iterable[str], named: dict[str, Name], scanned: list[str], root: Path) -> list[str]:
    """The keys of places that name no call any more: in a file that was scanned, or in one that is not there."""
    from promptlint.prices.keys import gone, path_of

    every = list(keys)
    missing = [path for key in every if (path := path_of(key)) and not (root / path).exists()]
    return gone(every, named, [*scanned, *missing])


@record
class Monthly:
    """What one call costs in a month of 30 days. ``requests`` are calls times rounds; ``amount`` is USD before tax.

    The bases say what volume, input, output and the whole rest on; ``amount`` is None where the call is not priced.
    """

    requests: Decimal
    amount: Decimal | None
    volume_basis: str
    input_basis: str
    output_basis: str
    basis: str
    rounds_unknown: bool
    """The call stands in a loop of unknown length, of which one round is counted."""


def monthly(priced: PricedCall) -> Monthly | None:
    """The month of one call; None where nobody has said how often it is made."""
    cost, expected = priced.cost, priced.cost.expected
    if expected.calls is None:
        return None
    rounds, known = expected.rounds, priced.call.rounds
    requests = expected.calls.value * (rounds.value if rounds else 1 if known is None else known)
    endless = rounds is None and priced.call.in_loop and known is None
    volume = weakest(expected.calls.basis, rounds.basis if rounds else "measured")
    amount = None if cost.estimate is None else cost.estimate * requests
    whole = "assumed" if endless else weakest(volume, cost.input_basis, cost.output_basis)
    return Monthly(requests, amount, volume, cost.input_basis, cost.output_basis, whole, endless)


def weakest(*bases: str) -> str:
    """The basis of a product: measured, declared or assumed. What stands in the code is as firm as what is declared,
    or as what is measured where it is the text that is sent."""
    return BASES[max(_FIRMNESS.get(basis, 2) for basis in bases)]


@record
class Bill:
    """The sum of a month in USD before tax, its parts by basis, and how many requests it covers."""

    amount: Decimal | None
    parts: tuple[tuple[str, Decimal], ...]
    covered: int
    requests: int

    def with_tax(self, percent: Decimal) -> Decimal | None:
        """The sum with tax on top."""
        return None if self.amount is None else self.amount * (1 + percent / 100)


def bill(report: Report) -> Bill:
    """What the calls of a report cost in a month, each request once; ``amount`` None where no volume is known."""
    counted = counted_calls(report)
    parts = dict.fromkeys(BASES, Decimal(0))
    covered = 0
    for priced in counted:
        month = monthly(priced)
        if month is not None and month.amount is not None:
            parts[month.basis] += month.amount
            covered += 1
    total = sum(parts.values(), Decimal(0)) if covered else None
    return Bill(total, tuple(parts.items()), covered, len(counted))
