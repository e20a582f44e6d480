"""Finds the record of a name at one host. A rule that cannot be sure finds nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from promptlint.patterns import lazy_pattern
from promptlint.prices.spelling import snapshot_date, spelled, undated, unregioned

Records = Mapping[str, dict[str, Any]]
AWS_REGION = lazy_pattern(r"^(?:us-gov-)?[a-z]{2,}-[a-z]+-\d/")
AZURE_REGION = lazy_pattern(r"^(?:eu|us|global|global-standard|us-gov)/")
FINE_TUNE = lazy_pattern(r"^ft:(?P<base>[\w.-]+)(?::.*)?$")
OLD_FINE_TUNE = lazy_pattern(r"^(?P<base>ada|babbage|curie|davinci):ft-.+")
SETTLED, AHEAD = timedelta(days=60), timedelta(days=365)
EARLIEST = date(2022, 1, 1)
SUFFIXES = {
    "free": "the free tier is limited in requests and has no price",
    "online": "web search is billed on top",
    "nitro": "the fastest host may cost more",
    "floor": "the cheapest host may cost less",
    "exacto": "chosen hosts may cost more",
    "beta": "",
    "thinking": "",
    "extended": "the longer context may cost more",
}


class Found(NamedTuple):
    """The canonical id, how it was found, the dated id that was asked for, and what to say about it."""

    id: str
    how: str
    snapshot: str | None = None
    note: str = ""


class Index:
    """All names of one host: canonical ids, their aliases and their dated snapshots."""

    def __init__(self, host: str, records: Records) -> None:
        self.host = host
        self.records = records
        self.aliases: dict[str, str] = {}
        self.snapshots: dict[str, str] = {}
        for name, record in records.items():
            for source in record.values():
                if isinstance(source, dict):
                    self.aliases.update(dict.fromkeys(map(str.lower, source.get("a", ())), name))
            self.aliases.update(dict.fromkeys(record.get("a", ()), name))
            self.snapshots.update(dict.fromkeys(record.get("s", ()), name))

    def find(self, asked: str, day: date) -> Found | None:
        """The record for a name; ``day``, that of the book, bounds the date of snapshots the book does not list."""
        name = spelled(self.host, asked)
        found = self._listed(name, "exact" if name == asked.lower() else "spelling")
        return found or self._snapshot(name, day) or self._hosted(name, day)

    def _listed(self, name: str, how: str) -> Found | None:
        if name in self.records:
            return Found(name, how)
        if name in self.snapshots:
            return Found(self.snapshots[name], "snapshot", name)
        if name in self.aliases:
            return Found(self.aliases[name], "alias")
        return None

    def _snapshot(self, name: str, day: date) -> Found | None:
        base = undated(self.host, name)
        if base == name:
            return None
        found = self._listed(base, "alias")
        if found is None or found.snapshot is not None:
            return None
        if self.host == "bedrock":
            return found
        written = snapshot_date(self.host, name)
        if written is None:
            return found._replace(how="snapshot" if not name.endswith("latest") else "alias")
        listed = next((s for s in self.snapshots if s.replace("@", "-") == name.replace("@", "-")), None)
        if listed is not None:
            return Found(found.id, "snapshot", listed)
        if not self._plausible(found.id, written, day):
            return None
        note = f"{name} is not in the price book; taken as a snapshot of {found.id}"
        return Found(found.id, "new-snapshot", name, note)

    def _plausible(self, base: str, written: str, day: date) -> bool:
        """A date that an unlisted snapshot can have: where others are listed, one about as new as the book."""
        try:
            asked = datetime.strptime(written, "%Y%m%d").date()
        except ValueError:
            return False
        known = {d for s, owner in self.snapshots.items() if owner == base and (d := snapshot_date(self.host, s))}
        earliest = day - SETTLED if known else EARLIEST
        return written in known or earliest <= asked <= day + AHEAD

    def _hosted(self, name: str, day: date) -> Found | None:
        rules = {"bedrock": self._bedrock, "azure": self._azure, "openai": self._fine_tune, "openrouter": self._suffix}
        rule = rules.get(self.host)
        return rule(name, day) if rule else None

    def _bedrock(self, name: str, day: date) -> Found | None:
        plain = unregioned(AWS_REGION.sub("", name))
        if plain == name:
            return None
        found = self.find(plain, day)
        return found and found._replace(how="region", note="the region's own price is not listed; the model's is used")

    def _azure(self, name: str, day: date) -> Found | None:
        plain = AZURE_REGION.sub("", name)
        return self.find(plain, day) if plain != name else None

    def _fine_tune(self, name: str, day: date) -> Found | None:
        found = FINE_TUNE.match(name) or OLD_FINE_TUNE.match(name) or re.match(r"^(?P<base>gpt-.+)\.ft-.+", name)
        if found is None:
            return None
        tuned = f"ft:{found['base']}"
        listed = self._listed(tuned, "fine-tune") or self._listed(undated(self.host, tuned), "fine-tune")
        if listed is not None:
            return listed._replace(how="fine-tune", snapshot=None, note=f"priced as a fine-tune of {found['base']}")
        base = self.find(found["base"], day)
        return base and Found(base.id, "unpriced-fine-tune", None, f"no price is known for fine-tunes of {base.id}")

    def _suffix(self, name: str, day: date) -> Found | None:
        plain, _, suffix = name.rpartition(":")
        if not plain or suffix not in SUFFIXES:
            return None
        found = self.find(plain, day)
        how = "free" if suffix == "free" else "suffix"
        return found and found._replace(how=how, note=SUFFIXES[suffix] or found.note)
