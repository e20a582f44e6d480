"""The values that catalogue references point at: arguments, entries, docstrings, settings of the whole program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract import arguments
from promptlint.extract.arguments import Arguments
from promptlint.link import access, calls, classes, instances, jsontext, promptfiles, templates, textmethods
from promptlint.link.scope import FunctionRef
from promptlint.link.values import (
    Class,
    Function,
    Instance,
    Listing,
    Mapping,
    Result,
    Text,
    text_of,
    union,
)
from promptlint.model import Origin, Static

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Ref
    from promptlint.extract.match import Matcher, Typed
    from promptlint.link.project import Module
    from promptlint.link.scope import ClassRef
    from promptlint.link.values import Alternative, Value

MAX_FIELDS = 60
"""Fields of one class whose texts are read."""


def value_of(
    matcher: Matcher,
    ref: Ref,
    given: Arguments,
    subject: Typed | None,
    taken: frozenset[str],
    passed: Arguments | None = None,
) -> Value:
    """What a reference without ``of`` points at. ``subject`` is the object whose entry the reference belongs to.

    ``taken`` are the argument names that other references of the entry name, for the reference "**"; ``passed`` are
    the arguments of the request, where ``given`` are those of an object.
    """
    if ref.setting:
        return ()
    if ref.docstring and not ref.arg:
        return _own_docstring(subject)
    if ref.returns and not ref.arg:
        return _returned(matcher, (Function(subject.ref),) if subject and isinstance(subject.ref, FunctionRef) else ())
    found = _argument(ref, given, taken)
    if ref.json:
        found = tuple(undumped(item) for item in found)
    if ref.file:
        found = _file_content(matcher, found, bool(ref.key))
    found = pick(matcher, found, ref.key, passed or given)
    if ref.docstring:
        return tuple(d for item in found if (d := docstring(item)) is not None)
    if ref.returns:
        return _returned(matcher, found)
    return found


def _argument(ref: Ref, given: Arguments, taken: frozenset[str]) -> Value:
    if ref.arg == "**":
        extra = [a.value for name, a in given.named.items() if name not in taken and not name.isdigit()]
        return union(*extra) if extra else ()
    return given.get(ref.arg)


def undumped(item: Alternative) -> Alternative:
    """The data of JSON text: what it was dumped from, else what is written in it."""
    if isinstance(item, Text) and item.data is not None:
        return item.data
    if isinstance(item, Result) and access.path_of(item.callee) == "json.dumps" and item.arguments:
        dumped = item.arguments[0].value
        return dumped[0] if len(dumped) == 1 else item
    return jsontext.data_of(item) or item


def _file_content(matcher: Matcher, value: Value, as_data: bool) -> Value:
    """The text of the files a value names, or the data in them."""
    module = next(iter(matcher.ev.project.modules()), None)
    found: list[Alternative] = []
    for item in value:
        if not isinstance(item, Text) or not item.exact:
            continue
        place = next((p.origin.path for p in item.parts if isinstance(p, Static)), None)
        importer = matcher.ev.project.module(place) if place is not None and place.endswith(".py") else module
        read = matcher.ev.project.read_text(item.exact, importer) if importer is not None else None
        if read is not None:
            problems = matcher.ev.project.problems
            data = promptfiles.data(*read, problems) if as_data else templates.whole_file(*read)
            found.extend((data,) if data is not None else ())
    return tuple(found)


def pick(matcher: Matcher, value: Value, key: tuple[str, ...], given: Arguments | None = None) -> Value:
    """The entry or attribute that a key path names inside a value.

    "*" is any element, "{}" any value of a dict, "*name=arg" the elements whose entry ``name`` is what ``arg`` passes.
    """
    for name in key:
        if name.startswith("*") and "=" in name:
            value = _chosen(matcher, value, name[1:], given)
        else:
            value = union(*(_inside(matcher, item, name) for item in value)) if value else ()
    return value


def _chosen(matcher: Matcher, value: Value, condition: str, given: Arguments | None) -> Value:
    """The elements of lists whose entry is the text that the request passes; all where that is not known."""
    entry, _, argument = condition.partition("=")
    wanted = {t.exact for t in given.get(argument) if isinstance(t, Text)} if given is not None else set()
    elements = [item for element in _elements(value) for item in element]
    matching = [e for e in elements if {t.exact for t in _inside(matcher, e, entry) if isinstance(t, Text)} & wanted]
    return tuple(matching or (elements if not wanted else ()))


def _elements(value: Value) -> list[Value]:
    return [i.value for item in value if isinstance(item, Listing) for i in item.items]


def _inside(matcher: Matcher, item: Alternative, name: str) -> Value:
    if name == "*":
        return union(*(i.value for i in item.items)) if isinstance(item, Listing) and item.items else ()
    if name == "{}":
        return union(*(v for _, v in item.entries)) if isinstance(item, Mapping) and item.entries else ()
    if isinstance(item, Mapping):
        return item.get(name) or ()
    if isinstance(item, Result):
        typed = matcher.typed(item)
        params = typed.kind.params if typed is not None and not typed.path else ()
        return arguments.read(item.arguments, params).get(name)
    if isinstance(item, Instance):
        found = instances.of_instance(matcher.ev, item, name)
        return tuple(f for f in found if type(f).__name__ != "Unknown")
    if isinstance(item, Class):
        return classes.body_value(matcher.ev, item.ref, name)
    return ()


# -- functions and classes as text ----------------------------------------------------------------------------------


def docstring_of(module: Module, node: ir.FunctionDef | ir.ClassDef) -> Text | None:
    """The docstring of a function or class, cleaned of its indentation; None if it has none."""
    first = node.body[0] if node.body else None
    if not isinstance(first, ir.ExprStmt) or not isinstance(first.value, ir.Const):
        return None
    if not isinstance(first.value.value, str):
        return None
    span = first.value.span
    return textmethods.cleandoc(text_of(first.value.value, Origin(module.path, span.line, span.end_line, "docstring")))


def docstring(item: Alternative) -> Text | None:
    """The docstring of a function, class or instance of the project."""
    if isinstance(item, (Function, Class, Instance)):
        return docstring_of(item.ref.module, item.ref.node)
    return None


def _own_docstring(subject: Typed | None) -> Value:
    if subject is None or subject.ref is None:
        return ()
    found = docstring_of(subject.ref.module, subject.ref.node)
    return (found,) if found is not None else ()


def _returned(matcher: Matcher, value: Value) -> Value:
    results = [
        calls.returned(matcher.ev, calls.open_frame(matcher.ev, item.ref, item.receiver))
        for item in value
        if isinstance(item, Function)
    ]
    return union(*results) if results else ()


def field_values(matcher: Matcher, cls: ClassRef, argument: str) -> Value:
    """An argument of the calls that make the fields of a class, such as ``desc`` of ``InputField(desc=...)``."""
    found: list[Value] = []
    for owner in reversed(classes.lineage(matcher.ev, cls)):
        frame = classes.class_frame(owner)
        for stmt in owner.node.body:
            if isinstance(stmt, ir.Assign) and isinstance(stmt.value, ir.Call) and len(found) < MAX_FIELDS:
                given = arguments.read(calls.arguments_of(matcher.ev, stmt.value, frame), ())
                if argument in given.named:
                    found.append(given.get(argument))
    return tuple(item for value in found for item in value)
