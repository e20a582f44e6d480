"""Inputs of a chain: they fill the fields of its templates, and only what no field takes is text of its own.

A request may be given several sets of inputs (a batch, or alternatives of a dict); each makes its own texts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.extract import arguments
from promptlint.extract.match import Typed
from promptlint.link import access, calls
from promptlint.link.pieces import limited
from promptlint.link.templates import FILLED
from promptlint.link.values import MAX_TEXTS, Argument, Constant, Function, Mapping, Parameter, Result, Text, Unknown
from promptlint.model import Hole, Static
from promptlint.record import field, record, replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.extract.arguments import Arguments
    from promptlint.extract.messages import Harvest
    from promptlint.extract.reading import Reading
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Value
    from promptlint.model import Message

    Part = Static | Hole

PASS_THROUGH = 12
"""A text with fewer known characters than this around a parameter passes the parameter through."""
MAX_SETS = MAX_TEXTS
"""Sets of inputs whose texts are told apart; of more of them the fields stay open."""
ROOT = re.compile(r"\$?([^\W\d]\w*)")
"""The input that a field asks for: ``user`` of ``{user.name}``, ``topic`` of ``{{$topic}}``."""


@record(eq=False)
class Inputs:
    """One set of inputs: ``named`` ones, and the ``whole`` where it is no dict. ``used`` collects what fields took."""

    named: dict[str, Value]
    whole: Value | None = None
    used: set[str] = field(default_factory=set)

    def take(self, name: str, alone: bool) -> Value | None:
        """What fills a field, None where nothing does; the whole fills the one field of a template."""
        if name in self.named:
            self.used.add(name)
            return self.named[name]
        if self.whole is not None and alone:
            self.used.add("")
            return self.whole
        return None


def sets(value: Value) -> list[Inputs]:
    """The sets that the value of an argument holds: each dict, text or parameter is one."""
    found: list[Inputs] = []
    for item in value:
        if isinstance(item, Mapping):
            if item.get("role") is None:
                found.append(Inputs({key: item.get(key) or () for key, _ in item.entries if isinstance(key, str)}))
        elif isinstance(item, (Text, Parameter)):
            found.append(Inputs({}, (item,)))
    return found


def _one_of(many: list[Inputs]) -> Inputs:
    """A set for too many of them: what is known of each input is that it is there."""
    value = (Unknown(f"one of {len(many)} texts"),)
    named: dict[str, Value] = dict.fromkeys((name for one in many for name in one.named), value)
    return Inputs(named, value if any(one.whole is not None for one in many) else None, many[0].used)


def passed_by(typed: Typed) -> Inputs:
    """What the methods that fill an object's own fields (``partial``, ``format``) were passed on the way."""
    named: dict[str, Value] = {}
    for call in typed.along:
        if getattr(call.callee, "name", "") in typed.kind.fills:
            given = arguments.read(call.arguments, ())
            for inputs in sets(given.get("0")):
                named.update(inputs.named)
            named.update(keywords(given))
    return Inputs(named)


def after(call: Reading, member: Typed | Alternative, given: list[Inputs]) -> list[Inputs]:
    """The sets that the next step of a chain is given after this one; none where they are not known."""
    if isinstance(member, Mapping):
        entries, more = _first(sets((member,))), False
    elif isinstance(member, Typed) and member.node is not None and member.kind.hands_on in ("named", "added"):
        passed = arguments.read(member.node.arguments, ())
        entries, more = {**_first(sets(passed.get("0"))), **keywords(passed)}, member.kind.hands_on == "added"
    else:
        return given if isinstance(member, Typed) and (member.kind.fills or member.kind.hands_on) else []
    return [_step(call, entries, inputs, more) for inputs in given]


def _first(given: list[Inputs]) -> dict[str, Value]:
    return given[0].named if given else {}


def _step(call: Reading, entries: dict[str, Value], inputs: Inputs, more: bool) -> Inputs:
    """The entries of a step that makes inputs, with ``more`` beside those it was given."""
    made = {name: found for name, value in entries.items() if (found := _handed_on(call, value, inputs))}
    return Inputs({**inputs.named, **made} if more else made, None, inputs.used)


def _handed_on(call: Reading, value: Value, inputs: Inputs) -> Value | None:
    """What an entry of such a step gives: the inputs, one of them, or what a function makes of them."""
    if len(value) != 1:
        return None
    typed = call.matcher.typed(value[0])
    if typed is not None and typed.kind.hands_on == "same" and not typed.path:
        return _whole(inputs)
    if isinstance(value[0], Function):
        given = Argument(None, "", lambda: _whole(inputs) or ())
        bound = calls.frame_for_call(call.ev, value[0], (given,), call.frame, None)
        return calls.returned(call.ev, bound) if bound is not None else None
    if isinstance(value[0], Result) and access.path_of(value[0].callee) == "operator.itemgetter":
        names = [i.exact for a in value[0].arguments for i in a.value if isinstance(i, Text) and i.exact]
        return inputs.take(names[0], False) if len(names) == 1 else None
    return None


