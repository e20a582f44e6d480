"""Reads, writes and compares the generated file: JSON with one model a line, so that a diff can be read."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "src" / "promptlint" / "prices" / "data"
BOOK = DATA / "book.json"
DEAREST = 10_000
"""USD per million tokens; the dearest model on any list asks 600, for audio 200."""


def read_book() -> dict[str, Any]:
    """The committed book."""
    loaded: dict[str, Any] = json.loads(BOOK.read_text("utf-8"))
    return loaded


def write_book(book: dict[str, Any]) -> None:
    """Writes one line per model and per head entry."""
    head = {key: value for key, value in book.items() if key not in ("models", "overrides")}
    lines = [f"{_json(key)}:{_json(value)}," for key, value in head.items()]
    body = ["{", *lines, *_section("overrides", book["overrides"], ","), *_section("models", book["models"], ""), "}"]
    BOOK.write_text("\n".join(body) + "\n", "utf-8")


def _section(name: str, hosts: dict[str, dict[str, Any]], end: str) -> list[str]:
    blocks = []
    for host, models in hosts.items():
        rows = ",\n".join(f"{_json(model)}:{_json(record)}" for model, record in models.items())
        blocks.append(f"{_json(host)}:{{\n{rows}\n}}")
    return [f"{_json(name)}:{{\n" + ",\n".join(blocks) + "}" + end]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def compiled(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Hand-kept statements by host and model, the newest last, in the vocabulary of the book."""
    out: dict[str, Any] = {}
    for entry in entries:
        out.setdefault(entry["host"], {}).setdefault(entry["model"], []).append(entry["said"])
    return out


def difference(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """One line for each model that is new, gone or changed, with what changed."""
    out = []
    for section in ("models", "overrides"):
        before, after = _flat(old.get(section, {})), _flat(new.get(section, {}))
        out += [f"new      {key}" for key in after.keys() - before.keys()]
        out += [f"gone     {key}" for key in before.keys() - after.keys()]
        out += [f"changed  {key}: {_json(before[key])} -> {_json(after[key])}"
                for key in before.keys() & after.keys() if before[key] != after[key]]  # fmt: skip
    return sorted(out)


def absurd(book: dict[str, Any]) -> list[str]:
    """One line for each price that no model has: negative, not a number, or of a unit that was not converted."""
    out = []
    for section in ("models", "overrides"):
        for model, record in _flat(book.get(section, {})).items():
            statements = record.values() if isinstance(record, dict) else record
            lines = (line for said in statements if isinstance(said, dict) for _, line in _lines(said))
            out += [f"absurd   {model}: {line}" for line in lines if not _possible(line)]
    return sorted(out)


def _lines(said: dict[str, Any]) -> list[tuple[str, str]]:
    steps = (variants for _, variants in said.get("p", ()))
    return [(name, line) for variants in steps for name, line in variants.items() if name != "per" and line != "="]


def _possible(line: str) -> bool:
    try:
        return all(0 <= Decimal(amount) <= DEAREST for amount in line.split("/") if amount)
    except ArithmeticError:
        return False


def _flat(hosts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {f"{host}/{model}": record for host, models in hosts.items() for model, record in models.items()}
