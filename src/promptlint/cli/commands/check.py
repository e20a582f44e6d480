"""``promptlint check``: the report on a code base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from promptlint.cli.checking import run_check
from promptlint.cli.options import config_options, display_options, usage_file_option
from promptlint.report import format_names


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@config_options
@usage_file_option
@click.option(
    "--output-format",
    type=click.Choice(format_names()),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write the report to a file, not to stdout.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
@click.option("--stdin-filename", metavar="NAME", help="The name of the file that comes on stdin when PATHS is `-`.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead of listing them.")
@display_options
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Find the model requests under PATHS (default: the current folder), price them and report what is wasteful.

    Exits with 0 when clean, 1 with findings or when a file that is named cannot be read, 2 when it could not run.
    """
    return run_check(paths, options)
