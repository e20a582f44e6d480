"""A made-up project of many modules: does linking stay linear?

Run: ``python benchmarks/many_modules.py [--modules 10000]``. Writes the project into a temporary folder and checks it,
at a quarter of the size first. One module in twenty sends requests, through a wrapper and
settings that stand in other modules; the rest is plain code that imports its neighbours.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from repositories import measure

EVERY = 20
"""One module in so many sends requests."""
SETTINGS = "MODELS = {'chat': 'gpt-4o-mini', 'code': 'gpt-4.1'}\nSYSTEM = 'You answer questions about invoices.'\n"
WRAPPER = """from openai import OpenAI

from app.settings import MODELS, SYSTEM


class Gateway:
    def __init__(self, kind="chat"):
        self.client = OpenAI()
        self.model = MODELS[kind]

    def ask(self, prompt, limit=200):
        messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": prompt}]
        return self.client.chat.completions.create(model=self.model, messages=messages, max_tokens=limit)
"""
SENDER = """from app.gateway import Gateway
from app.part{folder}.module{before} import describe as described

PROMPT_{number} = "Sum up invoice {number} in two sentences: {{text}}"


class Task{number}:
    def __init__(self):
        self.gateway = Gateway("code")

    def run(self, text):
        return self.gateway.ask(PROMPT_{number}.format(text=text) + described(text))
"""
PLAIN = '''import os
from app.part{folder}.module{before} import describe as described


def describe(value, depth=0):
    """Text about a value."""
    if depth > 3:
        return str(value)
    return "{number}: " + os.path.join("a", str(value))


class Record{number}:
    def __init__(self, name):
        self.name = name
        self.parts = []

    def run(self, part):
        self.parts.append(described(part))
        return self.get("name")

    def get(self, key):
        return getattr(self, key)
'''


def write(folder: Path, modules: int) -> None:
    """Write a project of that many modules."""
    app = folder / "app"
    app.mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "settings.py").write_text(SETTINGS)
    (app / "gateway.py").write_text(WRAPPER)
    for number in range(modules):
        part = app / f"part{number // 100}"
        if not part.exists():
            part.mkdir()
            (part / "__init__.py").touch()
        text = SENDER if number % EVERY == EVERY - 1 else PLAIN
        before = max(number - 1, number // 100 * 100)
        (part / f"module{number}.py").write_text(text.format(folder=number // 100, number=number, before=before))


def main() -> None:
    """Print one line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=10_000)
    modules = parser.parse_args().modules
    for size in (modules // 4, modules):
        with tempfile.TemporaryDirectory() as name:
            write(Path(name) / "project", size)
            wall, processor, peak, calls = measure(Path(name) / "project")
        print(f"{size:6} modules: {wall:6.2f} s wall, {processor:6.2f} s cpu, {peak:4.0f} MB, {calls} requests")


if __name__ == "__main__":
    main()
