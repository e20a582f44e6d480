"""How well promptlint tells simple tasks from others: ``python benchmarks/simple_tasks.py [--misses]``.

The features were tuned on the prompts under ``train``; those under ``held-out`` were written after the features
were frozen and without looking at them.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from promptlint.checks.task_features import Judgement, Prompt, judge

DATA = Path(__file__).with_name("simple_tasks.yaml")


@dataclass(frozen=True)
class Labelled:
    """A prompt with its label; ``task`` is None where the task is not simple."""

    id: str
    prompt: Prompt
    task: str | None
    held_out: bool


@dataclass(frozen=True)
class Figures:
    """Counts of one part of the set."""

    true: int
    false: int
    missed: int
    silent: int
    task_right: int

    @property
    def precision(self) -> float:
        return self.true / (self.true + self.false) if self.true + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.true / (self.true + self.missed) if self.true + self.missed else 1.0


def read_labelled(path: Path = DATA) -> list[Labelled]:
    """The labelled prompts."""
    parts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_labelled(item, held_out=part == "held-out") for part, items in parts.items() for item in items]


def _labelled(item: dict[str, Any], held_out: bool) -> Labelled:
    text = "\n".join(_static(item[role]) for role in ("system", "user") if role in item)
    prompt = Prompt(text, item.get("tools", 0), item.get("max_output"), item.get("schema", False))
    return Labelled(item["id"], prompt, item.get("task"), held_out)


def _static(template: str) -> str:
    """The text around the ``{holes}``, as the evaluator hands it over."""
    return "\n".join(literal for literal, *_ in Formatter().parse(template))


def evaluate(labelled: list[Labelled]) -> Figures:
    """The counts over ``labelled``."""
    judged = [(item.task, judge(item.prompt)) for item in labelled]
    return Figures(
        true=sum(judgement.simple and task is not None for task, judgement in judged),
        false=sum(judgement.simple and task is None for task, judgement in judged),
        missed=sum(not judgement.simple and task is not None for task, judgement in judged),
        silent=sum(not judgement.simple and task is None for task, judgement in judged),
        task_right=sum(judgement.simple and judgement.task == task for task, judgement in judged),
    )


def _print_part(name: str, labelled: list[Labelled]) -> None:
    f = evaluate(labelled)
    counts = f"{f.true:3} true  {f.false:2} false  {f.missed:3} missed  {f.silent:3} silent"
    rates = f"precision {f.precision:6.1%}  recall {f.recall:6.1%}  task named right {f.task_right}/{f.true}"
    print(f"{name:9} {len(labelled):4} prompts  {counts}  {rates}")


def _print_misses(labelled: list[Labelled]) -> None:
    for item in labelled:
        judgement: Judgement = judge(item.prompt)
        if judgement.simple != (item.task is not None):
            print(f"  {'noisy  ' if judgement.simple else 'missing'} {item.id}: {judgement}")


def main() -> None:
    """Prints the figures of both parts; with ``--misses`` every wrong judgement of the train part too."""
    labelled = read_labelled()
    train = [item for item in labelled if not item.held_out]
    held_out = [item for item in labelled if item.held_out]
    _print_part("train", train)
    _print_part("held out", held_out)
    if "--misses" in sys.argv:
        _print_misses(train)


if __name__ == "__main__":
    main()
