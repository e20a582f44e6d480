"""Which models are asked through which client, where the code chooses among several of both.

What is chosen together stands in the same arms: a client and a model in different arms of one condition, or in
different entries of one table, never meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import gateways
from promptlint.link.arms import NOWHERE, OWNER, Arms, subject
from promptlint.model import Static

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from promptlint.extract.built import Built
    from promptlint.extract.catalogue import Catalogue
    from promptlint.extract.gateways import Address
    from promptlint.extract.match import Match
    from promptlint.link.arms import Facts
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Text
    from promptlint.model import ModelRef, Origin

ALWAYS = ("test", "equals", "case")
"""What is decided by a condition. Tables and classes count only for entries that clients and models both come from."""


def pairs(clients: Sequence[Facts], models: Sequence[Facts]) -> list[frozenset[int]]:
    """For each model the places of the clients it may be asked through; all of them where nothing tells."""
    shared = frozenset(f for facts in clients for f in facts) & frozenset(f for facts in models for f in facts)
    reachable = [
        frozenset(
            at
            for at, client in enumerate(clients)
            if not _exclude(client, model, shared)
            and not _replaced(client, model, models)
            and not _replaced(model, client, clients)
        )
        for model in models
    ]
    taken = frozenset(at for found in reachable for at in found)
    free = frozenset(range(len(clients))) - taken or frozenset(range(len(clients)))
    return [found or free for found in reachable]


def _choices(facts: Facts) -> dict[Hashable, set[Hashable]]:
    found: dict[Hashable, set[Hashable]] = {}
    for key, choice in facts:
        found.setdefault(key, set()).add(choice)
    return found


def _exclude(client: Facts, model: Facts, shared: Facts) -> bool:
    """Whether the two never meet: something is decided in one way for the one and in another way for the other."""
    always, other_always = _choices(_conditions(client)), _choices(_conditions(model))
    entries, other_entries = _choices(client & shared), _choices(model & shared)
    return _differ(always, other_always) or _differ(entries, other_entries)


def _conditions(facts: Facts) -> Facts:
    return frozenset(fact for fact in facts if isinstance(fact[0], tuple) and fact[0][0] in ALWAYS)


def _differ(choices: dict[Hashable, set[Hashable]], others: dict[Hashable, set[Hashable]]) -> bool:
    return any(key in others and not found & others[key] for key, found in choices.items())


def _replaced(own: Facts, other: Facts, others: Sequence[Facts]) -> bool:
    """Whether the other is replaced in an arm of one's own: others are set in it."""
    decided = {subject(fact) for fact in other}
    return any(
        subject(fact) not in decided and fact[0] != OWNER and any(fact in known for known in others) for fact in own
    )


class Chosen:
    """What of one project is chosen together: clients or addresses on the one side, models on the other."""

    def __init__(self, ev: Evaluator, catalogue: Catalogue) -> None:
        self.project = ev.project
        self.catalogue = catalogue
        self.arms = Arms()

    def addresses(self, found: Sequence[Address], models: Sequence[ModelRef]) -> list[list[Address]]:
        """For each model those of the addresses of its client at which it may be asked."""
        places = [self._of_address(one.text) if one.text is not None else NOWHERE for one in found]
        meant = pairs(places, [self.of_model(model) for model in models])
        return [
            [
                found[at]
                for at in self._serving(model.id, {at: self._answering(found[at], model) for at in sorted(ways)})
            ]
            for model, ways in zip(models, meant, strict=True)
        ]

    def _answering(self, address: Address, model: ModelRef) -> str | None:
        return gateways.answering(self.catalogue.hosts, address.url) if address.url else model.provider

    def _serving(self, model: str, providers: dict[int, str | None]) -> list[int]:
        """Of the places at which a model may be asked, given who answers there, those whose maker has such a model."""
        served = [at for at, provider in providers.items() if self.catalogue.may_serve(provider, model)]
        return served or list(providers)

    def share(self, found: Sequence[tuple[Match, Built]]) -> None:
        """Leave each client the models that are asked through it, of those that may be asked through several."""
        clients = [self.of_client(match) for match, _ in found]
        holders: dict[tuple[str, str, int], dict[int, str | None]] = {}
        models: dict[tuple[str, str, int], ModelRef] = {}
        for at, (_, built) in enumerate(found):
            for model in built.models:
                holders.setdefault(_place(model), {})[at] = model.provider
                models.setdefault(_place(model), model)
        meant = pairs(clients, [self.of_model(model) for model in models.values()])
        left = {
            place: self._serving(place[0], _among(holders[place], ways))
            for place, ways in zip(models, meant, strict=True)
        }
        for at, (_, built) in enumerate(found):
            built.models = [model for model in built.models if at in left[_place(model)]]

    def of_client(self, match: Match) -> Facts:
        """What is decided where a client was made."""
        facts = NOWHERE
        typed = match.receiver
        while typed is not None:
            facts |= self.arms.of_result(typed.node) if typed.node is not None else NOWHERE
            typed = typed.parent
        return facts

    def of_model(self, model: ModelRef) -> Facts:
        """What is decided where a model is named and where its name is used."""
        return self._of_text(model.id, model.origin, model.trail)

    def _of_address(self, text: Text) -> Facts:
        last = next((part for part in reversed(text.parts) if isinstance(part, Static)), None)
        return self._of_text(last.text, last.origin, text.trail) if last is not None else NOWHERE

    def _of_text(self, text: str, origin: Origin, trail: tuple[Origin, ...]) -> Facts:
        uses = [(step, step.how.rpartition(".")[2]) for step in trail]
        known = [(place, name) for place, name in ((origin, text), *uses) if self.project.loaded(place.path)]
        found = (self.arms.of_text(self.project.module(place.path), place, name) for place, name in known)
        return NOWHERE.union(*found)


def _among(holders: dict[int, str | None], ways: frozenset[int]) -> dict[int, str | None]:
    """The clients that have a model and may be meant by it; all that have it where none is."""
    return {at: provider for at, provider in holders.items() if at in ways} or holders


def _place(model: ModelRef) -> tuple[str, str, int]:
    return (model.id, model.origin.path, model.origin.line)
