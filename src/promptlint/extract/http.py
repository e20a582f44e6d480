"""Requests sent as plain HTTP posts: recognised by the address, read from the payload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract.arguments import Arguments
from promptlint.extract.catalogue import Request
from promptlint.extract.match import Match
from promptlint.extract.refs import undumped
from promptlint.link import access, mutate
from promptlint.link.scope import last_name
from promptlint.link.values import Argument, Mapping, Result, Text, union
from promptlint.model import Hole, Static

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.extract.catalogue import Catalogue, Endpoint
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative, Value

NAMES = frozenset({"post", "request", "stream", "urlopen", "Request", "fetch"})
WITH_METHOD = frozenset({"request", "stream"})
"""Those of them whose first argument may be the HTTP method."""
PAYLOADS = ("json", "data", "content", "body")
DESCRIBING = ("httpx.", "requests.", "fastapi.", "starlette.", "flask.")
"""Packages whose ``Request`` is only an object."""
ADDRESSES = ("url", "endpoint", "uri")
HOLE = "\0"
"""What stands for an unknown piece of an address."""


def match(ev: Evaluator, catalogue: Catalogue, site: Site, frame: Frame) -> Match | None:
    """The request that an HTTP call sends, None when its address is not a known model endpoint."""
    if last_name(site.call.func) not in NAMES or not _carries_payload(site.call):
        return None
    url = address(ev, site.call, frame)
    if not url or _only_described(ev, site.call, frame):
        return None
    endpoint = next((e for e in catalogue.endpoints if e.match in url), None)
    if endpoint is None:
        return None
    if endpoint.requires and not _holds(payload(ev, site, frame), endpoint.requires):
        return None
    return Match(_request(endpoint), None, "resolved", endpoint.api, payload=True)


def _only_described(ev: Evaluator, call: ir.Call, frame: Frame) -> bool:
    """Whether the call makes a request object that is sent elsewhere, if at all (``urllib``'s is always opened)."""
    if last_name(call.func) != "Request":
        return False
    return any((access.path_of(item) or "").startswith(DESCRIBING) for item in ev.expanded(call.func, frame))


def _holds(given: Arguments, names: tuple[str, ...]) -> bool:
    """Whether a payload has the entries, or may have them."""
    return given.rest is not None or all(name in given.named for name in names)


def _carries_payload(call: ir.Call) -> bool:
    """Whether there is an argument that can be the payload, beside the address and, where it is given, the method."""
    before = 2 if last_name(call.func) in WITH_METHOD else 1
    return any(arg.name in PAYLOADS or arg.star for arg in call.args) or len(call.args) > before


def address(ev: Evaluator, call: ir.Call, frame: Frame) -> str:
    """The known part of the address of the call, with that of the client where it is a part of its own."""
    _, url = _addressed(ev, call, frame)
    return url if not url.startswith("/") else _base(ev, call, frame) + url


def _addressed(ev: Evaluator, call: ir.Call, frame: Frame) -> tuple[int, str]:
    """The place of the argument that holds the address, -1 if none does, and what is known of it."""
    named = [place for place, arg in enumerate(call.args) if arg.name in ADDRESSES]
    plain = [place for place, arg in enumerate(call.args) if arg.name is None and not arg.star]
    for place in [*named, *plain][:3]:
        url = next((u for item in ev.expanded(call.args[place].value, frame) if "/" in (u := _known(item))), "")
        if url:
            return place, url
    return -1, ""


def _known(item: Alternative) -> str:
    parts = item.parts if isinstance(item, Text) else ()
    return "".join(p.text if isinstance(p, Static) else "{}" for p in parts)


def _base(ev: Evaluator, call: ir.Call, frame: Frame) -> str:
    """The address that the client of the call was made with, without the slash at its end; empty if there is none."""
    clients = ev.expanded(call.func.value, frame) if isinstance(call.func, ir.Attr) else ()
    for client in clients:
        given = client.arguments if isinstance(client, Result) else ()
        for arg in given:
            if arg.name in ("base_url", "host") or (arg.name is None and arg is given[0]):
                url = next((u for item in arg.value if (u := _known(item))), "")
                if url:
                    return url.rstrip("/")
    return ""


def _request(endpoint: Endpoint) -> Request:
    return Request(
        sdk=endpoint.sdk,
        api=endpoint.api,
        kind=endpoint.kind,
        model=endpoint.model,
        messages=endpoint.messages,
        max_output=endpoint.max_output,
        provider=endpoint.provider,
    )


def payload(ev: Evaluator, site: Site, frame: Frame) -> Arguments:
    """The entries of the payload as arguments."""
    value: Value = ()
    before, _ = _addressed(ev, site.call, frame)
    for place, arg in enumerate(site.call.args):
        plain = arg.name is None and not arg.star and not value and place > max(before, 0)
        if arg.name in PAYLOADS or plain:
            value = union(value, ev.eval(arg.value, frame))
    given = tuple([undumped(item) for item in value])
    others = tuple([item for item in given if not isinstance(item, (Mapping, Text))])
    whole = mutate.one_dict(given) or Mapping(())
    rest = ev.reason(others) if others else whole.rest
    named: dict[str, Argument] = {}
    for key, entry in whole.entries:
        if isinstance(key, str):
            named[key] = Argument(key, "", lambda entry=entry: entry)  # type: ignore[misc]
    named["url"] = Argument("url", "", lambda: _models_in_addresses(ev, site.call, frame))
    return Arguments(named, rest)


def undumped_expr(expr: ir.Expr) -> ir.Expr:
    """What ``json.dumps(x)`` dumps; any other expression as it is."""
    if isinstance(expr, ir.Call) and last_name(expr.func) == "dumps" and expr.args and not expr.args[0].star:
        return expr.args[0].value
    return expr


def _models_in_addresses(ev: Evaluator, call: ir.Call, frame: Frame) -> Value:
    """The models named in the addresses that the call may go to."""
    place, _ = _addressed(ev, call, frame)
    addresses = ev.expanded(call.args[place].value, frame) if place >= 0 else ()
    return union(*(_model_in_address(item.parts) for item in addresses if isinstance(item, Text)))


def _model_in_address(parts: tuple[Static | Hole, ...]) -> Value:
    """The model named in an address such as ``.../models/gemini-pro:generateContent``."""
    import re

    whole = "".join(part.text if isinstance(part, Static) else HOLE for part in parts)
    # A version of Bedrock's ends in a colon and a number, often quoted.
    found = re.search(rf"/(?:models|deployments|model)/([\w.\-{HOLE}]+?(?:(?::|%3A)\d+)?)(?::|/|$|\?)", whole)
    return (Text(tuple(_between(parts, *found.span(1)))),) if found else ()


def _between(parts: tuple[Static | Hole, ...], start: int, end: int) -> Iterator[Static | Hole]:
    """The pieces of a text from one character to another, where a hole counts as one."""
    for part in parts:
        size = len(part.text) if isinstance(part, Static) else len(HOLE)
        if start < size and end > 0:
            kept = part
            if isinstance(part, Static):
                kept = Static(part.text[max(start, 0) : end].replace("%3A", ":"), part.origin)
            yield kept
        start, end = start - size, end - size
