"""``promptlint cost``: what the requests of a code base cost in a month."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import as_of_option, settings_options, usage_file_option
from promptlint.cli.output import is_ascii, note, terminal_width, write
from promptlint.cli.settings import for_prices, paths_prefix
from promptlint.costs import CostOptions, format_names, load_format


@click.command("cost")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@settings_options
@as_of_option
@usage_file_option
@click.option(
    "--output-format", type=click.Choice(format_names()), default="text", show_default=True, help="How it is written."
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to a file, not to stdout.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Print what the requests under PATHS cost: each a thousand times, and in a month at your volumes.

    Volumes stand in promptlint-usage.toml (`promptlint usage init`) or under [tool.promptlint.usage].
    """
    from promptlint.run import check
    from promptlint.volumes import silent_entries

    places = tuple(Path(name) for name in paths or (".",))
    config = for_prices(places, options)
    report = check(config, places, Path.cwd())
    for problem in report.problems:
        note(f"promptlint: {problem.path}:{problem.line}: {problem.message}")
    if any(config.root.resolve().is_relative_to(place.resolve()) for place in places):
        for line in silent_entries(config, report):
            note(f"promptlint: {line}")
    in_file = options["output"] is not None
    width = None if in_file else terminal_width(sys.stdout)
    shown = CostOptions(paths_prefix(places), not in_file and is_ascii(sys.stdout), width)
    text = load_format(options["output_format"])(report, shown)
    write(text, options["output"], options["output_format"] != "json")
    return CLEAN
