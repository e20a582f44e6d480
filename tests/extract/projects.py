"""Small projects written for one test, and what was found in them as short lines that compare well."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
from promptlint.model import Analysis, Call, Hole, Message, ModelRef

HEAD = "from openai import OpenAI\nclient = OpenAI()\n"
"""Two lines that make ``client`` a client in every example."""


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files of a project."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), "utf-8")


def scan(folder: Path, files: dict[str, str], scanned: tuple[str, ...] | None = None) -> Analysis:
    """What is found in a project of the files; ``scanned`` are the files named, all Python files when absent."""
    write(folder, files)
    paths = scanned or tuple(sorted(name for name in files if name.endswith((".py", ".pyi"))))
    return analyse(folder, paths, AnalyseOptions(project_root=folder))


def calls(analysis: Analysis) -> list[str]:
    """One line for each call: ``path:line models | messages`` with ``via`` and ``loop`` where there are such."""
    return [_call(call) for call in analysis.calls]


def _call(call: Call) -> str:
    via = "".join(f" via {step.path}:{step.line}" for step in call.via)
    loop = " loop" if call.in_loop else ""
    return f"{call.path}:{call.span.line}{via}{loop} {' '.join(models(call))} | {' | '.join(messages(call))}".rstrip()


def models(call: Call) -> list[str]:
    """The models as ``id@path:line``, or one ``?``."""
    return [model_place(m) for m in call.models] or ["?"]


def model_place(model: ModelRef) -> str:
    """A model with the place of its literal."""
    return f"{model.id}@{model.origin.path}:{model.origin.line}"


def messages(call: Call) -> list[str]:
    """The messages as ``role: text``; a hole is ``{expression}``, ``*`` marks one that may repeat, ``…`` an open end."""
    end = ["…"] if call.messages_unknown else []
    return [_message(m) for m in call.messages] + end


def _message(message: Message) -> str:
    return f"{message.role}{'*' if message.repeats else ''}: {message.text}"


def holes(call: Call) -> list[Hole]:
    """All unknown pieces of all messages."""
    return [hole for message in call.messages for hole in message.holes]


def request(folder: Path, code: str, expr: str) -> Call:
    """The request whose one message holds ``expr``, evaluated after the lines of ``code``."""
    line = f'client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": {expr}}}])\n'
    found = scan(folder, {"app.py": HEAD + dedent(code).lstrip("\n") + line}).calls
    assert len(found) == 1, f"{len(found)} calls found"
    return found[0]


def sent(folder: Path, code: str, expr: str) -> list[str]:
    """The texts of that request."""
    found = request(folder, code, expr)
    return [m.text for m in found.messages] + (["…"] if found.messages_unknown else [])


def asked(folder: Path, code: str, expr: str, more: dict[str, str] | None = None) -> tuple[list[str], str | None]:
    """The model ids of a request with ``model=expr`` after the lines of ``code``, and why none is known."""
    request = f'client.chat.completions.create(model={expr}, messages=[{{"role": "user", "content": "Hi"}}])\n'
    found = scan(folder, {"app.py": HEAD + dedent(code).lstrip("\n") + request, **(more or {})}).calls
    direct = [call for call in found if not call.via]
    assert len(direct) == 1, f"{len(direct)} calls found"
    return [m.id for m in direct[0].models], direct[0].model_unknown
