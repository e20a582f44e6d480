"""Which client a model is asked through, by what is decided where each of the two is named."""

import pytest

from promptlint.extract.routes import pairs
from promptlint.link.arms import OWNER, Facts


def facts(**decided: object) -> Facts:
    """Facts of conditions: ``local=True`` stands in that arm."""
    return frozenset((("test", "a.py", name), choice) for name, choice in decided.items())


def entry(key: str) -> Facts:
    """The fact of an entry of one table."""
    return frozenset({(("keys", frozenset({"a", "b"})), key)})


def owned(name: str) -> Facts:
    """The fact of a place in a class."""
    return frozenset({(OWNER, ("a.py", name))})


NONE: Facts = frozenset()
TABLE = {
    "arms of one condition": (
        [facts(local=True), facts(local=False)],
        [facts(local=True), facts(local=False)],
        [{0}, {1}],
    ),
    "two conditions that have nothing to do with each other": (
        [facts(local=True), facts(local=False)],
        [facts(cheap=True), facts(cheap=False)],
        [{0, 1}, {0, 1}],
    ),
    "a model for all clients": ([facts(local=True), facts(local=False)], [NONE], [{0, 1}]),
    "one set before is replaced in the arm that sets its own": (
        [facts(local=True), NONE],
        [NONE, facts(local=True)],
        [{1}, {0}],
    ),
    "an arm without a client of its own": ([facts(local=True)], [facts(local=False)], [{0}]),
    "entries of one table": ([entry("a"), entry("b")], [entry("a"), entry("b")], [{0}, {1}]),
    "an entry beside values from elsewhere": ([entry("a"), NONE], [entry("b"), NONE], [{0, 1}, {0, 1}]),
    "classes of their own": ([owned("A"), owned("B")], [owned("A"), owned("B")], [{0}, {1}]),
    "a model that all classes inherit": ([owned("A"), owned("B")], [owned("Base")], [{0, 1}]),
    "a client of the base, a model of the subclass": ([owned("Base")], [owned("A"), owned("B")], [{0}, {0}]),
}


@pytest.mark.parametrize("name", TABLE)
def test_pairs(name: str) -> None:
    """Client and model meet unless something is decided differently where they are named."""
    clients, models, expected = TABLE[name]
    assert [set(found) for found in pairs(clients, models)] == expected
