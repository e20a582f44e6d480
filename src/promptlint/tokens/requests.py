"""The input tokens of a whole request: texts, chat format, tools, response schemas and images."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from promptlint.model import Call, Hole, Message, Static, TokenCount
from promptlint.tokens.amount import NOTHING, Amount, dearest, exactly, total, unknown, within
from promptlint.tokens.chat import frame_for
from promptlint.tokens.families import Tokenizer, bracket, count_raw, percent_off
from promptlint.tokens.images import count_image
from promptlint.tokens.tools import count_tools

CONVERSATIONS = frozenset({"chat", "agent"})
SYSTEM_ROLES = frozenset({"system", "developer"})


def count_call(call: Call, tokenizer: Tokenizer) -> tuple[TokenCount, tuple[TokenCount, ...]]:
    """The whole input of a request, and the text of each of its messages in order.

    Of messages that are alternatives the dearest counts and the cheapest makes the low end. A message in a loop counts
    once, the low end is without it. Whatever is not known makes the count a lower bound.
    """
    texts = tuple(_text(message, tokenizer) for message in call.messages)
    parts = [*_messages(call, texts, tokenizer), *_extras(call, tokenizer)]
    if call.messages_unknown or not (call.messages or call.tools):
        parts.append(unknown("there may be more messages"))
    return _count(total(parts), tokenizer), tuple(_count(text, tokenizer) for text in texts)


def count_message(message: Message, tokenizer: Tokenizer) -> TokenCount:
    """The text of one message, without the chat format."""
    return _count(_text(message, tokenizer), tokenizer)


def _messages(call: Call, texts: tuple[Amount, ...], tokenizer: Tokenizer) -> Iterator[Amount]:
    """The messages with what the chat format adds."""
    framed = [_framed(call, message, text, tokenizer) for message, text in zip(call.messages, texts, strict=True)]
    choices: dict[int, list[Amount]] = {}
    for message, amount in zip(call.messages, framed, strict=True):
        if message.in_tools:
            continue  # counted with the definition it is part of
        if message.choice is None:
            yield amount
        else:
            choices.setdefault(message.choice, []).append(amount)
    yield from map(dearest, choices.values())
    if call.kind in CONVERSATIONS and call.messages:
        yield _around_request(call, tokenizer)


def _around_request(call: Call, tokenizer: Tokenizer) -> Amount:
    frame = frame_for(tokenizer.vendor, tokenizer.encoding)
    turns = sum(message.role not in SYSTEM_ROLES for message in call.messages if not message.in_tools)
    if frame.certain or (tokenizer.vendor == "anthropic" and turns == 1):
        return exactly(frame.request)
    return within(frame.request, frame.request, frame.request)


def _framed(call: Call, message: Message, text: Amount, tokenizer: Tokenizer) -> Amount:
    if call.kind not in CONVERSATIONS:
        return text
    frame = frame_for(tokenizer.vendor, tokenizer.encoding)
    around = total([text, exactly(frame.system if message.role in SYSTEM_ROLES else frame.message)])
    if not message.repeats:
        return around
    reasons = (*around.reasons, "a message in a loop counts once")
    return Amount(around.tokens, 0, around.high, around.estimated, True, reasons)


def _text(message: Message, tokenizer: Tokenizer) -> Amount:
    """The text of a message that is sent for sure. White space before a hole is left out: it merges with the rest."""
    tokens, cut = 0, 0
    parts = message.sure_parts
    for position, part in enumerate(parts):
        if isinstance(part, Static):
            before_hole = any(isinstance(later, Hole) for later in parts[position + 1 : position + 2])
            tokens += count_raw(part.text.rstrip(" ") if before_hole else part.text, tokenizer)
    if message.holes:
        cut = min(tokens, _seams(parts))
    low, high = bracket(tokens, tokenizer)
    is_open = bool(message.holes) or message.repeats
    return Amount(tokens, max(0, low - cut), high, not tokenizer.exact, is_open)


def _seams(parts: tuple[Static | Hole, ...]) -> int:
    """Places where known text meets a hole: what is put in may join the token there."""
    pairs = zip(parts, parts[1:], strict=False)
    return sum(isinstance(left, Static) != isinstance(right, Static) for left, right in pairs)


def _extras(call: Call, tokenizer: Tokenizer) -> Iterator[Amount]:
    """Tools, response schemas, images and what a framework adds by itself."""
    has_system = any(message.role in SYSTEM_ROLES for message in call.messages)
    choice_known = "tool_choice" not in dict(call.arguments)
    prompts = tokenizer.tool_prompts
    count = partial(count_raw, tokenizer=tokenizer)
    if call.tools:
        yield count_tools(call.tools, tokenizer.vendor, count, has_system, choice_known, prompts)
        yield _padding(call, tokenizer)
    if call.kind in CONVERSATIONS:
        yield from (count_image(image, tokenizer.images) for image in call.images)
    if call.kind == "agent":
        yield unknown("the framework adds text of its own")


def _padding(call: Call, tokenizer: Tokenizer) -> Amount:
    """OpenAI ends the first system message with a line break when tools follow, which may merge with its last token."""
    first = next((message for message in call.messages if message.role in SYSTEM_ROLES), None)
    offered = any(tool.kind != "response-format" for tool in call.tools)
    if tokenizer.vendor != "openai" or not offered or not first or not first.parts:
        return NOTHING
    last = first.parts[-1]
    if not isinstance(last, Static):
        return NOTHING
    return exactly(count_raw(last.text + "\n", tokenizer) - count_raw(last.text, tokenizer))


def _count(amount: Amount, tokenizer: Tokenizer) -> TokenCount:
    note = "; ".join(dict.fromkeys(text for text in (tokenizer.note, *amount.reasons) if text))
    if amount.open:
        band = percent_off(amount.tokens, *bracket(amount.tokens, tokenizer))
        return TokenCount(amount.tokens, "lower-bound", amount.low, None, tokenizer.encoding, note, band)
    certain = not amount.estimated and amount.low == amount.high
    kind = "exact" if certain else "estimate"
    band = 0 if certain else percent_off(amount.tokens, amount.low, amount.high)
    return TokenCount(amount.tokens, kind, amount.low, amount.high, tokenizer.encoding, note, band)
