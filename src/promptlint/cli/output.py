"""Writing the report where it was asked for."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from promptlint.errors import UserError


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour: as chosen, else on a terminal where NO_COLOR is not set (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width(stream: TextIO) -> int | None:
    """The width of the terminal behind ``stream``, None when it is not one."""
    if not stream.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def is_ascii(stream: TextIO) -> bool:
    """Whether ``stream`` cannot take the characters of the table."""
    try:
        "≥≈…".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def write(text: str, target: Path | None, for_people: bool) -> None:
    """Put the report into ``target`` or on stdout; raises UserError where it cannot be written.

    It is UTF-8, except for people at a terminal that speaks something else.

    A reader that has closed the pipe has what it wanted: the rest is dropped in silence.
    """
    if target is not None:
        _write_file(text, target)
        return
    stream = sys.stdout
    try:
        encoding = stream.encoding if for_people else "utf-8"
        stream.flush()
        stream.buffer.write(text.encode(encoding or "utf-8", "backslashreplace"))
        stream.flush()
    except BrokenPipeError:
        silence_stdout()
    except OSError as error:
        silence_stdout()
        raise UserError(f"cannot write the report: {error.strerror or error}", "standard output") from error


def _write_file(text: str, target: Path) -> None:
    try:
        target.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UserError(f"cannot write the report: {error.strerror or error}", str(target)) from error


def silence_stdout() -> None:
    """Keep the interpreter from complaining about a closed pipe when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(message: str) -> None:
    """A line for the user on stderr, beside the report."""
    sys.stderr.write(f"{message}\n")  # what it cannot take is escaped by its own error handler
    sys.stderr.flush()
