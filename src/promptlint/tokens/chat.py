"""What the chat formats add around the text of messages, in tokens.

OpenAI: 3 for each message and its role, 3 that prime the reply (section 6 of the cookbook "How to count tokens with
tiktoken", whose figures are the API's own). Anthropic: what ctok 1.3.0 found for a request of one message; a system
text adds nothing (https://platform.claude.com/docs/en/build-with-claude/token-counting records 14 tokens for the
system text "You are a scientist" and "Hello, Claude"), a further message 3 (88 recorded there for three messages with
thinking, not certain). Google: 1 for each message (https://ai.google.dev/gemini-api/docs/tokens). Others: the chat
template published with the model.
"""

from __future__ import annotations

from promptlint.record import record


@record
class Frame:
    """Tokens around a request, each message and each system message; ``certain`` when recorded by the maker."""

    request: int
    message: int
    system: int
    certain: bool = False


FRAMES = {
    "openai": Frame(3, 4, 4, certain=True),
    "claude-3": Frame(4, 3, 0),
    "claude-4.7": Frame(8, 3, 0),
    "claude-4.8": Frame(3, 3, 0),
    "google": Frame(0, 1, 0),
    "llama-3": Frame(5, 5, 5),
    "llama-2": Frame(1, 4, 4),
    "qwen-3": Frame(3, 5, 5),
    "deepseek-v3": Frame(2, 1, 0),
    "mistral-tekken": Frame(1, 2, 2),
    "mistral-v2": Frame(1, 4, 4),
    "glm-4": Frame(3, 2, 2),
    "kimi-k2": Frame(3, 5, 5),
}
"""By vendor or vocabulary. One token for the role is in the numbers of OpenAI and of the chat templates."""


def frame_for(vendor: str, encoding: str) -> Frame:
    """The frame of a model's chat format; that of OpenAI, as a guess, where none is known."""
    known = FRAMES.get(vendor) or FRAMES.get(encoding)
    return known or Frame(3, 4, 4)
