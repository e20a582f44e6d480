"""Options that several commands share. ``promptlint.cli.settings`` makes a Config of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from promptlint.cache import VARIABLE

Function = TypeVar("Function", bound=Callable[..., Any])


def _split(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """The parts of all values; commas separate, and the option may be given several times."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _listed(*names: str, metavar: str, text: str) -> Callable[[Function], Function]:
    return click.option(*names, callback=_split, multiple=True, metavar=metavar, help=text)


as_of_option = click.option(
    "--as-of", metavar="DATE", help="The day that prices and retirements are judged by (default: today)."
)

usage_file_option = click.option(
    "--usage-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The usage file (default: promptlint-usage.toml beside the configuration).",
)

_CONFIG_OPTIONS = (
    _listed("--select", metavar="RULES", text="Rules to turn on: ids, starts of ids (PL1), names or ALL."),
    _listed("--ignore", metavar="RULES", text="Rules to turn off."),
    _listed("--extend-select", metavar="RULES", text="Rules to turn on besides those selected."),
    _listed("--exclude", metavar="PATTERNS", text="Git-style patterns to leave out, instead of the default list."),
    _listed("--extend-exclude", metavar="PATTERNS", text="Git-style patterns to leave out besides."),
    click.option("--force-exclude", is_flag=True, default=None, help="Leave excluded files out even when named."),
    as_of_option,
    click.option("--no-cache", is_flag=True, default=None, help="Neither use nor keep results of earlier runs."),
    click.option(
        "--cache-dir",
        type=click.Path(readable=False, path_type=Path),
        envvar=VARIABLE,
        metavar="DIR",
        help="Where results are kept, instead of the user's own cache.",
    ),
)

_SETTINGS_OPTIONS = (
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The configuration file to use."),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
)

_DISPLAY_OPTIONS = (
    click.option("--quiet", "-q", is_flag=True, help="Print findings and problems only."),
    click.option("--verbose", "-v", is_flag=True, help="Also print suppressed findings, timings and tracebacks."),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Use colour."
    ),
)


def _adding(options: tuple[Callable[[Any], Any], ...], function: Function) -> Function:
    for option in reversed(options):
        function = option(function)
    return function


def settings_options(function: Function) -> Function:
    """Add the options that say which configuration file is used."""
    return _adding(_SETTINGS_OPTIONS, function)


def config_options(function: Function) -> Function:
    """Add the options that choose and override the configuration."""
    return _adding((*_CONFIG_OPTIONS, *_SETTINGS_OPTIONS), function)


def display_options(function: Function) -> Function:
    """Add the options that say how much is printed, and how."""
    return _adding(_DISPLAY_OPTIONS, function)
