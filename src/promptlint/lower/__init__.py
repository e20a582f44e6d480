"""Source text to the intermediate form, through libcst, which is imported only when something is lowered."""

from __future__ import annotations

from promptlint import ir
from promptlint.model import SourceFile

__all__ = ["lower_module", "lower_unit", "lower_with_dropped"]


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``; of a class without its methods and nested classes, which are units themselves.

    Raises promptlint.syntax.ParseError for what libcst cannot parse or what is nested too deeply.
    """
    from promptlint.lower.units import lower_unit

    return lower_unit(source, unit)


def lower_module(source: SourceFile) -> tuple[ir.Stmt, ...]:
    """All statements of the module. Raises promptlint.syntax.ParseError."""
    return lower_with_dropped(source)[0]


def lower_with_dropped(source: SourceFile) -> tuple[tuple[ir.Stmt, ...], list[ir.Expr]]:
    """All statements of the module, and the expressions in it for which the intermediate form has no place.

    Those are the targets of ``del``, slices, guards, types of exceptions, bounds of type parameters and the like.
    Raises promptlint.syntax.ParseError.
    """
    from promptlint.lower.units import lower_module

    return lower_module(source)
