"""Texts that change with every request and stand before what a prompt cache could hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.counting import encoding_of
from promptlint.checks.money import MILLION, dollars
from promptlint.checks.place import text_place
from promptlint.model import Hole, Message, Origin, PricedCall, Static
from promptlint.patterns import lazy_pattern

_UNIQUE = lazy_pattern(
    r"\buuid[14]\(|\bsecrets\.token_(?:hex|urlsafe|bytes)\(|\btime\.(?:time|time_ns|monotonic|perf_counter|ctime)\("
)
_CLOCK = lazy_pattern(
    r"\bdatetime\.(?:now|utcnow)\((?:[^()]|\([^()]*\))*\)(?:\.astimezone\([^()]*\))?(?P<rest>\.\w+(?:\([^()]*\))?)?"
)
_TIME_OF_DAY = lazy_pattern(r"%[-#]?[HIMSfcXTsp]")


def find(
    priced: PricedCall, context: RuleContext, *, kinds: tuple[str, ...], marked: tuple[str, ...], min_tokens: int
) -> Iterator[Hit]:
    """Hits for such a hole at the start of the request where the fixed text around it is long enough to be cached.

    At providers of ``marked`` nothing is cached unless the request asks for it; ``min_tokens`` is the least that is.
    """
    call, price = priced.call, priced.cost.price
    if call.kind not in kinds or not call.messages or price is None or price.rates.cached_input is None:
        return
    asked = any(name == "cache_control" for name, _ in call.arguments)
    # Whatever the order in the code, the system prompt is what the provider reads first.
    first = next((message for message in call.messages if message.role == "system"), call.messages[0])
    if first.choice is not None or first.repeats or (priced.cost.provider in marked and not asked):
        return
    for hole, before, after in _volatile(first, encoding_of(priced)):
        if before < min_tokens <= before + after:
            path, span = text_place(Origin(hole.path, hole.line, hole.line, "hole"), call, context)
            saving = (price.rates.input - price.rates.cached_input) * (before + after) / MILLION
            facts: dict[str, str | int] = {"expr": hole.expr, "tokens": after, "cost": dollars(saving * 1000)}
            yield Hit(path, span, call.id, facts, saving=saving, once=(path, span))
        return


def _volatile(message: Message, encoding: str) -> Iterator[tuple[Hole, int, int]]:
    """The message's first hole, where it changes with every request: the fixed tokens before it and right after it."""
    from promptlint.tokens.encodings import count_text

    parts = message.parts
    start = next((index for index, part in enumerate(parts) if isinstance(part, Hole)), None)
    hole = parts[start] if start is not None else None
    if start is None or not isinstance(hole, Hole) or not changes_every_time(hole.expr):
        return
    before = "".join(part.text for part in parts[:start] if isinstance(part, Static))
    fixed = takewhile(lambda part: isinstance(part, Static), parts[start + 1 :])
    after = "".join(part.text for part in fixed if isinstance(part, Static))
    yield hole, count_text(before, encoding), count_text(after, encoding)


def changes_every_time(expr: str) -> bool:
    """Whether an expression is new in every request: an id, a clock; not a day, which holds for all requests of it."""
    if _UNIQUE.search(expr):
        return True
    clock = _CLOCK.search(expr)
    if clock is None:
        return False
    rest = clock["rest"] or ""
    if rest.startswith(".strftime"):
        return _TIME_OF_DAY.search(rest) is not None
    return rest == "" or rest.startswith((".isoformat", ".timestamp", ".ctime", ".time"))


CHECK = Check(find, facts=("expr", "tokens", "cost"))
