"""What earlier runs worked out, kept in files that nothing is ever executed from.

The cache lies in the user's own cache folder, not in the scanned project: a folder that comes with a repository could
say that it holds no requests. Entries are JSON with a checksum. Whatever is missing, damaged, too large or cannot be
written is taken for not there, in silence: a run without a cache gives the same report, only later.
"""

from __future__ import annotations

import os
import sys
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from promptlint import __version__
from promptlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VARIABLE = "PROMPTLINT_CACHE_DIR"
MAX_ENTRY = 64_000_000
"""Bytes of one entry; larger ones are not kept."""
MAX_TOTAL = 256_000_000
MAX_ENTRIES = 20_000
"""Bytes and number of all entries; beyond them those that were not used for longest are dropped."""
PRUNED_FOR = 3600
"""Seconds for which the cache is not looked through again; what many runs add meanwhile stays until then."""
TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of promptlint (https://bford.info/cachedir/).\n"
_MARK = b"promptlint-cache 1 "
_SUFFIX = ".json"


class Cache:
    """A folder of entries by kind and key; one without a folder never has anything."""

    def __init__(self, folder: str | os.PathLike[str] | None) -> None:
        self.folder = None if folder is None else os.path.abspath(folder)

    def get(self, kind: str, key: str) -> Any | None:
        """The value that was put there, None if there is none or it is damaged."""
        if self.folder is None:
            return None
        import json

        path = self._path(kind, key)
        try:
            if not os.path.isfile(path) or os.path.getsize(path) > MAX_ENTRY:
                return None
            with open(path, "rb") as file:
                head, _, body = file.read(MAX_ENTRY + 1).partition(b"\n")
            if head != _MARK + digest(body).encode():
                return None
            value = json.loads(body)
            os.utime(path)
        except (OSError, ValueError, RecursionError, MemoryError):
            return None
        return value

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value that JSON can hold, at once or not at all; others who write the same key do no harm."""
        if self.folder is None:
            return
        import json

        path = self._path(kind, key)
        scratch = f"{path}.{os.getpid()}"
        try:
            body = json.dumps(value, separators=(",", ":"), check_circular=False).encode()
            if len(body) > MAX_ENTRY:
                return
            self._prepare(os.path.dirname(path))
            try:
                with open(scratch, "wb") as file:
                    file.write(_MARK + digest(body).encode() + b"\n" + body)
                os.replace(scratch, path)
            except OSError:
                os.unlink(scratch)
        except (OSError, ValueError, RecursionError, MemoryError):
            return

    def prune_now_and_then(self) -> None:
        """Prune where that was not done within ``PRUNED_FOR``: to look at every entry takes longer than a small run."""
        if self.folder is None:
            return
        tag = os.path.join(self.folder, "CACHEDIR.TAG")
        try:
            if time.time() - os.path.getmtime(tag) < PRUNED_FOR:
                return
            os.utime(tag)
        except OSError:
            pass  # without the tag, or where it may not be touched, every run looks
        self.prune()

    def prune(self) -> None:
        """Drop the entries that were not used for longest, where there are too many or too large ones."""
        kept = 0
        for number, (_, size, path) in enumerate(sorted(self._entries(), reverse=True)):
            kept += size
            if number >= MAX_ENTRIES or kept > MAX_TOTAL:
                self._remove(path)

    def clear(self) -> int:
        """Remove every entry, and nothing that promptlint has not written; the number of entries removed."""
        return sum(self._remove(path) for _, _, path in list(self._entries()))

    def _remove(self, path: str) -> bool:
        try:
            os.unlink(path)
        except OSError:
            return False
        return True

    def _path(self, kind: str, key: str) -> str:
        assert self.folder is not None
        return os.path.join(self.folder, kind, key + _SUFFIX)

    def _prepare(self, folder: str) -> None:
        """Make the folder of one kind; a cache that is new is marked as one for backup and version control."""
        assert self.folder is not None
        is_new = not os.path.isdir(self.folder) or not os.listdir(self.folder)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name, text in (("CACHEDIR.TAG", TAG), (".gitignore", "*\n")) if is_new else ():
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """When each entry was last used, its bytes and its path; what broken writes have left counts as one."""
        if self.folder is None or not os.path.isdir(self.folder):
            return
        for kind in KINDS:
            try:
                with os.scandir(os.path.join(self.folder, kind)) as found:
                    for entry in found:
                        if _entry_name.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                            status = entry.stat(follow_symlinks=False)
                            yield status.st_mtime, status.st_size, entry.path
            except OSError:
                continue


KINDS = ("analysis", "lowered", "rules")
_entry_name = lazy_pattern(r"[0-9a-f]{40}\.json(?:\.\d+)?")


def digest(*parts: bytes) -> str:
    """A checksum of the parts, each told apart from the next."""
    from hashlib import blake2b

    state = blake2b(digest_size=20)
    for part in parts:
        state.update(b"%d:" % len(part))
        state.update(part)
    return state.hexdigest()


def default_folder() -> str | None:
    """The folder that the environment names, else promptlint's own in the user's cache; None for users without one."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "promptlint") if os.path.isabs(base) else None


@lru_cache(maxsize=1)
def edition() -> str:
    """A checksum of this very program: its version, the Python it runs on, and its files by name, size and date.

    So a checkout that is being worked on never meets what another state of it has left.
    """
    package = os.path.dirname(os.path.abspath(__file__))
    lines = sorted(f"{name} {size} {time}" for name, size, time in _files(package, ""))
    return digest(__version__.encode(), repr(sys.version_info[:3]).encode(), "\n".join(lines).encode())


def _files(folder: str, prefix: str) -> Iterable[tuple[str, int, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path, f"{prefix}{entry.name}/")
            else:
                status = entry.stat()
                yield prefix + entry.name, status.st_size, status.st_mtime_ns
