"""Parsing with this interpreter's own parser, and where its nodes stand in the text."""

from __future__ import annotations

import gc
import re
import warnings
from _ast import PyCF_ONLY_AST
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from promptlint.model import Span

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator


class ParseError(Exception):
    """The text is not Python that can be read; ``message`` is short and names no path."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


def parse_module(text: str) -> ast.Module:
    """The syntax tree that this interpreter makes of ``text``. Raises ParseError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # ast.parse does no more, and importing ast takes time that a hook on a small file has not.
            return cast("ast.Module", compile(text, "<text>", "exec", PyCF_ONLY_AST, dont_inherit=True))
    except SyntaxError as error:
        raise ParseError(error.lineno or 1, error.msg) from None
    except (RecursionError, MemoryError):
        raise ParseError(1, "nested too deeply") from None
    except ValueError as error:
        raise ParseError(1, str(error)) from None


@contextmanager
def without_collection() -> Iterator[None]:
    """Keeps the garbage collector off: trees are large and free of cycles, and looking for them takes a fifth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Lines:
    """Converts the positions of ``ast``, lines and UTF-8 bytes, to spans and offsets in characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._ascii = text.isascii()

    def start(self, line: int) -> int:
        """The offset of the first character of a line; past the last line, the length of the text."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column."""
        return self.start(line) + column - 1

    def column(self, line: int, byte_offset: int) -> int:
        """The column, in characters and from 1, of a byte of a line."""
        if self._ascii:
            return byte_offset + 1
        line_text = self.text[self.start(line) : self.start(line + 1)]
        return len(line_text.encode()[:byte_offset].decode(errors="ignore")) + 1

    def span(self, node: ast.stmt | ast.expr) -> Span:
        """The span of a node."""
        end_line, end_byte = node.end_lineno or node.lineno, node.end_col_offset or 0
        column = self.column(node.lineno, node.col_offset)
        return Span(node.lineno, column, end_line, self.column(end_line, end_byte))
