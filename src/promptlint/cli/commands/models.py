"""``promptlint models``: prices, limits and life of models side by side, for a request of any size or for one call."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import as_of_option, settings_options, usage_file_option
from promptlint.cli.output import terminal_width, write
from promptlint.cli.settings import for_prices
from promptlint.errors import UserError
from promptlint.prices.quotes import SORTS
from promptlint.suggest import suggestion

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.model import PricedCall
    from promptlint.prices.book import Book
    from promptlint.prices.quotes import Quote
    from promptlint.prices.terms import Terms

SCHEMA = "promptlint-models/1"
FORMATS = ("text", "json", "markdown")
HEADINGS = ("Model", "Provider", "$ in / M", "$ cached / M", "$ out / M", "$ per 1k calls", "Context", "Max output",
            "Life", "Price of", "For the call")  # fmt: skip
RIGHT = frozenset({2, 3, 4, 5, 6, 7})


@click.command("models")
@click.argument("words", nargs=-1, metavar="[QUERY]... [PATHS]...")
@click.option("--provider", "providers", multiple=True, metavar="NAME", help="Only models sold there; may be repeated.")
@click.option(
    "--kind", metavar="KIND", help="Only models of a kind: chat (the default without a QUERY), embedding, ..."
)
@click.option("--all", "everything", is_flag=True, help="Also models that are gone, unpriced or do not fit the call.")
@click.option("--sort", type=click.Choice(list(SORTS)), default="cost", show_default=True, help="The first column.")
@click.option("--input-tokens", type=click.IntRange(0), default=1000, show_default=True, help="Size of the request.")
@click.option("--output-tokens", type=click.IntRange(0), default=500, show_default=True, help="Size of the answer.")
@click.option(
    "--for", "call", metavar="CALL_ID", help="Price this call of PATHS (FILE:LINE, or its id in the JSON report)."
)
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True)
@as_of_option
@settings_options
@usage_file_option
def command(words: tuple[str, ...], **options: Any) -> int:
    """Compare the models whose names hold every word of QUERY: price, limits, life, and where the price is from.

    Without a QUERY the chat models on sale at their makers are listed. With --for the tokens are those of one call of
    the code under PATHS (default: the current folder), as each model counts them, and only models that can take it over
    are listed. Which of them is good enough is for you to measure.
    """
    paths = tuple(Path(word) for word in words if options["call"] and Path(word).exists())
    query = tuple(word for word in words if Path(word) not in paths)
    config = for_prices(paths or (Path(),), options)
    quotes, book, terms = _quotes(query, paths, config, options)
    if not quotes:
        raise UserError(_nothing(query, options, book))
    if options["output_format"] == "json":
        write(_json(quotes, options, book, terms), None, for_people=False)
    else:
        write(_table(quotes, options, config, book), None, for_people=options["output_format"] == "text")
    return CLEAN


def _quotes(
    query: tuple[str, ...], paths: tuple[Path, ...], config: Config, options: dict[str, Any]
) -> tuple[list[Quote], Book, Terms]:
    """The models asked for with their prices, in order."""
    from promptlint.prices import quotes
    from promptlint.prices.charge import Size
    from promptlint.run import make_terms, read_book

    book = read_book(config)
    terms = make_terms(config, book)
    hosts = [_host(name, book) for name in options["providers"]]
    called = _call(options["call"], paths or (Path(),), config) if options["call"] else None
    kind = options["kind"] or (None if query or called else "chat")
    infos = [one for one in quotes.listed(book, query, hosts, options["everything"], terms) if kind in (None, one.kind)]
    if called is None:
        tokens, answer = options["input_tokens"], options["output_tokens"]
        size = Size(tokens, tokens, tokens, answer, answer)
        found = [quotes.quote(info, size, book, terms) for info in infos]
    else:
        own = book.lookup(called.cost.model, called.cost.provider) if called.cost.model else None
        every = [*infos, own.info] if own and own.info not in infos else infos
        found = quotes.for_call(called, every, book, terms)
        found = found if options["everything"] else [one for one in found if one.why_not in ("", quotes.OWN)]
    return quotes.ordered(found, options["sort"]), book, terms


def _nothing(query: tuple[str, ...], options: dict[str, Any], book: Book) -> str:
    close = book.suggest(" ".join(query)) if query else None
    hint = f"; did you mean {close}?" if close else "; --all lists more" if not options["everything"] else ""
    return f"no model fits {' '.join((*query, *options['providers'])) or 'the call'}{hint}"


def _host(name: str, book: Book) -> str:
    from promptlint.prices.hosts import host_of

    host = host_of(name)
    if host in book.providers:
        return str(host)
    raise UserError(f"no provider of the price book is called {name!r}{suggestion(name, book.providers)}")


def _call(wanted: str, paths: Sequence[Path], config: Config) -> PricedCall:
    """The call with that id, or the first that stands on that line."""
    from promptlint.run import check

    report = check(config, paths, Path.cwd())
    for one in report.calls:
        if one.call.id == wanted:
            return one
    path, _, line = wanted.rpartition(":")
    for one in report.calls:
        here = line.isdigit() and one.call.span.line <= int(line) <= one.call.span.end_line
        if here and path and (one.call.path == path or path.endswith(f"/{one.call.path}")):
            return one
    where = f"no call under {', '.join(str(path) for path in paths)} is {wanted!r}"
    raise UserError(f"{where}{suggestion(wanted, [one.call.id for one in report.calls])}")


def _table(quotes: list[Quote], options: dict[str, Any], config: Config, book: Book) -> str:
    from promptlint.report import _quotes as cells
    from promptlint.report._grid import markdown_grid, text_grid
    from promptlint.report._money import spoken

    currency = config.price_terms.currency
    said = spoken(currency)
    code = currency.code if currency else "$"
    columns = len(HEADINGS) if options["call"] else len(HEADINGS) - 1
    headings = (*HEADINGS[:5], HEADINGS[5].replace("$", code), *HEADINGS[6:columns])
    rows = [
        (
            one.info.id,
            one.info.provider,
            cells.rate(one.prices, "input"),
            cells.rate(one.prices, "cached_input"),
            cells.rate(one.prices, "output"),
            cells.cost(one, said),
            cells.size(one.info.context_window),
            cells.size(one.info.max_output_tokens),
            cells.life(one),
            cells.source(one),
            one.why_not or "can take it over",
        )[:columns]
        for one in quotes
    ]
    if options["output_format"] == "markdown":
        return f"{markdown_grid(headings, rows, RIGHT)}\n\n{_closing(options, book)}\n"
    return f"{text_grid(headings, rows, RIGHT, terminal_width(sys.stdout))}\n{_closing(options, book)}\n"


def _closing(options: dict[str, Any], book: Book) -> str:
    if options["call"]:
        return f"For the call {options['call']}; prices of {book.as_of}. Candidates to evaluate: no quality claim."
    size = f"{options['input_tokens']:,} input and {options['output_tokens']:,} output tokens a call"
    return f"At {size}; prices of {book.as_of}."


def _json(quotes: list[Quote], options: dict[str, Any], book: Book, terms: Terms) -> str:
    from promptlint.report._quotes import facts

    document = {
        "schema": SCHEMA,
        "as_of": terms.as_of.isoformat(),
        "prices": {"source": book.source, "as_of": book.as_of.isoformat()},
        "call": options["call"],
        "models": [facts(one) for one in quotes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
