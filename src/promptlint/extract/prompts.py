"""The prompt index: every static prompt text, sent by a call in sight or only known by evidence.

A text is a prompt because it reaches a request, or because of the name it is kept under. Other texts (log lines,
queries, messages of a user interface) have neither.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract.prompt_files import texts_of
from promptlint.link import access, calls, classes, names, templates
from promptlint.link.fuel import STEPS_PER_NAMED_TEXT
from promptlint.link.values import Instance, Listing, Mapping, Result, Text
from promptlint.model import Call, Hole, PromptText, Span, Static

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value

TELLING = re.compile(r"(?i)prompt|instruction|(?:^|_)(?:system|sys|user|human|assistant)_(?:message|msg|template|text)")
NOT_TELLING = re.compile(
    r"(?i)(?:path|file|dir|folder|url|key|id|name|version|type|label|title|regex|pattern|tokens?)s?$"
)
OTHER_LANGUAGE = re.compile(
    r"(?i)\s*(?:select\s.+\sfrom\s|insert\s+into|update\s+\w+\s+set|create\s+table|<html|<!doctype|https?://\S+$)"
)
MAKING = re.compile(r"Prompt\w*Template$|^from_(?:template|messages)$")
"""Names of what makes prompt templates: the texts given to one are prompts."""
TEMPLATE_ARGUMENTS = (None, "template", "messages", "prompt_template")
"""Arguments of such a call that hold texts."""
SHORTEST = 40
"""Known characters a text must have to be taken for a prompt by its name alone."""
KEPT_WITHIN = 2
"""Lists and dicts within each other that are searched for prompts."""
MAX_KEPT = 500
"""Texts of one name that are looked at."""


class PromptIndex:
    """Collects prompt texts by place."""

    def __init__(self, ev: Evaluator) -> None:
        self.ev = ev
        self.found: dict[tuple[str, int], PromptText] = {}

    def add_calls(self, found: Iterable[Call]) -> None:
        """Every text that a call sends, with the calls that send it; one without a place is nobody's to look up."""
        for call in found:
            for message in call.messages:
                statics = [p for p in message.parts if isinstance(p, Static) and p.text.strip() and p.origin.path]
                for key in dict.fromkeys((p.origin.path, p.origin.line) for p in statics):
                    origin = next(p.origin for p in statics if (p.origin.path, p.origin.line) == key)
                    parts = tuple(p for p in message.parts if _belongs(p, key))
                    self._add(key, origin.end_line, "", parts, message.role, "sent by a call", call.id)

    def add_named(self, module: Module) -> None:
        """Texts that a module keeps under a telling name and that no call in sight sends."""
        for name, value in self._named(module):
            for item in islice(_texts(value), MAX_KEPT):
                if _looks_sent(item):
                    statics = [p for p in item.parts if isinstance(p, Static)]
                    first = max(statics, key=lambda p: len(p.text)).origin
                    key = (first.path, first.line)
                    evidence = f"named `{name}`" if telling(name) else f"the template `{name}` is made of it"
                    self._add(key, first.end_line, name, item.parts, "unknown", evidence, None)

    def add_files(self, named: Iterable[str], maybe: Iterable[str]) -> None:
        """The texts of files that are ``named`` prompts or ``maybe`` are, as far as no call sends them."""
        sent: dict[str, list[Span]] = {}
        for text in self.found.values():
            sent.setdefault(text.path, []).append(text.span)
        files = [*((path, True) for path in named), *((path, False) for path in maybe)]
        for path, is_named in files:
            for entry in texts_of(self.ev.project, path, is_named):
                first = next(p.origin for p in entry.text.parts if isinstance(p, Static))
                if not any(s.line <= first.end_line and first.line <= s.end_line for s in sent.get(path, ())):
                    place = (path, first.line)
                    self._add(place, first.end_line, entry.name, entry.text.parts, entry.role, entry.evidence, None)

    def prompts(self) -> tuple[PromptText, ...]:
        """All texts in order of place."""
        return tuple(self.found[key] for key in sorted(self.found))

    def _add(
        self,
        key: tuple[str, int],
        end_line: int,
        name: str,
        parts: tuple[Static | Hole, ...],
        role: str,
        evidence: str,
        call: str | None,
    ) -> None:
        known = self.found.get(key)
        if known is None:
            span = Span(key[1], 1, max(end_line, key[1]), 1)
            self.found[key] = PromptText(key[0], span, name, parts, role, evidence, (call,) if call else ())
            return
        users = known.calls if call is None or call in known.calls else (*known.calls, call)
        if name and not known.name or users != known.calls:
            self.found[key] = PromptText(
                known.path, known.span, known.name or name, known.parts, known.role, known.evidence, users
            )

    def _named(self, module: Module) -> Iterator[tuple[str, Value]]:
        for unit in module.index.units:
            self.ev.fuel.refill(STEPS_PER_NAMED_TEXT)
            if unit.kind == "class":
                yield from self._class(module, unit)
            elif unit.kind == "function" and unit.name and telling(unit.name):
                yield from self._function(module, unit)
            elif unit.kind == "statement":
                made = any(MAKING.search(name) for name in unit.calls)
                for name in unit.binds:
                    if telling(name):
                        yield name, names.module_name(self.ev, module, name)
                    elif made:
                        kept = names.module_name(self.ev, module, name)
                        yield name, tuple(item for item in kept if isinstance(item, Result))

    def _class(self, module: Module, unit: ir.Unit) -> Iterator[tuple[str, Value]]:
        bound = {name for member in unit.members for name in member.binds if member.kind == "statement"}
        inside = telling(unit.name or "")
        methods = [m.name for m in unit.members if m.kind == "function" and m.name and telling(m.name)]
        if not inside and not methods and not any(telling(name) for name in bound):
            return
        ref = names.class_of_unit(module, unit)
        for name in classes.class_attribute_names(self.ev, ref):
            if inside or telling(name):
                yield f"{ref.name}.{name}", classes.body_value(self.ev, ref, name)
        for name in dict.fromkeys(methods):
            if (method := ref.method(name)) is not None:
                frame = calls.open_frame(self.ev, method, Instance(ref, None))
                yield f"{ref.name}.{name}()", calls.returned(self.ev, frame)

    def _function(self, module: Module, unit: ir.Unit) -> Iterator[tuple[str, Value]]:
        node = next((s for s in module.lowered(unit) if isinstance(s, ir.FunctionDef)), None)
        if node is not None:
            frame: Frame = calls.open_frame(self.ev, module.function(node, module.frame))
            yield f"{node.name}()", calls.returned(self.ev, frame)


