"""Posix paths of a report, seen from another folder."""

from __future__ import annotations

import os
from pathlib import Path
from posixpath import normpath


def base_of(root: Path, home: Path) -> str:
    """What leads from the folder ``home`` to ``root``, "" where they are the same."""
    relative = os.path.relpath(root, home)
    return "" if relative == os.curdir else Path(relative).as_posix()


def joined(base: str, path: str) -> str:
    """``path`` below ``base`` in its shortest form."""
    return normpath(f"{base}/{path}") if base else path
