"""What a file imports, read off its bytes: a hundred times as fast as its syntax tree, and never less than it says.

A line of a text that looks like an import is taken for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = rb"[\w\x80-\xff]"
_statement = lazy_pattern(
    rb"(?m)(?:^|[;:])[ \t\f]*(?:"
    rb"from[ \t]*(?P<module>\.*[ \t]*(?:" + _NAME + rb"[^\s]*)?)[ \t]*\bimport\b[ \t]*(?P<names>\([^)]*\)?|[^\n;]*)"
    rb"|import[ \t]+(?P<modules>[^\n;]*))"
)
_name = lazy_pattern(rb"(?:\A|[,(\n])\s*(" + _NAME + rb"+(?:[ \t]*\.[ \t]*" + _NAME + rb"+)*|\*)")


class Imported(NamedTuple):
    """One import: the dotted module without its leading dots, the names taken from it, and the number of the dots."""

    module: str
    names: tuple[str, ...]
    level: int


def imports_of(data: bytes) -> Iterator[Imported]:
    """The imports of a module with these bytes, in order."""
    if b"\\\n" in data or b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\\\n", b"  ")
    for found in _statement.finditer(data) if b"import" in data else ():
        if found["modules"] is not None:
            yield from (Imported(name, (), 0) for name in _names(found["modules"]))
            continue
        dotted = _text(found["module"])
        module = dotted.lstrip(".")
        yield Imported(module, _names(found["names"]), len(dotted) - len(module))


def _names(listed: bytes) -> tuple[str, ...]:
    return tuple(_text(name) for name in _name.findall(listed))


def _text(name: bytes) -> str:
    return name.translate(None, b" \t").decode("utf-8", "replace")
