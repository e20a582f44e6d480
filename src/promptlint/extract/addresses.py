"""The addresses that the models of a request are asked at, and who answers there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import gateways, http
from promptlint.extract.gateways import Address
from promptlint.link.values import Text
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.extract.built import Built
    from promptlint.extract.match import Typed
    from promptlint.extract.reading import Reading
    from promptlint.extract.routes import Chosen
    from promptlint.link.values import Value
    from promptlint.model import ModelRef


class Addresses:
    """Finds the addresses of one request; notes them, and who serves a model, in what is built."""

    def __init__(self, call: Reading, built: Built, chosen: Chosen) -> None:
        self.call = call
        self.built = built
        self.chosen = chosen
        self._reached: list[ModelRef] = []
        """Models whose address is known."""

    def find(self, chain: list[Typed]) -> None:
        """Note the addresses of the call's client, for all models that no object asks at another."""
        request = self.call.match.request
        if self.call.match.payload:
            url = http.address(self.call.ev, self.call.site.call, self.call.frame)
            self.reach((Address(url),) if url else (), 0, request.provider or "openai")
        for ref in request.endpoint:
            if not ref.setting or self.call.match.receiver is None:  # a client is not asked at the module's address
                self.reach(gateways.addresses(self.call.of_request(ref, chain)), 0, request.provider)
        for ref in request.provider_from:
            self._named_provider(self.call.of_request(ref, chain))
        for typed in chain:
            for ref in typed.kind.provider_from:
                self._named_provider(self.call.of_object(ref, typed))
            self.reach(self.of_object(typed), 0, typed.kind.provider)

    def of_object(self, typed: Typed) -> tuple[Address, ...]:
        """The addresses that an object may have been made to ask; none where it was given none."""
        with self.call.ev.mode(True):
            found = (gateways.addresses(self.call.of_object(ref, typed)) for ref in typed.kind.endpoint)
            return next((known for known in found if known), ())

    def reach(self, found: tuple[Address, ...], start: int, own: str | None) -> None:
        """Note that the models from ``start`` on are asked at addresses, unless an object of theirs named others.

        Where there are several, each model is asked at those that are chosen together with it. ``own`` is who serves
        them without an address.
        """
        if not found:
            return
        built = self.built
        first = self._answering(found[0])
        if built.endpoint is None and found[0].url:
            built.endpoint, built.gateway = found[0].url, gateways.named(first, found[0].url, own)
            built.provider = first or built.provider
        waiting = [m for m in built.models[start:] if not any(m is known for known in self._reached)]
        ways = dict(zip(map(id, waiting), self.chosen.addresses(found, waiting), strict=True))
        asked = [(m, [self._asked(m, one, own) for one in ways.get(id(m), ())]) for m in built.models[start:]]
        self._reached.extend(way for _, several in asked for way in several)
        built.models[start:] = [way for model, several in asked for way in several or (model,)]

    def _answering(self, address: Address) -> str | None:
        return gateways.answering(self.call.matcher.catalogue.hosts, address.url) if address.url else None

    def _asked(self, model: ModelRef, address: Address, own: str | None) -> ModelRef:
        """A model as it is asked at an address."""
        if not address.url:
            return replace(model)
        provider = self._answering(address)
        gateway = gateways.named(provider, address.url, own)
        return replace(model, provider=provider or model.provider, endpoint=address.url, gateway=gateway)

    def _named_provider(self, value: Value) -> None:
        for item in value:
            if isinstance(item, Text) and item.exact:
                self.built.provider = item.exact
                self.built.models = [replace(m, provider=item.exact) for m in self.built.models]
