"""What comments of an example say about the requests in it, compared with the requests that were found.

``# call: kind=chat model=gpt-4o system="You are …" user~="summarise"`` stands on a line of a request:

- ``kind``, ``sdk``, ``api``, ``certainty``, ``provider``, ``endpoint``, ``gateway``, ``max_output`` and ``unknown``
  (why no model is known) are compared as they are;
- ``model`` may stand several times and names every model of the request, ``model=?`` says that none is known;
- ``asked="gpt-4o at azure"`` may stand several times and names every model with who serves it;
- ``system``, ``user``, ``assistant``, ``tool`` are the text of a message of that role, each hole as ``{expression}``;
- ``messages`` is the number of messages, ``tools`` the number of tools.

``key~=text`` asks for a text inside. A value with spaces stands in double quotes, with the escapes of JSON. Several
requests of one line stand in one comment, each behind its own ``# call:``. Any other request is noise.
"""

from __future__ import annotations

import io
import json
import re
import tokenize
from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.model import Call

MARK = "# call:"
ROLES = ("system", "user", "assistant", "tool")
PLAIN = ("kind", "sdk", "api", "certainty", "provider", "endpoint", "gateway", "unknown")
NUMBERS = ("max_output", "messages", "tools")
KEYS = ("model", "asked", *PLAIN, *NUMBERS, *ROLES)

_WISH = re.compile(r'\s*([a-z_]+)(~?=)("(?:[^"\\]|\\.)*"|[^\s"]+)')


@record
class Wish:
    """One ``key=value``; ``inside`` when the value need only be a part."""

    key: str
    value: str
    inside: bool


@record
class Expectation:
    """A request that an example expects on a line."""

    path: str
    line: int
    wishes: tuple[Wish, ...]


@record
class Mismatch:
    """An expectation that was not met. ``kind`` is "missing", "noisy" or "wrong"."""

    kind: str
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        """One line with place, kind and reason."""
        return f"{self.path}:{self.line}: {self.kind}: {self.message}"


def read(path: str, text: str) -> list[Expectation]:
    """The expectations in the comments of a Python file. Raises UserError for one that cannot be understood."""
    found: list[Expectation] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.string.startswith(MARK):
            line = token.start[0]
            found.extend(Expectation(path, line, _wishes(part, path, line)) for part in token.string.split(MARK)[1:])
    return found


def _wishes(text: str, path: str, line: int) -> tuple[Wish, ...]:
    wishes: list[Wish] = []
    place = 0
    while text[place:].strip():
        found = _WISH.match(text, place)
        if found is None or found[1] not in KEYS:
            raise UserError(
                f"not understood in {MARK!r}: {text[place:].strip()}; keys are {', '.join(KEYS)}", path, line
            )
        value = json.loads(found[3]) if found[3].startswith('"') else found[3]
        wishes.append(Wish(found[1], value, found[2] == "~="))
        place = found.end()
    return tuple(wishes)


def compare(expected: Iterable[Expectation], calls: Iterable[Call]) -> list[Mismatch]:
    """Where the requests differ from what was expected, in order of place."""
    left = list(calls)
    found: list[Mismatch] = []
    for expectation in expected:
        here = [c for c in left if c.path == expectation.path and c.span.line <= expectation.line <= c.span.end_line]
        if not here:
            found.append(Mismatch("missing", expectation.path, expectation.line, "no request was found here"))
            continue
        call = min(here, key=lambda c: (len(_differences(expectation, c)), c.span.end_line - c.span.line))
        left.remove(call)
        found.extend(
            Mismatch("wrong", expectation.path, expectation.line, words) for words in _differences(expectation, call)
        )
    found.extend(Mismatch("noisy", c.path, c.span.line, f"a request {c.sdk} {c.api} was found here") for c in left)
    return sorted(found, key=lambda mismatch: (mismatch.path, mismatch.line))


def _differences(expectation: Expectation, call: Call) -> list[str]:
    known = {
        "model": {model.id for model in call.models},
        "asked": {f"{model.id} at {model.provider}" for model in call.models},
    }
    found = [words for wish in expectation.wishes if wish.key not in known and (words := _difference(wish, call))]
    for key, models in known.items():
        wanted = {wish.value for wish in expectation.wishes if wish.key == key}
        if wanted and wanted - {"?"} != models:
            names = ", ".join(sorted(wanted - {"?"})) or "?"
            found.append(f"models are {', '.join(sorted(models)) or '?'}, not {names}")
    return found


def _difference(wish: Wish, call: Call) -> str | None:
    if wish.key in ROLES:
        texts = [message.text for message in call.messages if message.role == wish.key]
        if any(_meets(wish, text) for text in texts):
            return None
        return f"{wish.key}: {wish.value!r} is not among {texts}"
    if wish.key in NUMBERS:
        values = {"max_output": call.max_output_tokens, "messages": len(call.messages), "tools": len(call.tools)}
        return None if str(values[wish.key]) == wish.value else f"{wish.key} is {values[wish.key]}, not {wish.value}"
    value = call.model_unknown if wish.key == "unknown" else getattr(call, wish.key)
    return None if _meets(wish, str(value)) else f"{wish.key} is {value}, not {wish.value}"


def _meets(wish: Wish, text: str) -> bool:
    return wish.value in text if wish.inside else wish.value == text
