"""Reading the SDK files: YAML to catalogue, every mistake of every file reported with its line."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from promptlint.errors import UserError, UserErrors
from promptlint.extract.catalogue import Catalogue, Endpoint, ObjectType, Ref, Request, Sdk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SDK_KEYS = frozenset(
    {"sdk", "provider", "imports", "types", "requests", "wraps", "endpoints", "posts", "hosts", "docs"}
)
TYPE_KEYS = frozenset(
    {
        "new",
        "returned_by",
        "same",
        "params",
        "model",
        "messages",
        "tools",
        "max_output",
        "holds",
        "endpoint",
        "message",
        "decorators",
        "provider",
        "kind",
        "declares_request",
        "default_model",
    }
)
REQUEST_KEYS = frozenset(
    {
        "receiver",
        "path",
        "functions",
        "api",
        "kind",
        "distinctive",
        "requires",
        "params",
        "model",
        "messages",
        "tools",
        "max_output",
        "holds",
        "provider",
        "pipes",
    }
)
ENDPOINT_KEYS = frozenset({"match", "api", "kind", "provider", "model", "messages", "max_output"})
REF_KEYS = frozenset({"arg", "of", "key", "role", "template", "docstring"})
KINDS = frozenset({"chat", "completion", "embedding", "image", "audio", "moderation", "rerank", "agent"})
ROLES = frozenset({"system", "user", "assistant", "tool", "template", "unknown", ""})


@cache
def builtin() -> Catalogue:
    """The catalogue that ships with the package. Raises UserErrors when a file of it is broken."""
    folder = resources.files("promptlint") / "sdks"
    files = [
        (f"sdks/{f.name}", f.read_text("utf-8"))
        for f in sorted(folder.iterdir(), key=lambda f: f.name)
        if f.name.endswith(".yaml")
    ]
    return catalogue(files)


def with_folders(folders: tuple[Path, ...]) -> Catalogue:
    """The built-in catalogue and the user's SDK files. Raises UserError for an unreadable folder or file."""
    own = builtin()
    if not folders:
        return own
    files: list[tuple[str, str]] = []
    for folder in folders:
        if not folder.is_dir():
            raise UserError("the folder of SDK files does not exist", str(folder))
        for path in sorted(folder.glob("*.y*ml")):
            files.append((str(path), path.read_text("utf-8")))
    extra = catalogue(files, {sdk.name: sdk.source for sdk in own.sdks})
    return Catalogue((*extra.sdks, *own.sdks))


def catalogue(files: Iterable[tuple[str, str]], taken: dict[str, str] | None = None) -> Catalogue:
    """The catalogue of (path, YAML text) pairs. Raises UserErrors with all mistakes of all files."""
    errors: list[UserError] = []
    sdks: list[Sdk] = []
    names = dict(taken or {})
    for path, text in files:
        reader = _Reader(path, text, errors)
        sdk = reader.sdk()
        if sdk is None:
            continue
        if sdk.name in names:
            reader.error(f"the SDK `{sdk.name}` is described in {names[sdk.name]} already", "sdk")
        names[sdk.name] = path
        sdks.append(sdk)
    if errors:
        raise UserErrors(errors)
    return Catalogue(tuple(sdks))


