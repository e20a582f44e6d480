"""Reading named fields out of a mapping, with every mistake collected instead of the first one raised."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from promptlint.errors import UserError
from promptlint.suggest import suggestion
from promptlint.yaml_tree import Entry, Node

_WORDS = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    Decimal: "a number",
    list: "a list",
    dict: "a mapping",
}


class Fields:
    """The entries of one mapping and the list that its mistakes go to; it remembers which keys were asked for."""

    def __init__(
        self, entries: dict[str, Entry], path: str, line: int, errors: list[UserError], where: str = ""
    ) -> None:
        self.entries = entries
        self.path = path
        self.line = line
        self.errors = errors
        self.where = where
        self.asked: list[str] = []

    def error(self, message: str, line: int | None = None) -> None:
        self.errors.append(UserError(f"{self.where}{message}", self.path, line or self.line))

    def text(self, key: str, required: bool = True) -> str:
        """The text of ``key``, stripped; "" where it is missing or not text."""
        return str(self._get(key, str, required) or "").strip()

    def word(self, key: str, choices: Collection[str]) -> str:
        """The text of ``key``, which must be one of ``choices``."""
        value = self.text(key)
        if value and value not in choices:
            self.error(f"{key}: unknown {value}{suggestion(value, choices)}", self.entries[key].line)
        return value

    def integer(self, key: str) -> int:
        value = self._get(key, int, True)
        return value if isinstance(value, int) else 0

    def mapping(self, key: str, required: bool = False) -> dict[str, Entry]:
        value = self._get(key, dict, required)
        return value if isinstance(value, dict) else {}

    def items(self, key: str, required: bool = False) -> list[Node]:
        value = self._get(key, list, required)
        return value if isinstance(value, list) else []

    def line_of(self, key: str) -> int:
        return self.entries[key].line if key in self.entries else self.line

    def finish(self, *others: str) -> None:
        """Reports every key that was never asked for."""
        known = [*self.asked, *others]
        for key, entry in self.entries.items():
            if key not in known:
                self.error(f"unknown key {key}{suggestion(key, known)}", entry.line)

    def _get(self, key: str, kind: type, required: bool) -> object:
        self.asked.append(key)
        entry = self.entries.get(key)
        if entry is None:
            if required:
                self.error(f"{key} is missing")
            return None
        value = entry.value.value
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.error(f"{key} must be {_WORDS[kind]}", entry.line)
            return None
        if required and kind is not int and not (value.strip() if isinstance(value, str) else value):
            self.error(f"{key} is empty", entry.line)
        return value


def fields_of(node: Node, path: str, errors: list[UserError], where: str = "") -> Fields:
    """The fields of ``node``; a mistake and no fields when it is not a mapping."""
    if isinstance(node.value, dict):
        return Fields(node.value, path, node.line, errors, where)
    errors.append(UserError(f"{where or 'a rule file '}must be a mapping of keys", path, node.line))
    return Fields({}, path, node.line, [], where)
