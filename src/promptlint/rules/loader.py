"""Reads the built-in rules and the user's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.errors import UserError, UserErrors
from promptlint.record import replace
from promptlint.rules.catalogue import builtin_folder, rule_files
from promptlint.rules.params import load_check, override, params_of
from promptlint.rules.rule import Rule
from promptlint.suggest import suggestion

if TYPE_CHECKING:
    from promptlint.cache import Cache

ParamError = Callable[[str, str], UserError]


def _param_error(message: str, _key: str) -> UserError:
    return UserError(message)


def load_rules(
    folders: tuple[Path, ...] = (),
    params: Mapping[str, Mapping[str, object]] | None = None,
    param_error: ParamError = _param_error,
    cache: Cache | None = None,
) -> tuple[Rule, ...]:
    """The built-in rules and those in ``folders``, sorted by id, with ``params`` (by rule id or name) in place.

    ``param_error`` makes the error about a parameter from its message and its dotted key (``rule.PL101.name``).
    What the built-in files say is taken from the ``cache`` where an earlier run has read the same.
    Raises UserErrors with every mistake of every file, each with its file and line.
    """
    errors: list[UserError] = []
    rules: list[Rule] = []
    rules.extend(_load_builtin(errors, cache))
    for folder in folders:
        rules.extend(_load_files(_texts(folder, errors), False, errors))
    _refuse_doubles(rules, errors)
    _refuse_strangers(rules, errors)
    if not errors:
        rules = _with_params(rules, params or {}, errors, param_error)
    if errors:
        raise errors[0] if len(errors) == 1 else UserErrors(errors)
    return tuple(sorted(rules, key=lambda rule: rule.id))


def _load_builtin(errors: list[UserError], cache: Cache | None) -> list[Rule]:
    files = _texts(builtin_folder(), errors)
    if cache is None:
        return _load_files(files, True, errors)
    from promptlint.rules import remembered

    rules = remembered.recall(cache, files)
    if rules is None:
        rules = _load_files(files, True, errors)
        if len(rules) == len(files):
            remembered.keep(cache, files, rules)
    return rules


def _load_files(files: list[tuple[str, str]], builtin: bool, errors: list[UserError]) -> list[Rule]:
    from promptlint.rules.parse import parse_rule

    loaded = (parse_rule(text, path, builtin, errors) for path, text in files)
    return [rule for rule in loaded if rule]


def _texts(folder: Path, errors: list[UserError]) -> list[tuple[str, str]]:
    """Path and text of each rule file that can be read."""
    try:
        paths = rule_files(folder)
    except UserError as error:
        errors.append(error)
        return []
    texts = ((path.as_posix(), _text(path, errors)) for path in paths)
    return [(path, text) for path, text in texts if text is not None]


def _text(path: Path, errors: list[UserError]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        errors.append(UserError("rule file is not UTF-8 text", path.as_posix()))
    except OSError as error:
        errors.append(UserError(f"rule file cannot be read: {error.strerror}", path.as_posix()))
    return None


def _refuse_doubles(rules: list[Rule], errors: list[UserError]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        for word in (rule.id, rule.name):
            first = seen.setdefault(word, rule)
            if first is not rule:
                errors.append(UserError(f"{word} is already the rule in {first.path}", rule.path, 1))


def _refuse_strangers(rules: list[Rule], errors: list[UserError]) -> None:
    known = {rule.id for rule in rules}
    for rule in rules if not errors else ():
        for name in rule.yields_to:
            if name not in known:
                errors.append(UserError(f"yields_to: there is no rule {name}{suggestion(name, known)}", rule.path, 1))


def _with_params(
    rules: list[Rule], params: Mapping[str, Mapping[str, object]], errors: list[UserError], param_error: ParamError
) -> list[Rule]:
    by_word = {word: rule for rule in rules for word in (rule.id, rule.name)}
    changed: dict[str, dict[str, object]] = {}
    for word, values in params.items():
        rule = by_word.get(word)
        if rule is None:
            errors.append(param_error(f"there is no rule {word}{suggestion(word, by_word)}", f"rule.{word}"))
            continue
        check = load_check(rule.check)
        assert check is not None
        good, bad = override(params_of(check), values)
        changed.setdefault(rule.id, {}).update(good)
        errors.extend(param_error(f"rule.{word}: {message}", f"rule.{word}.{key}") for key, message in bad)
    return [replace(rule, params={**rule.params, **changed.get(rule.id, {})}) for rule in rules]
