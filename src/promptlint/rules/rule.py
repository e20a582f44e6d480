"""A rule and its examples."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.record import record

SEVERITIES = ("error", "warning", "info")
CATEGORIES = {
    "model": "Which model answers",
    "context": "How much is sent",
    "prompt": "How the prompt is written",
    "output": "How much comes back",
    "lifecycle": "Whether the model is there at all",
}


@record
class Rule:
    """A rule file without its examples; ``path`` is the file, shown in errors. ``params`` are validated.

    ``yields_to`` are ids of rules: where one of them speaks about a request, this one says nothing about it.
    """

    id: str
    name: str
    category: str
    severity: str
    since: str
    summary: str
    message: str
    rationale: str
    advice: str
    check: str
    params: Mapping[str, object]
    path: str
    builtin: bool
    text: str
    yields_to: tuple[str, ...] = ()


@record
class Example:
    """A piece of Python with the lines the rule must object to (none for a valid one), and the words expected there.

    ``why`` says what makes it a hit or a near miss. ``files`` are other files of the example's project, by path.
    """

    name: str
    why: str
    code: str
    lines: tuple[int, ...]
    messages: tuple[str, ...]
    files: Mapping[str, str]
    line: int

    @property
    def valid(self) -> bool:
        """Whether the rule must stay silent."""
        return not self.lines
