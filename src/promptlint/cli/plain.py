"""The command lines of hooks: a check of files with no options but switches, read without the library for the rest.

That library takes longer to import than a file without a request takes to check. Whatever is not plain is left to it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from promptlint.cache import VARIABLE

COMMAND = "check"
ENDINGS = (".py", ".pyi", ".ipynb")
COMPLETION = "_PROMPTLINT_COMPLETE"
"""Set by shells that ask how a word may go on."""
SWITCHES = {
    "--exit-zero": "exit_zero",
    "--force-exclude": "force_exclude",
    "--isolated": "isolated",
    "--no-cache": "no_cache",
    "--quiet": "quiet",
    "--statistics": "statistics",
    "--verbose": "verbose",
    "-q": "quiet",
    "-v": "verbose",
}
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(("select", "ignore", "extend_select", "exclude", "extend_exclude"), ()),
    **dict.fromkeys(
        ("force_exclude", "as_of", "no_cache", "cache_dir", "config", "usage_file", "output", "stdin_filename")
    ),
    **dict.fromkeys(("isolated", "exit_zero", "statistics", "quiet", "verbose"), False),
    "output_format": "text",
    "color": "auto",
}


def plain_options(arguments: list[str]) -> dict[str, Any] | None:
    """The options of ``promptlint check`` by name and its paths, None for a command line that is not plain.

    Plain is ``check`` with switches and paths, and a list of paths that begins with one of a Python file.
    """
    if not arguments or COMPLETION in os.environ:
        return None
    if arguments[0] != COMMAND and not (arguments[0].endswith(ENDINGS) and not arguments[0].startswith("-")):
        return None
    words = arguments[1:] if arguments[0] == COMMAND else arguments
    switches = [word for word in words if word.startswith("-")]
    if not all(word in SWITCHES for word in switches):
        return None
    cache = os.environ.get(VARIABLE)
    return {
        **DEFAULTS,
        **{SWITCHES[word]: True for word in switches},
        "cache_dir": Path(cache) if cache else None,
        "paths": tuple(word for word in words if not word.startswith("-")),
    }
