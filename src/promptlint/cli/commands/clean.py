"""``promptlint clean``: forget the results of earlier runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from promptlint.cache import VARIABLE, Cache
from promptlint.cli import CLEAN
from promptlint.cli.options import settings_options
from promptlint.cli.settings import load_settings


@click.command("clean")
@click.option(
    "--cache-dir",
    type=click.Path(readable=False, path_type=Path),
    envvar=VARIABLE,
    metavar="DIR",
    help="The cache to empty.",
)
@settings_options
def command(cache_dir: Path | None, **options: Any) -> int:
    """Remove what earlier runs have kept, from the cache that a run in the current folder would use."""
    from promptlint.run import cache_folder

    folder = cache_dir or cache_folder(load_settings((Path(),), options))
    removed = Cache(folder).clear()
    click.echo(f"{removed} {'entry' if removed == 1 else 'entries'} removed from {folder or 'no cache at all'}")
    return CLEAN
