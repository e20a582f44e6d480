"""Names as code writes them, against the model a reader of the makers' documents would expect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from promptlint.prices.book import Book

TABLE = Path(__file__).parent / "names.txt"


def rows() -> Iterator[tuple[str, str | None, str]]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, provider, expected = (part.strip() for part in line.split("|"))
            yield name, provider or None, expected


@pytest.mark.parametrize(("name", "provider", "expected"), list(rows()))
def test_name_is_the_expected_model_or_unknown(name: str, provider: str | None, expected: str) -> None:
    match = Book.load().lookup(name, provider)
    found = f"{match.info.provider}/{match.info.id}" if match else "-"
    assert found == expected, match and match.note


def test_table_is_large_enough_and_has_no_row_twice() -> None:
    table = [(name, provider) for name, provider, _ in rows()]
    assert len(table) >= 300
    assert len(table) == len(set(table))
