"""The JSON report, version 1; ``report.schema.json`` beside this file describes it."""

from __future__ import annotations

import json
from typing import Any

from promptlint.model import (
    Alternative,
    Call,
    Cost,
    Finding,
    KnownModel,
    Message,
    ModelRef,
    Option,
    Origin,
    Price,
    PricedCall,
    PromptText,
    Report,
    Span,
    TokenCount,
)
from promptlint.record import asdict
from promptlint.report import RenderOptions
from promptlint.report._money import plain
from promptlint.report._place import Places, places
from promptlint.totals import per_call_total, summarise
from promptlint.volumes import bill, monthly

SCHEMA = "promptlint-report/1"


def render(report: Report, options: RenderOptions) -> str:
    """One JSON document, the same bytes for the same report."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as JSON objects."""
    where = places(report)
    known = {(model.id, model.hint): model for model in report.known_models}
    return {
        "schema": SCHEMA,
        "version": report.version,
        "prices": {"source": report.price_source, "as_of": report.price_date.isoformat()},
        "summary": asdict(summarise(report)),
        "calls": [_call(priced, where, known) for priced in report.calls],
        "prompts": [_prompt(prompt, count, where) for prompt, count in report.prompts],
        "findings": [_finding(finding, where) for finding in report.findings],
        "problems": [asdict(problem) for problem in report.problems],
        "totals": totals(report),
        "assumptions": list(report.assumptions),
    }


def totals(report: Report) -> dict[str, Any]:
    """The sums in USD, before tax unless the name says otherwise."""
    month = bill(report)
    return {
        "per_call": plain(per_call_total(report)),
        "monthly": plain(month.amount),
        "monthly_with_tax": plain(month.with_tax(report.tax)) if report.tax else None,
        "monthly_by_basis": {basis: plain(part) for basis, part in month.parts} if month.amount is not None else None,
        "monthly_requests": {"covered": month.covered, "all": month.requests},
    }


def _span(path: str, span: Span, where: Places) -> dict[str, Any]:
    cell, line = where.cell(path, span.line)
    end_line = line + span.end_line - span.line
    return {
        "path": path,
        "cell": cell,
        "line": line,
        "column": span.column,
        "end_line": end_line,
        "end_column": span.end_column,
    }


def _origin(origin: Origin, where: Places) -> dict[str, Any]:
    cell, line = where.cell(origin.path, origin.line)
    end_line = line + origin.end_line - origin.line
    return {"path": origin.path, "cell": cell, "line": line, "end_line": end_line, "how": origin.how}


def _call(priced: PricedCall, where: Places, known: dict[tuple[str, str | None], KnownModel]) -> dict[str, Any]:
    call, cost = priced.call, priced.cost
    counts: tuple[TokenCount | None, ...] = cost.message_tokens or (None,) * len(call.messages)
    return {
        "id": call.id,
        **_span(call.path, call.span, where),
        "function": call.function,
        "sdk": call.sdk,
        "api": call.api,
        "kind": call.kind,
        "certainty": call.certainty,
        "endpoint": call.endpoint,
        "gateway": call.gateway,
        "via": _via(call, where),
        "models": [one for model in call.models for one in _model(model, known, where)],
        "model_unknown": call.model_unknown,
        "messages": [_message(m, count, where) for m, count in zip(call.messages, counts, strict=True)],
        "messages_unknown": call.messages_unknown,
        "in_loop": call.in_loop,
        "rounds": call.rounds,
        "max_output_tokens": call.max_output_tokens,
        "tokens": tokens_of(cost),
        "cost": cost_of(cost),
        "monthly": monthly_of(priced),
        "alternatives": [_offer(one, priced) for one in cost.alternatives],
        "options": [_offer(one, priced) for one in cost.options],
    }


def _via(call: Call, where: Places) -> list[dict[str, Any]]:
    return [
        {"path": step.path, "line": where.cell(step.path, step.line)[1], "function": step.function} for step in call.via
    ]


def _model(model: ModelRef, known: dict[tuple[str, str | None], KnownModel], where: Places) -> list[dict[str, Any]]:
    """One entry for each place that names the model."""
    found = known.get((model.id, model.provider))
    provider = model.provider or (found.provider if found else None)
    entry = {
        "id": model.id,
        "provider": provider,
        "known": found is not None,
        "endpoint": model.endpoint,
        "gateway": model.gateway,
    }
    return [{**entry, "origin": _origin(origin, where)} for origin in model.origins]


