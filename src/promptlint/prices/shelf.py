"""The file of the price book: its head is parsed at once, the models of a host when somebody asks for them."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from promptlint.errors import UserError

MODELS = b'\n"models":{\n'
NEXT_HOST = b"\n},\n"
END = b"\n}}\n}\n"


class Shelf:
    """One file, written with one model a line and one line before the models of each host.

    Raises ``UserError`` where the file cannot be read or is not whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            head, found, self._body = path.read_bytes().partition(MODELS)
        except OSError as error:
            raise self._damaged(str(error)) from None
        if not found or not self._body.endswith(END):
            raise self._damaged("it is cut off")
        self.head: dict[str, Any] = self._parsed(head.rstrip(b",") + b"}")

    @cached_property
    def _rows(self) -> dict[str, bytes]:
        """The rows of each host, not yet read."""
        return dict(_split(block) for block in self._body.removesuffix(END).split(NEXT_HOST))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that the file holds models of."""
        return tuple(self._rows)

    def records(self, host: str) -> dict[str, dict[str, Any]]:
        """The records of one host by canonical id, none for a host the file does not hold."""
        rows = self._rows.get(host)
        return self._parsed(b"{" + rows + b"}") if rows else {}

    def _parsed(self, text: bytes) -> dict[str, Any]:
        try:
            loaded: dict[str, Any] = json.loads(text)
        except ValueError as error:
            raise self._damaged(str(error)) from None
        return loaded

    def _damaged(self, why: str) -> UserError:
        return UserError(f"the price book cannot be read ({why}); reinstall promptlint", str(self._path))


def _split(block: bytes) -> tuple[str, bytes]:
    """A host's name and the rows of its models."""
    name, _, rows = block.partition(b":{\n")
    return name.decode("utf-8", "replace").strip('"'), rows
