"""Which files can hold a request at all, decided on their bytes.

In a notebook the code stands in JSON strings: there a line starts after a quote or an escaped line end, and a
statement over several lines has quotes and commas between them. All patterns allow for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from promptlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    Trie = dict[int, "Trie"]

_BLANK = rb"(?:[ \t\f]|\\t)"
_START = rb'(?:^|[;:"]|\\n)' + _BLANK + rb"*"
_DOT = rb'(?:\s|\\[\nnt]|[",])*\.(?:\s|\\[\nnt]|[",])*'
_WORD = rb"[\w\x80-\xff]"
_NEVER = rb"(?!)"

_import = lazy_pattern(rb"import(?=[ \t(*\\])")
_line_start = lazy_pattern(_START + rb"\Z")
_from = lazy_pattern(_START + rb"from" + _BLANK + rb"+([\w.\x80-\xff]+)" + _BLANK + rb"*\Z")
_listed = lazy_pattern(rb"(?:" + _BLANK + rb"|[\w.,\x80-\xff])*")
_bracketed = lazy_pattern(rb"(?:" + _BLANK + rb"|\\\r?\n)*\([^)]*|(?:[^\n\\]|\\\r?\n|\\.)*")
_words = lazy_pattern(rb"[\w\x80-\xff]+")
_LONGEST = 400
"""Bytes before ``import`` and after it in which the rest of its statement is looked for."""


class Triage:
    """Files that import one of ``imports``, write one of ``paths`` (dotted method paths) or name one of ``urls``.

    ``imports`` are dotted modules; what is within such a module counts, and ``from package import module`` too.
    """

    def __init__(self, imports: Iterable[str], paths: Iterable[str], urls: Iterable[str]) -> None:
        self._roots = frozenset(root.encode() for root in imports)
        self._names = sorted({root.partition(b".")[0] for root in self._roots})
        self._packages = frozenset(root.rpartition(b".")[0] for root in self._roots if b"." in root)
        self._urls = tuple(sorted({url.encode() for url in urls}))
        self._paths = tuple(_paths(set(paths)))

    def hits(self, data: bytes) -> bool:
        """Whether a file with these bytes can hold a request."""
        if any(self._imported(data)) or any(paths.found(data) for paths in self._paths):
            return True
        return any(url in data for url in self._urls)

    def _imported(self, data: bytes) -> Iterator[bool]:
        """For each import statement, whether it is of one of the modules."""
        for match in _import.finditer(data) if any(name in data for name in self._names) else ():
            line = max(data.rfind(b"\n", 0, match.start()) + 1, match.start() - _LONGEST)
            before = data[line : match.start()]
            source = _from.search(before)
            if source is not None:
                yield self._from_module(source[1], data, match.end())
            elif _line_start.search(before) is not None:
                yield any(self._covers(name) for name in _names(data, match.end()))

    def _from_module(self, module: bytes, data: bytes, after: int) -> bool:
        if self._covers(module):
            return True
        if module not in self._packages:
            return False
        found = _bracketed.match(data, after, after + 10 * _LONGEST)
        return found is not None and any(module + b"." + name in self._roots for name in _words.findall(found.group()))

    def _covers(self, module: bytes) -> bool:
        while module:
            if module in self._roots:
                return True
            module = module.rpartition(b".")[0]
        return False


def _names(data: bytes, start: int) -> list[bytes]:
    """The modules of ``import a.b as c, d``, from after the word ``import``."""
    found = _listed.match(data, start, start + _LONGEST)
    listed = found.group().replace(rb"\t", b" ") if found is not None else b""
    return [words[0] for part in listed.split(b",") if (words := part.split())]


class _Paths:
    """All dotted paths with the same first name, which the search can leap to.

    The pattern takes milliseconds to compile, so it is only made for a file that holds the first name and a last one.
    """

    def __init__(self, first: str, rests: list[list[str]]) -> None:
        self._first = first.encode()
        self._rests = [[name.encode() for name in names] for names in rests]
        self._last = frozenset(names[-1] for names in self._rests if names)
        self._search: Callable[[bytes], re.Match[bytes] | None] | None = None

    def found(self, data: bytes) -> bool:
        """Whether one of the paths is written there."""
        if self._first not in data or (all(self._rests) and not any(name in data for name in self._last)):
            return False
        if self._search is None:
            self._search = re.compile(self._pattern()).search
        return self._search(data) is not None

    def _pattern(self) -> bytes:
        start = re.escape(self._first) + _starts_word(self._first)
        ends = (b"".join(_DOT + re.escape(name) for name in names) for names in self._rests)
        return start + b"(?:" + b"|".join(ends) + b")(?!" + _WORD + b")"


def _paths(paths: Iterable[str]) -> Iterator[_Paths]:
    """The dotted paths by their first name."""
    rests: dict[str, list[list[str]]] = {}
    for path in sorted(paths):
        first, *rest = path.split(".")
        rests.setdefault(first, []).append(rest)
    return (_Paths(first, branches) for first, branches in rests.items())


def _starts_word(word: bytes) -> bytes:
    """What must hold after ``word`` was read for it to start a word; after it, so that search can leap to it."""
    word = re.escape(word)
    return rb"(?:(?<!" + _WORD + word + rb")|(?<=\\[nt]" + word + b"))"


def mentions(names: frozenset[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names as a whole word; it finds nothing when there are none."""
    trie: Trie = {}
    for name in names:
        node = trie
        for byte in name.encode():
            node = node.setdefault(byte, {})
        node[_END] = {}
    return re.compile(_alternatives(trie, b"") if trie else _NEVER)


_END = -1


def _alternatives(trie: Trie, prefix: bytes) -> bytes:
    """The pattern of a trie: common beginnings once, so that a thousand names search as fast as ten."""
    run = b""
    while len(trie) == 1 and _END not in trie:
        ((byte, trie),) = trie.items()
        run += bytes([byte])
    prefix += run
    branches = [
        re.escape(bytes([byte])) + _alternatives(node, prefix + bytes([byte]))
        for byte, node in sorted(trie.items())
        if byte != _END
    ]
    if _END in trie:
        branches.append(b"(?!" + _WORD + b")" + _starts_word(prefix))
    return re.escape(run) + (branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")")
