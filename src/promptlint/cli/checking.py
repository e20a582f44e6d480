"""What ``promptlint check`` does with its options."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from promptlint.cli import CLEAN, FAILED, FINDINGS
from promptlint.cli.output import is_ascii, note, terminal_width, wants_color, write
from promptlint.cli.progress import Progress
from promptlint.cli.settings import make_config, paths_prefix
from promptlint.cli.stdin import read_stdin
from promptlint.errors import UserError
from promptlint.model import UNREAD, Report
from promptlint.report import RenderOptions, load_format

STDIN = "-"


def run_check(paths: tuple[str, ...], options: dict[str, Any]) -> int:
    """Check the paths, print the report and give the exit code; ``options`` are those of the command by name."""
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
