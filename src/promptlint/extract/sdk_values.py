"""Reading values out of an SDK file: texts, dotted paths, flags, references; every mistake is noted with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.extract.records import Ref
from promptlint.suggest import suggestion
from promptlint.yaml_tree import Entry, Node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

REF_WORDS = ("docstring", "returns", "fields", "json", "file", "filled", "field")
REF_KEYS = ("arg", "of", "key", "role", "template", "setting", *REF_WORDS)
ROLES = ("system", "user", "assistant", "tool", "template", "unknown")
TEMPLATES = ("fields", "jinja", "mustache")

MAX_PATHS = 1000
"""Paths that one text with braces may stand for."""

DOTTED = re.compile(r"[^\W\d]\w*(\.([^\W\d]\w*|\*))+\Z")
METHODS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
NAME = re.compile(r"[^\W\d]\w*\Z")
RETURNED = re.compile(r"[^\W\d]\w*\.(\(\)|[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
CALLED = re.compile(r"(\(\)|[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
WANTED = {
    DOTTED: "a dotted path such as package.Class is wanted",
    METHODS: "names joined by dots are wanted",
    NAME: "a name is wanted",
    RETURNED: "a type of this file, a dot and a method are wanted",
    CALLED: "names joined by dots are wanted, or () for calling the object itself",
}
"""The forms a text may have, and each in words."""

_CHOICE = re.compile(r"\{([^{}]*)\}")


class Lines:
    """The lines on which the texts and the entries of one file stand."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], list[int]] = {}
        self.entries: dict[str, list[int]] = {"types": [], "requests": [], "endpoints": []}
        """The first lines of the records of a Sdk, in their order."""
        self.broken: set[int] = set()
        """The first lines of the entries in which mistakes were found."""

    def note(self, key: str, text: str, line: int) -> None:
        """Remember where a text stands under a key."""
        self.known.setdefault((key, text), []).append(line)

    def of(self, key: str, text: str, start: int = 0) -> int | None:
        """The first line from ``start`` on where a text stands under a key."""
        lines = self.known.get((key, text), ())
        return min((line for line in lines if line >= start), default=min(lines, default=None))


class Values:
    """Reads values out of one file and notes its mistakes."""

    def __init__(self, path: str, errors: list[UserError], lines: Lines) -> None:
        self.path = path
        self.errors = errors
        self.lines = lines
        self.provider: str | None = None

    def error(self, message: str, line: int) -> None:
        self.errors.append(UserError(message, self.path, line))

    # -- plain values --------------------------------------------------------------------------------------------

    def mapping(self, node: Node, what: str, keys: Collection[str] | None) -> dict[str, Entry]:
        """The entries of a mapping; a mistake and nothing when it is none. ``keys`` are those it may have."""
        if not isinstance(node.value, dict):
            self.error(f"{what} is a mapping", node.line)
            self.lines.broken.add(node.line)
            return {}
        for key, entry in node.value.items():
            if keys is not None and key not in keys:
                self.error(f"unknown key {key} in {what}{suggestion(key, keys)}", entry.line)
        return node.value

    def listed(self, entries: dict[str, Entry], key: str) -> list[Node]:
        """The nodes of a list; a single entry is a list of one."""
        entry = entries.get(key)
        if entry is None:
            return []
        return entry.value.value if isinstance(entry.value.value, list) else [entry.value]

    def texts(self, entries: dict[str, Entry], key: str, form: re.Pattern[str] | None = None) -> tuple[str, ...]:
        """The texts under a key, each of a form where one is given."""
        return tuple(t for node in self.listed(entries, key) if (t := self._text(node, key, form)) is not None)

    def paths(self, entries: dict[str, Entry], key: str) -> tuple[str, ...]:
        """The dotted paths under a key; ``package.{One,Two}`` stands for two of them."""
        return tuple(path for node in self.listed(entries, key) for path in self._written_out(node, key))

    def _written_out(self, node: Node, key: str) -> Iterator[str]:
        if not isinstance(node.value, str):
            self._text(node, key)
            return
        written = [node.value]
        while found := _CHOICE.search(written[0]):
            names = found[1].split(",")
            if len(written) * len(names) > MAX_PATHS:
                self.error(f"{key}: more than {MAX_PATHS} paths in one", node.line)
                return
            written = [_CHOICE.sub(name.strip(), path, count=1) for path in written for name in names]
        yield from (path for path in written if self._text(Node(path, node.line), key, DOTTED) is not None)

    def _text(self, node: Node, key: str, form: re.Pattern[str] | None = None) -> str | None:
        if not isinstance(node.value, str) or not node.value:
            self.error(f"{key}: text is wanted here", node.line)
            return None
        if form is not None and not form.match(node.value):
            self.error(f"{key}: {node.value!r} can never match: {WANTED[form]}", node.line)
            return None
        self.lines.note(key, node.value, node.line)
        return node.value

    def text(self, entries: dict[str, Entry], key: str, choices: Collection[str] = ()) -> str:
        """The text under a key, "" when there is none; one of the choices where there are any."""
        entry = entries.get(key)
        if entry is None or entry.value.value is None:
            return ""
        text = self._text(entry.value, key) or ""
        if text and choices and text not in choices:
            self.error(f"{key}: unknown {text}{suggestion(text, choices)}", entry.line)
        return text

    def flag(self, entries: dict[str, Entry], key: str) -> bool:
        entry = entries.get(key)
        if entry is None:
            return False
        if not isinstance(entry.value.value, bool):
            self.error(f"{key} must be true or false", entry.line)
        return entry.value.value is True

    def provider_of(self, entries: dict[str, Entry]) -> str | None:
        """The provider an entry names; ``provider: null`` says that there is none to be known."""
        return (self.text(entries, "provider") or None) if "provider" in entries else self.provider

    def pairs(self, entries: dict[str, Entry], key: str, choices: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
        """A mapping of texts to texts."""
        if key not in entries:
            return ()
        inner = self.mapping(entries[key].value, key, None)
        for name, entry in inner.items():
            self.lines.note(key, name, entry.line)
        return tuple((name, text) for name in inner if (text := self.text(inner, name, choices)))

    # -- references ----------------------------------------------------------------------------------------------

    def refs(self, entries: dict[str, Entry], key: str) -> tuple[Ref, ...]:
        return tuple(ref for node in self.listed(entries, key) if (ref := self.ref(node, key)) is not None)

    def ref(self, node: Node, key: str) -> Ref | None:
        if isinstance(node.value, str) and node.value:
            return Ref(node.value)
        if not isinstance(node.value, dict):
            self.error(f"{key}: the name of an argument or a mapping with arg is wanted here", node.line)
            return None
        before = len(self.errors)
        entries = self.mapping(node, key, REF_KEYS)
        if len(self.errors) > before:
            return None
        path = self.text(entries, "key")
        ref = Ref(
            arg=self.text(entries, "arg"),
            of=self.text(entries, "of"),
            key=tuple(path.split(".")) if path else (),
            role=self.text(entries, "role", ROLES),
            template=self.text(entries, "template", TEMPLATES),
            setting=self.text(entries, "setting"),
            **{word: self.flag(entries, word) for word in REF_WORDS},
        )
        if not (ref.arg or ref.setting or ref.docstring or ref.returns):
            self.error(f"{key}: arg is missing", node.line)
            return None
        return ref
