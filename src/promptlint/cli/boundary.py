"""Where whatever a command line leads to becomes an exit code and at most a few lines of text."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from promptlint.cli import CLEAN, FAILED
from promptlint.cli.output import note, silence_stdout
from promptlint.cli.plain import plain_options
from promptlint.errors import InternalError, UserError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""What a write ends in when what stdout leads to takes no more."""


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code of the command, or that of the error it ended in."""
    _open_closed_streams()
    try:
        code = _started(arguments)
        sys.stdout.flush()
        return code
    except InternalError as error:
        return _fault(error, arguments)
    except UserError as error:
        return _fail(str(error))
    except BrokenPipeError:
        silence_stdout()
        return CLEAN
    except Exception as error:  # the boundary: what no stage turned into an error of its own
        return _fault(InternalError("running the command", None, error), arguments)


def _started(arguments: list[str]) -> int:
    options = plain_options(arguments)
    if options is None:
        from promptlint.cli.app import start

        return start(arguments)
    from promptlint.cli.checking import run_check

    return run_check(options.pop("paths"), options)


def _open_closed_streams() -> None:
    """Give what is printed a place where the program was started without one; the exit code still says enough."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end


def _fault(error: InternalError, arguments: list[str]) -> int:
    cause = error.cause
    if isinstance(cause, OSError) and cause.errno in FULL and cause.filename is None:
        silence_stdout()
        return _fail(f"standard output: cannot write: {cause.strerror}")
    if isinstance(cause, OSError) and (reason := _shut_out()):
        return _fail(f"the working directory cannot be used: {reason}; change to another one")
    if "--verbose" in arguments or "-v" in arguments:
        import traceback

        traceback.print_exception(error)
    return _fail(str(error))


def _shut_out() -> str | None:
    """Why the working directory cannot be used: it was removed, or may not be entered; None where it can."""
    try:
        Path.cwd().lstat()
        Path("promptlint.toml").exists()
    except OSError as error:
        return error.strerror or str(error)
    return None


def _fail(message: str) -> int:
    for line in message.splitlines():
        note(f"promptlint: {line}")
    return FAILED