class _Reader:
    """Reads one file and notes its mistakes."""

    def __init__(self, path: str, text: str, errors: list[UserError]) -> None:
        self.path = path
        self.text = text
        self.errors = errors

    def error(self, message: str, near: object = None) -> None:
        self.errors.append(UserError(message, self.path, self._line(near)))

    def _line(self, near: object) -> int:
        """The first line on which a word stands: good enough to find a mistake by."""
        if near is not None:
            for number, line in enumerate(self.text.split("\n"), 1):
                if str(near) in line:
                    return number
        return 1

    def sdk(self) -> Sdk | None:
        import yaml

        try:
            data = yaml.load(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            self.errors.append(
                UserError(
                    f"not valid YAML: {getattr(error, 'problem', error)}", self.path, mark.line + 1 if mark else 1
                )
            )
            return None
        if not isinstance(data, dict) or not isinstance(data.get("sdk"), str):
            self.error("an SDK file is a mapping with a name under `sdk`")
            return None
        self._known(data, SDK_KEYS)
        name = data["sdk"]
        provider = data.get("provider")
        types = tuple(self._type(name, key, value, provider) for key, value in self._table(data, "types"))
        return Sdk(
            name=name,
            provider=provider,
            imports=self._strings(data, "imports"),
            types=types,
            requests=tuple(self._requests(name, data, {t.name for t in types}, provider)),
            wraps=self._strings(data, "wraps"),
            endpoints=tuple(self._endpoints(name, data)),
            posts=self._strings(data, "posts"),
            hosts=tuple((str(k), str(v)) for k, v in self._table(data, "hosts")),
            source=self.path,
        )

    def _known(self, data: dict[Any, Any], keys: frozenset[str]) -> None:
        for key in data:
            if key not in keys:
                near = get_close_matches(str(key), keys, 1)
                self.error(f"unknown key `{key}`" + (f", did you mean `{near[0]}`" if near else ""), key)

    def _table(self, data: dict[Any, Any], key: str) -> list[tuple[str, Any]]:
        value = data.get(key) or {}
        if not isinstance(value, dict):
            self.error(f"`{key}` is a mapping", key)
            return []
        return [(str(k), v) for k, v in value.items()]

    def _list(self, data: dict[Any, Any], key: str) -> list[Any]:
        value = data.get(key)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def _strings(self, data: dict[Any, Any], key: str) -> tuple[str, ...]:
        values = self._list(data, key)
        for value in values:
            if not isinstance(value, str):
                self.error(f"`{key}` holds texts, not {value!r}", key)
        return tuple(str(v) for v in values)

    def _refs(self, data: dict[Any, Any], key: str) -> tuple[Ref, ...]:
        return tuple(ref for value in self._list(data, key) if (ref := self._ref(value, key)) is not None)

    def _ref(self, value: Any, key: str) -> Ref | None:
        if isinstance(value, str):
            return Ref(value)
        if not isinstance(value, dict) or not isinstance(value.get("arg", ""), str):
            self.error(f"`{key}` holds argument names or mappings with `arg`", key)
            return None
        self._known(value, REF_KEYS)
        role = str(value.get("role", ""))
        if role not in ROLES:
            self.error(f"unknown role `{role}`", role)
        path = value.get("key", "")
        return Ref(
            arg=value.get("arg", ""),
            of=str(value.get("of", "")),
            key=tuple(path.split(".")) if path else (),
            role=role,
            template=str(value.get("template", "")),
            docstring=bool(value.get("docstring", False)),
        )

    def _kind(self, value: str, required: bool) -> str:
        if (value or required) and value not in KINDS:
            self.error(f"unknown kind `{value}`, one of {', '.join(sorted(KINDS))}", value or "requests")
        return value

    def _type(self, sdk: str, name: str, data: Any, provider: str | None) -> ObjectType:
        if not isinstance(data, dict):
            self.error(f"type `{name}` is a mapping", name)
            return ObjectType(sdk, name)
        self._known(data, TYPE_KEYS)
        role = str(data.get("message", ""))
        if role not in ROLES:
            self.error(f"unknown role `{role}`", role)
        return ObjectType(
            sdk=sdk,
            name=name,
            new=self._strings(data, "new"),
            returned_by=self._strings(data, "returned_by"),
            same=self._strings(data, "same"),
            params=self._strings(data, "params"),
            model=self._refs(data, "model"),
            messages=self._refs(data, "messages"),
            tools=self._refs(data, "tools"),
            max_output=self._refs(data, "max_output"),
            holds=self._refs(data, "holds"),
            endpoint=self._refs(data, "endpoint"),
            message_role=role,
            decorators=tuple((str(k), str(v)) for k, v in self._table(data, "decorators")),
            provider=data.get("provider", provider),
            kind=self._kind(str(data.get("kind", "")), required=False),
            declares_request=bool(data.get("declares_request", False)),
            default_model=str(data.get("default_model", "")),
        )

    def _requests(self, sdk: str, data: dict[Any, Any], types: set[str], provider: str | None) -> Iterator[Request]:
        for entry in self._list(data, "requests"):
            if not isinstance(entry, dict):
                self.error("`requests` holds mappings", "requests")
                continue
            self._known(entry, REQUEST_KEYS)
            receivers, path, functions = (self._strings(entry, key) for key in ("receiver", "path", "functions"))
            for receiver in receivers:
                if receiver not in types:
                    near = get_close_matches(receiver, types, 1)
                    hint = f", did you mean `{near[0]}`" if near else ""
                    self.error(f"no type `{receiver}` in this file{hint}", receiver)
            if bool(receivers) == bool(functions) or (receivers and not path):
                near_word = (path or functions or ("requests",))[0]
                self.error("a request has either `receiver` and `path`, or `functions`", near_word)
                continue
            for receiver in receivers or ("",):
                yield self._request(sdk, entry, receiver, path, functions, provider)

    def _request(
        self,
        sdk: str,
        entry: dict[Any, Any],
        receiver: str,
        path: tuple[str, ...],
        functions: tuple[str, ...],
        provider: str | None,
    ) -> Request:
        return Request(
            sdk=sdk,
            api=str(entry.get("api", "")),
            kind=self._kind(str(entry.get("kind", "chat")), required=True),
            receiver=receiver,
            path=path,
            functions=functions,
            distinctive=bool(entry.get("distinctive", False)),
            requires=self._strings(entry, "requires"),
            params=self._strings(entry, "params"),
            model=self._refs(entry, "model"),
            messages=self._refs(entry, "messages"),
            tools=self._refs(entry, "tools"),
            max_output=self._refs(entry, "max_output"),
            holds=self._refs(entry, "holds"),
            provider=entry.get("provider", provider),
            pipes=bool(entry.get("pipes", False)),
        )

    def _endpoints(self, sdk: str, data: dict[Any, Any]) -> Iterator[Endpoint]:
        for entry in self._list(data, "endpoints"):
            if not isinstance(entry, dict) or not isinstance(entry.get("match"), str):
                self.error("`endpoints` holds mappings with `match`", "endpoints")
                continue
            self._known(entry, ENDPOINT_KEYS)
            yield Endpoint(
                sdk=sdk,
                match=entry["match"],
                api=str(entry.get("api", entry["match"])),
                kind=self._kind(str(entry.get("kind", "chat")), required=True),
                provider=entry.get("provider"),
                model=self._refs(entry, "model"),
                messages=self._refs(entry, "messages"),
                max_output=self._refs(entry, "max_output"),
            )
