"""``python -m promptlint``."""

from __future__ import annotations

from promptlint.cli import program

program()
