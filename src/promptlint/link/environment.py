"""Environment variables: the default in the code, what an example file says, else unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import datafiles
from promptlint.link.values import Argument, Constant, exact_texts, union, unknown

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def variable(ev: Evaluator, name: Value, default: Value, expr: ir.Expr, frame: Frame) -> Value:
    """An environment variable: its default in the code, what an example file says, else unknown."""
    names = exact_texts(name)
    known = tuple(i for i in default if not (isinstance(i, Constant) and i.value is None))
    if known:
        return tuple(_env_default(i) for i in known)
    found = [v for n in names if (v := datafiles.example_variable(ev.project, n, frame.module)) is not None]
    if found:
        return union(*found)
    label = f"`{names[0]}`" if names else "of a name that is not known"
    return unknown(f"environment variable {label} has no default in the code")


def _env_default(item: Alternative) -> Alternative:
    from promptlint.link.names import strings_relabel

    relabelled: Alternative = strings_relabel(item, "env-default", True)
    return relabelled


def getenv(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``os.getenv(name, default)``."""
    if not args:
        return unknown("an environment variable")
    default = next(
        (a.value for a in args if a.name == "default"), args[1].value if len(args) > 1 and not args[1].name else ()
    )
    return variable(ev, args[0].value, default, site or ir.Const(None, frame.module.index.units[0].span), frame)
