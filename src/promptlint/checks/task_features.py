"""Whether a prompt asks for a simple task: features of its text, weighed and added up.

A feature is a list of words looked for in the instructions, or something about their form; a hit is a hint, not a
proof, so the sum has to reach a threshold that was set for precision on a labelled set
(``benchmarks/simple_tasks.py`` prints the figures). Nothing here knows a model or a price.
"""

from __future__ import annotations

import re

from promptlint.checks.task_words import (
    CHOICE,
    CODE,
    CONVERSATION,
    DENIALS,
    GIVEN_TEXT,
    HUMAN_LANGUAGES,
    MAKES,
    MAKING,
    PLANNING,
    REASONING,
    SHORT_ANSWER,
    SHORT_PRODUCTS,
    TASKS,
    WRITING,
)
from promptlint.patterns import lazy_pattern
from promptlint.record import record

THRESHOLD = 4
LONG_TEXT_WORDS = 60
"""From so many words on an answer "of 150 words" is writing."""

_SEPARATED = lazy_pattern(r"[\w\"'`*]\s?([|/])\s?[\w\"'`*][\w \"'`*-]{0,30}\1\s?[\w\"'`*]")
_QUOTED = lazy_pattern(r"([\"'`])[\w-]+\1,? (?:or|oder|ou|o|and) \1[\w-]+\1")
_CAPITALS = lazy_pattern(r"\b[A-Z][A-Z_]+\d?(?:, [A-Z][A-Z_]+\d?)*,? (?:or|oder|ou) [A-Z][A-Z_]+")
_ALTERNATIVES = lazy_pattern(r"\b(?:as|to|either|is it) [\w-]+(?:, [\w-]+)* or [\w-]+")
_ENUMERATED = lazy_pattern(r"[:(]\s*[^\W\d][\w-]*(?: [\w-]+){0,2}(?:, [^\W\d][\w-]*(?: [\w-]+){0,2}){2,}")


@record
class Prompt:
    """What the judgement looks at: the instructions without their holes, and what the request carries beside them."""

    text: str
    tools: int = 0
    max_output: int | None = None
    schema: bool = False


@record
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
    labels = _label_points(prompt.text)
    task, task_points = _task(text, labels)
    features = (
        ("task words", task_points),
        ("asks for a short answer", min(_hits(text, (*SHORT_ANSWER, *DENIALS)), 2)),
        ("list of labels", labels),
        ("about a piece of text", int(task is not None and _hits(text, GIVEN_TEXT) > 0)),
        ("output limit", _limit_points(prompt.max_output)),
        ("response schema", (2 if task in ("extract", "classify", "route", "yes-no") else 1) * prompt.schema),
        ("into a human language", int(task == "translate" and _hits(text, HUMAN_LANGUAGES) > 0)),
        ("reasoning words", -2 * min(_hits(text, REASONING), 3)),
        ("planning words", -2 * min(_hits(text, PLANNING), 3)),
        ("code words", -3 * min(_hits(text, CODE), 3)),
        ("writing words", -3 * min(_hits(text, WRITING), 3)),
        ("something is to be made", -3 * min(_products(text), 2)),
        ("long answer asked for", -4 * _asks_for_long_text(text)),
        ("conversation", -3 * min(_hits(text, CONVERSATION), 2)),
        ("several tools", -4 * (prompt.tools > 1)),
    )
    return Judgement(task, sum(points for _, points in features), tuple(f for f in features if f[1]))


def normalised(text: str) -> str:
    """Lower-case words with a space around each; requests to leave explanations out lose the word "explain"."""
    words = " ".join(("", *re.findall(r"[^\W_]+(?:\+\+)?", text.lower()), ""))
    for number, denial in enumerate(DENIALS):
        words = words.replace(denial, f" nothing else {number} ")
    return words


def _task(text: str, labels: int) -> tuple[str | None, int]:
    """The task with most words in the text and its points; a choice between labels is a classification.

    The word that comes first counts twice for its task: an extraction may well have a field called classification.
    """
    hits = {task: _hits(text, words) for task, words in TASKS.items()}
    first = min(TASKS, key=lambda name: _first(text, TASKS[name]))
    task = max(hits, key=lambda name: (hits[name] + (name == first), name == first))
    if hits[task]:
        return task, 1 + min(hits[task], 3)
    if labels and (_hits(text, CHOICE) or _hits(text, SHORT_ANSWER)):
        return "classify", 1
    return None, 0


def _hits(text: str, words: tuple[str, ...]) -> int:
    """How many of ``words`` occur in ``text``."""
    return sum(word in text for word in words)


def _first(text: str, words: tuple[str, ...]) -> int:
    """Where the first of ``words`` stands, behind the text when none does."""
    return min((place for word in words if (place := text.find(word)) >= 0), default=len(text))


def _label_points(text: str) -> int:
    """Labels to choose from: as a | b | c, as `a` or `b`, as A, B or C, and (weaker) in plain words."""
    if _SEPARATED.search(text) or _QUOTED.search(text) or _CAPITALS.search(text):
        return 2
    return 1 if _ENUMERATED.search(text) or _ALTERNATIVES.search(text) else 0


def _products(text: str) -> int:
    """How many things are to be made that are not short by their nature, as a title is."""
    if not _hits(text, MAKES):
        return 0  # without the pattern, which takes 6 ms to compile
    made = (set(found["what"].split()) for found in MAKING.finditer(text))
    return sum(1 for what in made if what and (not what & SHORT_PRODUCTS or _many(what)))


def _many(words: set[str]) -> bool:
    """Whether the words hold a number from ten on."""
    return any(word.isdecimal() and int(word) >= 10 for word in words) or bool(words & {"ten", "twelve", "twenty"})


def _asks_for_long_text(text: str) -> bool:
    counts = re.findall(r" (\d{2,5}) (?:words?|wörter|palabras|mots) ", text)
    return any(int(count) >= LONG_TEXT_WORDS for count in counts)


def _limit_points(limit: int | None) -> int:
    """A limit of a few tokens leaves room for a label only; a generous one is meant for text."""
    if limit is None:
        return 0
    return 2 if limit <= 16 else 1 if limit <= 64 else -1 if limit > 1500 else 0
