"""Jinja templates as text with holes: includes and blocks put together, comments gone, nothing rendered."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from promptlint.link.pieces import limited
from promptlint.link.values import Text
from promptlint.model import CONDITIONAL, ENDS, REPEATED, Hole, Origin, Static
from promptlint.record import field, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from promptlint.link.project import Module, Project

CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
MAX_FILES = 100
"""Files that one template may be put together from."""
UNDECIDED = {"if": CONDITIONAL, "for": REPEATED}
ENDINGS = frozenset({"elif", "else", "endif", "endfor"})
FILLED = "is filled in by a template"

_tag = re.compile(r"(\w+)\s*(.*)", re.DOTALL).match
_quoted = re.compile(r"\s*[\"']([^\"']+)[\"']").match
_raw = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}").search
_endraw = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}").search

Part = Static | Hole


@record
class Token:
    """A piece of a template: ``opener`` is empty for text, and ``text`` what stands between the delimiters."""

    opener: str
    text: str


@record
class Style:
    """How an environment treats white space: its arguments of the same names."""

    trim_blocks: bool = False
    lstrip_blocks: bool = False
    keep_trailing_newline: bool = False

    def ended(self, text: str) -> str:
        """A template without the one line end that Jinja drops at its end."""
        return text if self.keep_trailing_newline else text.removesuffix("\n")


PLAIN = Style()


def delimited(text: str, closers: Mapping[str, str]) -> Iterator[Token]:
    """A text cut at delimiters, in one pass over it; what opens and never closes is text."""
    left = dict(closers)
    start = place = 0
    search = _any_of(left)
    while left and (found := search(text, place)):
        end = text.find(left[found[0]], found.end())
        if end < 0:
            del left[found[0]]
            search, place = _any_of(left), found.start()
            continue
        yield Token("", text[start : found.start()])
        yield Token(found[0], text[found.end() : end])
        start = place = end + len(left[found[0]])
    yield Token("", text[start:])


def _any_of(openers: Iterable[str]) -> Callable[[str, int], re.Match[str] | None]:
    return re.compile("|".join(map(re.escape, sorted(openers, key=len, reverse=True)))).search


def tokens(text: str, style: Style = PLAIN) -> list[Token]:
    """The pieces of a Jinja template with its white space control done; raw blocks are text."""
    found: list[Token] = []
    before = Token("", "")
    starts_line = True
    for piece, raw in _around_raw(text):
        for token in (Token("", piece),) if raw else delimited(piece, CLOSERS):
            if not token.opener:
                kept = raw and not before.text.endswith("-")
                text = token.text if kept else _after(before, token.text, style)
                found.extend([Token("", text)] if text else [])
                starts_line = token.text.rstrip(" \t").endswith("\n") or (len(found) < 2 and not text.strip(" \t"))
                continue
            if found and not found[-1].opener:
                found[-1] = Token("", _ahead(found[-1].text, token, style, starts_line))
            before = token
            found.append(Token(token.opener, token.text.strip("-+").strip()))
    return found


def _after(tag: Token, text: str, style: Style) -> str:
    """The text behind a tag."""
    if tag.text.endswith("-"):
        return text.lstrip()
    trims = style.trim_blocks and tag.opener in ("{%", "{#") and not tag.text.endswith("+")
    return text.removeprefix("\n") if trims else text


def _ahead(text: str, tag: Token, style: Style, starts_line: bool) -> str:
    """The text ahead of a tag; ``starts_line``: only white space stands before it on its line."""
    if tag.text.startswith("-"):
        return text.rstrip()
    strips = style.lstrip_blocks and tag.opener in ("{%", "{#") and not tag.text.startswith("+")
    return text.rstrip(" \t") if strips and starts_line else text


def _around_raw(text: str) -> Iterator[tuple[str, bool]]:
    """The template in pieces, each with whether it is the inside of a raw block."""
    place = 0
    while found := _raw(text, place):
        end = _endraw(text, found.end())
        if end is None:
            break
        # The tags stay with what is around them: their signs strip its white space.
        yield text[place : found.end()], False
        yield text[found.end() : end.start()], True
        place = end.start()
    yield text[place:], False


@record(eq=False, frozen=False)
class Block:
    """A named part that a template which extends this one may put another in place of."""

    name: str
    items: list[Part | Block] = field(default_factory=list)


def parts_of(text: str, origin: Origin, style: Style = PLAIN) -> tuple[Part, ...]:
    """A template that stands alone as text and holes."""
    items, _ = _Reader(None, style).read(text, origin)
    return limited(tuple(_flat(items, {})))


def load(project: Project, module: Module, folders: Iterable[str], name: str, style: Style = PLAIN) -> Text | None:
    """A template file as text, looked for in folders; None if the project has none of that name."""
    found = _Files(project, module, tuple(folders), style).flat(name, "", {}, frozenset())
    return Text(limited(tuple(found))) if found is not None else None


@record(eq=False, frozen=False)
class _Files:
    """The templates that one template is put together from."""

    project: Project
    module: Module
    folders: tuple[str, ...]
    style: Style
    left: int = MAX_FILES

    def flat(
        self, name: str, beside: str, blocks: dict[str, list[Part]], open_files: frozenset[str]
    ) -> list[Part] | None:
        """A template with ``blocks`` in place of its own; None when it is not there or includes itself."""
        read = self._text(name, beside)
        if read is None or read[0] in open_files or self.left <= 0:
            return None
        self.left -= 1
        path, text = read
        origin = Origin(path, 1, text.count("\n") + 1, "file")
        inside = open_files | {path}
        reader = _Reader(lambda other: self.flat(other, posixpath.dirname(path), {}, inside), self.style)
        items, parent = reader.read(text, origin)
        if parent is not None:
            own = {block.name: list(_flat(block.items, blocks)) for block in _blocks(items)}
            base = self.flat(parent, posixpath.dirname(path), {**own, **blocks}, inside)
            if base is not None:
                return base
        return list(_flat(items, blocks))

    def _text(self, name: str, beside: str) -> tuple[str, str] | None:
        places = (*self.folders, beside) if beside else self.folders
        found = (self.project.read_text(posixpath.join(folder, name), self.module) for folder in places)
        return next((read for read in found if read is not None), None)


class _Reader:
    """Reads one template; ``include`` gives the parts of another by its name, None if there is none."""

    def __init__(self, include, style: Style) -> None:  # type: ignore[no-untyped-def]
        self.include = include
        self.style = style

    def read(self, text: str, origin: Origin) -> tuple[list[Part | Block], str | None]:
        """The parts and blocks of a template, and the name of the one that it extends."""
        parent: str | None = None
        stack = [Block("")]
        for token in tokens(self.style.ended(text), self.style):
            said = _tag(token.text) if token.opener == "{%" else None
            word, rest = said.groups() if said is not None else ("", "")
            if word == "extends":
                parent = quoted[1] if (quoted := _quoted(rest)) else parent
            elif word == "block" and len(stack) < MAX_FILES:
                stack.append(Block(rest.split()[0] if rest.split() else ""))
                stack[-2].items.append(stack[-1])
            elif word == "endblock" and len(stack) > 1:
                stack.pop()
            else:
                stack[-1].items.extend(self._parts(token, word, rest, origin))
        return stack[0].items, parent

    def _parts(self, token: Token, word: str, rest: str, origin: Origin) -> list[Part]:
        if not token.opener:
            return [Static(token.text, origin)] if token.text else []
        if token.opener == "{{":
            return [Hole(" ".join(token.text.split()), origin.path, origin.line, FILLED)]
        if word == "include":
            quoted = _quoted(rest)
            found = self.include(quoted[1]) if quoted is not None and self.include is not None else None
            missing = Hole(f"% {' '.join(token.text.split())} %", origin.path, origin.line, "is a template not at hand")
            return found if found is not None else [missing]
        reason = UNDECIDED.get(word) or (ENDS if word in ENDINGS else None)
        return [Hole(f"% {' '.join(token.text.split())} %", origin.path, origin.line, reason)] if reason else []


def _blocks(items: list[Part | Block]) -> Iterator[Block]:
    for item in items:
        if isinstance(item, Block):
            yield item
            yield from _blocks(item.items)


def _flat(items: list[Part | Block], blocks: dict[str, list[Part]]) -> Iterator[Part]:
    """The parts in order, with what stands in ``blocks`` in place of a block of that name."""
    for item in items:
        if not isinstance(item, Block):
            yield item
        elif item.name not in blocks:
            yield from _flat(item.items, blocks)
        else:
            for part in blocks[item.name]:
                above = isinstance(part, Hole) and part.expr == "super()"
                yield from _flat(item.items, {}) if above else (part,)
