"""The built-in catalogue as one JSON text: it is read at every start, and YAML takes twenty times as long."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zlib import crc32

from promptlint.extract.catalogue import Endpoint, Kit, ObjectType, Ref, Request, Sdk, Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RECORDS = {"types": ObjectType, "requests": Request, "endpoints": Endpoint, "kits": Kit, "settings": Setting}
REFS = frozenset({"model", "messages", "tools", "max_output", "holds", "endpoint", "provider_from"})
FORMS: tuple[Any, ...] = (Ref, *RECORDS.values())
SDK_KEYS = ("name", "provider", "source", "title", "docs", "imports", "wraps", "posts", "hosts")


def digest(files: Iterable[tuple[str, str]]) -> int:
    """A checksum of (path, text) pairs and of the form they are packed in."""
    known = crc32(repr([list(cls.__dataclass_fields__) for cls in FORMS]).encode())
    for path, text in files:
        known = crc32(f"{path}\0{text}\0".encode(), known)
    return known


def pack(sdks: tuple[Sdk, ...], checksum: int) -> str:
    """The SDKs as JSON: records by their fields that are no default, references numbered."""
    refs: dict[Ref, int] = {}
    data = [
        {
            **{key: getattr(sdk, key) for key in SDK_KEYS},
            **{key: [_packed(entry, refs) for entry in getattr(sdk, key)] for key in RECORDS},
        }
        for sdk in sdks
    ]
    table = [_plain(ref) for ref in refs]
    lines = ",\n".join(json.dumps(sdk, separators=(",", ":"), ensure_ascii=False) for sdk in data)
    return f'{{"checksum":{checksum},\n"refs":{json.dumps(table, separators=(",", ":"))},\n"sdks":[\n{lines}\n]}}\n'


def _plain(entry: Any) -> dict[str, Any]:
    fields = type(entry).__dataclass_fields__
    return {name: value for name in fields if (value := getattr(entry, name)) != fields[name].default}


def _packed(entry: Any, refs: dict[Ref, int]) -> dict[str, Any]:
    found = _plain(entry)
    for key in REFS & found.keys():
        found[key] = [refs.setdefault(ref, len(refs)) for ref in found[key]]
    for key in ("calls", "adders"):
        if key in found:
            found[key] = [(name, refs.setdefault(ref, len(refs))) for name, ref in found[key]]
    found.pop("sdk", None)
    return found


def unpack(text: str, checksum: int) -> tuple[Sdk, ...] | None:
    """The SDKs that ``pack`` wrote, None when they were packed from other files."""
    data = json.loads(text)
    if data["checksum"] != checksum:
        return None
    refs = [Ref(**{**ref, "key": tuple(ref.get("key", ()))}) for ref in data["refs"]]
    return tuple(_sdk(entry, refs) for entry in data["sdks"])


def _sdk(data: dict[str, Any], refs: list[Ref]) -> Sdk:
    name = data["name"]
    for key, cls in RECORDS.items():
        data[key] = tuple(_record(cls, entry, refs, name) for entry in data[key])
    for key in ("imports", "wraps", "posts"):
        data[key] = tuple(data[key])
    data["hosts"] = tuple((host, provider) for host, provider in data["hosts"])
    return Sdk(**data)


def _record(cls: Callable[..., Any], data: dict[str, Any], refs: list[Ref], sdk: str) -> Any:
    for key, value in data.items():
        if type(value) is list:
            data[key] = tuple([refs[n] for n in value]) if key in REFS else _tuples(value, refs)
    if cls is Setting or cls is Kit:
        return cls(**data)
    return cls(sdk=sdk, **data)


def _tuples(value: list[Any], refs: list[Ref]) -> tuple[Any, ...]:
    """Lists of lists as tuples of tuples; a number stands for a reference."""
    return tuple(
        _tuples(item, refs) if type(item) is list else refs[item] if type(item) is int else item for item in value
    )
