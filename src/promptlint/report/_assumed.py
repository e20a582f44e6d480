"""What a price rests on that the code does not say, in words."""

from __future__ import annotations

from collections.abc import Iterable

_WORDS = {
    "output_tokens": "the length of the answer",
    "holes": "nothing for the parts of the text that are not known",
    "model": "the dearest of several models",
    "unpriced_models": "the models without a price are not dearer",
    "list_price": "the list price of the model's maker",
    "last_price": "the last price of a model that has been switched off",
    "deployment": "the deployment has the model that it is named after",
    "hole_sizes": "sizes of parts of the text: yours or the preset's",
    "usage": "the numbers of your usage file",
    "terms": "your own prices and terms",
    "snapshot": "the dated model is a snapshot of the one without the date",
    "rounds": "one round of the agent",
}


def in_words(assumed: Iterable[str]) -> str:
    """The names of ``Cost.assumed`` as a person says them; a name without words as it is."""
    return "; ".join(_WORDS.get(name, name.replace("_", " ")) for name in assumed)
