"""``promptlint usage``: writes the usage file, keeps it up to date, fills it from traffic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import as_of_option, settings_options, usage_file_option
from promptlint.cli.output import note, write
from promptlint.cli.settings import for_prices
from promptlint.config import Config
from promptlint.config_usage import usage_file
from promptlint.errors import UserError
from promptlint.model import Report

Function = TypeVar("Function", bound=Callable[..., Any])


@click.group("usage")
def command() -> None:
    """Say how often requests are made and how large they are: in promptlint-usage.toml."""


def _shared(function: Function) -> Function:
    return settings_options(as_of_option(usage_file_option(function)))


@command.command("init")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--force", is_flag=True, help="Write anew over a usage file that is there.")
@_shared
def init(paths: tuple[str, ...], force: bool, **options: Any) -> int:
    """Write a usage file that lists every request and hole under PATHS, to fill in."""
    from promptlint.usage.entries import fresh

    target = _target(paths, options)
    if target.exists() and not force:
        raise UserError("exists; `promptlint usage sync` adds what is new, --force writes it anew", str(target))
    config, report = _scanned(paths, {**options, "usage_file": None}, reads_usage=False)
    write(fresh(report), target, for_people=True)
    note(f"promptlint: wrote {target}; fill it in, then run `promptlint cost`")
    return CLEAN


@command.command("sync")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@_shared
def sync(paths: tuple[str, ...], **options: Any) -> int:
    """Add requests to the usage file that are new under PATHS, and mark entries of those that are gone."""
    from promptlint.usage.document import Document
    from promptlint.usage.entries import synced

    target = _target(paths, options)
    document = Document(target, _text(target))
    config, report = _scanned(paths, options)
    added, gone = synced(document, report, config.root)
    write(document.text, target, for_people=True)
    for key in gone:
        note(f"promptlint: {key} names no call any more; its entry is marked and kept")
    note(f"promptlint: {target}: {len(added)} added, {len(gone)} gone")
    return CLEAN


@command.command("import")
@click.argument("traces", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="TRACES...")
@click.option("--path", "-p", "paths", multiple=True, metavar="PATH", help="The code the traffic is of (default: .).")
@click.option(
    "--days", type=click.IntRange(1, 3660), help="How many days the traffic is of, where the file cannot say."
)
@click.option("--sampled", type=float, metavar="PERCENT", help="The share of the requests that was recorded.")
@click.option("--force", is_flag=True, help="Take what can be read of files that are mostly broken.")
@_shared
def import_(traces: tuple[Path, ...], paths: tuple[str, ...], **options: Any) -> int:
    """Measure volumes and sizes from OpenTelemetry GenAI spans (JSON) or a usage export of OpenAI (CSV or JSON)."""
    from promptlint.run import read_book
    from promptlint.usage.calibrate import calibrated, canonical_models
    from promptlint.usage.document import Document
    from promptlint.usage.entries import fresh
    from promptlint.usage.traffic import read_traffic

    traffic = read_traffic(traces, force=options["force"])
    target = _target(paths, options)
    config, report = _scanned(paths, options, reads_usage=target.exists())
    document = Document(target, _text(target) if target.exists() else fresh(report))
    canonical = canonical_models(config, read_book(config))
    lines = calibrated(document, report, canonical, traffic, options["days"], _share(options["sampled"]))
    write(document.text, target, for_people=True)
    for line in (*traffic.problems, *lines):
        note(f"promptlint: {line}")
    note(f"promptlint: wrote {target}")
    return CLEAN


def _share(percent: float | None) -> Any:
    from decimal import Decimal

    if percent is None:
        return Decimal(1)
    if not 0 < percent <= 100:
        raise UserError("--sampled must be more than 0 and at most 100 percent")
    return Decimal(str(percent)) / 100


def _places(paths: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(Path(name) for name in paths or (".",))


def _target(paths: tuple[str, ...], options: dict[str, Any]) -> Path:
    """The usage file that was named, else the one beside the configuration."""
    from promptlint.cli.settings import configured

    named: Path | None = options["usage_file"]
    return named or usage_file(configured(_places(paths), options).root)


def _scanned(paths: tuple[str, ...], options: dict[str, Any], reads_usage: bool = True) -> tuple[Config, Report]:
    from promptlint.run import check

    config = for_prices(_places(paths), options, reads_usage)
    report = check(config, _places(paths), Path.cwd())
    for problem in report.problems:
        if problem.stage != "usage":
            note(f"promptlint: {problem.path}:{problem.line}: {problem.message}")
    return config, report


def _text(target: Path) -> str:
    if not target.exists():
        raise UserError("no such file; `promptlint usage init` writes one", str(target))
    from promptlint.toml_file import read_text

    return read_text(target)
