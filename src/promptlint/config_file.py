"""Finding and reading the configuration file: each key with its type, all mistakes at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.config import Config, PriceOverride, RuleParams
from promptlint.errors import UserError, UserErrors
from promptlint.record import record
from promptlint.suggest import suggestion
from promptlint.toml_file import key_lines, parse_toml, read_bytes, read_text


class Invalid(Exception):
    """A value of the wrong type; the text says what was expected."""


@record
class Reader:
    """Collects what is wrong in one configuration file while its values are taken out."""

    path: Path
    lines: dict[str, int]
    errors: list[UserError]

    def fail(self, key: str, message: str) -> None:
        """Note that ``key`` is wrong."""
        self.errors.append(UserError(message, str(self.path), self.lines.get(key)))

    def unknown(self, key: str, known: Iterable[str]) -> None:
        """Note a key that does not exist, with the nearest that does."""
        self.fail(key, f"unknown key {key!r}{suggestion(key.rpartition('.')[2], known)}")


def find_config(start: Path) -> Path | None:
    """The nearest ``promptlint.toml`` or ``pyproject.toml`` with a ``[tool.promptlint]`` at or above ``start``."""
    folder = start if start.is_dir() else start.parent
    for place in (folder, *folder.parents):
        own = place / "promptlint.toml"
        if _is_file(own):
            return own
        shared = place / "pyproject.toml"
        if _is_file(shared) and _has_section(shared):
            return shared
    return None


def _is_file(path: Path) -> bool:
    """Whether it is a file; False in a folder that may not be entered, which discovery reports."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises there


def load_config(path: Path) -> Config:
    """The settings of a TOML file; raises UserErrors with one line for each unknown key and wrong value."""
    text = read_text(path)
    table = parse_toml(path, text)
    prefix = ""
    if path.name == "pyproject.toml":
        prefix = "tool.promptlint."
        table = _section(path, table)
    lines = {key.removeprefix(prefix): line for key, line in key_lines(text).items() if key.startswith(prefix)}
    reader = Reader(path, lines, [])
    values = _read_table(reader, table, path.parent)
    if reader.errors:
        raise UserErrors(reader.errors)
    return Config(root=path.parent, source=path, lines=tuple(lines.items()), **values)


def _has_section(path: Path) -> bool:
    # Other tools' files are not ours to judge: only one that speaks of promptlint is decoded and parsed.
    if b"promptlint" not in read_bytes(path):
        return False
    tool = parse_toml(path, read_text(path)).get("tool")
    return isinstance(tool, dict) and "promptlint" in tool


def _section(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    tool = table.get("tool")
    section = tool.get("promptlint", {}) if isinstance(tool, dict) else {}
    if not isinstance(section, dict):
        raise UserError("[tool.promptlint] must be a table", str(path))
    return section


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Invalid('must be a list of strings, as in ["a", "b"]')
    return tuple(value)


def _positive(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Invalid("must be a whole number from 1 on")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("must be true or false")
    return value


def parse_date(value: Any) -> date:
    """A TOML date or an ISO string as a date; raises Invalid otherwise."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Invalid("must be a date, as in 2026-11-01")


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Invalid("must be a number of USD per million tokens")
    try:
        amount = Decimal(value)
    except ArithmeticError:
        raise Invalid("must be a number of USD per million tokens") from None
    if not amount.is_finite() or amount < 0:
        raise Invalid("must be 0 or more USD per million tokens")
    return amount


def _simple(parse: Callable[[Any], Any]) -> Callable[[Reader, str, Any, Path], Any]:
    def read(reader: Reader, key: str, value: Any, folder: Path) -> Any:
        try:
            return parse(value)
        except Invalid as error:
            reader.fail(key, f"{key} {error}")
            return None

    return read


def _folders(reader: Reader, key: str, value: Any, folder: Path) -> tuple[Path, ...]:
    names = _simple(_strings)(reader, key, value, folder) or ()
    paths = tuple(folder / name for name in names)
    for name, path in zip(names, paths, strict=True):
        if not path.exists():
            reader.fail(key, f"{key}: no such folder {name!r} in {folder}")
    return paths


def _table(reader: Reader, key: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    reader.fail(key, f"{key} must be a table, as in [tool.promptlint.{key}]")
    return {}


def _per_file_ignores(reader: Reader, key: str, value: Any, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (pattern, _simple(_strings)(reader, f"{key}.{pattern}", ids, folder) or ())
        for pattern, ids in _table(reader, key, value).items()
    )


def _deployments(reader: Reader, key: str, value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    table = _table(reader, key, value)
    for name, model in table.items():
        if not isinstance(model, str):
            reader.fail(f"{key}.{name}", f'{key}.{name} must be the name of a model, as in "gpt-4o"')
    return tuple((name, model) for name, model in table.items() if isinstance(model, str))


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise Invalid("must be a name in quotes")
    return value


_PRICE_KEYS: dict[str, Callable[[Any], Any]] = {
    "input": _amount,
    "output": _amount,
    "cached-input": _amount,
    "cache-write": _amount,
    "provider": _name,
    "context-window": _positive,
    "max-output-tokens": _positive,
}


def _prices(reader: Reader, key: str, value: Any, folder: Path) -> tuple[PriceOverride, ...]:
    table = _table(reader, key, value)
    return tuple(p for model, entry in table.items() if (p := _price(reader, f"{key}.{model}", model, entry, folder)))


def _price(reader: Reader, key: str, model: str, entry: Any, folder: Path) -> PriceOverride | None:
    said: dict[str, Any] = {}
    table = _table(reader, key, entry)
    for name, value in table.items():
        if name in _PRICE_KEYS:
            said[name.replace("-", "_")] = _simple(_PRICE_KEYS[name])(reader, f"{key}.{name}", value, folder)
        else:
            reader.unknown(f"{key}.{name}", _PRICE_KEYS)
    if "input" not in table:
        reader.fail(key, f"{key} needs at least input = USD per million tokens")
        return None
    return PriceOverride(model, **said)


def _rule_params(reader: Reader, key: str, value: Any, folder: Path) -> RuleParams:
    return tuple(
        (rule, tuple(_table(reader, f"{key}.{rule}", params).items()))
        for rule, params in _table(reader, key, value).items()
    )


_KEYS: dict[str, Callable[[Reader, str, Any, Path], Any]] = {
    "select": _simple(_strings),
    "ignore": _simple(_strings),
    "extend-select": _simple(_strings),
    "per-file-ignores": _per_file_ignores,
    "exclude": _simple(_strings),
    "extend-exclude": _simple(_strings),
    "force-exclude": _simple(_flag),
    "rules": _folders,
    "sdks": _folders,
    "prompt-files": _simple(_strings),
    "prices": _prices,
    "deployments": _deployments,
    "assumed-output-tokens": _simple(_positive),
    "rule": _rule_params,
    "as-of": _simple(parse_date),
}


def _read_table(reader: Reader, table: dict[str, Any], folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key == "tool" and reader.path.name == "promptlint.toml":
            reader.fail("tool.promptlint", "promptlint.toml takes its keys at the top, without [tool.promptlint]")
        elif key not in _KEYS:
            reader.unknown(key, _KEYS)
        else:
            values[key.replace("-", "_")] = _KEYS[key](reader, key, value, folder)
    return values
