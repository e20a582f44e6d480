"""The judgement of simple tasks keeps the precision that its benchmark states."""

from __future__ import annotations

import pytest

from benchmarks.simple_tasks import evaluate, read_labelled
from promptlint.checks.simple_task import TASK_WORDS
from promptlint.checks.task_features import Judgement, Prompt, judge, normalised
from promptlint.checks.task_words import TASKS

LABELLED = read_labelled()
HELD_OUT = [item for item in LABELLED if item.held_out]


def test_the_labelled_set_is_large_and_of_both_kinds() -> None:
    """At least 150 prompts, each once, with every task in both parts."""
    assert len(LABELLED) >= 150
    assert len({item.id for item in LABELLED}) == len({item.prompt for item in LABELLED}) == len(LABELLED)
    for part in (HELD_OUT, [item for item in LABELLED if not item.held_out]):
        assert {item.task for item in part} == {*TASKS, None}


def test_precision_on_the_held_out_part() -> None:
    """At least 95 % of what is called simple is; silence is cheap, but not everything is silence."""
    figures = evaluate(HELD_OUT)
    assert figures.precision >= 0.95
    assert figures.recall >= 0.7


def test_every_task_has_a_word_for_the_message() -> None:
    """The message names the task."""
    assert set(TASK_WORDS) == set(TASKS)


@pytest.mark.parametrize(
    ("text", "fields", "simple"),
    [
        ("", {}, False),
        ("Translate the text to French:", {}, True),
        ("Translate the text to French:", {"tools": 2}, False),
        ("Translate the text to SQL:", {}, False),
        ("Classify the ticket.", {}, False),  # into what, and how long the answer is, nobody knows
        ("Classify the ticket.", {"max_output": 5}, True),
        ("Classify the ticket.", {"max_output": 4000}, False),
        ("Classify the ticket. Answer with one word.", {}, True),
        ("Classify the ticket. Do not explain.", {}, True),
        ("Classify the ticket and explain your decision in one word.", {}, False),
        ("Is this mail spam? Answer yes or no.", {}, True),
        ("Is this proof valid? Answer yes or no.", {}, False),
    ],
)
def test_judgement(text: str, fields: dict[str, int], simple: bool) -> None:
    """Task, short answer and limit speak for it, other work against."""
    assert judge(Prompt(text, **fields)).simple is simple


@pytest.mark.parametrize(
    ("text", "task"),
    [
        ("Extract every brand of the text. For each: name, classification, sentiment. Return only JSON.", "extract"),
        ("Classify the mail as billing or other. Extract nothing; answer with the label only.", "classify"),
        ("Translate the text into German. Keep the names of the fields, the entities and the keywords.", "extract"),
    ],
)
def test_the_first_word_names_the_task_where_the_others_are_even(text: str, task: str) -> None:
    assert judge(Prompt(text)).task == task


def test_the_features_that_counted_are_named() -> None:
    """The sum can be checked by hand."""
    judgement = judge(Prompt("Classify the mail as spam or ham. Answer with one word.", max_output=3))
    assert judgement == Judgement("classify", sum(points for _, points in judgement.features), judgement.features)
    assert dict(judgement.features)["output limit"] == 2


def test_denials_are_no_explanations() -> None:
    """ "Do not explain" asks for less, not for an explanation."""
    assert " explain " not in normalised("Label it. Do not explain!")
    assert " explain " in normalised("Label it. Explain!")
