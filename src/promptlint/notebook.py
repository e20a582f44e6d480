"""Jupyter notebooks: their code cells as one text, with what is not Python made harmless line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from promptlint.lower.lines import measure_line
from promptlint.lower.parse import parse
from promptlint.model import Problem, SourceFile
from promptlint.syntax import ParseError, parse_module

_PYTHON_CELLS = frozenset({"capture", "memit", "mprun", "prun", "px", "time", "timeit", "wandb"})
"""Cell magics whose cell is Python that runs in the notebook."""

_magic = re.compile(r"[ \t]*(?:[%!?]|[\w.*%]+\?\??[ \t]*;?[ \t]*$)").match
_cell_magic = re.compile(r"\s*%%(\w*)").match
_assigned = re.compile(r"([ \t]*[\w.,\[\]'\"() \t]+=[ \t]*)(?:!|%[a-zA-Z])").match
_timed = re.compile(r"([ \t]*)%time ([ \t]*\S.*)").fullmatch


def read_notebook(path: str, text: str) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """The code cells of a notebook (nbformat 3 or 4) and a problem for each cell that is not Python."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        return None, (Problem(path, error.lineno, "read", f"is not a notebook: invalid JSON, {error.msg}"),)
    except RecursionError:
        return None, (Problem(path, 1, "read", "is not a notebook: nested too deeply"),)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells", notebook.get("worksheets")), list):
        return None, (Problem(path, 1, "read", "is not a notebook: no list of cells"),)
    language = _language(notebook)
    if language not in ("python", "ipython"):
        return None, (Problem(path, 1, "skipped", f"is a notebook of another language: {language}"),)
    return _joined(path, list(_code_cells(notebook)))


def _joined(path: str, cells: list[str]) -> tuple[SourceFile, tuple[Problem, ...]]:
    lines: list[str] = []
    starts: list[int] = []
    problems: list[Problem] = []
    for number, cell in enumerate(cells, 1):
        starts.append(len(lines) + 1)
        code = python_of(cell)
        fault = _fault(code)
        if fault is not None:
            problems.append(Problem(path, len(lines) + fault.line, "parse", f"cell {number}: {fault.message}"))
            code = "\n" * code.count("\n")
        lines += code.split("\n")
    source = SourceFile(path, "".join(f"{line}\n" for line in lines), "notebook", tuple(starts))
    return source, tuple(problems)


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata")
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        entry = metadata.get(key) if isinstance(metadata, dict) else None
        if isinstance(entry, dict) and isinstance(entry.get(name), str):
            return str(entry[name]).lower()
    return "python"


def _code_cells(notebook: dict[str, Any]) -> Iterator[str]:
    sheets = notebook.get("worksheets")
    pages = [notebook] if "cells" in notebook or not isinstance(sheets, list) else sheets
    for page in pages:
        for cell in page.get("cells", ()) if isinstance(page, dict) else ():
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                yield _source(cell)


def _source(cell: dict[str, Any]) -> str:
    code = cell.get("source", cell.get("input", ""))
    if isinstance(code, list):
        code = "".join(line for line in code if isinstance(line, str))
    code = code if isinstance(code, str) else ""
    return code.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def _fault(code: str) -> ParseError | None:
    """What keeps the cell from being Python, by this interpreter's grammar or libcst's newer one."""
    try:
        parse_module(code)
    except ParseError as error:
        try:
            parse(code)
        except ParseError:
            return error
    return None


def python_of(cell: str) -> str:
    """The cell with IPython's magics, shell commands and help requests neutralised, line for line."""
    magic = _cell_magic(cell)
    if magic is None:
        return "".join(_lines(cell))
    if magic[1] not in _PYTHON_CELLS:
        return "\n" * cell.count("\n")
    head, newline, body = cell[magic.start(1) :].partition("\n")
    before = "\n" * cell.count("\n", 0, magic.start(1))
    return f"{before}pass{newline}" + "".join(_lines(body))


def _lines(code: str) -> Iterator[str]:
    pos = 0
    while pos < len(code):
        end = code.find("\n", pos) + 1 or len(code)
        line = code[pos:end].removesuffix("\n")
        replaced = _neutral(line)
        if replaced is None:
            end = measure_line(code, pos).end
            yield code[pos:end]
        else:
            while line.endswith("\\") and end < len(code):
                start, end = end, code.find("\n", end) + 1 or len(code)
                line = code[start:end].removesuffix("\n")
                replaced += "\n"
            yield replaced + ("\n" if code[end - 1] == "\n" else "")
        pos = end


def _neutral(line: str) -> str | None:
    """What stands for a line that is not Python, None for one that is."""
    timed = _timed(line)
    if timed is not None and _fault(f"if 1: {timed[2]}") is None:
        return f"{timed[1]}if 1: {timed[2]}"
    if _magic(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    assigned = _assigned(line)
    return None if assigned is None else assigned[1] + "None"
