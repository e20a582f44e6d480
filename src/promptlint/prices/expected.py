"""What is expected of each call at run time, from the user's usage file: measured before declared before assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from promptlint.config import Traffic, Usage, UsageEntry
from promptlint.model import Call, Expected, Figure
from promptlint.prices.keys import Name, is_single, precision
from promptlint.record import record, replace

MEASURED, DECLARED, ASSUMED = "measured", "declared", "assumed"


@record
class Preset:
    """Volumes for calls that nobody has numbers of: calls in a month, tokens of a hole, tokens of an answer."""

    calls: Decimal
    hole_tokens: Decimal
    output_tokens: Decimal


PRESETS = {
    "small": Preset(Decimal(3_000), Decimal(250), Decimal(200)),
    "medium": Preset(Decimal(30_000), Decimal(1_000), Decimal(500)),
    "large": Preset(Decimal(300_000), Decimal(4_000), Decimal(1_000)),
}
"""100, 1,000 and 10,000 calls a day of each; round numbers to start from, no measurement of anybody's traffic."""

Layers = list[tuple[Traffic, str]]


def expectations(
    calls: Iterable[Call],
    names: Mapping[str, Name],
    usage: Usage,
    counted: Iterable[str],
    fits: Callable[[str, str], bool],
    model_of: Callable[[Call], str | None],
) -> dict[str, Expected]:
    """What is expected of each call by its id. ``counted`` are the ids of the calls that stand for requests.

    ``model_of`` gives the canonical model of a call as "provider/model". Calls nobody has said anything of are left
    out where no preset is set either.
    """
    entries = _Entries(usage.calls)
    known = {call.id: entries.of(names[call.id], fits) for call in calls}
    shared = _shared(calls, known, usage, frozenset(counted), model_of)
    found = {call.id: _expected(known[call.id], shared.get(call.id), usage) for call in calls}
    return {of: one for of, one in found.items() if one != Expected()}


class _Entries:
    """The entries of calls; those that name one place or id are found without asking all of them."""

    def __init__(self, entries: Iterable[UsageEntry]) -> None:
        self._near: dict[str, list[tuple[int, UsageEntry]]] = {}
        self._wide: list[tuple[int, UsageEntry]] = []
        for number, entry in enumerate(entries):
            if is_single(entry.key):
                self._near.setdefault(entry.key, []).append((number, entry))
            else:
                self._wide.append((number, entry))

    def of(self, name: Name, fits: Callable[[str, str], bool]) -> list[UsageEntry]:
        """The entries that name the call, the most precise first; of equals the last one written."""
        near = (found for key in {name.key, name.place, name.id} for found in self._near.get(key, ()))
        ranked = [(precision(entry.key, name, fits), number, entry) for number, entry in (*near, *self._wide)]
        return [entry for rank, _, entry in sorted(ranked, key=lambda one: (-one[0], -one[1])) if rank]


def _shared(
    calls: Iterable[Call],
    known: Mapping[str, list[UsageEntry]],
    usage: Usage,
    counted: frozenset[str],
    model_of: Callable[[Call], str | None],
) -> dict[str, Traffic]:
    """The traffic of a model, divided among its calls that have no volume of their own."""
    if not usage.models:
        return {}
    groups: dict[str, list[Call]] = {}
    for call in calls:
        model = model_of(call) if call.id in counted else None
        if model is not None:
            groups.setdefault(model, []).append(call)
    found: dict[str, Traffic] = {}
    for entry in usage.models:
        for model, group in groups.items():
            if entry.key.lower() in (model, model.partition("/")[2]):
                found.update(_divided(entry, group, known))
    return found


def _divided(entry: UsageEntry, calls: list[Call], known: Mapping[str, list[UsageEntry]]) -> dict[str, Traffic]:
    whole = entry.measured if entry.measured.calls is not None else entry.declared
    own = {call.id: _volume(known[call.id]) for call in calls}
    open_calls = [call for call in calls if own[call.id] is None]
    if whole.calls is None or not open_calls:
        return {}
    left = max(Decimal(0), whole.calls - sum((said for said in own.values() if said is not None), Decimal(0)))
    note = f"{entry.key}: {whole.calls.normalize():f} requests a month, divided evenly among {len(open_calls)} calls"
    part = replace(whole, calls=left / len(open_calls), images=None, rounds=None, holes=(), note=note)
    return {call.id: part for call in open_calls}


def _volume(entries: list[UsageEntry]) -> Decimal | None:
    said = [traffic.calls for entry in entries for traffic in (entry.measured, entry.declared)]
    return next((calls for calls in said if calls is not None), None)


def _expected(entries: list[UsageEntry], shared: Traffic | None, usage: Usage) -> Expected:
    layers: Layers = [(entry.measured, MEASURED) for entry in entries]
    layers += [(entry.declared, DECLARED) for entry in entries]
    layers += [(shared, ASSUMED)] if shared else []
    preset = PRESETS.get(usage.preset)
    holes = dict(usage.holes)
    for entry in reversed(entries):
        holes.update(entry.declared.holes)
    measured_input = _first(layers, "input_tokens")
    return Expected(
        calls=_first(layers, "calls") or _assumed(preset.calls if preset else None),
        rounds=_first(layers, "rounds"),
        input_tokens=measured_input,
        output_tokens=_first(layers, "output_tokens"),
        images=_first(layers, "images"),
        batch_share=_first(layers, "batch_share"),
        cache_hit_rate=_first(layers, "cache_hit_rate"),
        cache_write_rate=_first(layers, "cache_write_rate"),
        cache_write_1h_rate=_first(layers, "cache_write_1h_rate"),
        holes=tuple(holes.items()),
        hole_tokens=_assumed(preset.hole_tokens if preset else None),
        answer_tokens=_assumed(preset.output_tokens if preset else None),
        keys=tuple(entry.key for entry in entries),
        note="; ".join(dict.fromkeys(traffic.note for traffic, _ in layers if traffic.note)),
    )


def _first(layers: Layers, field: str) -> Figure | None:
    """The number of the first layer that has one. Of calls that count requests no rounds come on top."""
    if field == "rounds":
        volume = _first(layers, "calls")
        if volume is not None and volume.basis != DECLARED:
            return Figure(Decimal(1), volume.basis)
    said = ((getattr(traffic, field), basis) for traffic, basis in layers)
    return next((Figure(Decimal(value), basis) for value, basis in said if value is not None), None)


def _assumed(value: Decimal | None) -> Figure | None:
    return None if value is None else Figure(value, ASSUMED)
