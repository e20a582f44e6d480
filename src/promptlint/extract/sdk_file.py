"""One SDK file: YAML to records, every mistake noted with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.extract.catalogue import Endpoint, Kit, ObjectType, Ref, Request, Sdk, Setting
from promptlint.suggest import suggestion
from promptlint.yaml_tree import Entry, Node, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Any, TypeVar

    T = TypeVar("T")

SDK_KEYS = (
    "sdk", "title", "docs", "provider", "imports", "types", "requests", "wraps", "endpoints", "posts", "hosts",
    "settings", "kits", "also", "serves",
)  # fmt: skip
REFS = ("model", "messages", "tools", "max_output", "holds", "endpoint", "provider_from")
TYPE_TEXTS = ("new", "returned_by", "same", "params", "decorates", "spread")
TYPE_KEYS = (
    *TYPE_TEXTS, *REFS, "message", "decorators", "adders", "provider", "kind", "default_model", "classes", "where",
    "variants",
)  # fmt: skip
REQUEST_TEXTS = ("receiver", "path", "functions", "requires", "params", "needs")
REQUEST_KEYS = (*REQUEST_TEXTS, *REFS, "api", "kind", "distinctive", "provider", "pipes", "default_model")
ENDPOINT_KEYS = ("match", "api", "kind", "provider", "model", "messages", "max_output", "requires")
SETTING_KEYS = ("assign", "calls")
KIT_KEYS = ("decorates", "collects", "files")
REF_WORDS = ("docstring", "returns", "fields", "json", "file")
REF_KEYS = ("arg", "of", "key", "role", "template", "setting", *REF_WORDS)
KINDS = ("chat", "completion", "embedding", "image", "audio", "moderation", "rerank", "agent")
ROLES = ("system", "user", "assistant", "tool", "template", "unknown")
TEMPLATES = ("fields", "jinja", "mustache")
ADDITIONS = ("system", "user", "tool")

MAX_PATHS = 1000
"""Paths that one text with braces may stand for."""

_DOTTED = re.compile(r"[^\W\d]\w*(\.([^\W\d]\w*|\*))+\Z")
_METHODS = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
_CHOICE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[^\W\d]\w*\Z")


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


def read_sdk(path: str, text: str, errors: list[UserError]) -> tuple[Sdk | None, Lines]:
    """The SDK that a file describes, None when it has no name, and the lines of its texts."""
    lines = Lines()
    try:
        tree = read_tree(text, path)
    except UserError as error:
        errors.append(error)
        return None, lines
    return _Reader(path, errors, lines).sdk(tree), lines


class _Reader:
    """Reads one file and notes its mistakes."""

    def __init__(self, path: str, errors: list[UserError], lines: Lines) -> None:
        self.path = path
        self.errors = errors
        self.lines = lines
        self.name = ""
        self.provider: str | None = None
        self.imports: tuple[str, ...] = ()

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
        yield from (path for path in written if self._text(Node(path, node.line), key, _DOTTED) is not None)

    def _text(self, node: Node, key: str, form: re.Pattern[str] | None = None) -> str | None:
        if not isinstance(node.value, str) or not node.value:
            self.error(f"{key}: text is wanted here", node.line)
            return None
        if form is not None and not form.match(node.value):
            self.error(f"{key}: {node.value!r} can never match: {_WANTED[form]}", node.line)
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

    # -- records -------------------------------------------------------------------------------------------------

    def sdk(self, tree: Node) -> Sdk | None:
        entries = self.mapping(tree, "an SDK file", SDK_KEYS)
        self.name = self.text(entries, "sdk")
        if not self.name:
            if isinstance(tree.value, dict):
                self.error("the name of the SDK is missing: sdk", tree.line)
            return None
        self.provider = self.text(entries, "provider") or None
        self.imports = self.texts(entries, "imports", _METHODS)
        also = self.mapping(entries["also"].value, "also", None) if "also" in entries else {}
        return Sdk(
            name=self.name,
            provider=self.provider,
            imports=self.imports,
            types=tuple(self.each(entries, "types", self.types)),
            requests=tuple(r for node in self.listed(entries, "requests") for r in self.requests(node)),
            wraps=self.paths(entries, "wraps"),
            endpoints=tuple(e for node in self.listed(entries, "endpoints") if (e := self.endpoint(node))),
            posts=self.paths(entries, "posts"),
            hosts=self.pairs(entries, "hosts"),
            source=self.path,
            title=self.text(entries, "title") or self.name,
            docs=self.text(entries, "docs"),
            settings=tuple(self.each(entries, "settings", self.settings)),
            kits=tuple(self.kit(node) for node in self.listed(entries, "kits")),
            serves=self.texts(entries, "serves"),
            also=tuple((package, self.texts(also, package, _METHODS)) for package in also),
        )

    def each(self, entries: dict[str, Entry], key: str, read: Callable[[str, Entry], Iterator[T]]) -> Iterator[T]:
        """The records of a mapping from names to mappings."""
        for name, entry in (self.mapping(entries[key].value, key, None) if key in entries else {}).items():
            self.lines.note(key, name, entry.line)
            if not _NAME.match(name):
                self.error(f"{key}: {name!r} is no name", entry.line)
            yield from read(name, entry)

    def types(self, name: str, entry: Entry) -> Iterator[ObjectType]:
        entries = self.mapping(entry.value, f"type {name}", TYPE_KEYS)
        variants = self.listed(entries, "variants")
        shared = {key: value for key, value in entries.items() if key != "variants"}
        if not variants or "new" in shared or "returned_by" in shared or "decorates" in shared:
            yield self.type(name, shared, entry.line)
        for node in variants:
            own = self.mapping(node, f"a variant of {name}", [key for key in TYPE_KEYS if key != "variants"])
            if not {"new", "returned_by", "decorates"} & own.keys():
                self.error(f"a variant of {name} needs new, returned_by or decorates", node.line)
            inherited = {k: v for k, v in shared.items() if k not in ("new", "returned_by", "decorates")}
            yield self.type(name, {**inherited, **own}, node.line)

    def type(self, name: str, entries: dict[str, Entry], line: int) -> ObjectType:
        self.lines.entries["types"].append(line)
        before = len(self.errors)
        values: dict[str, Any] = {key: self.refs(entries, key) for key in REFS}
        kind = ObjectType(
            sdk=self.name,
            name=name,
            new=self.paths(entries, "new"),
            returned_by=self.texts(entries, "returned_by", _RETURNED),
            same=self.texts(entries, "same", _METHODS),
            params=self.texts(entries, "params", _NAME),
            message_role=self.text(entries, "message", ROLES),
            decorators=self.pairs(entries, "decorators", ADDITIONS),
            adders=self.adders(entries, "adders"),
            provider=self.provider_of(entries),
            kind=self.text(entries, "kind", KINDS),
            default_model=self.text(entries, "default_model"),
            decorates=self.paths(entries, "decorates"),
            classes=self.flag(entries, "classes"),
            where=self.where(entries),
            spread=self.texts(entries, "spread", _NAME),
            **values,
        )
        if len(self.errors) > before:
            self.lines.broken.add(line)
        return kind

    def adders(self, entries: dict[str, Entry], key: str) -> tuple[tuple[str, Ref], ...]:
        """A mapping of methods to references."""
        inner = self.mapping(entries[key].value, key, None) if key in entries else {}
        return tuple((name, ref) for name in inner for ref in self.refs(inner, name))

    def where(self, entries: dict[str, Entry]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if "where" not in entries:
            return ()
        inner = self.mapping(entries["where"].value, "where", None)
        return tuple((name, self.texts(inner, name)) for name in inner)

    def requests(self, node: Node) -> Iterator[Request]:
        before = len(self.errors)
        found = list(self._requests(node))
        if len(self.errors) > before:
            self.lines.broken.add(node.line)
        yield from found

    def _requests(self, node: Node) -> Iterator[Request]:
        entries = self.mapping(node, "a request", REQUEST_KEYS)
        receivers = self.texts(entries, "receiver", _NAME)
        path = self.texts(entries, "path", _CALLED)
        functions = self.paths(entries, "functions")
        kind = self.text(entries, "kind", KINDS)
        if not kind:
            self.error("a request needs a kind", node.line)
        if ("receiver" in entries) != ("path" in entries) or not {"receiver", "functions"} & entries.keys():
            self.error("a request has receiver and path, or functions, or both", node.line)
            return
        values: dict[str, Any] = {key: self.refs(entries, key) for key in REFS}
        values.update(
            sdk=self.name,
            kind=kind,
            requires=self.texts(entries, "requires", _NAME),
            params=self.texts(entries, "params", _NAME),
            provider=self.provider_of(entries),
            default_model=self.text(entries, "default_model"),
            needs=self.texts(entries, "needs", _NAME),
        )
        api = self.text(entries, "api")
        distinctive, pipes = self.flag(entries, "distinctive"), self.flag(entries, "pipes")
        for receiver in receivers:
            self.lines.entries["requests"].append(node.line)
            yield Request(api=api, receiver=receiver, path=path, distinctive=distinctive, pipes=pipes, **values)
        for several in (functions,) if api and functions else [(function,) for function in functions]:
            self.lines.entries["requests"].append(node.line)
            yield Request(api=api or self.below_import(several[0]), functions=several, **values)

    def below_import(self, path: str) -> str:
        """A dotted path without the module it is imported from."""
        modules = [module for module in self.imports if path.startswith(f"{module}.")]
        return path[len(max(modules, key=len)) + 1 :] if modules else path

    def endpoint(self, node: Node) -> Endpoint | None:
        entries = self.mapping(node, "an endpoint", ENDPOINT_KEYS)
        match = self.text(entries, "match")
        if not match:
            self.error("an endpoint needs match, a part of its address", node.line)
            return None
        kind = self.text(entries, "kind", KINDS)
        if not kind:
            self.error("an endpoint needs a kind", node.line)
        self.lines.entries["endpoints"].append(node.line)
        return Endpoint(
            sdk=self.name,
            match=match,
            api=self.text(entries, "api") or match,
            kind=kind,
            provider=self.text(entries, "provider") or None,
            model=self.refs(entries, "model"),
            messages=self.refs(entries, "messages"),
            max_output=self.refs(entries, "max_output"),
            requires=self.texts(entries, "requires", _NAME),
        )

    def settings(self, name: str, entry: Entry) -> Iterator[Setting]:
        entries = self.mapping(entry.value, f"setting {name}", SETTING_KEYS)
        calls = self.adders(entries, "calls")
        for path, _ in calls:
            if not _DOTTED.match(path):
                self.error(f"calls: {path!r} can never match: {_WANTED[_DOTTED]}", entry.line)
        yield Setting(name, self.paths(entries, "assign"), calls)

    def kit(self, node: Node) -> Kit:
        entries = self.mapping(node, "a kit", KIT_KEYS)
        return Kit(self.paths(entries, "decorates"), self.pairs(entries, "collects"), self.pairs(entries, "files"))


_RETURNED = re.compile(r"[^\W\d]\w*\.(\(\)|[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
_CALLED = re.compile(r"(\(\)|[^\W\d]\w*(\.[^\W\d]\w*)*)\Z")
_WANTED = {
    _DOTTED: "a dotted path such as package.Class is wanted",
    _METHODS: "names joined by dots are wanted",
    _NAME: "a name is wanted",
    _RETURNED: "a type of this file, a dot and a method are wanted",
    _CALLED: "names joined by dots are wanted, or () for calling the object itself",
}