def _whole(inputs: Inputs) -> Value:
    inputs.used.update(("",) if inputs.whole is not None else ())
    return inputs.whole if inputs.whole is not None else (Mapping(tuple(inputs.named.items())),)


def keywords(given: Arguments) -> dict[str, Value]:
    """The arguments passed by name."""
    return {name: argument.value for name, argument in given.named.items() if not name.isdigit()}


def fields(messages: Iterable[Message]) -> set[str]:
    """The names of the inputs that templates among the messages ask for and nothing has filled."""
    holes = (hole for message in messages for hole in message.holes if hole.reason == FILLED)
    return {found[1] for hole in holes if (found := ROOT.match(hole.expr))}


class Filler:
    """Fills the fields of templates in the messages of one request."""

    def __init__(self, ev: Evaluator, found: Harvest) -> None:
        self.ev = ev
        self.found = found

    def fill(self, start: int, given: list[Inputs], end: int | None = None) -> None:
        """Fill the messages found from ``start`` on (up to ``end``) with what each set of inputs says.

        A message that differs from set to set becomes alternatives.
        """
        messages = self.found.messages[start:end]
        names = fields(messages)
        if names and given:
            alone = len(names) == 1
            few = given if len(given) <= MAX_SETS else [_one_of(given)]
            self.found.messages[start:end] = [one for m in messages for one in self._filled(m, few, alone)]

    def _filled(self, message: Message, given: list[Inputs], alone: bool) -> Iterator[Message]:
        if not fields((message,)):
            yield message
            return
        texts = {_shown(parts): parts for inputs in given for parts in self._texts(message, inputs, alone)}
        choice = message.choice
        if len(texts) > 1 and choice is None:
            self.found.choices += 1
            choice = self.found.choices
        for parts in texts.values():
            self._note_passed(parts)
            yield replace(message, parts=limited(parts), choice=choice)

    def _note_passed(self, parts: tuple[Part, ...]) -> None:
        """Note the parameters that filled a field: they are the message where the template says next to nothing."""
        known = sum(len(part.text.strip()) for part in parts if isinstance(part, Static))
        noted = self.found.passed if known < PASS_THROUGH else self.found.fields
        noted.update(part.parameter for part in parts if isinstance(part, Hole) and part.parameter)

    def _texts(self, message: Message, inputs: Inputs, alone: bool) -> list[tuple[Part, ...]]:
        """The texts that one set of inputs makes; a field stays one where its alternatives would make too many."""
        texts: list[tuple[Part, ...]] = [()]
        for part in message.parts:
            options = self._options(part, inputs, alone)
            if len(texts) * len(options) > MAX_SETS and isinstance(part, Hole):
                options = [(Hole(part.expr, part.path, part.line, f"one of {len(options)} texts"),)]
            texts = [(*text, *option) for text in texts for option in options]
        return texts

    def _options(self, hole: Part, inputs: Inputs, alone: bool) -> list[tuple[Part, ...]]:
        """What may stand in the place of a part: itself, unless it is a field that an input fills."""
        if isinstance(hole, Static) or hole.reason != FILLED:
            return [(hole,)]
        name = ROOT.match(hole.expr)
        value = inputs.take(name[1], alone) if name is not None else None
        if name is None or value is None:
            return [(hole,)]
        if name[0] != hole.expr:
            return [(Hole(hole.expr, hole.path, hole.line, "is a part of an input"),)]
        options = {_shown(parts): parts for item in value for parts in (self._alternative(hole, item),)}
        return list(options.values()) or [(Hole(hole.expr, hole.path, hole.line, "has no value here"),)]

    def _alternative(self, hole: Hole, item: Alternative) -> tuple[Part, ...]:
        if isinstance(item, Text):
            return item.parts
        if isinstance(item, Constant) and isinstance(item.value, (int, float, bool)):
            return (Static(str(item.value), item.origin),)
        passed = self.ev.parameter(item) if isinstance(item, Parameter) else ""
        return (Hole(hole.expr, hole.path, hole.line, self.ev.reason((item,)), passed),)


def _shown(parts: tuple[Part, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((p.text, p.origin.line) if isinstance(p, Static) else ("{" + p.expr + "}", p.line) for p in parts)
