"""Puts the statements of all sources about one model side by side; nothing is thrown away on disagreement."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from promptlint.prices.spelling import BEDROCK_REGION, undated

Statement = dict[str, Any]
Names = dict[str, dict[str, Statement]]
"""Name -> source -> statement."""
PRICED = {"g", "l"}
DATED = ("l", "t")
AZURE_REGION = re.compile(r"^(?:eu|us|global|global-standard|us-gov)/")
AWS_REGION = re.compile(r"^(?:[a-z]{2}-[a-z]+-\d|us-gov-[a-z]+-\d)/")


def merge(said: dict[str, list[tuple[str, str, Statement]]], sources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The book: header, and for each host the records by canonical name."""
    hosts: dict[str, Names] = defaultdict(lambda: defaultdict(dict))
    for source, statements in said.items():
        for host, name, statement in statements:
            hosts[host][name].setdefault(source, statement)
    urls: dict[str, int] = {}
    # The day of the newest list: prices from later on are announcements.
    today = max(source["date"] for source in sources.values())
    models = {host: _host(host, names, urls, today) for host, names in sorted(hosts.items())}
    kept = ("name", "version", "date", "licence", "url")
    return {
        "schema": 1,
        "as_of": today,
        "sources": {key: {field: source[field] for field in kept} for key, source in sources.items()},
        "urls": list(urls),
        "models": models,
    }


def _host(host: str, names: Names, urls: dict[str, int], today: str) -> dict[str, Any]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[undated(host, name)].append(name)
    records: dict[str, Any] = {}
    for base, members in sorted(groups.items()):
        _group(base, sorted(members), names, records, host == "bedrock")
    _drop_regions(host, records)
    return {name: _compact(record, urls, today) for name, record in sorted(records.items()) if _worth(record)}


def _group(base: str, members: list[str], names: Names, records: dict[str, Any], bedrock: bool) -> None:
    """One record for the base and the snapshots that cost the same; a snapshot with a price of its own stands alone."""
    head = base if base in members or not bedrock else members[-1]
    record: dict[str, Any] = {}
    for name in sorted(members, key=lambda name: (name != head, name != base)):
        said = names[name]
        if name != head and not _same_price(record, said):
            records[name] = dict(said)
            continue
        for source, statement in said.items():
            if name == head or source not in record:
                record[source] = statement if name == head else _without_end(statement)
        if name.endswith("-latest") and name != head:
            record.setdefault("a", []).append(name)
        elif name != head:
            record.setdefault("s", {})[name] = _end(said)
    if head != base:
        record.setdefault("a", []).append(base)
    records[head] = record


def _without_end(statement: Statement) -> Statement:
    return {key: value for key, value in statement.items() if key not in ("r", "x")}


def _end(said: dict[str, Statement]) -> str:
    """The shutdown day of a snapshot, "removed" where only that is known, "" where nothing is."""
    days = [said[source]["r"] for source in DATED if "r" in said.get(source, {})]
    gone = any(statement.get("x") == "removed" for statement in said.values())
    return days[0] if days else "removed" if gone else ""


def _same_price(record: dict[str, Any], said: dict[str, Statement]) -> bool:
    for source in PRICED & record.keys() & said.keys():
        mine, other = _standard(record[source]), _standard(said[source])
        if mine and other and mine != other:
            return False
    return True


def _standard(statement: Statement, day: str = "9999") -> list[str]:
    prices = [lines for since, lines in statement.get("p") or () if since <= day]
    line = prices[-1].get("", "") if prices else ""
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
    """Whether any list says more than that there is such a name."""
    said = (record.get(source, {}).get(fact) for source in "glt" for fact in ("p", "c", "i", "o", "can", "r", "d"))
    return bool(record.get("s")) or any(said)


def _compact(record: dict[str, Any], urls: dict[str, int], today: str) -> dict[str, Any]:
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
        _drop_agreed(out["g"], out["l"], today)
    third = out.get("m", {})
    if third.get("p") and not _disagree(record, today):
        del third["p"]
    return {key: said for key, said in out.items() if said}


def _disagree(record: dict[str, Any], today: str) -> bool:
    """Whether the two main lists name different prices of today."""
    lines = [line for source in PRICED if (line := _standard(record.get(source, {}), today))]
    return len({tuple(Decimal(amount or 0) for amount in line) for line in lines}) > 1


def _drop_agreed(first: Statement, second: Statement, today: str) -> None:
    """Where the second source repeats the first one's price of today, "=" says so."""
    known, again = _in_force(first, today), _in_force(second, today)
    if not known or not again:
        return
    left = {variant: line for variant, line in again.items() if known.get(variant) != line}
    if "" in known and "" not in left:
        second["p"] = [["", {"": "=", **left}]]


def _in_force(statement: Statement, today: str) -> dict[str, str]:
    """The prices in force on the day the lists were read."""
    prices = [lines for since, lines in statement.get("p") or () if since <= today]
    return dict(prices[-1]) if prices else {}
