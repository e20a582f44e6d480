"""Options of command lines: what ``args.model`` is when nothing is given (argparse, click, typer, fastapi).

An option may always be given from outside: beside its default stands an ``Unknown``, unless its choices are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import access, assigned, iteration, names, sites
from promptlint.link.scope import last_name
from promptlint.link.values import Constant, Element, Member, Result, Symbol, Text, union, unknown

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame, FunctionRef
    from promptlint.link.values import Alternative, Argument, Value

PARSERS = frozenset(
    {
        "argparse.ArgumentParser",
        "configargparse.ArgParser",
        "configargparse.ArgumentParser",
        "jsonargparse.ArgumentParser",
    }
)
PARSING = frozenset({"parse_args", "parse_known_args", "parse_intermixed_args"})
DECORATORS = ("option", "argument")
MARKERS = frozenset(
    {
        "typer.Option",
        "typer.Argument",
        "fastapi.Query",
        "fastapi.Body",
        "fastapi.Form",
        "fastapi.Header",
        "fastapi.Path",
    }
)
"""Calls that stand as the default of a parameter and hold its real default."""
FLAGS = {"store_true": False, "store_false": True, "count": None}
MAX_CHOICES = 12
"""More choices of an option than this are not listed."""
MAX_DECLARED = 20
"""Declarations of one option, and places that set it, that are looked at."""


def of_namespace(ev: Evaluator, item: Alternative, name: str) -> Value:
    """The attribute ``name`` of what a parser's ``parse_args()`` returned: the option and what is stored under it.

    The empty value for anything else.
    """
    parser = _parser_of(item)
    if parser is None:
        return ()
    key = ("option", id(parser.site), name, ev.expand)
    if key not in ev.lookups:
        ev.lookups[key] = ()
        ev.keep.append(parser)
        with ev.fuel.apart():
            found = [value for call, frame in _declared(ev, parser, name) if (value := _of_call(ev, call, frame))]
            found.extend(ev.eval(expr, where) for expr, where in _stored(ev, parser, name))
        ev.lookups[key] = union(*found) if found else ()
    return ev.lookups[key] or ()


def _parser_of(item: Alternative) -> Result | None:
    """The parser whose result a value is, None where it is no such thing."""
    if isinstance(item, Element):
        item = item.base
    if not isinstance(item, Result) or not isinstance(item.callee, Member) or item.callee.name not in PARSING:
        return None
    return _root(item.callee.base)


def _root(item: Alternative) -> Result | None:
    """The parser that a group or a subparser belongs to."""
    while not (isinstance(item, Result) and isinstance(item.callee, Symbol)):
        if isinstance(item, (Member, Element)):
            item = item.base
        elif isinstance(item, Result):
            item = item.callee
        else:
            return None
    return item if access.path_of(item.callee) in PARSERS else None


def _declared(ev: Evaluator, parser: Result, name: str) -> list[tuple[ir.Call, Frame]]:
    """The ``add_argument`` calls of a parser that declare the option."""
    found: list[tuple[ir.Call, Frame]] = []
    for site in sites.calling(ev, "add_argument"):
        func = site.call.func
        if not isinstance(func, ir.Attr) or _destination(site.call) != name:
            continue
        roots = [_root(item) for item in ev.expanded(func.value, site.frame)]
        if any(root is not None and root.site is parser.site for root in roots):
            found.append((site.call, site.frame))
        if len(found) >= MAX_DECLARED:
            break
    return found


def _stored(ev: Evaluator, parser: Result, name: str) -> list[tuple[ir.Expr, Frame]]:
    """What the program itself keeps under ``name`` beside the options, as ``args.prompt = "..."`` does."""
    found: list[tuple[ir.Expr, Frame]] = []
    for module in ev.project.modules_mentioning(name):
        for unit in module.index.units:
            if unit.kind == "import" or name not in unit.reads:
                continue
            for stmt, frame in assigned.assignments(ev, module, unit):
                if stmt.value is not None and any(_keeps(ev, target, name, parser, frame) for target in stmt.targets):
                    found.append((stmt.value, frame))
                    if len(found) >= MAX_DECLARED:
                        return found
    return found


def _keeps(ev: Evaluator, target: ir.Expr, name: str, parser: Result, frame: Frame) -> bool:
    if not isinstance(target, ir.Attr) or target.name != name:
        return False
    parsers = [_parser_of(item) for item in ev.expanded(target.value, frame)]
    return any(found is not None and found.site is parser.site for found in parsers)


def _destination(call: ir.Call) -> str:
    """The name under which the value of an option is kept."""
    for arg in call.args:
        if arg.name == "dest" and isinstance(arg.value, ir.Const):
            return str(arg.value.value)
    return _plain_name(_flags(call))


def _plain_name(flags: list[str]) -> str:
    """The name that a list of flags such as ``-m``, ``--model-name`` gives: the first long one, else the first."""
    chosen = next((f for f in flags if f.startswith("--")), flags[0] if flags else "")
    return chosen.split("/")[0].lstrip("-").replace("-", "_")


def _of_call(ev: Evaluator, call: ir.Call, frame: Frame) -> Value:
    """What the option that a call declares can be."""
    given = {arg.name: arg.value for arg in call.args if arg.name}
    flag = _first_flag(call)
    choices = _choices(ev, given["choices"], frame) if "choices" in given else ()
    action = given.get("action")
    if "default" in given:
        default = _marked(ev.eval(given["default"], frame))
    elif isinstance(action, ir.Const) and action.value in FLAGS:
        default = (Constant(FLAGS[str(action.value)], ev.origin(action, frame)),)
    else:
        default = ()
    return _open_to(default, () if "nargs" in given else choices, flag)


def _open_to(default: Value, choices: Value, flag: str) -> Value:
    """The default of an option and what else may be given for it."""
    return union(default, choices or unknown(f"`{flag}` may be given on the command line"))


def _flags(call: ir.Call) -> list[str]:
    return [str(a.value.value) for a in call.args if a.name is None and isinstance(a.value, ir.Const)]


def _first_flag(call: ir.Call) -> str:
    return next(iter(_flags(call)), "an option")


def _choices(ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value:
    """The values an option is restricted to, the empty value where they are not known or many."""
    value = iteration.elements(ev, ev.eval(expr, frame))
    if len(value) > MAX_CHOICES or not all(isinstance(item, (Text, Constant)) for item in value):
        return ()
    return _marked(value)


def _marked(value: Value) -> Value:
    """The value with its literals marked as defaults of an option."""
    return tuple(names.strings_relabel(item, "arg-default", True) for item in value)


# -- parameters -----------------------------------------------------------------------------------------------------


def of_decorated(ev: Evaluator, ref: FunctionRef, name: str, frame: Frame) -> Value:
    """The parameter of a function below ``@click.option``, the empty value if no decorator declares it."""
    for decorator in ref.node.decorators:
        if (
            isinstance(decorator, ir.Call)
            and last_name(decorator.func) in DECORATORS
            and _click_name(decorator) == name
        ):
            if any(_is_click(item) for item in ev.expanded(decorator.func, frame)):
                return _of_click(ev, decorator, frame)
    return ()


def _is_click(item: Alternative) -> bool:
    return (access.path_of(item) or "").split(".")[0] in ("click", "asyncclick", "rich_click")


def _click_name(call: ir.Call) -> str:
    flags = _flags(call)
    plain = [flag for flag in flags if flag.isidentifier()]
    return plain[0] if plain else _plain_name(flags).lower()


def _of_click(ev: Evaluator, call: ir.Call, frame: Frame) -> Value:
    given = {arg.name: arg.value for arg in call.args if arg.name}
    flag = _first_flag(call)
    kind = given.get("type")
    choices: Value = ()
    if isinstance(kind, ir.Call) and last_name(kind.func) == "Choice" and kind.args:
        choices = _choices(ev, kind.args[0].value, frame)
    default: Value = ()
    if "default" in given:
        default = _marked(ev.eval(given["default"], frame))
    elif "is_flag" in given:
        default = (Constant(False, ev.origin(given["is_flag"], frame)),)
    return _open_to(default, choices, flag)


def of_marker(item: Alternative) -> Value | None:
    """What a parameter is whose default is ``typer.Option("x")``; None for any other default."""
    if not isinstance(item, Result) or access.path_of(item.callee) not in MARKERS:
        return None
    default = _marker_default(item.arguments)
    outside = unknown("the caller may set it from outside")
    return union(_marked(default), outside)


def _marker_default(args: tuple[Argument, ...]) -> Value:
    for arg in args:
        if arg.name == "default" or (arg.name is None and not arg.star):
            return tuple(i for i in arg.value if not (isinstance(i, Constant) and i.value is ...))
        break
    return next((arg.value for arg in args if arg.name == "default"), ())
