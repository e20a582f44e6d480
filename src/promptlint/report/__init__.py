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


Renderer = Callable[[Report, RenderOptions], str]


def format_names() -> list[str]:
    """The names that ``--output-format`` takes."""
    return module_names(__path__)


def load_format(name: str) -> Renderer:
    """The ``render`` function of a format."""
    renderer: Renderer = import_module(f"promptlint.report.{name}").render
    return renderer
