"""The built-in rules as an earlier run read them, so that a hook run need not import and run a YAML parser."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from promptlint.cache import Cache, digest, edition
from promptlint.rules.params import load_check, override, params_of
from promptlint.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

KIND = "rules"
TEXTS = (
    "id", "name", "category", "severity", "since", "summary", "message", "rationale", "advice", "check", "path", "text",
)  # fmt: skip


def recall(cache: Cache, files: Sequence[tuple[str, str]]) -> list[Rule] | None:
    """The rules of these files (path and text), None where they are not known."""
    kept = cache.get(KIND, _key(files))
    if not isinstance(kept, list) or len(kept) != len(files):
        return None
    rules = [_decoded(data) for data in kept]
    return None if None in rules else [rule for rule in rules if rule is not None]


def keep(cache: Cache, files: Sequence[tuple[str, str]], rules: Sequence[Rule]) -> None:
    """Keep the rules that were read from these files."""
    cache.put(KIND, _key(files), [_encoded(rule) for rule in rules])


def _key(files: Sequence[tuple[str, str]]) -> str:
    return digest(edition().encode(), *(part.encode() for file in files for part in file))


def _encoded(rule: Rule) -> dict[str, Any]:
    params = {name: [str(value)] if isinstance(value, Decimal) else value for name, value in rule.params.items()}
    return {**{name: getattr(rule, name) for name in TEXTS}, "params": params, "yields_to": rule.yields_to}


def _decoded(data: Any) -> Rule | None:
    """The rule, None unless it has all of its texts and the parameters that its check takes."""
    if not isinstance(data, dict) or not all(isinstance(data.get(name), str) for name in TEXTS):
        return None
    check, kept, others = load_check(data["check"]), data.get("params"), data.get("yields_to")
    if check is None or not isinstance(kept, Mapping) or not _texts(others):
        return None
    schema = params_of(check)
    decimals = {name for name, param in schema.items() if param.type == "Decimal"}
    try:
        params = {name: Decimal(value[0]) if name in decimals else value for name, value in kept.items()}
        good, bad = override(schema, params)
    except (ArithmeticError, TypeError, ValueError, IndexError, KeyError):
        return None
    if bad:
        return None
    return Rule(**{name: data[name] for name in TEXTS}, params=good, builtin=True, yields_to=tuple(others or ()))


def _texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
