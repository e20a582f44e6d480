"""The index of a module that only libcst can parse."""

from __future__ import annotations

import re

from promptlint import ir
from promptlint.lower import lower_module
from promptlint.model import SourceFile
from promptlint.syntax import ParseError


def index_with_libcst(source: SourceFile, error: ParseError) -> ir.ModuleIndex:
    """The index of a module. Raises ParseError: ``error``, or libcst's where that lies further on."""
    raise error
