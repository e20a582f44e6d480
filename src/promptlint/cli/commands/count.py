"""``promptlint count``: the tokens of a text and what it costs to send, for several models side by side."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import as_of_option, settings_options
from promptlint.cli.output import is_ascii, terminal_width, write
from promptlint.cli.settings import for_prices
from promptlint.cli.stdin import read_stdin
from promptlint.errors import UserError

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.prices.book import Book
    from promptlint.prices.quotes import Quote
    from promptlint.prices.terms import Terms

HEADINGS = ("Model", "Provider", "Tokens", "Tokenizer", "$ in / M", "$ out / M", "$ per 1k calls", "Life", "Note")
RIGHT = frozenset({2, 4, 5, 6})
SCHEMA = "promptlint-count/1"


@click.command("count")
@click.argument("file", default="-", metavar="[FILE|-]")
@click.option("--model", "-m", "models", multiple=True, required=True, metavar="NAME", help="A model; may be repeated.")
@click.option("--provider", metavar="NAME", help="Who is asked, where the model's name does not say it.")
@click.option(
    "--output-tokens", type=click.IntRange(0), default=0, metavar="N", help="Price an answer of N tokens as well."
)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@settings_options
def command(file: str, models: tuple[str, ...], provider: str | None, output_tokens: int, **options: Any) -> int:
    """Count the tokens of a text (FILE, or standard input) and price sending it, for each model.

    The text alone is counted, as one part of a request: what a chat format adds around messages is not in it. A count
    is exact (=), or an estimate with the error that nine of ten texts stay in.
    """
    from promptlint.run import make_terms, read_book

    text = _read(file)
    config = for_prices((Path(),), options)
    book = read_book(config)
    terms = make_terms(config, book)
    quotes = [(name, _quote(name, provider, text, output_tokens, book, terms)) for name in dict.fromkeys(models)]
    if options["output_format"] == "json":
        about = {"text": {"source": file, "characters": len(text)}, "output_tokens": output_tokens}
        write(_json(quotes, about, book, terms), None, for_people=False)
    else:
        write(_text(quotes, output_tokens, config, book), None, for_people=True)
    return CLEAN


def _read(file: str) -> str:
    """The text that is to be counted; raises UserError where there is none."""
    try:
        data = read_stdin() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UserError(f"cannot read the text: {error.strerror or error}", file) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"is not UTF-8 text (byte {error.start + 1:,})", "<stdin>" if file == "-" else file) from error


def _quote(name: str, provider: str | None, text: str, output_tokens: int, book: Book, terms: Terms) -> Quote:
    from promptlint.cost import match_of
    from promptlint.model import ModelRef, Origin
    from promptlint.prices import quotes
    from promptlint.prices.facts import ModelInfo, ModelMatch

    match = match_of(ModelRef(name, provider, Origin("", 1, 1, "argument")), book, terms)
    if match is None:
        close = book.suggest(name, provider)
        note = "not in the price book" + (f"; did you mean {close}?" if close else "")
        match = ModelMatch(ModelInfo(name, provider or "", note=note), "unknown", note)
    return quotes.of_text(match, text, output_tokens, book, terms)


def _text(quotes: list[tuple[str, Quote]], output_tokens: int, config: Config, book: Book) -> str:
    from promptlint.report._grid import text_grid
    from promptlint.report._money import spoken

    code = config.price_terms.currency.code if config.price_terms.currency else "$"
    headings = (*HEADINGS[:6], HEADINGS[6].replace("$", code), *HEADINGS[7:])
    said = spoken(config.price_terms.currency)
    rows = [_row(name, one, said, is_ascii(sys.stdout)) for name, one in quotes]
    kept = [column for column in range(len(headings)) if any(row[column] for row in rows)]
    table = text_grid(
        tuple(headings[column] for column in kept),
        [tuple(row[column] for column in kept) for row in rows],
        frozenset(place for place, column in enumerate(kept) if column in RIGHT),
        terminal_width(sys.stdout),
    )
    answer = f"with an answer of {output_tokens:,} tokens" if output_tokens else "without the answer"
    return f"{table}\nThe text alone, {answer}; prices of {book.as_of}.\n"


def _row(name: str, quote: Quote, said: Any, only_ascii: bool) -> tuple[str, ...]:
    from promptlint.report import _quotes as cells
    from promptlint.report._table import amount

    count = quote.count
    assert count is not None
    return (
        quote.info.id if quote.info.id.casefold() == name.casefold() else f"{quote.info.id} ({name})",
        quote.info.provider,
        amount(count, only_ascii),
        count.encoding,
        cells.rate(quote.prices, "input"),
        cells.rate(quote.prices, "output"),
        cells.cost(quote, said),
        cells.life(quote),
        "; ".join(_notes(quote)),
    )


def _notes(quote: Quote) -> Iterator[str]:
    if quote.note:
        yield quote.note
    most = quote.info.max_input_tokens or quote.info.context_window
    if most is not None and quote.size.input + quote.size.output > (quote.info.context_window or most):
        yield f"does not fit: the window holds {quote.info.context_window or most:,} tokens"


def _json(quotes: list[tuple[str, Quote]], about: dict[str, Any], book: Book, terms: Terms) -> str:
    from promptlint.report._quotes import facts

    document = {
        "schema": SCHEMA,
        "as_of": terms.as_of.isoformat(),
        "prices": {"source": book.source, "as_of": book.as_of.isoformat()},
        **about,
        "models": [{"asked": name, **facts(one), "notes": list(_notes(one))} for name, one in quotes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
