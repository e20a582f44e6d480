"""The parameters of a check: their schema is the signature of its generator function."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from importlib import import_module
from types import FunctionType

from promptlint.checks.check import Check
from promptlint.record import record
from promptlint.suggest import suggestion


@record
class Param:
    """A parameter with its type as the check annotates it; ``required`` when the check has no default for it."""

    name: str
    type: str
    required: bool


_KINDS: dict[str, tuple[str, Collection[type]]] = {
    "str": ("text", (str,)),
    "int": ("a whole number", (int,)),
    "bool": ("true or false", (bool,)),
    "Decimal": ("a number", (int, float, Decimal)),
    "tuple[str, ...]": ("a list of texts", (list, tuple)),
}


_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def load_check(name: str) -> Check | None:
    """The check called ``name`` (kebab-case), None if there is none."""
    if not _NAME.match(name):
        return None
    module_name = f"promptlint.checks.{name.replace('-', '_')}"
    try:
        found = getattr(import_module(module_name), "CHECK", None)
    except ModuleNotFoundError as error:
        if error.name != module_name:
            raise
        return None
    return found if isinstance(found, Check) else None


def params_of(check: Check) -> dict[str, Param]:
    """The keyword-only parameters of the check, by name; read from the code object, for ``inspect`` takes 15 ms."""
    find = check.find
    assert isinstance(find, FunctionType)
    code = find.__code__
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    defaults = find.__kwdefaults__ or {}
    return {name: Param(name, str(find.__annotations__[name]), name not in defaults) for name in names}


def convert(param: Param, value: object) -> tuple[object, str | None]:
    """``value`` as the check wants it, or what it should be instead."""
    word, kinds = _KINDS[param.type]
    if isinstance(value, bool) != (param.type == "bool") or not isinstance(value, tuple(kinds)):
        return None, word
    if param.type == "tuple[str, ...]":
        items = tuple(value) if isinstance(value, (list, tuple)) else ()
        return (items, None) if all(isinstance(item, str) for item in items) else (None, word)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and value < 0:
        return None, f"{word}, zero or more"
    return (Decimal(str(value)) if param.type == "Decimal" else value), None


def override(
    schema: Mapping[str, Param], values: Mapping[str, object]
) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The values that fit the schema, and for every other key what is wrong with it; ``a-b`` is taken for ``a_b``."""
    good: dict[str, object] = {}
    bad: list[tuple[str, str]] = []
    for written, value in values.items():
        key = written.replace("-", "_")
        if key not in schema:
            bad.append((written, f"unknown parameter {key}{suggestion(key, schema)}"))
            continue
        converted, wanted = convert(schema[key], value)
        if wanted:
            bad.append((written, f"{key} must be {wanted}, not {value!r}"))
        else:
            good[key] = converted
    return good, bad
