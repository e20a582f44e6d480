"""What comes on standard input."""

from __future__ import annotations

import sys

from promptlint.errors import UserError


def read_stdin() -> bytes:
    """All of it; raises UserError where the program was started without one."""
    if sys.stdin is None:
        raise UserError("`-` reads from stdin, which is closed")
    return sys.stdin.buffer.read()
