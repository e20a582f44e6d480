"""Milliseconds per megabyte of triage, index and lowering: ``python benchmarks/lowering.py [FOLDER] [--every N]``.

Reads the standard library unless a folder is given. CPU time of one process, each step on its own; lowering by
units lowers every unit of every file, as a scan that needed all of them would.
"""

from __future__ import annotations

import argparse
import ast
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import libcst

from promptlint import ir
from promptlint.extract.load import builtin
from promptlint.index import ParseError, build_index
from promptlint.lower import lower_module, lower_unit
from promptlint.lower.parse import parse
from promptlint.model import SourceFile
from promptlint.source import decode_source
from promptlint.triage import Triage


def main() -> None:
    """Prints one line for each step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(os.__file__).parent)
    parser.add_argument("--every", type=int, default=20, help="read every N-th file (default: %(default)s)")
    options = parser.parse_args()
    files = list(_read(sorted(options.folder.rglob("*.py"))[:: options.every]))
    size = sum(len(data) for data, _ in files) / 1_000_000
    print(f"{len(files)} files, {size:.2f} MB")
    catalogue = builtin()
    triage = Triage(catalogue.triage_imports, catalogue.triage_paths, catalogue.triage_urls)
    steps: dict[str, Callable[[bytes, SourceFile], object]] = {
        "triage": lambda data, _: triage.hits(data),
        "decode": lambda data, source: decode_source(source.path, data),
        "ast.parse": lambda _, source: ast.parse(source.text),
        "index": lambda _, source: build_index(source),
        "libcst.parse_module": lambda _, source: libcst.parse_module(source.text),
        "libcst, guarded": lambda _, source: parse(source.text),
        "lower whole modules": lambda _, source: lower_module(source),
        "index and lower by units": lambda _, source: lower_all(source),
    }
    for name, step in steps.items():
        start = time.process_time()
        for data, source in files:
            step(data, source)
        print(f"{name:26} {(time.process_time() - start) / size * 1000:8.1f} ms/MB")


def _read(paths: list[Path]) -> Iterator[tuple[bytes, SourceFile]]:
    for path in paths:
        data = path.read_bytes()
        source, _ = decode_source(path.name, data)
        if source is None:
            continue
        try:
            ast.parse(source.text)
            build_index(source)
            lower_module(source)
        except (SyntaxError, ParseError):
            continue
        yield data, source


def lower_all(source: SourceFile) -> None:
    """Lowers every unit of a module."""
    units: list[ir.Unit] = list(build_index(source).units)
    while units:
        unit = units.pop()
        lower_unit(source, unit)
        units += [member for member in unit.members if member.kind in ("function", "class")]


if __name__ == "__main__":
    main()
