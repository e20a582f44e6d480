"""The call forms of an SDK in words: for the command that lists them and the page about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.extract.records import ObjectType, Request, Sdk

MAX_MAKERS = 4
"""Constructors of one type that are named; of more the number is given."""


@record
class Form:
    """Calls of one kind on one kind of object: how the object is made, and the calls.

    ``makers`` is empty where ``calls`` are functions, or parts of an address (``kind`` says of what).
    """

    kind: str
    makers: tuple[str, ...]
    calls: tuple[str, ...]


def forms(sdk: Sdk) -> list[Form]:
    """The call forms of an SDK in the order of its file, those alike together."""
    found: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for request in sdk.requests:
        for kind, makers in _receivers(sdk, request):
            calls = found.setdefault((kind, makers), {})
            calls.update(dict.fromkeys(request.functions or _methods(request.path)))
    for endpoint in sdk.endpoints:
        found.setdefault((endpoint.kind, ("POST",)), {})[endpoint.match] = None
    return [Form(kind, makers, tuple(calls)) for (kind, makers), calls in found.items()]


def _receivers(sdk: Sdk, request: Request) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not request.receiver:
        yield request.kind, ()
        return
    kinds = [kind for kind in sdk.types if kind.name == request.receiver]
    yield (kinds[0].kind or request.kind), tuple(dict.fromkeys(m for kind in kinds for m in _makers(sdk, kind)))


def _makers(sdk: Sdk, kind: ObjectType) -> Iterator[str]:
    """What makes an object of a type: constructors, decorators, methods of other objects."""
    condition = "".join(f"{name}={texts[0]}" for name, texts in kind.where[:1])
    yield from (f"{path}({condition})" for path in kind.new)
    yield from (f"@{path}" for path in kind.decorates)
    for path in kind.returned_by:
        owner, _, method = path.partition(".")
        makers = [m for other in sdk.types if other.name == owner and owner != kind.name for m in (*other.new, "")[:1]]
        start = f"{makers[0]}()" if makers and makers[0] else owner
        yield f"{start}.{method}({condition})" if method != "()" else f"{start}()"


def _methods(path: Iterable[str]) -> list[str]:
    return ["()" if method == "()" else f".{method}" for method in path]


def maker_words(makers: tuple[str, ...], limit: int = MAX_MAKERS) -> str:
    """The makers on one line, the first few by name."""
    shown = ", ".join(makers[:limit])
    return f"{shown} and {len(makers) - limit} more" if len(makers) > limit else shown


def count(sdk: Sdk) -> int:
    """How many different calls of an SDK are recognised."""
    return sum(len(form.calls) for form in forms(sdk))


def kinds(sdk: Sdk) -> list[str]:
    """The kinds of requests an SDK sends, each once, in the order of its file."""
    return list(dict.fromkeys(form.kind for form in forms(sdk)))
