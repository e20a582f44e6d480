"""The formats of ``promptlint cost``: every module here without a leading underscore is one, with ``render(bill)``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from promptlint.model import PricedCall, Report
from promptlint.modules import module_names
from promptlint.record import record
from promptlint.totals import counted_calls
from promptlint.volumes import Monthly, monthly


@record
class Item:
    """One request of the bill with its month, None where nobody said how often it is made."""

    priced: PricedCall
    month: Monthly | None


@record
class CostOptions:
    """How the bill is shown: ``prefix``, ``ascii`` and ``width`` are those of ``RenderOptions``."""

    prefix: str = ""
    ascii: bool = False
    width: int | None = None


def items(report: Report) -> tuple[Item, ...]:
    """Each request once, the dearest month first; then those without a volume, the dearest request first."""
    found = [Item(priced, monthly(priced)) for priced in counted_calls(report)]
    return tuple(sorted(found, key=_rank))


def _rank(item: Item) -> tuple[object, ...]:
    amount = item.month.amount if item.month else None
    estimate, call = item.priced.cost.estimate, item.priced.call
    return (amount is None, -(amount or 0), estimate is None, -(estimate or 0), call.path, call.span)


def format_names() -> list[str]:
    """The names that ``--output-format`` takes."""
    return module_names(__path__)


def load_format(name: str) -> Callable[[Report, CostOptions], str]:
    """What makes the text of a format."""
    render: Callable[[Report, CostOptions], str] = import_module(f"{__name__}.{name}").render
    return render
