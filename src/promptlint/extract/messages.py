"""Messages of a request from the values of its arguments, whatever form they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import arguments, refs
from promptlint.extract.inputs import PASS_THROUGH, Filler, passed_by
from promptlint.link import access, instances, templates
from promptlint.link.values import (
    ON_ITSELF,
    OPAQUE,
    Class,
    Constant,
    Function,
    Instance,
    Listing,
    Mapping,
    Parameter,
    Pipe,
    Symbol,
    Text,
    Unknown,
    element_parameter,
    union,
)
from promptlint.model import Hole, Image, Message, Origin, Static
from promptlint.record import field, record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.extract.catalogue import Ref
    from promptlint.extract.match import Matcher, Typed
    from promptlint.link.values import Alternative, Value, Written

ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "chatbot": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
TEXT_KEYS = ("text", "content", "input_text", "prompt")
MAX_MESSAGES = 300
"""Messages of one request that are listed; more are said to be unknown."""
MAX_TAKEN = 20_000
"""Values of one request that are looked into for messages."""


@record(eq=False, frozen=False)
class Harvest:
    """What was found: messages, images, why there may be more, and the parameters passed through unchanged."""

    messages: list[Message] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    unknown: str | None = None
    passed: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    """Parameters that fill a field of a request whose instructions stand elsewhere, and are no message themselves."""
    elements: set[str] = field(default_factory=set)
    """Those of them whose elements are the messages."""
    choices: int = 0
    templated: bool = False
    """Whether a text in a template language was among them."""
    slots: set[str] = field(default_factory=set)
    """Inputs that stand among the messages as messages of their own."""

    def note_fields(self, before: set[str]) -> None:
        """Take the parameters passed through since as what fills fields."""
        self.fields |= self.passed - before
        self.passed = before

    def note_unknown(self, reason: str) -> None:
        """Remember why there may be more messages than listed."""
        self.unknown = self.unknown or reason


class Harvester:
    """Collects the messages of one request."""

    def __init__(self, matcher: Matcher, place: Origin, template: str = "") -> None:
        self.matcher = matcher
        self.ev = matcher.ev
        self.place = place
        self.template = template
        self.found = Harvest()
        self.filler = Filler(matcher.ev, self.found)
        self.added: Callable[[Typed], Iterable[tuple[Ref, Value]]] = lambda typed: ()
        """Gives what methods added to an object."""
        self.taken = 0
        self.given: Written | None = None
        """What is written as the value at hand."""

    def take_template(
        self, value: Value, role: str, template: str, repeats: bool = False, given: Written | None = None
    ) -> None:
        """Like ``take``, for text in a template language."""
        outer, self.template = self.template, template
        try:
            self.take(value, role, repeats, given=given)
        finally:
            self.template = outer

    def take(
        self, value: Value, role: str, repeats: bool = False, whole: bool = False, given: Written | None = None
    ) -> None:
        """Add what a value holds as messages of a role (where it does not say its own).

        ``whole``: the value is a list of messages or one of them, not the text of one. ``given`` is what is written
        as the value, where one expression is.
        """
        self.taken += 1
        if self.taken > MAX_TAKEN:
            self.found.note_unknown("the messages are too deeply nested to list")
            return
        value = tuple(item for item in value if not (isinstance(item, Constant) and item.value is None))
        self.given = given
        if not whole and any(isinstance(item, Text) for item in value):
            value = self._beside_text(value)
        texts = [item for item in value if isinstance(item, Text)]
        if texts:
            self._texts(texts, role, repeats)
        several = sum(1 for item in value if isinstance(item, (Listing, Mapping))) > 1
        for item in value:
            if not isinstance(item, Text):
                self.given = given
                self._one(item, role, repeats or several, bool(texts), whole)

    def _beside_text(self, value: Value) -> Value:
        """A value that holds text, with what else may be sent instead as texts: each parameter, and the unknown.

        What a recursive call hands on as it came is one of the others.
        """
        value = tuple(item for item in value if not (isinstance(item, Unknown) and item.reason == ON_ITSELF))
        parameters = tuple(self._passed(item) if isinstance(item, Parameter) else item for item in value)
        opaque = tuple(item for item in parameters if self._is_opaque(item))
        if not opaque:
            return parameters
        hole = self._hole(opaque[0], self.ev.reason(opaque))
        return (*(item for item in parameters if item not in opaque), Text((hole,)))

    def _passed(self, item: Parameter) -> Text:
        """A parameter as text, where it is one alternative beside its default."""
        reason = self.ev.reason((item,))
        return Text((Hole(item.name, self.place.path, self.place.line, reason, self.ev.parameter(item)),))

    def _is_opaque(self, item: Alternative) -> bool:
        return isinstance(item, OPAQUE) and not isinstance(item, Pipe) and self.matcher.typed(item) is None

    def _texts(self, texts: list[Text], role: str, repeats: bool) -> None:
        shown = [self._templated(t) for t in texts]
        choice: int | None = None
        if len(shown) > 1:
            self.found.choices += 1
            choice = self.found.choices
        for text in shown:
            self._add(role, text.parts, repeats, choice, text.trail)

    def _templated(self, text: Text) -> Text:
        shown = self._without_template(text)
        return Text(shown.parts, text.trail) if shown is not text else text

    def _without_template(self, text: Text) -> Text:
        self.found.templated = self.found.templated or bool(self.template)
        if self.template == "fields":
            return templates.fields(text)
        if self.template == "jinja":
            return templates.jinja(text)
        return templates.mustache(text) if self.template == "mustache" else text

    def _add(
        self,
        role: str,
        parts: tuple[Static | Hole, ...],
        repeats: bool,
        choice: int | None,
        trail: tuple[Origin, ...],
    ) -> None:
        if len(self.found.messages) >= MAX_MESSAGES:
            self.found.note_unknown(f"more than {MAX_MESSAGES} messages")
            return
        known = sum(len(p.text.strip()) for p in parts if isinstance(p, Static))
        if known < PASS_THROUGH:
            self.found.passed.update(p.parameter for p in parts if isinstance(p, Hole) and p.parameter)
        statics = [p for p in parts if isinstance(p, Static)]
        origin = max(statics, key=lambda p: len(p.text)).origin if statics else self.place
        self.found.messages.append(Message(role, parts, origin, choice, repeats, trail=trail))

    def _one(self, item: Alternative, role: str, repeats: bool, beside_text: bool, whole: bool = False) -> None:
        if isinstance(item, Listing):
            self._listing(item, role, repeats, whole)
        elif isinstance(item, Mapping):
            self._mapping(item, role, repeats)
        elif isinstance(item, Constant):
            return
        elif isinstance(item, (Function, Class)):
            self.found.note_unknown("a function or class of the project builds the text")
        elif isinstance(item, Instance) and self._instance(item, role, repeats):
            return
        else:
            self._opaque(item, role, repeats, beside_text, whole)

    def _listing(self, item: Listing, role: str, repeats: bool, whole: bool) -> None:
        if self._pair(item, repeats):
            return
        for element in item.items:
            self.take(element.value, role, repeats or element.repeats, whole, element.given)
        if item.rest:
            self.found.note_unknown(item.rest)

    def _pair(self, item: Listing, repeats: bool) -> bool:
        """``("system", "text")`` as a message, ``("placeholder", "{name}")`` as none."""
        if len(item.items) != 2 or item.rest:
            return False
        first = item.items[0].value
        role = first[0].exact if len(first) == 1 and isinstance(first[0], Text) else None
        if role == "placeholder":  # LangChain's word for messages that are passed when the template is filled
            self.found.slots.update(i.exact.strip("{}") for i in item.items[1].value if isinstance(i, Text) and i.exact)
            return True
        if role is None or role.lower() not in ROLES:
            return False
        self.take(item.items[1].value, ROLES[role.lower()], repeats, given=item.items[1].given)
        return True

    def _mapping(self, item: Mapping, role: str, repeats: bool) -> None:
        kind = arguments.literal(item.get("type") or ())
        if kind in ("image_url", "input_image", "image") or item.get("image_url") or item.get("inline_data"):
            self._image(item)
            return
        if self._element(item, repeats):
            return
        named = _said(item.get("role") or ())
        role = ROLES.get(named.lower(), "unknown") if isinstance(named, str) else role
        for key in ("content", "parts", "text", "message", "prompt"):
            value = item.get(key)
            if value is not None:
                self.take(value, role, repeats, given=item.given(key))
                return
        if item.get("role") is not None or item.rest:
            self.found.note_unknown(item.rest or "the content of a message is not known")

    def _element(self, item: Mapping, repeats: bool) -> bool:
        """A message whose role and content are those of the elements of a parameter: a list that is passed through."""
        said, content = item.get("role") or (), item.get("content") or ()
        taken = next((found for one in said if (found := element_parameter(one)) is not None), None)
        if taken is None or not _made_of(content, taken):
            return False
        self._handed_on(taken, "unknown", repeats)
        return True

    def _handed_on(self, item: Parameter, role: str, repeats: bool) -> None:
        self.found.elements.add(self.ev.parameter(item))
        self._passed_on(item, role, repeats)

    def _passed_on(self, item: Parameter, role: str, repeats: bool) -> None:
        key = self.ev.parameter(item)
        self.found.passed.add(key)
        hole = Hole(item.name, self.place.path, self.place.line, self.ev.reason((item,)), key)
        self.found.messages.append(Message(role, (hole,), self.place, None, repeats))

    def _image(self, item: Mapping) -> None:
        image = item.get("image_url") or ()
        detail = arguments.literal(item.get("detail") or ())
        for inner in image:
            if isinstance(inner, Mapping):
                detail = arguments.literal(inner.get("detail") or ()) or detail
        self.found.images.append(Image(None, None, detail if isinstance(detail, str) else None, self.place))

    def _instance(self, item: Instance, role: str, repeats: bool) -> bool:
        """An object of the project with a role and content, or one that is a library message."""

        if self.matcher.typed(item) is not None:
            return False
        content = instances.of_instance(self.ev, item, "content")
        if not content or all(isinstance(c, Unknown) for c in content):
            return False
        named = arguments.literal(instances.of_instance(self.ev, item, "role"))
        self.take(content, ROLES.get(named, role) if isinstance(named, str) else role, repeats)
        return True

    def _opaque(self, item: Alternative, role: str, repeats: bool, beside_text: bool, whole: bool) -> None:
        if self.library_object(item, role, repeats):
            return
        if isinstance(item, Parameter):
            key = self.ev.parameter(item)
            self.found.passed.add(key)
            reason = self.ev.reason((item,))
            if whole:
                self.found.note_unknown(reason)
                return
            self.found.messages.append(
                Message(
                    role, (Hole(item.name, self.place.path, self.place.line, reason, key),), self.place, None, repeats
                )
            )
            return
        taken = element_parameter(item) if whole else None
        if taken is not None:
            self._handed_on(taken, "unknown", repeats)
            return
        if beside_text or not isinstance(item, OPAQUE):
            return
        taken = element_parameter(item)
        if taken is not None:
            self._passed_on(taken, role, repeats)
            return
        reason = self.ev.reason((item,))
        if whole:
            self.found.note_unknown(reason)
            return
        self.found.messages.append(Message(role, (self._hole(item, reason),), self.place, None, repeats))

    def _hole(self, item: Alternative, reason: str) -> Hole:
        """A text of which nothing is known: named as it is written, else by where in a library it comes from."""
        if self.given is not None:
            module, expr = self.given.module, self.given.expr
            return Hole(module.source_text(expr), module.path, expr.span.line, reason)
        named = "…" if access.root_unknown(item) else access.describe(item).strip("`")
        return Hole(named, self.place.path, self.place.line, reason)

    def library_object(self, item: Alternative, role: str, repeats: bool = False) -> bool:
        """A message, template, prompt or chain of a library; whether it was one."""
        from promptlint.extract.match import Typed

        typed = self.matcher.typed(item)
        if typed is None or (typed.path and not isinstance(item, Pipe)):
            return False
        parts = typed.members or (typed,)
        for part in parts:
            if isinstance(part, Typed):
                self._typed(part, role, repeats)
            elif isinstance(part, (Text, Listing, Mapping)):
                self.take((part,), role, repeats)
        return True

    def written(self, ref: Ref, typed: Typed, given: arguments.Arguments) -> Written | None:
        """What stands as an argument in the call that made a library's object."""
        made = typed.node
        if made is None or made.frame is None:
            return None
        return arguments.written(given, ref, made.site, made.frame.module)

    def _typed(self, typed: object, role: str, repeats: bool) -> None:
        from promptlint.extract.match import Typed

        assert isinstance(typed, Typed)
        if typed.node is None:
            return
        given, start = arguments.read(typed.node.arguments, typed.kind.params), len(self.found.messages)
        for ref in typed.kind.messages:
            if ref.of or ref.setting:
                continue
            value = refs.value_of(self.matcher, ref, given, typed, frozenset())
            said = _said(given.get("role"))
            use = ref.role or typed.kind.message_role or role
            if said is not None:
                use = ROLES.get(said.lower(), use)
            if ref.template:
                self.take_template(value, use, ref.template, repeats, self.written(ref, typed, given))
            else:
                self.take(value, use, repeats, given=self.written(ref, typed, given))
        for ref in typed.kind.holds:
            for held in refs.value_of(self.matcher, ref, given, typed, frozenset()):
                self._one(held, role, repeats, True)
        for ref, value in self.added(typed) if typed.kind.adders else ():
            self.take(value, ref.role or role, repeats)
        self.fill_own(typed, start)

    def fill_own(self, typed: Typed, start: int) -> None:
        """Fill the messages of an object, found from ``start`` on, with what its own methods were passed."""
        if typed.kind.slots and typed.node is not None:
            given = arguments.read(typed.node.arguments, typed.kind.params)
            named = (item for name in typed.kind.slots for item in given.get(name))
            self.found.slots.update(item.exact for item in named if isinstance(item, Text) and item.exact)
        if typed.kind.fills and typed.along:
            self.filler.fill(start, [passed_by(typed)])


PARTS_WITHIN = 4
"""Lists and dicts within each other in which the parts of a message's content are looked for."""


def _made_of(content: Value, taken: Parameter, depth: int = 0) -> bool:
    """Whether the content of a message comes of the elements of a parameter, whole or as parts with nothing added."""
    if depth > PARTS_WITHIN:
        return False
    found = False
    for item in content:
        if isinstance(item, Listing):
            inner = union(*(element.value for element in item.items)) if item.items else ()
        elif isinstance(item, Mapping) and item.get("text") is not None:
            inner = item.get("text") or ()
        elif isinstance(item, Text) and item.static_chars:
            return False
        else:
            found = found or element_parameter(item) is taken
            continue
        found = found or _made_of(inner, taken, depth + 1)
    return found


def _said(value: Value) -> str | None:
    """The name of a role: text, or the member of a library's enumeration (``MessageRole.SYSTEM``)."""
    if len(value) == 1 and isinstance(value[0], Symbol):
        return value[0].path.removesuffix(".value").rpartition(".")[2]
    said = arguments.literal(value)
    return said if isinstance(said, str) else None
