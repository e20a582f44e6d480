"""Finding the configuration file."""

from __future__ import annotations

from pathlib import Path

from promptlint.paths import file_at, folder_at
from promptlint.toml_file import parse_toml, read_bytes, read_text


def find_config(start: Path) -> Path | None:
    """The nearest ``promptlint.toml`` or ``pyproject.toml`` with a ``[tool.promptlint]`` at or above ``start``."""
    folder = start if folder_at(start) else start.parent
    for place in (folder, *folder.parents):
        own = place / "promptlint.toml"
        if file_at(own):
            return own
        shared = place / "pyproject.toml"
        if file_at(shared) and _has_section(shared):
            return shared
    return None


def _has_section(path: Path) -> bool:
    # Other tools' files are not ours to judge: only one that speaks of promptlint is decoded and parsed.
    if b"promptlint" not in read_bytes(path):
        return False
    tool = parse_toml(path, read_text(path)).get("tool")
    return isinstance(tool, dict) and "promptlint" in tool
