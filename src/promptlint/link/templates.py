"""Template languages as text with named holes: Jinja, ``string.Template``, fields, mustache. Never rendered."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import strings
from promptlint.link.values import Text, exact_texts, text_of, union
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Argument, Value

JINJA = re.compile(r"\{#.*?#\}|\{%-?\s*(?P<tag>\w+)?(?P<rest>.*?)-?%\}|\{\{-?\s*(?P<expr>.*?)\s*-?\}\}", re.S)
DOLLAR = re.compile(r"\$\$|\$(?P<name>[A-Za-z_]\w*)|\$\{(?P<braced>[A-Za-z_]\w*)\}")
FIELD = re.compile(r"\{\{|\}\}|\{([A-Za-z_][\w.\[\]]*)(?:![rsa])?(?::[^{}]*)?\}")
MUSTACHE = re.compile(r"\{\{\{?\s*([#/^!&>]?)\s*([\w.]+)\s*\}?\}\}")
MAX_INCLUDES = 20
"""Templates that one template may include, at any depth."""


def jinja(item: Text) -> Text:
    """A Jinja template as text: comments and tags gone, expressions as holes."""
    return _replaced(item, JINJA, _jinja_part)


def _jinja_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    if match["expr"] is not None:
        return [Hole(" ".join(match["expr"].split()), origin.path, origin.line, "is filled in by a template")]
    return []


def dollar(item: Text) -> Text:
    """A ``string.Template`` as text with holes."""
    return _replaced(item, DOLLAR, _dollar_part)


def _dollar_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    name = match["name"] or match["braced"]
    return [Hole(name, origin.path, origin.line, "is filled in by a template")] if name else [Static("$", origin)]


def fields(item: Text) -> Text:
    """A template of ``{name}`` fields, as prompt template classes use them, as text with holes."""
    return _replaced(item, FIELD, _field_part)


def _field_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    if match[1] is None:
        return [Static(match[0][0], origin)]
    return [Hole(match[1], origin.path, origin.line, "is filled in by a template")]


def mustache(item: Text) -> Text:
    """A mustache template as text: comments and section tags gone, variables as holes."""
    return _replaced(item, MUSTACHE, _mustache_part)


def _mustache_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    if match[1] in ("#", "/", "^", "!"):
        return []
    return [Hole(match[2], origin.path, origin.line, "is filled in by a template")]


def _replaced(item: Text, pattern: re.Pattern[str], part_of) -> Text:  # type: ignore[no-untyped-def]
    parts: list[Static | Hole] = []
    for part in item.parts:
        if isinstance(part, Hole):
            parts.append(part)
            continue
        end = 0
        for match in pattern.finditer(part.text):
            parts.append(Static(part.text[end : match.start()], part.origin))
            parts.extend(part_of(match, part.origin))
            end = match.end()
        parts.append(Static(part.text[end:], part.origin))
    return Text(strings._limited(tuple(parts)), item.trail)


def fill(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame) -> Value:
    """``template.render(name=value)``: holes of that name filled where the value is known to be one text."""
    named = {arg.name: arg for arg in args if arg.name}
    parts: list[Static | Hole] = []
    for part in base.parts:
        arg = named.get(part.expr) if isinstance(part, Hole) else None
        if arg is None or arg.expr is None:
            parts.append(part)
            continue
        options = strings.pieces(ev, arg.value, arg.expr, frame)
        parts.extend(options[0] if len(options) == 1 else (part,))
    return (Text(strings._limited(tuple(parts)), base.trail),)


def _converted(args: tuple[Argument, ...], convert) -> Value | None:  # type: ignore[no-untyped-def]
    value = args[0].value if args else ()
    found = tuple(convert(item) for item in value if isinstance(item, Text))
    return found if found and len(found) == len(value) else None


def string_template(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``string.Template(text)``."""
    return _converted(args, dollar)


def jinja_template(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``jinja2.Template(text)`` and ``environment.from_string(text)``."""
    return _converted(args, jinja)


def jinja_file(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``environment.get_template(name)``: the file, where the environment's loader looks or below the module."""
    names = exact_texts(args[0].value) if args else ()
    folders = _loader_folders(ev, site, frame)
    found: list[Alternative] = []
    for name in names:
        for folder in (*folders, "", "templates", "prompts"):
            text = load_jinja(ev, posixpath.join(folder, name), frame)
            if text is not None:
                found.append(text)
                break
    return tuple(found) or None


def _loader_folders(ev: Evaluator, site: ir.Call | None, frame: Frame) -> list[str]:
    """The folders of a ``FileSystemLoader`` that the environment of this call was made with."""
    from promptlint.link.values import Listing, Result, Symbol

    if site is None or not isinstance(site.func, ir.Attr):
        return []
    folders: list[str] = []
    for env in ev.expanded(site.func.value, frame):
        if not isinstance(env, Result):
            continue
        loaders = union(*(a.value for a in env.arguments if a.name in ("loader", None)))
        for loader in loaders:
            if isinstance(loader, Result) and isinstance(loader.callee, Symbol) and loader.arguments:
                for path in loader.arguments[0].value:
                    values = [v for i in path.items for v in i.value] if isinstance(path, Listing) else [path]
                    folders.extend(t for v in values if isinstance(v, Text) and (t := v.exact) is not None)
                if loader.callee.path.endswith("PackageLoader") and len(loader.arguments) > 1:
                    folders.extend(exact_texts(loader.arguments[1].value))
    return folders


def load_jinja(ev: Evaluator, name: str, frame: Frame, seen: frozenset[str] = frozenset()) -> Text | None:
    """A Jinja file of the project as text, its includes followed inside the project."""
    found = ev.project.read_text(name, frame.module)
    if found is None or found[0] in seen or len(seen) > MAX_INCLUDES:
        return None
    path, content = found
    origin = Origin(path, 1, content.count("\n") + 1, "file")
    parts: list[Static | Hole] = []
    end = 0
    for match in JINJA.finditer(content):
        parts.append(Static(content[end : match.start()], origin))
        end = match.end()
        included = (
            re.match(r"\s*[\"']([^\"']+)[\"']", match["rest"] or "") if match["tag"] in ("include", "extends") else None
        )
        inner = None
        if included:
            inner = load_jinja(ev, posixpath.join(posixpath.dirname(path), included[1]), frame, seen | {path})
        parts.extend(inner.parts if inner is not None else _jinja_part(match, origin))
    parts.append(Static(content[end:], origin))
    return Text(strings._limited(tuple(parts)))


def render(ev: Evaluator, text: Text, args: tuple[Argument, ...], frame: Frame) -> Value:
    """``text.render(...)`` or ``text.substitute(...)`` of a template."""
    return fill(ev, text, args, frame)


def whole_file(path: str, content: str) -> Text:
    """The content of a file as a text with its place."""
    return text_of(content, Origin(path, 1, content.count("\n") + 1, "file"))
