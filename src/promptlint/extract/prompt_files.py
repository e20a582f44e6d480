"""Prompt files that no code in sight reads: those of a known format, and those that the configuration names."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from promptlint.link import promptfiles, templates
from promptlint.link.values import Listing, Mapping, Text
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.project import Project
    from promptlint.link.values import Alternative, Value

JINJA, HANDLEBARS = (".j2", ".jinja", ".jinja2"), (".mustache", ".hbs", ".handlebars")
DATA = (".yaml", ".yml", ".json", ".toml")
SHORTEST = 40
"""Characters a text of a data file must have to be taken for a prompt because the file is called one."""
MAX_TEXTS = 1000
"""Texts of one file that are listed."""
LANGCHAIN = ("prompt", "few_shot", "chat", "pipeline")
"""Values of ``_type`` in files that LangChain's ``load_prompt`` reads."""

_FRONT = (promptfiles.PROMPTY, promptfiles.DOTPROMPT)
_GITHUB = re.compile(r"(?i)\.prompt\.ya?ml\Z").search
_PROMPTFOO = re.compile(r"(?i)promptfooconfig[^/]*\Z").match
_CREW = re.compile(r"(?i)(?:agents|tasks)\.ya?ml\Z").match


@record
class FileText:
    """A text of a prompt file: its name in the file, its role where the format says one, and why it is a prompt."""

    name: str
    role: str
    text: Text
    evidence: str


def texts_of(project: Project, path: str, named: bool) -> list[FileText]:
    """The prompts of a file; none where it is not of a known format and the configuration does not name it."""
    text = project.prompt_text(path)
    if text is None:
        return []
    found = list(_of_format(project, path, text))
    if not found and named:
        found = list(_of_named(project, path, text))
    return [entry for entry in found if entry.text.static_chars][:MAX_TEXTS]


def _of_format(project: Project, path: str, text: str) -> Iterator[FileText]:
    name, ending = posixpath.basename(path), path.lower()
    if ending.endswith(_FRONT):
        kind = "Prompty" if ending.endswith(promptfiles.PROMPTY) else "Dotprompt"
        head = promptfiles.with_front_matter(path, text, project.problems)
        yield from _messages(head, _first(head.get("name")) or posixpath.splitext(name)[0], f"a {kind} file")
        return
    if not ending.endswith(DATA):
        return
    data = promptfiles.data(path, text, project.problems)
    if not isinstance(data, Mapping):
        return
    if _GITHUB(name):
        yield from _messages(data, _first(data.get("name")), "a prompt file of GitHub Models", "mustache")
    elif _PROMPTFOO(name):
        yield from _promptfoo(data)
    elif _CREW(name):
        yield from _crew(data, name)
    elif _first(data.get("_type")) in LANGCHAIN:
        yield from _langchain(data)


def _messages(data: Mapping, name: str, evidence: str, language: str = "") -> Iterator[FileText]:
    for message in _elements(data.get("messages")):
        if isinstance(message, Mapping):
            for text in _texts(message.get("content")):
                role = _first(message.get("role")) or "user"
                yield FileText(name, role, templates.mustache(text) if language == "mustache" else text, evidence)


def _promptfoo(data: Mapping) -> Iterator[FileText]:
    """The prompts in a promptfoo configuration; ``file://`` and names of files are prompts elsewhere."""
    for prompt in _elements(data.get("prompts")):
        inner = prompt.get("raw") or () if isinstance(prompt, Mapping) else (prompt,)
        for text in _texts(inner):
            known = text.exact or ""
            if "://" not in known[:12] and (" " in known.strip() or "\n" in known.strip()):
                yield FileText("prompts", "user", templates.jinja(text), "a promptfoo configuration")


def _crew(data: Mapping, name: str) -> Iterator[FileText]:
    """The texts of CrewAI's agents and tasks."""
    agents = name.lower().startswith("agents")
    keys, sign = (
        (("role", "goal", "backstory"), "goal") if agents else (("description", "expected_output"), "description")
    )
    for key, value in data.entries:
        for item in value:
            if isinstance(item, Mapping) and item.get(sign) and item.get(keys[-1]):
                for field in keys:
                    for text in _texts(item.get(field)):
                        yield FileText(
                            f"{key}.{field}", "system" if agents else "user", templates.fields(text), "a CrewAI file"
                        )


def _langchain(data: Mapping) -> Iterator[FileText]:
    language = _first(data.get("template_format"))
    convert = (
        templates.jinja if language == "jinja2" else templates.mustache if language == "mustache" else templates.fields
    )
    for key in ("template", "prefix", "suffix"):
        for text in _texts(data.get(key)):
            yield FileText(key, "user", convert(text), "a prompt file of LangChain")


def _of_named(project: Project, path: str, text: str) -> Iterator[FileText]:
    evidence = "named in prompt-files"
    ending, name = path.lower(), posixpath.basename(path)
    if ending.endswith(DATA):
        data = promptfiles.data(path, text, project.problems)
        for key, found in _all_texts(data, "") if data is not None else ():
            known = (found.exact or "").strip()
            if len(known) >= SHORTEST and " " in known:
                yield FileText(key, "unknown", found, evidence)
        return
    whole = templates.whole_file(path, text)
    if ending.endswith(JINJA):
        whole = templates.jinja(whole)
    elif ending.endswith(HANDLEBARS):
        whole = templates.mustache(whole)
    yield FileText(name, "unknown", whole, evidence)


def _all_texts(item: Alternative, key: str) -> Iterator[tuple[str, Text]]:
    """The texts in data with the keys that lead to them."""
    if isinstance(item, Text):
        yield key, item
    entries = item.entries if isinstance(item, Mapping) else ()
    places = enumerate(i.value for i in item.items) if isinstance(item, Listing) else ()
    for name, value in (*entries, *places):
        for inner in value:
            yield from _all_texts(inner, f"{key}.{name}" if key else str(name))


def _elements(value: Value | None) -> Iterator[Alternative]:
    for item in value or ():
        if isinstance(item, Listing):
            yield from (inner for element in item.items for inner in element.value)


def _texts(value: Value | None) -> Iterator[Text]:
    yield from (item for item in value or () if isinstance(item, Text))


def _first(value: Value | None) -> str:
    """The first text that is known, empty if there is none."""
    return next((item.exact for item in _texts(value) if item.exact), "")
