"""Template languages as text with named holes: Jinja, ``string.Template``, fields, mustache. Never rendered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import formatting
from promptlint.link import jinja as jinja_files
from promptlint.link.pieces import Slot, chosen, limited, pieces, replaced
from promptlint.link.values import Text, exact_texts, text_of, union
from promptlint.model import CONDITIONAL, ENDS, Hole, Origin, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Argument, Value

DOLLAR = re.compile(r"\$\$|\$(?P<name>[A-Za-z_]\w*)|\$\{(?P<braced>[A-Za-z_]\w*)\}")
FIELD = re.compile(r"\{\{|\}\}|\{([A-Za-z_][\w.\[\]]*)(?:![rsa])?(?::[^{}]*)?\}")
MUSTACHE = {"{{!--": "--}}", "{{~!--": "--}}", "{{{": "}}}", "{{": "}}"}
FILLED = jinja_files.FILLED


def jinja(item: Text, style: jinja_files.Style = jinja_files.PLAIN) -> Text:
    """A Jinja template as text: comments and tags gone, expressions and what hangs on a condition as holes."""
    parts: list[Static | Hole] = []
    for part in item.parts:
        parts.extend(jinja_files.parts_of(part.text, part.origin, style) if isinstance(part, Static) else (part,))
    return Text(limited(tuple(parts)), item.trail)


def dollar(item: Text) -> Text:
    """A ``string.Template`` as text with holes."""
    return replaced(item, item.parts, DOLLAR, _dollar_part)


def _dollar_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    name = match["name"] or match["braced"]
    return [Hole(name, origin.path, origin.line, FILLED)] if name else [Static("$", origin)]


def fields(item: Text) -> Text:
    """A template of ``{name}`` fields, as prompt template classes use them, as text with holes."""
    return replaced(item, item.parts, FIELD, _field_part)


def _field_part(match: re.Match[str], origin: Origin) -> list[Static | Hole]:
    if match[1] is None:
        return [Static(match[0][0], origin)]
    return [Hole(match[1], origin.path, origin.line, FILLED)]


def mustache(item: Text) -> Text:
    """A mustache or Handlebars template as text: comments and section tags gone, variables as holes."""
    parts: list[Static | Hole] = []
    for part in item.parts:
        if isinstance(part, Hole):
            parts.append(part)
            continue
        for token in jinja_files.delimited(part.text, MUSTACHE):
            parts.extend(_mustache_part(token, part.origin))
    return Text(limited(tuple(parts)), item.trail)


def _mustache_part(token: jinja_files.Token, origin: Origin) -> list[Static | Hole]:
    if not token.opener:
        return [Static(token.text, origin)]
    inner = " ".join(token.text.strip("~ \t\n").split())
    if "!" in token.opener or not inner or inner[0] == "!":
        return []
    if inner[0] == "/" or inner == "else":
        return [Hole(inner, origin.path, origin.line, ENDS)]
    if inner[0] in "#^":
        return [Hole(inner, origin.path, origin.line, CONDITIONAL)]
    return [Hole(inner.lstrip("& "), origin.path, origin.line, FILLED)]


def fill(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame) -> Value:
    """``template.render(name=value)``: holes of that name filled where the value is known."""
    named = formatting.named_arguments(args)
    slots: list[Static | Hole | Slot] = []
    for part in base.parts:
        arg = named.get(part.expr) if isinstance(part, Hole) else None
        if arg is None or arg.expr is None or not isinstance(part, Hole):
            slots.append(part)
        else:
            slots.append(Slot(pieces(ev, arg.value, arg.expr, frame), id(arg), part))
    return chosen(slots, base)


def _converted(args: tuple[Argument, ...], convert) -> Value | None:  # type: ignore[no-untyped-def]
    value = args[0].value if args else ()
    found = tuple(convert(item) for item in value if isinstance(item, Text))
    return found if found and len(found) == len(value) else None


def string_template(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``string.Template(text)``."""
    return _converted(args, dollar)


def jinja_template(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``jinja2.Template(text)`` and ``environment.from_string(text)``."""
    style = _style(ev, args, site, frame)
    return _converted(args, lambda item: jinja(item, style))


def jinja_file(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``environment.get_template(name)``: the file, where the environment's loader looks or below the module."""
    names = exact_texts(args[0].value) if args else ()
    folders = (*_loader_folders(ev, site, frame), "", "templates", "prompts")
    style = _style(ev, (), site, frame)
    loaded = (jinja_files.load(ev.project, frame.module, folders, name, style) for name in names)
    return tuple(text for text in loaded if text is not None) or None


def _style(ev: Evaluator, args: tuple[Argument, ...], site: ir.Call | None, frame: Frame) -> jinja_files.Style:
    """How white space is treated, by arguments of the template or of the environment of this call."""
    from promptlint.link.values import Constant, Result

    given = [*args]
    if site is not None and isinstance(site.func, ir.Attr):
        given.extend(a for env in ev.expanded(site.func.value, frame) if isinstance(env, Result) for a in env.arguments)
    names = jinja_files.Style.__dataclass_fields__
    flags = {a.name: v.value for a in given if a.name in names for v in a.value if isinstance(v, Constant)}
    return jinja_files.Style(**{name: value is True for name, value in flags.items() if name})


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


def render(ev: Evaluator, text: Text, args: tuple[Argument, ...], frame: Frame) -> Value:
    """``text.render(...)`` or ``text.substitute(...)`` of a template."""
    return fill(ev, text, args, frame)


def whole_file(path: str, content: str) -> Text:
    """The content of a file as a text with its place."""
    return text_of(content, Origin(path, 1, content.count("\n") + 1, "file"))
