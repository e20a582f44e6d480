"""One SDK file: YAML to records, every mistake noted with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.extract.records import Endpoint, Kit, ObjectType, Ref, Request, Sdk, Setting
from promptlint.extract.sdk_values import CALLED, DOTTED, METHODS, NAME, RETURNED, ROLES, WANTED, Lines, Values
from promptlint.yaml_tree import Entry, Node, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    T = TypeVar("T")

SDK_KEYS = (
    "sdk", "title", "docs", "provider", "imports", "types", "requests", "wraps", "endpoints", "posts", "hosts",
    "settings", "kits", "also", "serves",
)  # fmt: skip
REFS = ("model", "messages", "tools", "max_output", "holds", "endpoint", "provider_from")
TYPE_TEXTS = ("new", "returned_by", "same", "params", "decorates", "spread", "fills", "slots")
TYPE_KEYS = (
    *TYPE_TEXTS, *REFS, "template_from", "message", "decorators", "adders", "provider", "kind", "default_model",
    "classes", "where", "variants", "hands_on",
)  # fmt: skip
REQUEST_TEXTS = ("receiver", "path", "functions", "requires", "params", "needs")
REQUEST_KEYS = (*REQUEST_TEXTS, *REFS, "api", "kind", "distinctive", "provider", "pipes", "default_model", "inputs")
ENDPOINT_KEYS = ("match", "api", "kind", "provider", "model", "messages", "max_output", "requires")
SETTING_KEYS = ("assign", "calls")
KIT_KEYS = ("decorates", "descends", "collects", "files", "objects")
KINDS = ("chat", "completion", "embedding", "image", "audio", "moderation", "rerank", "agent")
ADDITIONS = ("system", "user", "tool")
STEPS = ("named", "added", "same")


def read_sdk(path: str, text: str, errors: list[UserError]) -> tuple[Sdk | None, Lines]:
    """The SDK that a file describes, None when it has no name, and the lines of its texts."""
    lines = Lines()
    try:
        tree = read_tree(text, path)
    except UserError as error:
        errors.append(error)
        return None, lines
    return _Reader(path, errors, lines).sdk(tree), lines


class _Reader(Values):
    """Reads the records of one file."""

    def __init__(self, path: str, errors: list[UserError], lines: Lines) -> None:
        super().__init__(path, errors, lines)
        self.name = ""
        self.imports: tuple[str, ...] = ()

    def sdk(self, tree: Node) -> Sdk | None:
        entries = self.mapping(tree, "an SDK file", SDK_KEYS)
        self.name = self.text(entries, "sdk")
        if not self.name:
            if isinstance(tree.value, dict):
                self.error("the name of the SDK is missing: sdk", tree.line)
            return None
        self.provider = self.text(entries, "provider") or None
        self.imports = self.texts(entries, "imports", METHODS)
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
            also=tuple((package, self.texts(also, package, METHODS)) for package in also),
        )

    def each(self, entries: dict[str, Entry], key: str, read: Callable[[str, Entry], Iterator[T]]) -> Iterator[T]:
        """The records of a mapping from names to mappings."""
        for name, entry in (self.mapping(entries[key].value, key, None) if key in entries else {}).items():
            self.lines.note(key, name, entry.line)
            if not NAME.match(name):
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
            returned_by=self.texts(entries, "returned_by", RETURNED),
            same=self.texts(entries, "same", METHODS),
            params=self.texts(entries, "params", NAME),
            message_role=self.text(entries, "message", ROLES),
            decorators=self.pairs(entries, "decorators", ADDITIONS),
            adders=self.adders(entries, "adders"),
            provider=self.provider_of(entries),
            kind=self.text(entries, "kind", KINDS),
            default_model=self.text(entries, "default_model"),
            decorates=self.paths(entries, "decorates"),
            classes=self.flag(entries, "classes"),
            where=self.where(entries),
            spread=self.texts(entries, "spread", NAME),
            template_from=self.refs(entries, "template_from"),
            fills=self.texts(entries, "fills", METHODS),
            slots=self.texts(entries, "slots", NAME),
            hands_on=self.text(entries, "hands_on", STEPS),
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
        receivers = self.texts(entries, "receiver", NAME)
        path = self.texts(entries, "path", CALLED)
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
            requires=self.texts(entries, "requires", NAME),
            params=self.texts(entries, "params", NAME),
            provider=self.provider_of(entries),
            default_model=self.text(entries, "default_model"),
            needs=self.texts(entries, "needs", NAME),
            inputs=self.refs(entries, "inputs"),
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
            requires=self.texts(entries, "requires", NAME),
        )

    def settings(self, name: str, entry: Entry) -> Iterator[Setting]:
        entries = self.mapping(entry.value, f"setting {name}", SETTING_KEYS)
        calls = self.adders(entries, "calls")
        for path, _ in calls:
            if not DOTTED.match(path):
                self.error(f"calls: {path!r} can never match: {WANTED[DOTTED]}", entry.line)
        yield Setting(name, self.paths(entries, "assign"), calls)

    def kit(self, node: Node) -> Kit:
        entries = self.mapping(node, "a kit", KIT_KEYS)
        return Kit(
            decorates=self.paths(entries, "decorates"),
            descends=self.paths(entries, "descends"),
            collects=self.pairs(entries, "collects"),
            files=self.pairs(entries, "files"),
            objects=self.pairs(entries, "objects"),
        )