def telling(name: str) -> bool:
    """Whether a name says that it holds a prompt."""
    return bool(TELLING.search(name)) and not NOT_TELLING.search(name)


def _looks_sent(item: Text) -> bool:
    known = "".join(p.text for p in item.parts if isinstance(p, Static))
    return len(known.strip()) >= SHORTEST and " " in known.strip() and not OTHER_LANGUAGE.match(known)


def _texts(value: Value, within: int = 0) -> Iterator[Text]:
    """The texts of a value, those kept in its lists and dicts included."""
    for item in value:
        if isinstance(item, Text):
            yield item
        elif isinstance(item, Result) and _makes_template(item):
            for argument in item.arguments:
                if argument.name in TEMPLATE_ARGUMENTS:
                    yield from map(templates.fields, _texts(argument.value, within))
        elif within < KEPT_WITHIN and isinstance(item, Mapping):
            for _, entry in item.entries:
                yield from _texts(entry, within + 1)
        elif within < KEPT_WITHIN and isinstance(item, Listing):
            for element in item.items:
                yield from _texts(element.value, within + 1)


def _makes_template(item: Result) -> bool:
    """Whether a call makes a prompt template of a library: ``PromptTemplate(...)``, ``Template.from_messages(...)``."""
    path = access.path_of(item.callee) or ""
    return any(MAKING.search(step) and "Template" in step for step in path.split(".")[-2:])


def _belongs(part: Static | Hole, key: tuple[str, int]) -> bool:
    """Whether a part stands at the place, or is a hole (those stay with the text around them)."""
    return isinstance(part, Hole) or (part.origin.path, part.origin.line) == key
