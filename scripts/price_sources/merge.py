"""Puts the statements of all sources about one model side by side; nothing is thrown away on disagreement."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from promptlint.prices.spelling import BEDROCK_REGION, undated

Statement = dict[str, Any]
Names = dict[str, dict[str, Statement]]
"""Name -> source -> statement."""
PRICED = {"g", "l"}
AZURE_REGION = re.compile(r"^(?:eu|us|global|global-standard|us-gov)/")
AWS_REGION = re.compile(r"^(?:[a-z]{2}-[a-z]+-\d|us-gov-[a-z]+-\d)/")


def merge(said: dict[str, list[tuple[str, str, Statement]]], sources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The book: header, and for each host the records by canonical name."""
    hosts: dict[str, Names] = defaultdict(lambda: defaultdict(dict))
    for source, statements in said.items():
        for host, name, statement in statements:
            hosts[host][name].setdefault(source, statement)
    urls: dict[str, int] = {}
    models = {host: _host(host, names, urls) for host, names in sorted(hosts.items())}
    kept = ("name", "version", "date", "licence", "url")
    return {
        "schema": 1,
        "as_of": max(source["date"] for source in sources.values()),
        "sources": {key: {field: source[field] for field in kept} for key, source in sources.items()},
        "urls": list(urls),
        "models": models,
    }


def _host(host: str, names: Names, urls: dict[str, int]) -> dict[str, Any]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[undated(host, name)].append(name)
    records: dict[str, Any] = {}
    for base, members in sorted(groups.items()):
        _group(base, sorted(members), names, records, host == "bedrock")
    _drop_regions(host, records)
    return {name: _compact(record, urls) for name, record in sorted(records.items()) if _worth(record)}


def _group(base: str, members: list[str], names: Names, records: dict[str, Any], bedrock: bool) -> None:
    """One record for the base and each snapshot that costs the same; snapshots with a price of their own stand alone."""
    head = base if base in members or not bedrock else members[-1]
    record: dict[str, Any] = {}
    for name in sorted(members, key=lambda name: (name != head, name != base)):
        said = names[name]
        if name != head and not _same_price(record, said):
            records[name] = dict(said)
            continue
        for source, statement in said.items():
            if name == head or source not in record:
                record[source] = statement if name == head else {k: v for k, v in statement.items() if k not in "rx"}
        if name != head:
            shut = {s: statement.get("r", "") for s, statement in said.items() if s == "l"}
            gone = next((statement["x"] for s, statement in said.items() if s == "m"), "")
            record.setdefault("s", {})[name] = shut.get("l") or gone
    if head != base:
        record.setdefault("a", []).append(base)
    records[head] = record


def _same_price(record: dict[str, Any], said: dict[str, Statement]) -> bool:
    for source in PRICED & record.keys() & said.keys():
        mine, other = _standard(record[source]), _standard(said[source])
        if mine and other and mine != other:
            return False
    return True


def _standard(statement: Statement) -> list[str]:
    prices = statement.get("p") or []
    line = prices[-1][1].get("", "") if prices else ""
    return line.split("/")[:2] if line else []


def _drop_regions(host: str, records: dict[str, Any]) -> None:
    """A regional name that costs what the plain one costs says nothing new."""
    pattern = {"bedrock": BEDROCK_REGION, "azure": AZURE_REGION}.get(host)
    for name in list(records):
        plain = pattern.sub("", name) if pattern else name
        plain = AWS_REGION.sub("", plain) if host == "bedrock" else plain
        if plain != name and plain in records and _same_price(records[plain], records[name]):
            del records[name]


def _worth(record: dict[str, Any]) -> bool:
    return any(source in record for source in "gl")


def _compact(record: dict[str, Any], urls: dict[str, int]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, said in record.items():
        if key in ("a", "s"):
            out[key] = said
            continue
        said = {k: v for k, v in said.items() if v not in ("", [], None)}
        if said.get("k") == "chat":
            del said["k"]
        if "u" in said:
            said["u"] = urls.setdefault(said["u"], len(urls))
        out[key] = said
    if "l" in out and "g" in out:
        _drop_agreed(out["g"], out["l"])
    return out


def _drop_agreed(first: Statement, second: Statement) -> None:
    """Where the second source repeats the first one's price of today, "=" says so."""
    if not first.get("p") or not second.get("p"):
        return
    known, again = first["p"][-1][1], second["p"][-1][1]
    if first["p"][-1][0] > "2026-11-11":
        return
    left = {variant: line for variant, line in again.items() if known.get(variant) != line}
    if "" not in left:
        left[""] = "="
        second["p"] = [["", left]]
