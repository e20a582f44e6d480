"""``promptlint check``: the report on a code base."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from promptlint.cli import CLEAN, FAILED, FINDINGS
from promptlint.cli.options import config_options, display_options, make_config, paths_prefix, usage_file_option
from promptlint.cli.output import is_ascii, note, terminal_width, wants_color, write
from promptlint.cli.progress import Progress
from promptlint.cli.stdin import read_stdin
from promptlint.errors import UserError
from promptlint.model import UNREAD, Report
from promptlint.report import RenderOptions, format_names, load_format

STDIN = "-"


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
    from promptlint.run import check

    names = paths or (".",)
    stdin = _stdin(names, options["stdin_filename"])
    places = tuple(Path(name) for name in names) if stdin is None else ()
    config = make_config(places or (Path(options["stdin_filename"] or STDIN),), options)
    with Progress(enabled=not options["quiet"]) as progress:
        report = check(config, places, Path.cwd(), stdin=stdin, progress=progress.stage)
    if options["verbose"]:
        _tell(config.source, progress)
    chosen = load_format(options["output_format"])
    write(chosen.render(report, _render_options(places, options)), options["output"], chosen.for_people)
    if not report.files and not report.problems and stdin is None:
        note(f"promptlint: no Python files under {', '.join(names)}")
    return _exit_code(report, places, options["exit_zero"])


def _exit_code(report: Report, places: tuple[Path, ...], exit_zero: bool) -> int:
    # A check that broke down is a mistake of ours: the report stands, but nobody may take it for a clean one.
    if any(problem.stage == "rules" for problem in report.problems):
        return FAILED
    found = any(finding.status == "active" for finding in report.findings) or _named_and_not_read(report, places)
    return FINDINGS if found and not exit_zero else CLEAN


def _named_and_not_read(report: Report, places: tuple[Path, ...]) -> bool:
    """Whether a file or folder that the user named, or what came on stdin, could not be read or parsed.

    In a folder such a file is listed and no more: code bases keep broken files for their tests.
    """
    unread = {os.path.join(report.root, one.path) for one in report.problems if one.stage in UNREAD}  # noqa: PTH118
    named = {os.path.abspath(place) for place in places}  # noqa: PTH100 - a link keeps its name
    return bool(unread) if not named else any(os.path.normpath(path) in named for path in unread)


def _stdin(names: tuple[str, ...], filename: str | None) -> tuple[str, bytes] | None:
    """Name and content of the file on standard input, None when files are read from disk."""
    if STDIN not in names:
        if filename is not None:
            raise UserError("--stdin-filename goes with the path `-`")
        return None
    if len(names) > 1:
        raise UserError("`-` reads one file from stdin and cannot stand beside other paths")
    return filename or "stdin.py", read_stdin()


def _render_options(places: tuple[Path, ...], options: dict[str, Any]) -> RenderOptions:
    in_file = options["output"] is not None
    return RenderOptions(
        color=wants_color(options["color"], sys.stdout) and not (in_file and options["color"] == "auto"),
        width=None if in_file else terminal_width(sys.stdout),
        ascii=not in_file and is_ascii(sys.stdout),
        quiet=options["quiet"],
        verbose=options["verbose"],
        statistics=options["statistics"],
        prefix=paths_prefix(places),
    )


def _tell(source: Path | None, progress: Progress) -> None:
    note(f"configuration: {source or 'none, defaults only'}")
    for stage, seconds in progress.timings():
        note(f"{stage}: {seconds * 1000:.0f} ms")
