"""Where something stands, in the words of the reader: the cell of a notebook, the line in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from promptlint.model import Report, SourceFile
from promptlint.record import record


@record
class Places:
    """The sources of a report by path."""

    sources: Mapping[str, SourceFile]

    def cell(self, path: str, line: int) -> tuple[int | None, int]:
        """The notebook cell (from 1) and the line in it; for other files None and the line itself."""
        source = self.sources.get(path)
        if source is None or not source.cells:
            return None, line
        index = max(bisect_right(source.cells, line), 1)
        return index, line - source.cells[index - 1] + 1

    def within(self, path: str, line: int, column: int | None = None) -> str:
        """``line:column``, with the cell for a notebook."""
        cell, line = self.cell(path, line)
        return ":".join([*([f"cell {cell}"] if cell else []), str(line), *([str(column)] if column else [])])

    def shown(self, path: str, line: int, column: int | None = None) -> str:
        """``path:line:column``, with the cell for a notebook."""
        return f"{path}:{self.within(path, line, column)}"


def places(report: Report) -> Places:
    """The places of ``report``."""
    return Places(dict(report.sources))
