"""Environment variables: the default in the code, what an example file says, else unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import datafiles, libraries
from promptlint.link.values import Argument, Constant, exact_texts, union, unknown
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import ClassRef, Frame
    from promptlint.link.values import Alternative, Value

DEFAULT = "env-default"
"""The origin of what holds only while an environment variable is not set."""


def variable(ev: Evaluator, name: Value, default: Value, expr: ir.Expr, frame: Frame) -> Value:
    """An environment variable: its default in the code, what an example file says, else unknown."""
    names = exact_texts(name)
    known = tuple(i for i in default if not (isinstance(i, Constant) and i.value is None))
    if known:
        return tuple(as_default(i) for i in known)
    found = [v for n in names if (v := datafiles.example_variable(ev.project, n, frame.module)) is not None]
    if found:
        return union(*found)
    label = f"`{names[0]}`" if names else "of a name that is not known"
    return unknown(f"environment variable {label} has no default in the code")


def as_default(item: Alternative) -> Alternative:
    """A text or constant as a mere default, which an environment variable may replace."""
    from promptlint.link.names import strings_relabel

    if isinstance(item, Constant):
        return Constant(item.value, replace(item.origin, how=DEFAULT))
    relabelled: Alternative = strings_relabel(item, DEFAULT, True)
    return relabelled


def is_settings(ev: Evaluator, ref: ClassRef) -> bool:
    """Whether the fields of a class are read from environment variables of their names (pydantic settings)."""
    return any(path.endswith(".BaseSettings") for path in libraries.outside_bases(ev, ref))


def getenv(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``os.getenv(name, default)``."""
    if not args:
        return unknown("an environment variable")
    default = next(
        (a.value for a in args if a.name == "default"), args[1].value if len(args) > 1 and not args[1].name else ()
    )
    return variable(ev, args[0].value, default, site or ir.Const(None, frame.module.index.units[0].span), frame)
