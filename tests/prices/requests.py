"""Requests for the tests of money."""

from __future__ import annotations

from promptlint.model import Call, Hole, Image, Message, ModelRef, Origin, Span, Static, Tool

HERE = Origin("app.py", 1, 1, "literal")
TEXT = "You are a support agent. Classify the ticket as billing, bug or question and answer with one word.\n" * 8


def request(
    *models: str,
    provider: str | None = "openai",
    text: str | None = TEXT,
    holes: tuple[str, ...] = (),
    limit: int | None = 500,
    kind: str = "chat",
    arguments: tuple[tuple[str, str | int | float | bool | None], ...] = (),
    tools: tuple[Tool, ...] = (),
    images: tuple[Image, ...] = (),
    last_role: str | None = None,
    sdk: str = "openai",
    gateway: str | None = None,
) -> Call:
    """A call of the chat API with one system message."""
    parts = (*((Static(text, HERE),) if text else ()), *(Hole(hole, "app.py", 2, "a parameter") for hole in holes))
    messages = [Message("system", parts, HERE)] if parts else []
    if last_role:
        messages.append(Message(last_role, (Static("{", HERE),), HERE))
    return Call(
        id="app.ask:0",
        path="app.py",
        span=Span(1, 1, 3, 2),
        function="app.ask",
        sdk=sdk,
        api="chat.completions.create",
        kind=kind,
        certainty="resolved",
        provider=provider,
        models=tuple(ModelRef(model, provider, HERE) for model in models),
        model_unknown=None if models else "the parameter `model` of ask() has no default",
        messages=tuple(messages),
        messages_unknown=None if messages else "the messages come from **kwargs",
        tools=tools,
        images=images,
        max_output_tokens=limit,
        has_output_limit=limit is not None,
        arguments=arguments,
        gateway=gateway,
    )
