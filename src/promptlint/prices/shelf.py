"""The file of the price book: its head is parsed at once, the models of a host when somebody asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from promptlint.errors import UserError

MODELS = '\n"models":{\n'
NEXT_HOST = "\n},\n"
END = "\n}}\n}\n"


class Shelf:
    """One file, written with one model a line and one line before the models of each host.

    Raises ``UserError`` where the file cannot be read or is not whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            head, found, body = path.read_text("utf-8").partition(MODELS)
        except (OSError, UnicodeDecodeError) as error:
            raise self._damaged(str(error)) from None
        if not found or not body.endswith(END):
            raise self._damaged("it is cut off")
        self.head: dict[str, Any] = self._parsed(head.rstrip(",") + "}")
        self._rows = dict(_split(block) for block in body.removesuffix(END).split(NEXT_HOST))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that the file holds models of."""
        return tuple(self._rows)

    def records(self, host: str) -> dict[str, dict[str, Any]]:
        """The records of one host by canonical id, none for a host the file does not hold."""
        rows = self._rows.get(host)
        return self._parsed("{" + rows + "}") if rows else {}

    def _parsed(self, text: str) -> dict[str, Any]:
        try:
            loaded: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise self._damaged(str(error)) from None
        return loaded

    def _damaged(self, why: str) -> UserError:
        return UserError(f"the price book cannot be read ({why}); reinstall promptlint", str(self._path))


def _split(block: str) -> tuple[str, str]:
    """A host's name and the rows of its models."""
    name, _, rows = block.partition(":{\n")
    return name.strip('"'), rows
