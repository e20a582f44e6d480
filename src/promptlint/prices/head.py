"""The head of the price book: what it was made of, and when. A run that finds no request reads no more of it."""

from __future__ import annotations

from datetime import date
from typing import Any

Record = dict[str, Any]
NAMES = {"o": "promptlint, checked by hand", "u": "your configuration"}
UNVERIFIED = "promptlint, by hand, page not opened"
BY_HAND = frozenset((*NAMES.values(), UNVERIFIED))


class Head:
    """The head of the book: its sources, their days, and the table of URLs."""

    def __init__(self, data: Record) -> None:
        self.sources: dict[str, Record] = data["sources"]
        self.urls: list[str] = data["urls"]
        self.as_of = date.fromisoformat(data["as_of"])

    def name(self, key: str) -> str:
        """The source as a reader knows it: "genai-prices 0.2.3"."""
        source = self.sources.get(key[0])
        return f"{source['name']} {source['version']}" if source else NAMES[key[0]]

    def day(self, key: str, said: Record) -> date:
        """The day of a statement."""
        source = self.sources.get(key[0])
        return date.fromisoformat(said.get("date") or (source["date"] if source else self.as_of.isoformat()))

    def url(self, key: str, said: Record) -> str:
        """The page a statement was taken from, or the home page of its source."""
        url = said.get("u", "")
        if isinstance(url, int):
            url = self.urls[url]
        return str(url or self.sources.get(key[0], {}).get("url", ""))
