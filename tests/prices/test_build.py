"""The generator: what is kept by hand is checked, and the committed book is what it writes."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    yield importlib.import_module("price_sources.overrides")
    for name in [name for name in sys.modules if name.startswith("price_sources")]:
        del sys.modules[name]


def test_the_book_holds_what_is_kept_by_hand(sources: ModuleType) -> None:
    book = importlib.import_module("price_sources.book")
    assert book.read_book()["overrides"] == book.compiled(sources.read_overrides())


def test_writing_the_book_again_changes_nothing(
    sources: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = importlib.import_module("price_sources.book")
    committed = book.BOOK.read_text("utf-8")
    loaded = book.read_book()
    monkeypatch.setattr(book, "BOOK", tmp_path / "book.json")
    book.write_book(loaded)
    assert (tmp_path / "book.json").read_text("utf-8") == committed


@pytest.mark.parametrize(
    ("entry", "mistake"),
    [
        ("- {host: openai, model: x, date: 2026-01-01, input: '1'}", "openai/x: url is missing"),
        ("- {host: openai, model: x, url: 'https://a', input: '1'}", "openai/x: date is missing"),
        ("- {host: openai, model: x, url: 'http://a', date: 2026-01-01}", "url must start with https://"),
        ("- {host: openai, model: x, url: 'https://a', date: soon}", "date must be YYYY-MM-DD"),
        ("- {host: openai, model: x, url: 'https://a', date: 2026-01-01, input: 1.5}", "input must be a quoted amount"),
        (
            "- {host: openai, model: x, url: 'https://a', date: 2026-01-01, input: '-1'}",
            "input must be a quoted amount",
        ),
        ("- {host: openai, model: x, url: 'https://a', date: 2026-01-01, context: 0}", "context must be a count"),
        ("- {host: openai, model: x, url: 'https://a', date: 2026-01-01, retires: later}", "retires must be a day"),
        ("- {host: openai, model: x, url: 'https://a', date: 2026-01-01, can: [magic]}", "can must be a list of tools"),
        ("- {host: openai, model: x, url: 'https://a', date: 2026-01-01, retired: 2026-01-01}", "unknown key retired"),
    ],
)
def test_entries_without_page_day_or_sense_are_refused(
    sources: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str, mistake: str
) -> None:
    broken = tmp_path / "overrides.yaml"
    broken.write_text(entry, "utf-8")
    monkeypatch.setattr(sources, "OVERRIDES", broken)
    with pytest.raises(SystemExit) as stopped:
        sources.read_overrides()
    assert mistake in str(stopped.value)


@pytest.mark.parametrize(
    ("line", "possible"),
    [
        ("2.5/10/1.25", True),
        ("0/0", True),
        ("600", True),
        ("1//0.1", True),
        ("=", True),
        ("-1/2", False),
        ("2/-0.5", False),
        ("2500000/10", False),
        ("free/1", False),
        ("NaN", False),
    ],
)
def test_absurd_prices_are_not_written(sources: ModuleType, line: str, possible: bool) -> None:
    absurd = importlib.import_module("price_sources.book").absurd
    book = {"models": {"openai": {"m": {"g": {"p": [["2026-01-01", {"": line, "per": "image_out:-1"}]]}, "a": ["n"]}}}}
    assert absurd(book) == ([] if possible else [f"absurd   openai/m: {line}"])


def test_the_committed_book_has_no_absurd_price(sources: ModuleType) -> None:
    book = importlib.import_module("price_sources.book")
    assert book.absurd(book.read_book()) == []


def test_the_statements_of_a_source_stand_side_by_side(sources: ModuleType) -> None:
    merge = importlib.import_module("price_sources.merge").merge
    said = {
        "g": [
            ("openai", "m", {"p": [["", {"": "1/2"}]], "c": 10}),
            ("openai", "m-2026-01-01", {"p": [["", {"": "1/2"}]]}),
            ("openai", "m-2025-01-01", {"p": [["", {"": "5/9"}]]}),
        ],
        "l": [("openai", "m", {"p": [["", {"": "1/2"}]], "i": 8}), ("openai", "n", {"p": [["", {"": "3/4"}]]})],
        "m": [("openai", "n", {"p": [["", {"": "9/9"}]]}), ("openai", "m", {"p": [["", {"": "8/8"}]]})],
        "t": [("openai", "m-2026-01-01", {"r": "2027-01-01"})],
    }
    about = {"name": "", "version": "", "date": "2026-11-11", "licence": "MIT", "url": ""}
    models = merge(said, dict.fromkeys(said, about))["models"]["openai"]
    assert models["m"]["g"] == {"p": [["", {"": "1/2"}]], "c": 10}
    assert models["m"]["l"] == {"p": [["", {"": "="}]], "i": 8}, "an agreeing price is not written twice"
    assert models["m"]["s"] == {"m-2026-01-01": "2027-01-01"}
    assert models["m-2025-01-01"]["g"]["p"] == [["", {"": "5/9"}]], "a snapshot with a price of its own stands alone"
    assert "m" not in models["m"], "the third voice is kept where the others disagree only"
