"""What the escapes of string literals stand for.

The rules are those of the Python language reference, section 2.4.1 (string and bytes literals); an escape that
Python does not know stands for itself, backslash included.
"""

from __future__ import annotations

import re

_SIMPLE = {
    "\n": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t",
    "v": "\v",
}  # fmt: skip
_SHARED = r"\\(?:(?P<simple>[\n\\'\"abfnrtv])|(?P<octal>[0-7]{1,3})|x(?P<hex>[0-9a-fA-F]{2})"
_BYTES = re.compile(_SHARED + ")")
_TEXT = re.compile(_SHARED + r"|u(?P<four>[0-9a-fA-F]{4})|U(?P<eight>[0-9a-fA-F]{8})|N\{(?P<name>[^}]*)\})")
_TEMPLATE = re.compile(_TEXT.pattern + r"|(?P<brace>\{\{|\}\})")
_PREFIX = re.compile("[a-zA-Z]*")


def literal_value(token: str) -> str | bytes:
    """The value of a string or bytes literal without ``f``, written as ``token``."""
    prefix = _PREFIX.match(token)
    letters = prefix.group().lower() if prefix is not None else ""
    body = token[len(letters) :]
    quote = 3 if body[:3] in ('"""', "'''") else 1
    body = body[quote:-quote]
    if "b" in letters:
        return (body if "r" in letters else decode_bytes(body)).encode("latin-1")
    return body if "r" in letters else decode_text(body)


def decode_text(body: str) -> str:
    """``body`` of a string literal with its escapes replaced."""
    return _TEXT.sub(_character, body) if "\\" in body else body


def template_text(body: str, raw: bool) -> str:
    """A static piece of an f-string: escapes replaced unless ``raw``, doubled braces made single."""
    if raw:
        return body.replace("{{", "{").replace("}}", "}")
    return _TEMPLATE.sub(_character, body)


def decode_bytes(body: str) -> str:
    """``body`` of a bytes literal with its escapes replaced, one character for each byte."""
    return _BYTES.sub(_byte, body) if "\\" in body else body


def _byte(match: re.Match[str]) -> str:
    if match["octal"] is not None:
        return chr(int(match["octal"], 8) & 0xFF)
    return _SIMPLE[match["simple"]] if match["simple"] is not None else chr(int(match["hex"], 16))


def _character(match: re.Match[str]) -> str:
    kind = match.lastgroup
    text = match[kind] if kind is not None else ""
    if kind == "simple":
        return _SIMPLE[text]
    if kind == "brace":
        return text[0]
    if kind == "name":
        return _named(text)
    return chr(int(text, 8 if kind == "octal" else 16))


def _named(name: str) -> str:
    """The character; the escape itself where this interpreter's Unicode does not know the name yet."""
    import unicodedata

    try:
        return unicodedata.lookup(name)
    except KeyError:
        return f"\\N{{{name}}}"
