"""The texts of a request: messages of the call, and what its objects hold, add and decorate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import arguments, inputs, refs
from promptlint.extract.inputs import Inputs
from promptlint.extract.match import Typed
from promptlint.extract.messages import Harvester
from promptlint.extract.reading import Reading
from promptlint.extract.tools import Tools
from promptlint.link import calls
from promptlint.link.values import Class, Function, Listing, Mapping, Parameter, Text
from promptlint.model import Origin

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Ref
    from promptlint.link.values import Alternative, Value, Written

LANGUAGES = {
    "f-string": "fields",
    "jinja2": "jinja",
    "jinja": "jinja",
    "mustache": "mustache",
    "handlebars": "mustache",
}
"""What frameworks call the languages of templates."""
MAX_HELD = 120
"""Objects (agents, tasks, prompts) of one request that are looked into."""


EACH = "{}"
"""The key of every entry of a dict."""


def _inputs(item: Alternative) -> bool:
    """Whether a value is a dict of inputs by name, each of which is taken apart from this, and no message."""
    return isinstance(item, Mapping) and item.get("role") is None


class Texts:
    """Finds the texts that one request sends."""

    def __init__(self, call: Reading, tools: Tools, expand_prompts: bool) -> None:
        self.call = call
        self.tools = tools
        self.expand_prompts = expand_prompts
        span = call.site.written.span
        place = Origin(call.frame.module.path, span.line, span.end_line, "literal")
        self.harvester = Harvester(call.matcher, place)
        self.harvester.added = call.added
        self.passed = 0
        """How many of the messages were passed to the call itself: they come first."""
        self._seen: set[int] = set()

    def passes_elements(self, chain: list[Typed]) -> bool:
        """Whether the messages are the elements of a parameter, converted one by one; then they are taken as such."""
        function = self.call.frame.function
        if function is None or self.expand_prompts or not function.node.params:
            return False
        if not any(ref.arg == "messages" for ref in self.call.match.request.messages):
            return False
        plain, self.harvester = self.harvester, Harvester(self.call.matcher, self.harvester.place)
        with self.call.ev.mode(None):
            self.find(chain)
        if self.harvester.found.elements:
            return True
        self.harvester = plain
        self._seen = set()
        return False

    def find(self, chain: list[Typed]) -> None:
        """Harvest the texts of the call and of the objects of its chain."""
        request, found = self.call.match.request, self.harvester.found
        given = self._inputs_given(request.inputs, chain)
        filling = {ref.arg for ref in request.inputs} | {name for one in given for name in one.named}
        for ref in request.messages:
            if ref.arg not in filling or ref.template:
                self._passed_message(ref, self.call.of_request(ref, chain))
        self._passed_bodies()
        self.passed = len(found.messages)
        self._of_objects(chain, given)
        for ref in request.holds:
            for held in self.call.of_request(ref, chain):
                self._held_messages(held)
        receiver = self.call.match.receiver
        piped = receiver is not None and receiver.members
        self.harvester.filler.fill(0, given, self.passed if piped else None)
        left = [ref for ref in request.messages if ref.arg in filling and not ref.template]
        self._left_over(left, chain, given)
        if self.call.given.rest and not found.messages:
            found.note_unknown(self.call.given.rest)

    def _inputs_given(self, entries: tuple[Ref, ...], chain: list[Typed]) -> list[Inputs]:
        """The sets of inputs that the arguments of the call hold, those passed by name where there is no dict."""
        found = [one for ref in entries if ref.arg != "**" for one in inputs.sets(self.call.of_request(ref, chain))]
        if found or all(ref.arg != "**" for ref in entries):
            return found
        request = self.call.match.request
        others = {ref.arg for refs in (request.model, request.tools, request.max_output, request.holds) for ref in refs}
        others.update(ref.arg for ref in request.messages if ref.template)
        named = {n: value for n, value in inputs.keywords(self.call.given).items() if n not in others}
        return [Inputs(named)] if named else []

    def _left_over(self, entries: list[Ref], chain: list[Typed], given: list[Inputs]) -> None:
        """Take what no field took: it is a message, unless templates are all that is sent and none of them is open."""
        found = self.harvester.found
        used = {name for one in given for name in one.used}
        full = found.templated and not inputs.fields(found.messages)
        start = len(found.messages)
        own = {ref.arg for ref in entries} & self.call.given.named.keys()
        left = [(n, v) for one in given for n, v in one.named.items() if n not in used and n not in own]
        for ref in entries:
            value = self.call.of_request(ref, chain)
            if EACH in ref.key or ref.arg == "**":
                value = tuple(i for name, v in left if not full or name in found.slots for i in v)
                left = []
            elif "" in used or ref.arg in used:
                continue
            else:
                value = tuple(item for item in value if not _inputs(item))
            self._passed_message(ref, value)
        self.passed += len(found.messages) - start
        found.messages[:] = [*found.messages[start:], *found.messages[:start]]

    def _passed_message(self, ref: Ref, value: Value) -> None:
        module = self.call.frame.module
        self._take_ref(ref, value, given=arguments.written(self.call.given, ref, self.call.site.call, module))

    def _of_objects(self, chain: list[Typed], given: list[Inputs]) -> None:
        receiver = self.call.match.receiver
        piped = receiver.members if receiver is not None else ()
        for typed in chain:
            if not typed.members and all(typed is not member for member in piped):
                self._object_messages(typed)
        if receiver is not None and piped:
            self._pipe_messages(receiver, given)

    def _passed_bodies(self) -> None:
        """Note the parameters that are the whole JSON body of the request: what it says is said by the callers."""
        for argument in dict.fromkeys(ref.arg for ref in self.call.match.request.messages if ref.json and not ref.of):
            for item in self.call.given.get(argument):
                body = refs.undumped(item)
                if isinstance(body, Parameter):
                    self.harvester.found.passed.add(self.call.ev.parameter(body))

    def _take_ref(
        self, ref: Ref, value: Value, said: str = "", language: str = "", given: Written | None = None
    ) -> None:
        role = ref.role or said or "user"
        before = set(self.harvester.found.passed) if ref.field else None
        if ref.filled:
            value = tuple(item for item in value if isinstance(item, Text) and item.static_chars)
        if ref.template:
            self.harvester.take_template(value, role, language or ref.template, given=given)
        else:
            self.harvester.take(value, role, whole=ref.arg in ("messages", "chat_history", "history"), given=given)
        if before is not None:
            self.harvester.found.note_fields(before)

    def _object_messages(self, typed: Typed) -> None:
        language, start = self._language(typed), len(self.harvester.found.messages)
        for ref in typed.kind.messages:
            given = self.harvester.written(ref, typed, self.call.arguments(typed))
            self._take_ref(ref, self.call.of_object(ref, typed), typed.kind.message_role, language, given)
        for ref in typed.kind.holds:
            for held in self.call.of_object(ref, typed):
                self._held_messages(held)
        for ref, value in self.call.added(typed):
            self._added_messages(ref, value)
        for function, role in self.call.settings.decorated_by(typed) if typed.kind.decorators else ():
            if role == "tool":
                self.tools.add(Function(function), "tool")
            else:
                frame = calls.open_frame(self.call.ev, function)
                self.harvester.take(calls.returned(self.call.ev, frame), role)
        self.harvester.fill_own(typed, start)

    def _language(self, typed: Typed) -> str:
        """The language of an object's templates where the code names it, empty for that of its type."""
        values = (item for ref in typed.kind.template_from for item in self.call.of_object(ref, typed))
        named = (item.exact for item in values if isinstance(item, Text))
        return next((LANGUAGES[name] for name in named if name in LANGUAGES), "")

    def _added_messages(self, ref: Ref, value: Value) -> None:
        """Texts, messages, tools and other objects that were added to an object."""
        for item in value:
            if self.call.matcher.typed(item) is not None:
                self._held_messages(item)
            elif isinstance(item, (Function, Class)):
                self.tools.add(item, "tool")
            elif ref.role or isinstance(item, (Text, Mapping, Listing)):
                self._take_ref(ref, (item,))

    def _pipe_messages(self, receiver: Typed, given: list[Inputs]) -> None:
        """The texts of each step of a chain, filled with what the steps before hand on."""
        for member in receiver.members:
            start = len(self.harvester.found.messages)
            if isinstance(member, Typed):
                self._object_messages(member)
            elif isinstance(member, Text):
                self.harvester.take_template((member,), "user", "fields")
            self.harvester.filler.fill(start, given)
            given = inputs.after(self.call, member, given)

    def _held_messages(self, item: Alternative) -> None:
        for part in self.call.held(item, self._seen, MAX_HELD):
            self._object_messages(part)
