"""Paths: what lies there, and posix paths of a report as they are seen from another folder."""

from __future__ import annotations

import os
from pathlib import Path

from promptlint.record import record


@record
class View:
    """Paths relative to the folder ``root`` as they are written relative to the folder ``home``, both absolute."""

    root: str
    home: str

    def path(self, path: str) -> str:
        """The path from ``home``."""
        if self.root == self.home:
            return path
        return Path(os.path.relpath(f"{self.root}/{path}", self.home)).as_posix()


def folder_at(path: Path) -> bool:
    """Whether it is a folder; False where it cannot be reached, which discovery reports."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises below a folder that may not be entered


def file_at(path: Path) -> bool:
    """Whether it is a file; False where it cannot be reached, which discovery reports."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises below a folder that may not be entered


def view(root: Path, home: Path) -> View:
    """How paths relative to ``root`` are written from ``home``."""
    return View(root.absolute().as_posix(), home.absolute().as_posix())
