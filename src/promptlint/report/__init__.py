"""The output formats: every module here without a leading underscore is one, with ``render(report, options)``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from promptlint.model import Report
from promptlint.modules import module_names
from promptlint.record import record


@record
class RenderOptions:
    """How a format may present a report.

    ``prefix`` goes before the report's paths to reach the files from the working directory ("" or "examples/").
    ``width`` is the terminal's, None when the output is not a terminal; ``ascii`` when it takes no other characters.
    """

    color: bool = False
    width: int | None = None
    ascii: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    prefix: str = ""


@record
class Format:
    """A format: ``render`` makes its text. ``for_people`` is read on a terminal, in the terminal's own encoding."""

    render: Callable[[Report, RenderOptions], str]
    for_people: bool


def format_names() -> list[str]:
    """The names that ``--output-format`` takes."""
    return module_names(__path__)


def load_format(name: str) -> Format:
    """The format of that name. What its module does not mark with FOR_PEOPLE is for programs and always UTF-8."""
    module = import_module(f"promptlint.report.{name}")
    return Format(module.render, getattr(module, "FOR_PEOPLE", False))
