"""What a call needs of a model, and what a model would ask to be changed in the call."""

from __future__ import annotations

from promptlint.model import Call
from promptlint.prices.facts import ModelInfo
from promptlint.record import record

SAMPLING = frozenset(
    ("temperature", "top_p", "top_k", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs")
)
STRUCTURED = frozenset(
    ("response_format", "response_schema", "response_mime_type", "text_format", "response_model", "output_type",
     "response_json_schema", "output_format")
)  # fmt: skip
REASONING = frozenset(("reasoning", "reasoning_effort", "thinking", "thinking_config", "thinking_budget", "effort"))
LIMIT_NAMES = frozenset(("max_tokens",))


@record
class Uses:
    """Capabilities a call relies on (names of ``ModelInfo.capabilities``) and the settings it passes."""

    capabilities: frozenset[str]
    sampling: tuple[str, ...]
    reasoning: bool
    prefill: bool
    max_tokens: bool


def uses_of(call: Call) -> Uses:
    """What the call relies on, from its tools, images, arguments and messages."""
    names = {name for name, _ in call.arguments}
    needed = set()
    if any(tool.kind == "tool" for tool in call.tools) or names & {"tools", "functions", "tool_config"}:
        needed.add("tools")
    if any(tool.kind == "response-format" for tool in call.tools) or names & STRUCTURED:
        needed.add("structured_output")
    if call.images:
        needed.add("images")
    settings = dict(call.arguments)
    sampling = tuple(sorted(name for name in names & SAMPLING if settings[name] not in (1, 1.0, False)))
    last = call.messages[-1].role if call.messages else ""
    return Uses(frozenset(needed), sampling, bool(names & REASONING), last == "assistant", bool(names & LIMIT_NAMES))


def missing(info: ModelInfo, uses: Uses) -> str | None:
    """The first thing the call needs and the model does not have (or is not known to have), None when all is there."""
    for capability in sorted(uses.capabilities):
        if capability not in info.capabilities:
            return capability
    if uses.reasoning and "reasoning" not in info.capabilities:
        return "reasoning"
    if uses.sampling and not _samples(info):
        return uses.sampling[0]
    if uses.prefill and "prefill" in info.lacks:
        return "prefill"
    return None


def _samples(info: ModelInfo) -> bool:
    """OpenAI's reasoning models take sampling settings only while reasoning is off."""
    if "sampling" in info.lacks:
        return False
    if not _openai(info) or "reasoning" not in info.capabilities:
        return True
    return "reasoning_can_be_off" in info.capabilities


def changes(call: Call, old: ModelInfo, new: ModelInfo, uses: Uses) -> tuple[str, ...]:
    """What must be changed in the call beside the model's name, in the words of the report."""
    out = []
    thinks = "reasoning" in new.capabilities and "reasoning_off_by_default" not in new.capabilities
    if thinks and (uses.sampling and _openai(new) or always_thinks_more(old, new)):
        named = f" (it takes {uses.sampling[0]} only then)" if uses.sampling and _openai(new) else ""
        out.append(("set reasoning_effort to none" if _openai(new) else "keep thinking off") + named)
    chat = call.api.startswith("chat.completions") or "ChatCompletion" in call.api
    if uses.max_tokens and chat and _openai(new) and "reasoning" in new.capabilities:
        out.append("rename max_tokens to max_completion_tokens")
    return tuple(out)


def always_thinks_more(old: ModelInfo, new: ModelInfo) -> bool:
    """Whether the new model bills reasoning by default where the old one does not."""
    return "reasoning" in new.capabilities and "reasoning" not in old.capabilities


def cannot_stop_thinking(old: ModelInfo, new: ModelInfo) -> bool:
    """Whether the new model always reasons and the old one never does: its output would not be the same size."""
    return always_thinks_more(old, new) and "reasoning_can_be_off" not in new.capabilities


def _openai(info: ModelInfo) -> bool:
    name = info.id.rsplit("/", 1)[-1].removeprefix("openai.")
    return name.startswith(("gpt-", "o1", "o3", "o4"))
