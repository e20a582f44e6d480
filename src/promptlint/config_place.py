"""Finding the configuration file."""

from __future__ import annotations

import os
from pathlib import Path

from promptlint.toml_file import parse_toml, read_bytes, read_text


def find_config(start: Path) -> Path | None:
    """The nearest ``promptlint.toml`` or ``pyproject.toml`` with a ``[tool.promptlint]`` at or above ``start``."""
    folder = start if start.is_dir() else start.parent
    for place in (folder, *folder.parents):
        own = place / "promptlint.toml"
        if _is_file(own):
            return own
        shared = place / "pyproject.toml"
        if _is_file(shared) and _has_section(shared):
            return shared
    return None


def _is_file(path: Path) -> bool:
    """Whether it is a file; False in a folder that may not be entered, which discovery reports."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises there


def _has_section(path: Path) -> bool:
    # Other tools' files are not ours to judge: only one that speaks of promptlint is decoded and parsed.
    if b"promptlint" not in read_bytes(path):
        return False
    tool = parse_toml(path, read_text(path)).get("tool")
    return isinstance(tool, dict) and "promptlint" in tool
