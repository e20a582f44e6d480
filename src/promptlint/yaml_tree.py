"""YAML text as a tree of values that know their line.

Built from the parser's events, not with a YAML constructor: rule and SDK files come from anywhere, so depth is
bounded, aliases (the way to write a bomb) are refused, and no tag makes an object. Plain scalars follow YAML 1.2:
``yes`` is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from promptlint.errors import UserError
from promptlint.record import record

if TYPE_CHECKING:
    from yaml.events import Event, ScalarEvent

MAX_CHARACTERS = 256 * 1024
MAX_DEPTH = 20

_INT = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}

Scalar: TypeAlias = "str | int | Decimal | bool | None"


@record
class Entry:
    """One ``key: value`` of a mapping; ``line`` is the key's."""

    value: Node
    line: int


@record
class Node:
    """A scalar, a list of nodes or a mapping of entries, with the line (from 1) it starts on."""

    value: Scalar | list[Node] | dict[str, Entry]
    line: int


def read_tree(text: str, path: str) -> Node:
    """The one document in ``text``; raises UserError with path and line for anything else than plain, finite YAML."""
    if len(text) > MAX_CHARACTERS:
        raise UserError(f"the file is longer than {MAX_CHARACTERS:,} characters; split it", path)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _document(_Events(yaml.parse(text, Loader=loader), path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UserError(_problem(error.problem), path, mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:
        raise UserError(f"not valid YAML: {str(error).splitlines()[0]}", path) from error


def _problem(said: str | None) -> str:
    """What the parser says; a newer libyaml refuses deep nesting itself, while it reads ahead of our own limit."""
    return f"nested deeper than {MAX_DEPTH} levels" if "nesting depth" in str(said) else f"not valid YAML: {said}"


class _Events:
    """The events of one file, one after the other, with errors that know the path."""

    def __init__(self, events: Iterator[Event], path: str) -> None:
        self.events = events
        self.path = path

    def next(self) -> Event:
        return next(self.events)

    def error(self, message: str, event: Event) -> UserError:
        return UserError(message, self.path, _line(event))


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _document(events: _Events) -> Node:
    from yaml.events import DocumentStartEvent, StreamEndEvent

    events.next()
    if isinstance(events.next(), StreamEndEvent):
        return Node(None, 1)
    root = _node(events, events.next(), 0)
    events.next()
    after = events.next()
    if isinstance(after, DocumentStartEvent):
        raise events.error("the file holds one document, here a second one starts", after)
    return root


def _node(events: _Events, event: Event, depth: int) -> Node:
    from yaml.events import MappingStartEvent, ScalarEvent, SequenceStartEvent

    if depth > MAX_DEPTH:
        raise events.error(f"nested deeper than {MAX_DEPTH} levels", event)
    _refuse_tricks(events, event)
    line = _line(event)
    if isinstance(event, ScalarEvent):
        return Node(_scalar(event), line)
    if isinstance(event, SequenceStartEvent):
        return Node(_items(events, depth), line)
    if isinstance(event, MappingStartEvent):
        return Node(_entries(events, depth), line)
    raise events.error("a value is missing here", event)


def _refuse_tricks(events: _Events, event: Event) -> None:
    from yaml.events import AliasEvent

    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise events.error("anchors and aliases are not supported; write the value out", event)
    if getattr(event, "tag", None) not in (None, "!"):
        raise events.error(f"tags such as {event.tag} are not supported", event)  # type: ignore[attr-defined]


def _items(events: _Events, depth: int) -> list[Node]:
    from yaml.events import SequenceEndEvent

    items: list[Node] = []
    while not isinstance(event := events.next(), SequenceEndEvent):
        items.append(_node(events, event, depth + 1))
    return items


def _entries(events: _Events, depth: int) -> dict[str, Entry]:
    from yaml.events import MappingEndEvent

    entries: dict[str, Entry] = {}
    while not isinstance(event := events.next(), MappingEndEvent):
        key = _key(events, event)
        if key in entries:
            raise events.error(f"{key} stands here twice, first on line {entries[key].line}", event)
        entries[key] = Entry(_node(events, events.next(), depth + 1), _line(event))
    return entries


def _key(events: _Events, event: Event) -> str:
    from yaml.events import ScalarEvent

    _refuse_tricks(events, event)
    if not isinstance(event, ScalarEvent):
        raise events.error("a key is a plain word", event)
    return str(event.value)


def _scalar(event: ScalarEvent) -> Scalar:
    text = str(event.value)
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text) if len(text) < 20 else Decimal(text)
    return Decimal(text) if _DECIMAL.match(text) else text


def plain(node: Node) -> object:
    """The value of ``node`` without lines: str, int, Decimal, bool, None, tuple or dict."""
    if isinstance(node.value, list):
        return tuple(plain(item) for item in node.value)
    if isinstance(node.value, dict):
        return {key: plain(entry.value) for key, entry in node.value.items()}
    return node.value
