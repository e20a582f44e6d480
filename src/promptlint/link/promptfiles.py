"""Prompt files with settings of their own, as data: Prompty and Dotprompt, whose front matter is YAML.

Sources of the formats: https://prompty.ai/docs (front matter, role lines, ``${env:NAME:default}``) and
https://google.github.io/dotprompt/reference (front matter, ``{{role "system"}}``, Handlebars).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.link import datafiles, templates
from promptlint.link.values import Argument, Item, Listing, Mapping, Text, text_of
from promptlint.model import Hole, Origin, Problem, Static
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint import ir
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

PROMPTY, DOTPROMPT = ".prompty", ".prompt"
ROLES = {"developer": "system", "instructions": "system", "function": "tool", "model": "assistant"}
"""What the formats call roles, where that is another name than ours."""

_HEAD = re.compile(r"\A---[ \t]*\n(?P<head>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ROLE_LINE = re.compile(
    r"^\s*#?\s*(system|user|assistant|developer|instructions|function|tool)\s*(?:\[[^\]\n]*\])?\s*:[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE_TAG = re.compile(r"\{\{\s*role\s+[\"'](\w+)[\"']\s*\}\}")
_ENVIRONMENT = re.compile(r"\$\{(?:env:)?(\w+)(?::([^}]*))?\}")


def data(path: str, text: str, problems: list[Problem] | None = None) -> Alternative | None:
    """What a data file holds, by the ending of its name; of one with front matter its entries and ``messages``."""
    ending = path.lower()
    if ending.endswith((PROMPTY, DOTPROMPT)):
        return with_front_matter(path, text, problems)
    if ending.endswith(".toml"):
        return datafiles.toml_value(path, text)
    return datafiles.yaml_value(path, text, 1, problems)


def with_front_matter(path: str, text: str, problems: list[Problem] | None = None) -> Mapping:
    """The entries above the text; the text as ``content``, and as ``messages`` with role and content."""
    found = _HEAD.match(text)
    head = datafiles.yaml_value(path, found["head"], 2, problems) if found is not None else None
    entries = head.entries if isinstance(head, Mapping) else ()
    body = text[found.end() :] if found is not None else text
    first = text.count("\n", 0, found.end()) + 1 if found is not None else 1
    known = tuple((key, _with_environment(value)) for key, value in entries if key not in ("content", "messages"))
    messages = _messages(path, body, first, _language(path, Mapping(known)))
    content = _placed(path, body, first)
    return Mapping((*known, ("content", (content,)), ("messages", (Listing(tuple(messages)),))))


def loaded(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``frontmatter.load(file)`` and ``frontmatter.loads(text)``: the entries, ``content`` and ``metadata``."""
    found: list[Alternative] = []
    for path, text, _ in datafiles.given_texts(ev, args, frame):
        post = with_front_matter(path, text, ev.project.problems)
        entries = tuple(entry for entry in post.entries if entry[0] not in ("content", "messages"))
        content = post.get("content") or ()
        found.append(Mapping((*entries, ("metadata", (Mapping(entries),)), ("content", content))))
    return tuple(found) or None


def named_file(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``frontmatter.load(path)``, the path of a file of the project or the file opened."""
    texts = [item for arg in args[:1] for item in arg.value if isinstance(item, Text) and item.exact]
    read = [found for item in texts if (found := ev.project.read_text(item.exact or "", frame.module)) is not None]
    if not read:
        return loaded(ev, args, frame, site) if not texts else None
    opened = tuple(templates.whole_file(*one) for one in read)
    return loaded(ev, (Argument(None, "", lambda: opened),), frame, site)


def _language(path: str, head: Mapping) -> str:
    """The template language of the text: that of the format, or the one that a Prompty names."""
    if path.lower().endswith(DOTPROMPT):
        return "mustache"
    named = _texts_below(head.get("template") or ())
    return "mustache" if "mustache" in named else "jinja"


def _texts_below(value: Value) -> set[str]:
    found: set[str] = set()
    for item in value:
        if isinstance(item, Text):
            found.add(item.exact or "")
        elif isinstance(item, Mapping):
            found.update(*(_texts_below(inner) for _, inner in item.entries))
    return found


def _messages(path: str, body: str, first: int, language: str) -> Iterator[Item]:
    convert = templates.mustache if language == "mustache" else templates.jinja
    dotprompt = path.lower().endswith(DOTPROMPT)
    marks = list((_ROLE_TAG if dotprompt else _ROLE_LINE).finditer(body))
    pieces = [("user" if dotprompt else "system", 0, marks[0].start() if marks else len(body))]
    for number, mark in enumerate(marks, 1):
        end = marks[number].start() if number < len(marks) else len(body)
        pieces.append((mark[1].lower(), mark.end(), end))
    for role, start, end in pieces:
        content = _stripped(convert(_placed(path, body[start:end], first + body.count("\n", 0, start))))
        if content.parts:
            said = text_of(ROLES.get(role, role), Origin(path, first, first, "file"))
            yield Item((Mapping((("role", (said,)), ("content", (content,)))),))


def _placed(path: str, text: str, line: int) -> Text:
    """A text without the white space around it, at its place in the file."""
    known = text.strip()
    line += text[: len(text) - len(text.lstrip())].count("\n")
    return text_of(known, Origin(path, line, line + known.count("\n"), "file"))


def _stripped(item: Text) -> Text:
    """A text without the white space at its ends that comments and tags have left."""
    parts = list(item.parts)
    if parts and isinstance(parts[0], Static):
        parts[0] = Static(parts[0].text.lstrip(), parts[0].origin)
    if parts and isinstance(parts[-1], Static):
        parts[-1] = Static(parts[-1].text.rstrip(), parts[-1].origin)
    return Text(tuple(part for part in parts if isinstance(part, Hole) or part.text))


def _with_environment(value: Value) -> Value:
    """Settings with ``${env:NAME:default}`` as the default, and as a hole where there is none."""
    return tuple(_resolved(item) for item in value)


def _resolved(item: Alternative) -> Alternative:
    if isinstance(item, Mapping):
        return Mapping(tuple((key, _with_environment(value)) for key, value in item.entries), item.rest)
    if isinstance(item, Listing):
        return Listing(tuple(Item(_with_environment(i.value), i.repeats) for i in item.items), item.rest)
    if not isinstance(item, Text) or not item.exact or not (found := _ENVIRONMENT.fullmatch(item.exact)):
        return item
    place = next(part.origin for part in item.parts if isinstance(part, Static))
    if found[2]:
        return text_of(found[2], replace(place, how="env-default"))
    return Text((Hole(found[1], place.path, place.line, "is read from the environment"),))
