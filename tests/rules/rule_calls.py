"""Hand-made requests for the tests of checks and engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from promptlint.checks.check import RuleContext
from promptlint.model import (
    Alternative,
    Call,
    Cost,
    Finding,
    Hole,
    Message,
    ModelRef,
    Origin,
    Price,
    PricedCall,
    Rates,
    SourceFile,
    Span,
    Static,
    TokenCount,
)
from promptlint.prices.book import Book
from promptlint.prices.terms import Terms
from promptlint.rules.engine import run_rules
from promptlint.rules.loader import load_rules

TODAY = date(2026, 11, 23)
CHEAPER = Alternative("gpt-6-luna", "openai", Decimal("0.00005"), Decimal("0.00095"), 95, "same provider")


def origin(line: int = 1, end_line: int | None = None, path: str = "app.py", how: str = "literal") -> Origin:
    return Origin(path, line, end_line or line, how)


def message(text: str, role: str = "user", line: int = 1, end_line: int | None = None, path: str = "app.py") -> Message:
    """A message whose holes are written ``«name»`` in ``text``."""
    place = origin(line, end_line, path)
    parts: list[Static | Hole] = []
    for number, piece in enumerate(text.replace("»", "«").split("«")):
        if number % 2:
            parts.append(Hole(piece, path, line, "parameter"))
        elif piece:
            parts.append(Static(piece, place))
    return Message(role, tuple(parts), place)


def model(name: str = "gpt-4o", line: int = 1, path: str = "app.py", provider: str | None = "openai") -> ModelRef:
    return ModelRef(name, provider, origin(line, path=path))


def make_call(*messages: Message, models: Sequence[ModelRef] | None = None, line: int = 1, **fields: Any) -> Call:
    values: dict[str, Any] = {
        "id": f"call-{line}",
        "path": "app.py",
        "span": Span(line, 1, line, 40),
        "function": "app.ask",
        "sdk": "openai",
        "api": "chat.completions.create",
        "kind": "chat",
        "certainty": "resolved",
        "provider": "openai",
        "models": tuple(models) if models is not None else (model(line=line),),
        "model_unknown": None,
        "messages": messages,
        "messages_unknown": None,
    }
    return Call(**{**values, **fields})


def price(call: Call, tokens: int = 100, estimate: str | None = "0.001", **fields: Any) -> PricedCall:
    """The call with a cost as the stages before would give it; ``tokens`` is the exact input."""
    amount = Decimal(estimate) if estimate else None
    count = TokenCount(tokens, "exact", tokens, tokens, "o200k_base")
    values: dict[str, Any] = {
        "input": count,
        "output_tokens": 500,
        "output_is": "assumed",
        "model": call.models[0].id if call.models else None,
        "provider": call.models[0].provider if call.models else None,
        "price": Price(Rates(Decimal("2.5"), Decimal(10)), "test", "https://example.org", TODAY),
        "low": amount,
        "high": amount,
        "estimate": amount,
        "assumed": (),
        "unpriced": None,
        "alternatives": (CHEAPER,),
        "message_tokens": tuple(count for _ in call.messages),
    }
    return PricedCall(call, Cost(**{**values, **fields}))


def context(source: str = "", path: str = "app.py", today: date = TODAY, **others: str) -> RuleContext:
    sources = {path: SourceFile(path, source)}
    return RuleContext(Book.load(), today, Terms(as_of=today), sources)


def findings(rule: str, *calls: PricedCall, source: str = "", **params: object) -> tuple[Finding, ...]:
    """What one built-in rule finds."""
    rules = [one for one in load_rules((), {rule: params}) if one.id == rule]
    return run_rules(rules, calls, context(source))
