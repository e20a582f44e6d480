"""What an expression can be, as far as the source tells: the values that linking computes with.

A ``Value`` is a tuple of alternatives; the empty tuple means "never bound". Nothing here is ever executed:
``External`` values are access paths into libraries (``openai.OpenAI(...)`` then ``.chat.completions.create``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import EllipsisType
from typing import TYPE_CHECKING, Any, TypeAlias

from promptlint.model import Hole, Origin, Static
from promptlint.record import record

if TYPE_CHECKING:
    from promptlint import ir
    from promptlint.link.project import Module
    from promptlint.link.scope import ClassRef, Frame, FunctionRef

MAX_ALTERNATIVES = 64
"""More alternatives than this are reported as unknown with their number."""
MAX_FUNCTIONS = 256
"""Functions that a table of handlers may hold; more of them are unknown."""
MAX_CHAIN = 12
"""Steps from a value back to the parameter it is taken from."""
MAX_TEXTS = 12
"""More combinations of alternative texts than this in one text leave the varying piece as a hole."""


JOINED = "any number of elements are joined"
"""The reason of a hole behind text that is joined from elements that may be missing."""


@record(eq=False)
class Text:
    """A str: known pieces and holes in order. ``trail`` holds the places it came through, nearest use last.

    ``data`` is the value it was dumped from, for JSON text.
    """

    parts: tuple[Static | Hole, ...]
    trail: tuple[Origin, ...] = ()
    data: Alternative | None = None

    @property
    def exact(self) -> str | None:
        """The whole text where every character is known, else None."""
        parts = self.parts
        if len(parts) == 1:  # nearly all of them, and it is asked for millions of times
            return parts[0].text if isinstance(parts[0], Static) else None
        if any(isinstance(part, Hole) for part in parts):
            return None
        return "".join(part.text for part in parts if isinstance(part, Static))

    @property
    def static_chars(self) -> int:
        """How many characters are known."""
        return sum(len(part.text) for part in self.parts if isinstance(part, Static))


@record(eq=False)
class Constant:
    """A literal that is not text: number, bool, None, bytes."""

    value: bytes | int | float | bool | EllipsisType | None
    origin: Origin


@record(eq=False)
class Written:
    """The expression that gives a value where a list, dict or call is written, to name what is not known of it."""

    module: Module
    expr: ir.Expr


@record(eq=False)
class Item:
    """An element of a list. ``repeats``: it may occur any number of times, none included."""

    value: Value
    repeats: bool = False
    given: Written | None = None


@record(eq=False)
class Listing:
    """A list, tuple or set. ``rest`` says why there may be more elements than listed, None if there are not."""

    items: tuple[Item, ...]
    rest: str | None = None


class Key(str):
    """A key of a dict as it stands in the source: a str that knows its place and what is written as its value."""

    __slots__ = ("given", "origin")
    origin: Origin
    given: Written | None

    @staticmethod
    def at(text: str, origin: Origin, given: Written | None = None) -> Key:
        """The key of a place."""
        key = Key(text)
        key.origin = origin
        key.given = given
        return key


def kind_of_key(key: object) -> type:
    """The type that tells keys apart that are equal: 1, 1.0 and True."""
    return str if isinstance(key, str) else type(key)


@record(eq=False)
class Mapping:
    """A dict with constant keys. ``rest`` says why there may be more entries, None if there are not."""

    entries: tuple[tuple[object, Value], ...]
    rest: str | None = None

    def get(self, key: object) -> Value | None:
        """The last value stored under ``key``, None if there is none."""
        kind = kind_of_key(key)
        for name, value in reversed(self.entries):
            if name == key and kind_of_key(name) is kind:
                return value
        return None

    def given(self, key: str) -> Written | None:
        """What is written as the last value of a text key, None where that is not in sight."""
        name = next((name for name, _ in reversed(self.entries) if name == key), None)
        return name.given if isinstance(name, Key) else None


@record(eq=False)
class Argument:
    """An argument of a call, evaluated on demand. ``star`` is "", "*" or "**"; ``expr`` is None for a made-up one."""

    name: str | None
    star: str
    thunk: Callable[[], Value]
    expr: ir.Expr | None = None

    @property
    def value(self) -> Value:
        """What is passed."""
        return self.thunk()


@record(eq=False)
class Function:
    """A function of the project; ``receiver`` is what ``self`` is bound to, ``given`` what partial() supplied."""

    ref: FunctionRef
    receiver: Alternative | None = None
    given: tuple[Argument, ...] = ()


@record(eq=False)
class Class:
    """A class of the project."""

    ref: ClassRef


@record(eq=False)
class Instance:
    """An instance of a class of the project. ``arguments`` None: any instance, however it was made.

    ``changes`` are the fields that were given anew when it was copied, the last ones last.
    """

    ref: ClassRef
    arguments: tuple[Argument, ...] | None
    frame: Frame | None = None
    site: ir.Call | None = None
    changes: tuple[Argument, ...] = ()


@record(eq=False)
class ModuleValue:
    """A module of the project."""

    module: Module


@record(eq=False)
class Symbol:
    """A name of a library: the dotted path it is imported from, e.g. "openai.OpenAI" or "builtins.str"."""

    path: str


@record(eq=False)
class Member:
    """``base.name`` where base is not of the project."""

    base: Alternative
    name: str


@record(eq=False)
class Result:
    """What calling ``callee`` (not of the project) returns. ``frame`` and ``site`` tell where it was called.

    ``assumed`` is set when the object is only known by an annotation: then nothing is known of its arguments.
    """

    callee: Alternative
    arguments: tuple[Argument, ...]
    frame: Frame | None
    site: ir.Call | None
    assumed: bool = False


@record(eq=False)
class Element:
    """``base[index]`` or an element met by iterating over base, where base is not of the project."""

    base: Alternative


@record(eq=False)
class Pipe:
    """``left | right`` of values that are no dicts: a chain."""

    left: Value
    right: Value


@record(eq=False)
class Parameter:
    """A parameter nobody bound: the function is looked at without a caller."""

    ref: FunctionRef
    name: str


@record(eq=False)
class Unknown:
    """Not known, and why, in words a developer can act on."""

    reason: str


Alternative: TypeAlias = (
    Text
    | Constant
    | Listing
    | Mapping
    | Function
    | Class
    | Instance
    | ModuleValue
    | Symbol
    | Member
    | Result
    | Element
    | Pipe
    | Parameter
    | Unknown
)
Value: TypeAlias = tuple[Alternative, ...]

OPAQUE = (Symbol, Member, Result, Element, Pipe, Parameter, Unknown)
"""Alternatives whose content is outside the project or not known."""
ON_ITSELF = "the value depends on itself"


def element_parameter(item: Alternative) -> Parameter | None:
    """The parameter of whose elements a value is one, a part of one, or what a call makes of one; None for others."""
    inside = False
    for _ in range(MAX_CHAIN):
        if isinstance(item, Parameter):
            return item if inside else None
        if isinstance(item, (Member, Element)):
            inside = inside or isinstance(item, Element)
            item = item.base
        elif isinstance(item, Result) and isinstance(item.callee, Member):
            item = item.callee
        elif isinstance(item, Result) and item.arguments and len(item.arguments[0].value) == 1:
            item = item.arguments[0].value[0]
        else:
            return None
    return None


def identity(item: Alternative) -> object:
    """A key that is equal for alternatives that mean the same value from the same place."""
    make = _IDENTITIES.get(type(item))
    return make(item) if make is not None else id(item)


def _text_identity(item: Text) -> object:
    parts = [(p.text, p.origin.path, p.origin.line) if isinstance(p, Static) else (p.expr, p.line) for p in item.parts]
    return ("text", tuple(parts))


def _function_identity(item: Function) -> object:
    receiver = identity(item.receiver) if item.receiver else None
    return ("function", id(item.ref), receiver, item.given and id(item.given))


def _result_identity(item: Result) -> object:
    if item.site is not None:
        return ("result", id(item.site), id(item.frame))
    return ("result", identity(item.callee)) if not item.arguments else id(item)


_IDENTITIES: dict[type, Callable[[Any], object]] = {
    Text: _text_identity,
    Constant: lambda item: ("constant", type(item.value), item.value),
    Symbol: lambda item: ("symbol", item.path),
    Unknown: lambda item: ("unknown", item.reason),
    Parameter: lambda item: ("parameter", id(item.ref), item.name),
    Class: lambda item: ("class", id(item.ref)),
    Function: _function_identity,
    Instance: lambda item: ("instance", id(item.ref), id(item.site), id(item.frame)),
    ModuleValue: lambda item: ("module", item.module.path),
    Member: lambda item: ("member", identity(item.base), item.name),
    Element: lambda item: ("element", identity(item.base)),
    Result: _result_identity,
}
"""How each kind of value is told apart; it is asked for millions of times, so no kind is tried after another."""


def union(*values: Value) -> Value:
    """All alternatives of the values in order, each once; too many become one Unknown that says how many."""
    if len(values) == 1:
        return values[0]
    met: set[int] = set()
    seen: set[object] = set()
    found: list[Alternative] = []
    for value in values:
        for item in value:
            if id(item) in met:
                continue  # mostly the very same objects come from two branches
            met.add(id(item))
            key = identity(item)
            if key not in seen:
                seen.add(key)
                found.append(item)
    return bounded(found)


def bounded(items: Iterable[Alternative]) -> Value:
    """The items as a value, or one Unknown where there are more than ``MAX_ALTERNATIVES``, functions not counted."""
    found = tuple(items)
    if len(found) > MAX_ALTERNATIVES and _too_many(found):
        return (Unknown(f"one of {len(found)} alternatives"),)
    return found


def _too_many(found: Value) -> bool:
    functions = sum(isinstance(item, Function) for item in found)
    return functions > MAX_FUNCTIONS or len(found) - functions > MAX_ALTERNATIVES


def unknown(reason: str) -> Value:
    """A value of which only the reason for not knowing it is known."""
    return (Unknown(reason),)


def text_of(content: str, origin: Origin) -> Text:
    """A text all known."""
    return Text((Static(content, origin),))


def marked(value: Value, how: str) -> Value:
    """The value with the known pieces of its texts marked as coming from a place of this kind."""
    return tuple([Text(_marked(i.parts, how), i.trail, i.data) if isinstance(i, Text) else i for i in value])


def _marked(parts: tuple[Static | Hole, ...], how: str) -> tuple[Static | Hole, ...]:
    return tuple(
        [
            Static(p.text, Origin(p.origin.path, p.origin.line, p.origin.end_line, how)) if isinstance(p, Static) else p
            for p in parts
        ]
    )


def exact_texts(value: Value) -> tuple[str, ...]:
    """Those alternatives that are texts known to the character."""
    return tuple(t for item in value if isinstance(item, Text) and (t := item.exact) is not None)


def single_text(value: Value) -> str | None:
    """The text when there is exactly one alternative and it is known to the character."""
    texts = exact_texts(value)
    return texts[0] if len(value) == 1 and texts else None


LARGEST = 50_000
"""Data of more values than this, those inside counted as often as they are met, is not taken apart."""


def too_large(item: Alternative) -> bool:
    """Whether nested data holds more values than can be taken apart, though few of them may be distinct."""
    sizes: dict[int, int] = {}

    def size(inner: Alternative) -> int:
        known = sizes.get(id(inner))
        if known is None:
            known = sizes[id(inner)] = 1 + sum(size(part) for part in _parts(inner))
        return known

    return size(item) > LARGEST


def _parts(item: Alternative) -> Iterable[Alternative]:
    if isinstance(item, Listing):
        return (part for element in item.items for part in element.value)
    if isinstance(item, Mapping):
        return (part for _, value in item.entries for part in value)
    return ()


def of_elements(value: Value) -> bool:
    """Whether a value comes of the elements of a parameter."""
    return any(element_parameter(item) is not None for item in value)
