"""Whether a prompt asks for a simple task: features of its text, weighed and added up.

A feature is a list of words looked for in the instructions; a hit is a hint, not a proof, so the sum has to reach a
threshold that was set for precision on a labelled set (``benchmarks/simple_tasks.py`` prints the figures).
Nothing here knows a model or a price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from promptlint.checks.task_words import CODE, CONVERSATION, DENIALS, PLANNING, REASONING, SHORT_ANSWER, TASKS, WRITING

THRESHOLD = 3
TASK_POINTS = {"yes-no": 3, "translate": 3}
"""Points for a task's first word, 2 where not given: asking for yes or no, or for a translation, says the most."""
LONG_TEXT_WORDS = 60
"""From so many words on an answer "of 150 words" is writing."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the judgement looks at: the instructions without their holes, and what the request carries beside them."""

    text: str
    tools: int = 0
    max_output: int | None = None
    schema: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The best guess at the task, the sum of the features, and each feature that counted with its points."""

    task: str | None
    score: int
    features: tuple[tuple[str, int], ...]

    @property
    def simple(self) -> bool:
        """Whether the evidence for a simple task reaches the threshold."""
        return self.task is not None and self.score >= THRESHOLD


def judge(prompt: Prompt) -> Judgement:
    """How simple the task of ``prompt`` is."""
    text = normalised(prompt.text)
    task, task_points = _task(text)
    features = (
        ("task words", task_points),
        ("asks for a short answer", min(_hits(text, (*SHORT_ANSWER, *DENIALS)), 2)),
        ("list of labels", int(_lists_labels(prompt.text))),
        ("output limit", _limit_points(prompt.max_output)),
        ("response schema", int(prompt.schema)),
        ("reasoning words", -2 * min(_hits(text, REASONING), 3)),
        ("planning words", -2 * min(_hits(text, PLANNING), 3)),
        ("code words", -2 * min(_hits(text, CODE), 3)),
        ("writing words", -2 * min(_hits(text, WRITING), 3)),
        ("long answer asked for", -4 * _asks_for_long_text(text)),
        ("conversation", -3 * min(_hits(text, CONVERSATION), 2)),
        ("several tools", -4 * (prompt.tools > 1)),
    )
    return Judgement(task, sum(points for _, points in features), tuple(f for f in features if f[1]))


def normalised(text: str) -> str:
    """Lower-case words with a space around each; requests to leave out explanations lose the word "explanation"."""
    words = " ".join(("", *re.findall(r"[^\W_]+(?:\+\+)?", text.lower()), ""))
    for number, denial in enumerate(DENIALS):
        words = words.replace(denial, f" nothing else {number} ")
    return words


def _task(text: str) -> tuple[str | None, int]:
    """The task with most words in the text, and its points."""
    hits = {task: _hits(text, words) for task, words in TASKS.items()}
    task = max(hits, key=lambda name: (hits[name], TASK_POINTS.get(name, 0)))
    if not hits[task]:
        return None, 0
    return task, TASK_POINTS.get(task, 2) + min(hits[task] - 1, 2)


def _hits(text: str, words: tuple[str, ...]) -> int:
    """How many of ``words`` occur in ``text``."""
    return sum(word in text for word in words)


def _lists_labels(text: str) -> bool:
    """Whether labels stand as ``a | b | c`` or ``a / b / c``."""
    return bool(re.search(r"[\w\"'`*]\s?([|/])\s?[\w\"'`*][\w \"'`*-]{0,30}\1\s?[\w\"'`*]", text))


def _asks_for_long_text(text: str) -> bool:
    counts = re.findall(r" (\d{2,5}) words? ", text)
    return any(int(count) >= LONG_TEXT_WORDS for count in counts)


def _limit_points(limit: int | None) -> int:
    """A limit of a few tokens leaves room for a label only; a generous one is meant for text."""
    if limit is None:
        return 0
    return 2 if limit <= 16 else 1 if limit <= 64 else -1 if limit > 1500 else 0
