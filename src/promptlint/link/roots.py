"""Where a project begins, and the folders in which what a module imports is looked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ROOT_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", ".git")
MAX_FOLDERS = 40
"""Folders above a module that are searched for what it imports."""


def find_root(root: Path, given: Path) -> Path:
    """The folder above which no module of the project is looked for: the nearest one that holds a project's marks.

    Without such a folder it is the report's root, where that is above.
    """
    start = given.absolute()
    for folder in (start, *start.parents):
        if any(os.path.exists(folder / mark) for mark in ROOT_MARKS):  # False where the folder may not be entered
            return folder
    top = root.absolute()
    return top if start.is_relative_to(top) else start


def search_folders(root: str, folder: str, top: str) -> tuple[str, ...]:
    """A module's ``folder`` and those above it up to ``top``, each with its ``src``; posix, relative to ``root``."""
    start = os.path.normpath(os.path.join(os.path.abspath(root), folder))
    above = [start]
    while above[-1] != top and len(above) < MAX_FOLDERS and _is_below(start, top):
        above.append(os.path.dirname(above[-1]))
    relative = [os.path.relpath(one, root).replace(os.sep, "/") for one in above]
    names = ["" if one == "." else one for one in relative]
    return tuple(name for one in names for name in (one, joined(one, "src")))


def joined(folder: str, tail: str) -> str:
    """A posix path below a folder, "" and "." being none."""
    if not tail:
        return folder or "."
    return f"{folder}/{tail}" if folder not in ("", ".") else tail


def _is_below(path: str, top: str) -> bool:
    return path.startswith(top.rstrip(os.sep) + os.sep)
