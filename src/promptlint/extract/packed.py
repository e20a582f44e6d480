"""The built-in catalogue as it is read at every start: YAML takes a hundred times as long.

A file of JSON lines: the first holds what is asked of all SDKs before one of them is in sight, each other line holds
one SDK and is read when a path of its packages, or a name of it, is asked for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zlib import crc32

from promptlint.errors import UserError
from promptlint.extract.catalogue import Catalogue, has
from promptlint.extract.marks import PACKED, checksum
from promptlint.extract.records import Endpoint, Kit, ObjectType, Ref, Request, Sdk, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

RECORDS = {"types": ObjectType, "requests": Request, "endpoints": Endpoint, "kits": Kit, "settings": Setting}
FORMS: tuple[Any, ...] = (Ref, Sdk, *RECORDS.values())
REFS = frozenset((
    "model", "messages", "tools", "max_output", "holds", "endpoint", "provider_from", "template_from", "inputs",
))  # fmt: skip
PAIRS = frozenset({"calls", "adders"})
SETS = ("call_names", "called_makers", "declared_names")
TEXTS = ("triage_imports", "triage_paths", "triage_urls", "wraps")
HAVING = ("settings", "kits", "endpoints", "hosts", "posts", "distinctive", "serves")


def digest(files: Sequence[tuple[str, bytes]]) -> int:
    """A checksum of (path, content) pairs and of the form they are packed in."""
    return crc32(repr((SETS, TEXTS, HAVING, [list(cls.__slots__) for cls in FORMS])).encode(), checksum(files))


# -- writing --------------------------------------------------------------------------------------------------------


def pack(sdks: tuple[Sdk, ...], files: Sequence[tuple[str, bytes]]) -> str:
    """The SDKs of files as JSON lines: records by their fields that are no default, references numbered."""
    whole = Catalogue(sdks)
    packages: dict[str, list[str]] = {}
    for sdk in sdks:
        for package in sorted({module.partition(".")[0] for module in sdk.imports}):
            packages.setdefault(package, []).append(sdk.name)
    first = {
        "checksum": digest(files),
        "files": checksum(files),
        "sdks": [sdk.name for sdk in sdks],
        "packages": packages,
        "having": {key: [sdk.name for sdk in sdks if has(sdk, key)] for key in HAVING},
        **{name: sorted(getattr(whole, name)) for name in SETS},
        **{name: getattr(whole, name) for name in TEXTS},
    }
    return "".join(f"{_json(line)}\n" for line in (first, *map(_packed_sdk, sdks)))


def _json(data: object) -> str:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def _packed_sdk(sdk: Sdk) -> dict[str, Any]:
    refs: dict[Ref, int] = {}
    found = _plain(sdk)
    for key in sorted(RECORDS.keys() & found.keys()):
        found[key] = _differences([_packed(entry, refs) for entry in found[key]])
    return {**found, "refs": [_plain(ref) for ref in refs]}


def _differences(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records, those alike (variants of a type, one request on several types) by what differs from the one before."""
    found: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for entry in entries:
        changed = {key: value for key, value in entry.items() if before.get(key) != value}
        alike = before.keys() <= entry.keys() and len(changed) * 2 < len(entry)
        found.append({"": 1, **changed} if alike else entry)
        before = entry
    return found


def _plain(entry: Any) -> dict[str, Any]:
    fields = type(entry).__dataclass_fields__
    return {name: value for name in fields if (value := getattr(entry, name)) != fields[name].default}


def _packed(entry: Any, refs: dict[Ref, int]) -> dict[str, Any]:
    found = _plain(entry)
    for key in sorted(REFS & found.keys()):
        found[key] = [refs.setdefault(ref, len(refs)) for ref in found[key]]
    for key in sorted(PAIRS & found.keys()):
        found[key] = [(name, refs.setdefault(ref, len(refs))) for name, ref in found[key]]
    found.pop("sdk", None)
    return found


# -- reading --------------------------------------------------------------------------------------------------------


def unpack(text: str, files: Sequence[tuple[str, bytes]]) -> Catalogue | None:
    """The catalogue that ``pack`` wrote, None when it was packed from other files."""
    first, _, rest = text.partition("\n")
    try:
        head = json.loads(first)
    except ValueError:
        return None
    return Packed(head, rest.split("\n")) if head["checksum"] == digest(files) else None


class Packed(Catalogue):
    """A catalogue whose SDKs are read when they are asked for."""

    def __init__(self, head: dict[str, Any], lines: list[str], more: tuple[Sdk, ...] = ()) -> None:
        super().__init__(more)
        self._head = head
        self._rest = lines
        self._more = Catalogue(more)
        self._lines = dict(zip(head["sdks"], lines, strict=False))
        self._read = {sdk.name: sdk for sdk in more}
        # These take the place of the cached properties of the same names.
        self.__dict__.update({name: getattr(self._more, name) | frozenset(head[name]) for name in SETS})
        self.__dict__.update({name: (*getattr(self._more, name), *head[name]) for name in TEXTS})

    def plus(self, sdks: Iterable[Sdk]) -> Catalogue:
        """This catalogue with more SDKs, which come first."""
        return Packed(self._head, self._rest, (*sdks, *self._all))

    @property
    def sdks(self) -> tuple[Sdk, ...]:
        """Every SDK."""
        return (*self._all, *(sdk for name in self._lines if (sdk := self.sdk(name)) is not None))

    def sdk(self, name: str) -> Sdk | None:
        """An SDK by name."""
        if name not in self._read:
            if name not in self._lines:
                return None
            self._read[name] = _sdk(_loaded(self._lines[name]))
        return self._read[name]

    def importing(self, package: str) -> tuple[str, ...]:
        """The names of the SDKs that have to do with a package."""
        return (*self._more.importing(package), *self._head["packages"].get(package, ()))

    def having(self, key: str) -> tuple[Sdk, ...]:
        """The SDKs with entries under a key of their file, or with a "distinctive" request."""
        known = (sdk for name in self._head["having"][key] if (sdk := self.sdk(name)) is not None)
        return (*self._more.having(key), *known)


def _loaded(line: str) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise UserError("the SDK data cannot be read (it is damaged); reinstall promptlint", PACKED) from error
    return loaded


def _sdk(data: dict[str, Any]) -> Sdk:
    refs = [Ref(**{**ref, "key": tuple(ref.get("key", ()))}) for ref in data.pop("refs")]
    name = data["name"]
    for key, value in data.items():
        if key in RECORDS:
            data[key] = tuple(_records(RECORDS[key], value, refs, name))
        elif type(value) is list:
            data[key] = _tuples(value)
    return Sdk(**data)


def _records(cls: Callable[..., Any], entries: list[dict[str, Any]], refs: list[Ref], sdk: str) -> Iterator[Any]:
    shared: dict[str, Any] = {} if cls is Setting or cls is Kit else {"sdk": sdk}
    before: dict[str, Any] = {}
    for entry in entries:
        start = before if entry.pop("", None) else shared
        before = {**start, **{key: _value(key, value, refs) for key, value in entry.items()}}
        yield cls(**before)


def _value(key: str, value: Any, refs: list[Ref]) -> Any:
    if key in REFS:
        return tuple([refs[number] for number in value])
    if key in PAIRS:
        return tuple([(name, refs[number]) for name, number in value])
    return _tuples(value) if type(value) is list else value


def _tuples(value: list[Any]) -> tuple[Any, ...]:
    return tuple([_tuples(item) if type(item) is list else item for item in value])
