"""Source text to the intermediate form, through libcst, which is imported only when something is lowered."""

from __future__ import annotations

from promptlint import ir
from promptlint.lower.parse import Unparsable
from promptlint.model import SourceFile

__all__ = ["Unparsable", "lower_module", "lower_unit"]


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``; of a class without its methods and nested classes, which are units themselves.

    What libcst cannot parse, or what is too deep, is one ``ExprStmt`` with an ``Opaque`` that says why.
    """
    from promptlint.lower.units import lower_unit

    return lower_unit(source, unit)


def lower_module(source: SourceFile) -> tuple[ir.Stmt, ...]:
    """All statements of the module. Raises Unparsable."""
    from promptlint.lower.units import lower_module

    return lower_module(source)
