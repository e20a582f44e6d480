"""Requests sent as plain HTTP posts: recognised by the address, read from the payload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract.arguments import Arguments
from promptlint.extract.catalogue import Request
from promptlint.extract.match import Match
from promptlint.link.scope import last_name
from promptlint.link.values import Argument, Mapping, Text, union
from promptlint.model import Static

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Catalogue, Endpoint
    from promptlint.link.callers import Site
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value

NAMES = frozenset({"post", "request", "stream", "urlopen", "Request", "fetch"})
PAYLOADS = ("json", "data", "content", "body")
ADDRESSES = ("url", "endpoint", "uri")


def match(ev: Evaluator, catalogue: Catalogue, site: Site, frame: Frame) -> Match | None:
    """The request that an HTTP call sends, None when its address is not a known model endpoint."""
    if last_name(site.call.func) not in NAMES:
        return None
    url = _address(ev, site.call, frame)
    if not url:
        return None
    endpoint = next((e for e in catalogue.endpoints if e.match in url), None)
    if endpoint is None or not _carries_payload(site.call):
        return None
    if endpoint.requires and not _holds(payload(ev, site, frame), endpoint.requires):
        return None
    return Match(_request(endpoint, _provider(catalogue, endpoint, url)), None, "resolved", endpoint.api, payload=True)


def _holds(given: Arguments, names: tuple[str, ...]) -> bool:
    """Whether a payload has the entries, or may have them."""
    return given.rest is not None or all(name in given.named for name in names)


def _carries_payload(call: ir.Call) -> bool:
    return any(arg.name in PAYLOADS or arg.star == "**" for arg in call.args) or len(call.args) > 1


def _address(ev: Evaluator, call: ir.Call, frame: Frame) -> str:
    """The known part of the address of the call."""
    given = [arg.value for arg in call.args if arg.name in ADDRESSES]
    given.extend(arg.value for arg in call.args if arg.name is None and not arg.star)
    for expr in given[:3]:
        for item in ev.expanded(expr, frame):
            if isinstance(item, Text):
                url = "".join(p.text if isinstance(p, Static) else "{}" for p in item.parts)
                if "/" in url:
                    return url
    return ""


def _provider(catalogue: Catalogue, endpoint: Endpoint, url: str) -> str | None:
    return next((provider for host, provider in catalogue.hosts if host in url), endpoint.provider)


def _request(endpoint: Endpoint, provider: str | None) -> Request:
    return Request(
        sdk=endpoint.sdk,
        api=endpoint.api,
        kind=endpoint.kind,
        model=endpoint.model,
        messages=endpoint.messages,
        max_output=endpoint.max_output,
        provider=provider,
    )


def payload(ev: Evaluator, site: Site, frame: Frame) -> Arguments:
    """The entries of the payload as arguments."""
    value: Value = ()
    for arg in site.call.args:
        if arg.name in PAYLOADS or (arg.name is None and not arg.star and not value and arg is not site.call.args[0]):
            value = union(value, ev.eval(arg.value, frame))
    named: dict[str, Argument] = {}
    rest: str | None = None
    for given in value:
        item = given.data if isinstance(given, Text) and given.data is not None else given
        if isinstance(item, Mapping):
            for key, entry in item.entries:
                if isinstance(key, str):
                    named[key] = Argument(key, "", lambda entry=entry: entry)  # type: ignore[misc]
            rest = rest or item.rest
        elif not isinstance(item, Text):
            rest = rest or ev.reason((item,))
    url = _address(ev, site.call, frame)
    named["url"] = Argument("url", "", lambda: _model_in_url(url, ev, site, frame))
    return Arguments(named, rest)


def _model_in_url(url: str, ev: Evaluator, site: Site, frame: Frame) -> Value:
    """The model named in an address such as ``.../models/gemini-pro:generateContent``."""
    import re

    from promptlint.link.values import text_of

    found = re.search(r"/(?:models|deployments|model)/([\w.\-]+?)(?::|/|$|\?)", url)
    return (text_of(found[1], ev.origin(site.call, frame)),) if found else ()
