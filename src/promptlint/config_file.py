"""Reading the configuration file: each key with its type, all mistakes at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from promptlint.config import Config, RuleParams
from promptlint.config_overrides import read_overrides
from promptlint.config_prices import read_price_terms
from promptlint.config_reader import Read, Reader, flag, parse_date, positive, simple, strings
from promptlint.config_usage import read_usage
from promptlint.errors import UserError, UserErrors
from promptlint.toml_file import key_lines, parse_toml, read_text


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


def _section(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    tool = table.get("tool")
    section = tool.get("promptlint", {}) if isinstance(tool, dict) else {}
    if not isinstance(section, dict):
        raise UserError("[tool.promptlint] must be a table", str(path))
    return section


def _folders(reader: Reader, key: str, value: Any, folder: Path) -> tuple[Path, ...]:
    names = reader.value(key, strings, value) or ()
    paths = tuple(folder / name for name in names)
    for name, path in zip(names, paths, strict=True):
        if not path.exists():
            reader.fail(key, f"{key}: no such folder {name!r} in {folder}")
    return paths


def _per_file_ignores(reader: Reader, key: str, value: Any, folder: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (pattern, reader.value(f"{key}.{pattern}", strings, ids) or ())
        for pattern, ids in reader.table(key, value).items()
    )


def _deployments(reader: Reader, key: str, value: Any, folder: Path) -> tuple[tuple[str, str], ...]:
    table = reader.table(key, value)
    for name, model in table.items():
        if not isinstance(model, str):
            reader.fail(f"{key}.{name}", f'{key}.{name} must be the name of a model, as in "gpt-4o"')
    return tuple((name, model) for name, model in table.items() if isinstance(model, str))


def _rule_params(reader: Reader, key: str, value: Any, folder: Path) -> RuleParams:
    return tuple(
        (rule, tuple(reader.table(f"{key}.{rule}", params).items()))
        for rule, params in reader.table(key, value).items()
    )


def _cache_dir(reader: Reader, key: str, value: Any, folder: Path) -> Path | None:
    """A folder below that of the configuration: a project has no say about the rest of the disk."""
    if isinstance(value, str) and value and not Path(value).is_absolute() and ".." not in Path(value).parts:
        return folder / value
    reader.fail(key, f"{key} must be a folder below {folder}; for one elsewhere set PROMPTLINT_CACHE_DIR")
    return None


_KEYS: dict[str, Read] = {
    "select": simple(strings),
    "ignore": simple(strings),
    "extend-select": simple(strings),
    "per-file-ignores": _per_file_ignores,
    "exclude": simple(strings),
    "extend-exclude": simple(strings),
    "force-exclude": simple(flag),
    "rules": _folders,
    "sdks": _folders,
    "prompt-files": simple(strings),
    "prices": read_overrides,
    "usage": read_usage,
    "deployments": _deployments,
    "assumed-output-tokens": simple(positive),
    "retiring-days": simple(positive),
    "rule": _rule_params,
    "as-of": simple(parse_date),
    "cache-dir": _cache_dir,
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
    if "prices" in table:
        values["price_terms"] = read_price_terms(reader, "prices", table["prices"])
    return values
