"""The arguments of a library call by name, and the values that catalogue references point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link import calls, instances
from promptlint.link.values import Argument, Constant, Instance, Listing, Mapping, Result, Text, Written, union
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint import ir
    from promptlint.extract.catalogue import Ref
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.values import Value


@record
class Arguments:
    """Arguments by name (positional ones under their number as text too). ``rest`` says why there may be more."""

    named: dict[str, Argument]
    rest: str | None

    def get(self, name: str) -> Value:
        """What is passed under a name, the empty value if nothing is."""
        arg = self.named.get(name)
        return arg.value if arg is not None else ()


def read(given: Iterable[Argument], params: tuple[str, ...]) -> Arguments:
    """The arguments of a call whose positional parameters are called ``params``."""
    named: dict[str, Argument] = {}
    rest: str | None = None
    place = 0
    for arg in calls._spread(tuple(given)):
        if arg.star:
            reason = next((i.rest for i in arg.value if isinstance(i, (Mapping, Listing)) and i.rest), None)
            rest = reason or f"`{arg.star}` arguments are not known"
            continue
        if arg.name is not None:
            named[arg.name] = arg
            continue
        if place < len(params):
            named.setdefault(params[place], arg)
        named[str(place)] = arg
        place += 1
    return Arguments(named, rest)


def pick(ev: Evaluator, value: Value, key: tuple[str, ...]) -> Value:
    """The entry or attribute that a key path names inside a value."""
    for name in key:
        value = union(*(_inside(ev, item, name) for item in value)) if value else ()
    return value


def _inside(ev: Evaluator, item: object, name: str) -> Value:
    if isinstance(item, Mapping):
        return item.get(name) or ()
    if isinstance(item, Result):
        return read(item.arguments, ()).get(name)
    if isinstance(item, Instance):
        return instances.of_instance(ev, item, name)
    if isinstance(item, Listing) and name == "*":
        return union(*(i.value for i in item.items)) if item.items else ()
    return ()


def written(given: Arguments, ref: Ref, call: ir.Call | None, module: Module | None) -> Written | None:
    """What stands in the call as the argument of a reference; None where it comes from elsewhere or is a part of it."""
    argument = given.named.get(ref.arg)
    if ref.key or ref.of or argument is None or argument.expr is None or call is None or module is None:
        return None
    here = any(arg.value is argument.expr and not arg.star for arg in call.args)
    return Written(module, argument.expr) if here else None


def referenced(ev: Evaluator, arguments: Arguments, ref: Ref) -> Value:
    """What a reference without ``of`` points at."""
    return pick(ev, arguments.get(ref.arg), ref.key)


def literal(value: Value) -> str | int | float | bool | None:
    """The literal an argument is, None where it is not known or no plain literal."""
    if len(value) != 1:
        return None
    item = value[0]
    if isinstance(item, Text):
        return item.exact
    if isinstance(item, Constant) and isinstance(item.value, (int, float, bool)):
        return item.value
    return None
