"""The command line. ``main`` turns whatever happens into an exit code and at most a few lines of text."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

CLEAN, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
OBJECTS_PER_COLLECTION = 20_000
"""Objects made between two collections of garbage: nearly all that a run makes lives to its end."""


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0 clean, 1 findings, 2 usage, configuration or internal error, 130 after Ctrl-C."""
    gc.set_threshold(OBJECTS_PER_COLLECTION, 3, 3)
    try:
        from promptlint.cli.boundary import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


def program() -> None:
    """The command: ``main``, and the end of the process.

    It ends at once, without taking apart what the run made: nothing of that is needed once the output is written, and
    it takes 13 ms after a small run and a second after a large one.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
