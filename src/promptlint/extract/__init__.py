"""From linked values to requests: the SDK catalogue applied to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import quiet

if TYPE_CHECKING:
    from pathlib import Path

    from promptlint.config import AnalyseOptions
    from promptlint.extract.remembered import Memory
    from promptlint.model import Analysis

__all__ = ["analyse"]

FEW_FILES = 50
"""Up to this many scanned files (a hook's) the modules that they import are searched for wrappers too."""


def analyse(root: Path, files: tuple[str, ...], options: AnalyseOptions) -> Analysis:
    """The requests of the files, with models and messages. ``files`` are relative to ``root``.

    Where ``options`` name a cache, the result of an earlier run that saw the same files is taken from it.
    """
    if len(files) <= FEW_FILES and (known := quiet.nothing_in(root, files, options)) is not None:
        return known
    memory = _memory(root, files, options)
    if memory is not None and (known := memory.recall()) is not None:
        return known
    from promptlint.extract.analysis import analysed

    return analysed(root, files, options, len(files) <= FEW_FILES, memory)


def _memory(root: Path, files: tuple[str, ...], options: AnalyseOptions) -> Memory | None:
    if options.cache is None:
        return None
    from promptlint.extract.remembered import Memory

    try:
        return Memory(root, files, options)
    except OSError:
        return None  # this program's own files cannot be told apart
