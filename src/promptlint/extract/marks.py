"""The marks of files that can hold a request, as the built-in catalogue lists them, without reading its SDKs."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

from promptlint.triage import Triage

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sdks")
PACKED = os.path.join(FOLDER, "packed.jsonl")


@cache
def sdk_files() -> list[tuple[str, bytes]]:
    """The paths (from the package on) and contents of the built-in SDK files, in order."""
    return [
        (f"sdks/{name}", _content(os.path.join(FOLDER, name)))
        for name in sorted(os.listdir(FOLDER))
        if name.endswith(".yaml")
    ]


def checksum(files: Sequence[tuple[str, bytes]]) -> int:
    """What tells whether SDK files are those that were packed."""
    known = 0
    for path, content in files:
        known = crc32(content, crc32(path.encode(), known))
    return known


def triage() -> Triage | None:
    """The triage by the built-in SDKs, None where they were changed since they were packed."""
    try:
        with open(PACKED, "rb") as file:
            head = json.loads(file.readline())
    except (OSError, ValueError):
        return None
    if head.get("files") != checksum(sdk_files()):
        return None
    return Triage(head["triage_imports"], head["triage_paths"], head["triage_urls"])


def _content(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()
