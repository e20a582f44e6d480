"""libcst's parser, and node classes of our own in place of libcst's.

``import libcst`` makes two hundred dataclasses, visitors and metadata providers, which takes longer than all else that
a run on one file does (0.17 s of 0.33 s, measured with libcst 1.9), and lowering needs none of them. The native parser
asks the module that goes by the name of ``libcst`` for the class of each node and calls it with the node's fields by
name, absent ones left out. While it runs, a module whose classes only hold fields goes by that name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = ["SyntaxFault", "cst", "parse_module"]


class _Node:
    """Any node: the fields that the parser gave it, None for every other."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__ = fields

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise AttributeError(name)

    @property
    def children(self) -> list[_Node]:
        """The nodes among the fields, in the order of the fields."""
        held = (value if isinstance(value, (list, tuple)) else (value,) for value in self.__dict__.values())
        return [item for items in held for item in items if isinstance(item, _Node)]


class SyntaxFault(Exception):
    """What the parser raises of text that it cannot parse: what it says, and the line as libcst counts it."""

    def __init__(self, *, message: str, raw_line: int, **_: Any) -> None:
        super().__init__(message)
        self.message = message
        self.raw_line = raw_line


class _Classes(ModuleType):
    """Makes the class of each kind of node when it is first named."""

    ParserSyntaxError = SyntaxFault

    def __getattr__(self, name: str) -> type[_Node]:
        if name.startswith("_"):
            raise AttributeError(name)
        made = type(name, (_Node,), {})
        setattr(self, name, made)
        return made


if TYPE_CHECKING:
    import libcst as cst
else:
    cst = _Classes("libcst")


def parse_module(text: str) -> cst.Module:
    """The tree of ``text``. Raises SyntaxFault, and what else the parser raises of texts that it cannot bear."""
    with _known_as_libcst():
        from libcst.native import parse_module as parsed

        tree: cst.Module = parsed(text, encoding="utf-8")
    return tree


@contextmanager
def _known_as_libcst() -> Iterator[None]:
    before = sys.modules.get("libcst")
    if not hasattr(cst, "__path__"):
        cst.__path__ = _package_path()  # where the import of ``libcst.native`` looks for it
    sys.modules["libcst"] = cst
    try:
        yield
    finally:
        if before is None:
            del sys.modules["libcst"]
        else:
            sys.modules["libcst"] = before


def _package_path() -> list[str]:
    from importlib.util import find_spec

    spec = find_spec("libcst")
    return list(spec.submodule_search_locations or ()) if spec else []
