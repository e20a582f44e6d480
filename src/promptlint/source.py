"""Reading files: bytes to text, with every way it can fail as a Problem."""

from __future__ import annotations

import stat
import warnings
from bisect import bisect_right
from pathlib import Path

from promptlint.model import Problem, SourceFile
from promptlint.patterns import lazy_pattern

MAX_BYTES = 10_000_000
"""Larger files are not read: generated data, whose parse would take minutes."""
MAX_NOTEBOOK_BYTES = 100_000_000
"""A notebook may be larger, up to this, where its outputs make it so: they are not kept."""

_BOM = b"\xef\xbb\xbf"
_cookie = lazy_pattern(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_blank = lazy_pattern(rb"[ \t\f]*(?:#.*)?\r?$")
_ALIASES = lazy_pattern(r"(utf-8|latin-1|iso-8859-1|iso-latin-1)-.*")

Read = tuple[SourceFile | None, tuple[Problem, ...]]
"""What was read, None if nothing, and what went wrong; a notebook can yield both."""


def read_source(root: Path, path: str) -> Read:
    """The file ``path``, posix and relative to ``root`` unless it is absolute. Raises nothing for a bad file."""
    full = root / path
    try:
        status = full.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a directory" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            return _failed(path, 1, f"cannot be read: {kind}")
        data = bytes_of(full, status.st_size)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        return _failed(path, 1, f"cannot be read: {reason}")
    return decode_source(path, data) if data is not None else _too_large(path, status.st_size)


def bytes_of(full: Path, size: int) -> bytes | None:
    """The bytes of a file of a size, of a large notebook without its outputs; None of what is too large to read.

    Raises ``OSError`` as reading does.
    """
    if size <= MAX_BYTES:
        return full.read_bytes()
    if full.suffix.lower() != ".ipynb" or size > MAX_NOTEBOOK_BYTES:
        return None
    from promptlint.outputs import without_outputs

    data = without_outputs(full.read_bytes())
    return data if len(data) <= MAX_BYTES else None


def decode_source(path: str, data: bytes) -> Read:
    """The text of a file's bytes, lines ended by ``\\n``; of a notebook its code cells.

    The encoding is UTF-8, or for Python what PEP 263 lets the first two lines declare.
    """
    if len(data) > MAX_BYTES:
        return _too_large(path, len(data))
    suffix = path[path.rfind(".") :].lower() if "." in path else ""
    kind = "module" if suffix in (".py", ".pyi", ".pyw") else "notebook" if suffix == ".ipynb" else "prompt"
    decoded = _text(path, data, declares=kind == "module")
    if isinstance(decoded, Problem):
        return None, (decoded,)
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    if kind != "notebook":
        return SourceFile(path, text, kind), ()
    from promptlint.notebook import read_notebook

    return read_notebook(path, text)


def cell_line(source: SourceFile, line: int) -> tuple[int | None, int]:
    """The code cell (from 1) and the line in it (from 1) of a line of the text; no cell unless a notebook."""
    cell = bisect_right(source.cells, line)
    return (cell, line - source.cells[cell - 1] + 1) if cell else (None, line)


def _failed(path: str, line: int, message: str) -> Read:
    return None, (Problem(path, line, "read", message),)


def _too_large(path: str, size: int) -> Read:
    return _failed(path, 1, f"larger than {MAX_BYTES // 1_000_000} MB ({size / 1_000_000:.1f} MB)")


def _text(path: str, data: bytes, declares: bool) -> str | Problem:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 1, "read", "is UTF-16; save it as UTF-8")
    nul = data.find(b"\0")
    if nul >= 0:
        return Problem(path, data.count(b"\n", 0, nul) + 1, "read", "holds a NUL byte; not text")
    data = data.removeprefix(_BOM)
    encoding = _declared(data) if declares else None
    try:
        return _decoded(data, encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = "declares no other encoding" if encoding is None else f"declares {encoding}"
        name = "UTF-8" if encoding is None else encoding
        bad = f"byte 0x{data[error.start]:02x}" if error.start < len(data) else "end of file"
        return Problem(path, line, "read", f"is not valid {name} ({bad}) and {reason}")
    except (LookupError, UnicodeError):
        return Problem(path, 1, "read", f"declares an unknown encoding: {encoding}")


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return data.decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return data.decode(encoding)


def _declared(data: bytes) -> str | None:
    """The encoding that the first or second line declares (PEP 263), by its normal name."""
    lines = data.split(b"\n", 2)[:2]
    for line in lines if any(b"coding" in line for line in lines) else ():
        found = _cookie.match(line)
        if found is not None:
            name = found[1].decode("ascii").lower().replace("_", "-")
            return _ALIASES.sub(r"\1", name)
        if not _blank.match(line):
            return None
    return None
