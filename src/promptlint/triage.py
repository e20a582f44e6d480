"""Which files can hold a request at all, decided on their bytes by one regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable

# In a notebook the code stands in JSON strings: a line starts after a quote or an escaped line end, and a statement
# over several lines has quotes and commas between them.
_SPACE = rb"(?:[ \t\f]|\\t)"
_START = rb'(?:^|[;:"]|\\n)' + _SPACE + rb"*"
_DOT = rb'(?:\s|\\[\nnt]|[",])*\.(?:\s|\\[\nnt]|[",])*'
_BEFORE = rb"(?:(?<![\w\x80-\xff])|(?<=\\[nt]))"
_AFTER = rb"(?![\w\x80-\xff])"
_NEVER = rb"(?!)"


class Triage:
    """Files that import one of ``imports``, write one of ``paths`` (dotted method paths) or name one of ``urls``."""

    def __init__(self, imports: Iterable[str], paths: Iterable[str], urls: Iterable[str]) -> None:
        alternatives = [_import_pattern(set(imports)), *map(_path_pattern, sorted(set(paths)))]
        alternatives += [re.escape(url.encode()) for url in sorted(set(urls))]
        self._search = re.compile(b"|".join(filter(None, alternatives)) or _NEVER, re.MULTILINE).search

    def hits(self, data: bytes) -> bool:
        """Whether a file with these bytes can hold a request. Notebooks are read as the JSON they are."""
        return self._search(data) is not None


def mentions(names: frozenset[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names as a whole word; it finds nothing when there are none."""
    if not names:
        return re.compile(_NEVER)
    words = b"|".join(re.escape(name.encode()) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(_BEFORE + b"(?:" + words + b")" + _AFTER)


def _import_pattern(roots: set[str]) -> bytes:
    if not roots:
        return b""
    names = b"|".join(re.escape(root.encode()) for root in sorted(roots))
    listed = rb"(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*"
    plain = rb"(?:from|import)" + _SPACE + b"+" + listed + b"(?:" + names + b")" + _AFTER
    members = [_member_pattern(root) for root in sorted(roots) if "." in root]
    return _START + b"(?:" + b"|".join([plain, *members]) + b")"


def _member_pattern(root: str) -> bytes:
    """``from google import genai`` for ``google.genai``, also within parentheses over several lines."""
    package, _, name = root.rpartition(".")
    return (
        rb"from" + _SPACE + b"+" + re.escape(package.encode()) + rb"[ \t]+import\b(?:[ \t]*\([^)]*?|(?:[^\n\\]|\\.|\\\n)*?)"
        + _BEFORE + re.escape(name.encode()) + _AFTER
    )  # fmt: skip


def _path_pattern(path: str) -> bytes:
    return _BEFORE + _DOT.join(re.escape(part.encode()) for part in path.split(".")) + _AFTER
