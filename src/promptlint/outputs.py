"""Cutting the outputs out of a large notebook's bytes: its code is small, the pictures it made are not."""

from __future__ import annotations

from promptlint.patterns import lazy_pattern

_CUT = (b'"outputs"', b'"attachments"')
_value = lazy_pattern(rb"\s*:\s*([\[{])")
_in_string = lazy_pattern(rb'["\\]')
_structure = lazy_pattern(rb'["\[\]{}]')
_EMPTY = {b"[": b"[]", b"{": b"{}"}


def without_outputs(data: bytes) -> bytes:
    """The notebook with its outputs and attachments empty. One pass; what is not JSON stays what it is."""
    kept: list[bytes] = []
    start = place = 0
    while (quote := data.find(b'"', place)) >= 0:
        place = _string_end(data, quote)
        if not data.startswith(_CUT, quote) or (opened := _value.match(data, place)) is None:
            continue
        end = _closing(data, opened.start(1))
        if end is None:
            break
        kept += (data[start : opened.start(1)], _EMPTY[opened[1]])
        start = place = end
    return b"".join((*kept, data[start:]))


def _string_end(data: bytes, quote: int) -> int:
    """The place behind a string that begins at a quote."""
    place = quote + 1
    while (found := _in_string.search(data, place)) is not None:
        if found[0] == b'"':
            return found.end()
        place = found.end() + 1
    return len(data)


def _closing(data: bytes, opened: int) -> int | None:
    """The place behind the bracket that closes the one at a place, None where none does."""
    depth, place = 0, opened
    while (found := _structure.search(data, place)) is not None:
        place = found.end()
        if found[0] == b'"':
            place = _string_end(data, found.start())
        else:
            depth += 1 if found[0] in b"[{" else -1
            if not depth:
                return place
    return None
