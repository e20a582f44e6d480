"""Whether a model can take over a call, and if not, why: life cycle, abilities, and the limits of its window."""

from __future__ import annotations

from datetime import date, timedelta

from promptlint.model import Call
from promptlint.prices.charge import Size
from promptlint.prices.facts import ModelInfo, status
from promptlint.prices.terms import Terms
from promptlint.prices.uses import Uses, cannot_stop_thinking, missing

_WORDS = {
    "tools": "takes no tools",
    "images": "takes no images",
    "structured_output": "has no structured output",
    "reasoning": "does not reason",
    "prefill": "takes no prefilled answer",
}


def why_not(call: Call, old: ModelInfo, new: ModelInfo, size: Size, uses: Uses, terms: Terms) -> str | None:
    """Why the new model cannot be asked instead of the old one; None where nothing known speaks against it."""
    if reason := not_alive(new, terms.as_of, terms.retiring_days):
        return reason
    lacking = missing(new, uses)
    if lacking is not None:
        return _WORDS.get(lacking, f"takes no {lacking}")
    if cannot_stop_thinking(old, new):
        return "always reasons, and bills that as output"
    return too_small(call, new, size, terms)


def not_alive(info: ModelInfo, on: date, days: int) -> str | None:
    """Why a model is not on sale or not for long; retirement announced without a day counts as soon."""
    state = status(info, on)
    if state == "current":
        return None
    if state == "unknown":
        return "no list says that it is still on sale"
    day = info.retires_on or info.retired_on
    if state == "retired":
        return f"retired on {day}"
    if info.retires_on is None:
        return "deprecated"
    return None if info.retires_on - on > timedelta(days) else f"retires on {day}"


def too_small(call: Call, info: ModelInfo, size: Size, terms: Terms) -> str | None:
    """Why prompt and answer do not fit: the prompt in, the answer out, and both into the window together."""
    if info.context_window is None or info.max_output_tokens is None:
        return "its limits are not known"
    wanted = call.max_output_tokens or max(size.output, terms.assumed_output_tokens)
    if wanted > info.max_output_tokens:
        return f"writes at most {info.max_output_tokens:,} tokens"
    if size.input > (info.max_input_tokens or info.context_window) or size.input + wanted > info.context_window:
        return f"its window holds {info.context_window:,} tokens"
    return None
