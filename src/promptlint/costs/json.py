"""The bill for programs, ``promptlint-cost/1``: the calls as in the JSON report, each request once, without texts."""

from __future__ import annotations

import json
from typing import Any

from promptlint.costs import CostOptions, Item, items
from promptlint.model import Report
from promptlint.report._place import Places, places
from promptlint.report.json import cost_of, monthly_of, tokens_of, totals

SCHEMA = "promptlint-cost/1"


def render(report: Report, options: CostOptions) -> str:
    """One JSON document; amounts are USD, as strings, before tax."""
    where = places(report)
    document = {
        "schema": SCHEMA,
        "version": report.version,
        "prices": {"source": report.price_source, "as_of": report.price_date.isoformat()},
        "calls": [_call(item, where) for item in items(report)],
        "totals": totals(report),
        "assumptions": list(report.assumptions),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _call(item: Item, where: Places) -> dict[str, Any]:
    call, cost = item.priced.call, item.priced.cost
    cell, line = where.cell(call.path, call.span.line)
    return {
        "id": call.id,
        "path": call.path,
        "cell": cell,
        "line": line,
        "function": call.function,
        "models": [model.id for model in call.models],
        "in_loop": call.in_loop,
        "usage_keys": list(cost.expected.keys),
        "tokens": tokens_of(cost),
        "cost": cost_of(cost),
        "monthly": monthly_of(item.priced),
    }
