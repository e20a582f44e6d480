"""A small report with one of everything, made by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from promptlint.model import (
    Alternative,
    Call,
    CallSite,
    Cost,
    Finding,
    Fix,
    Hole,
    Image,
    KnownModel,
    Message,
    ModelRef,
    Origin,
    Price,
    PricedCall,
    Problem,
    PromptText,
    Rates,
    Report,
    SourceFile,
    Span,
    Static,
    TokenCount,
)

APP = """\
from prompts import SYSTEM
def ask(model, text):
\treturn client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}])
answer = ask("gpt-4o", SYSTEM)
"""
NOTEBOOK = "import anthropic\nclient.messages.create(\n    model=MODEL,\n)\n"


def priced() -> tuple[PricedCall, ...]:
    """A wrapper, its caller, and a call in a notebook that nothing is known of."""
    inner = Call(
        id="inner", path="app.py", span=Span(3, 9, 3, 97), function="app.ask", sdk="openai",
        api="chat.completions.create", kind="chat", certainty="shape", provider="openai", models=(),
        model_unknown="parameter `model` of ask() is set by its callers", messages=(), messages_unknown="a parameter",
    )  # fmt: skip
    here = Origin("app.py", 4, 4, "literal")
    text = (Static("Sort this: ", Origin("prompts.py", 1, 1, "import")), Hole("ticket", "prompts.py", 1, "a parameter"))
    outer = Call(
        id="outer", path="app.py", span=Span(4, 10, 4, 31), function="app", sdk="openai",
        api="chat.completions.create", kind="chat", certainty="resolved", provider="openai",
        models=(ModelRef("gpt-4o", None, here), ModelRef("my-own", "openai", here)), model_unknown=None,
        messages=(Message("user", text, Origin("prompts.py", 1, 1, "import")),), messages_unknown=None,
        images=(Image(10, 10, "low", here),), max_output_tokens=500, has_output_limit=True,
        in_loop=True, via=(CallSite("app.py", 3, "app.ask"),), sdk_call="inner",
    )  # fmt: skip
    lost = Call(
        id="lost", path="nb.ipynb", span=Span(2, 1, 4, 2), function="", sdk="anthropic", api="messages.create",
        kind="chat", certainty="resolved", provider="anthropic", models=(), model_unknown="MODEL is not defined",
        messages=(), messages_unknown="no messages",
    )  # fmt: skip
    unknown = Cost(None, None, "unknown", None, None, None, None, None, None, (), "no model is known")
    count = TokenCount(1230, "lower-bound", 1230, None, "o200k_base", "")
    price = Price(Rates(Decimal("2.5"), Decimal(10)), "list", "https://example.org", date(2026, 11, 1))
    cost = Cost(
        input=count, output_tokens=500, output_is="limit", model="gpt-4o", provider="openai", price=price,
        low=Decimal("0.003075"), high=None, estimate=Decimal("0.0080750"), assumed=("hole_sizes",), unpriced=None,
        alternatives=(
            Alternative("gpt-4.1-nano", "openai", Decimal("0.00022"), Decimal("0.007855"), 97, "same provider"),
        ),
        message_tokens=(TokenCount(1225, "lower-bound", 1225, None, "o200k_base"),),
    )  # fmt: skip
    return PricedCall(inner, unknown), PricedCall(outer, cost), PricedCall(lost, unknown)


def findings() -> tuple[Finding, ...]:
    """One error, one suppressed warning, one in a notebook."""

    def make(rule: str, severity: str, path: str, span: Span, **more: object) -> Finding:
        facts = {"saving": None, "call": None, "fixes": (), "facts": (), "status": "active", **more}
        return Finding(
            rule=rule, name=f"rule-{rule.lower()}", severity=severity, path=path, span=span,
            message=f"{rule} speaks: 100%, see", advice=f"mend {rule}", fingerprint=f"print-{rule}", **facts,
        )  # type: ignore[arg-type]  # fmt: skip

    return (
        make("PL101", "error", "app.py", Span(4, 10, 4, 31), saving=Decimal("0.0053"), call="outer"),
        make("PL203", "info", "app.py", Span(3, 9, 3, 97), status="suppressed", call="inner"),
        make("PL501", "warning", "nb.ipynb", Span(2, 1, 4, 2), call="lost", fixes=(Fix("limit", "unsafe", ()),)),
    )


@pytest.fixture
def report() -> Report:
    """The whole report."""
    prompt = PromptText(
        "prompts.py", Span(1, 10, 1, 31), "SYSTEM", (Static("Sort this: ", Origin("prompts.py", 1, 1, "literal")),),
        "system", "reaches a request", ("outer",),
    )  # fmt: skip
    return Report(
        version="0.1.0",
        price_source="a list",
        price_date=date(2026, 11, 1),
        as_of=date(2026, 11, 23),
        files=("app.py", "nb.ipynb", "old.py", "prompts.py"),
        analysed=("app.py", "nb.ipynb", "prompts.py"),
        calls=priced(),
        prompts=((prompt, TokenCount(4, "exact", 4, 4, "o200k_base")),),
        findings=findings(),
        problems=(Problem("old.py", 3, "parse", "Python 2: print is a statement"),),
        sources=(
            ("app.py", SourceFile("app.py", APP)),
            ("nb.ipynb", SourceFile("nb.ipynb", NOTEBOOK, "notebook", (1, 2))),
        ),
        known_models=(KnownModel("gpt-4o", None, "gpt-4o", "openai"),),
    )
