"""Messages: text with ``{fact}`` in it, and ``[parts]`` that are left out when a fact in them is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FACT = re.compile(r"\{([a-z_]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{[^\[\]]*)\]")


def placeholders(template: str) -> frozenset[str]:
    """The names of the facts that ``template`` mentions."""
    return frozenset(_FACT.findall(template))


def stray_brace(template: str) -> bool:
    """Whether a brace in ``template`` belongs to no ``{fact}``."""
    return bool(set("{}") & set(_FACT.sub("", template)))


def fill(template: str, facts: Mapping[str, str | int]) -> str:
    """``template`` with its facts; whole numbers with thousands separators, one space between words."""

    def value(match: re.Match[str]) -> str:
        fact = facts.get(match[1], "")
        return f"{fact:,}" if isinstance(fact, int) else fact

    def optional(match: re.Match[str]) -> str:
        return match[1] if all(facts.get(name, "") != "" for name in _FACT.findall(match[1])) else ""

    return _FACT.sub(value, _OPTIONAL.sub(optional, " ".join(template.split())))


def sample(template: str) -> str:
    """``template`` as a rule's description shows it: ``<fact>`` in the place of each fact, optional parts left out."""
    return _FACT.sub(lambda match: f"<{match[1].replace('_', ' ')}>", " ".join(_OPTIONAL.sub("", template).split()))