def _message(message: Message, count: TokenCount | None, where: Places) -> dict[str, Any]:
    return {
        "role": message.role,
        "text": message.text,
        "tokens": count.tokens if count else None,
        "exact": count is not None and count.kind != "estimate",
        "complete": message.complete,
        "holes": [{"expr": hole.expr, "line": where.cell(hole.path, hole.line)[1]} for hole in message.holes],
        "origin": _origin(message.origin, where),
    }


def tokens_of(cost: Cost) -> dict[str, Any]:
    """The tokens of one request."""
    return {
        "input": cost.input.tokens if cost.input else None,
        "input_is": cost.input.kind if cost.input else None,
        "output": cost.output_tokens,
        "output_is": cost.output_is,
        "encoding": cost.input.encoding if cost.input else None,
        "note": cost.input.note if cost.input else "",
        "input_low": cost.input.low if cost.input else None,
        "input_high": cost.input.high if cost.input else None,
        "band_percent": cost.input.band if cost.input else None,
        "input_used": cost.input_tokens,
        "input_basis": cost.input_basis,
        "output_basis": cost.output_basis,
    }


def monthly_of(priced: PricedCall) -> dict[str, Any] | None:
    """The month of a call, with what each of its numbers rests on; None where no volume is known."""
    month = monthly(priced)
    if month is None:
        return None
    return {
        "requests": plain(month.requests),
        "cost": plain(month.amount),
        "requests_basis": month.volume_basis,
        "basis": month.basis,
        "note": priced.cost.expected.note,
    }


def cost_of(cost: Cost) -> dict[str, Any]:
    """USD for one request."""
    return {
        "currency": "USD",
        "low": plain(cost.low),
        "high": plain(cost.high),
        "estimate": plain(cost.estimate),
        "assumed": list(cost.assumed),
        "model": cost.model,
        "unpriced": cost.unpriced,
        "terms": list(cost.terms),
        "price": price_of(cost.price),
        "other_prices": [price_of(price) for price in cost.other_prices],
        "disputed": [plain(amount) for amount in cost.disputed] if cost.disputed else None,
    }


def price_of(price: Price | None) -> dict[str, Any] | None:
    """USD per million tokens, with who says so, where and of which day."""
    if price is None:
        return None
    rates = {name: plain(amount) for name, amount in asdict(price.rates).items()}
    return {**rates, "source": price.source, "url": price.url, "as_of": price.as_of.isoformat()}


def _offer(offer: Alternative | Option, priced: PricedCall) -> dict[str, Any]:
    month = monthly(priced)
    return {
        **asdict(offer),
        "estimate": plain(offer.estimate),
        "saving": plain(offer.saving),
        "saving_per_1k_calls": plain(offer.saving * 1000),
        "saving_monthly": None if month is None else plain(offer.saving * month.requests),
    }


def _prompt(prompt: PromptText, count: TokenCount, where: Places) -> dict[str, Any]:
    message = Message(prompt.role, prompt.parts, Origin(prompt.path, prompt.span.line, prompt.span.end_line, "literal"))
    span = _span(prompt.path, prompt.span, where)
    return {
        **{key: span[key] for key in ("path", "cell", "line", "end_line")},
        "name": prompt.name,
        "role": prompt.role,
        "tokens": count.tokens,
        "exact": count.kind != "estimate",
        "encoding": count.encoding,
        "text": message.text,
        "calls": list(prompt.calls),
    }


def _finding(finding: Finding, where: Places) -> dict[str, Any]:
    safeties = {fix.safety for fix in finding.fixes}
    return {
        "rule": finding.rule,
        "name": finding.name,
        "severity": finding.severity,
        **_span(finding.path, finding.span, where),
        "message": finding.message,
        "advice": finding.advice,
        "saving": plain(finding.saving),
        "call": finding.call,
        "fixable": "safe" if "safe" in safeties else "unsafe" if safeties else None,
        "fingerprint": finding.fingerprint,
        "status": finding.status,
    }
