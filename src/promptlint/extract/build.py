"""Building a ``Call`` from a call expression that was recognised as a request, in one frame."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from promptlint.extract import arguments, gateways, http, refs
from promptlint.extract.arguments import Arguments
from promptlint.extract.match import Typed
from promptlint.extract.messages import Harvester
from promptlint.extract.settings import Settings
from promptlint.link import calls, instances
from promptlint.link.scope import ClassRef
from promptlint.link.values import (
    Argument,
    Class,
    Constant,
    Function,
    Instance,
    Listing,
    Mapping,
    Parameter,
    Result,
    Text,
    Unknown,
    too_large,
)
from promptlint.model import Hole, Image, Message, ModelRef, Origin, Static, Tool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.extract.catalogue import ObjectType, Ref, Request
    from promptlint.extract.match import Match, Matcher
    from promptlint.link.callers import Site
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

MAX_MODELS = 40
"""More model alternatives than this are reported as unknown with their number."""
MODEL_ATTRIBUTES = ("model", "model_name", "model_id", "deployment_name")
"""Attributes under which a model class of the project keeps the model's name."""
LANGUAGES = {
    "f-string": "fields",
    "jinja2": "jinja",
    "jinja": "jinja",
    "mustache": "mustache",
    "handlebars": "mustache",
}
"""What frameworks call the languages of templates."""
MAX_SCHEMA_DEPTH = 12
"""Levels of a tool's schema that are searched for descriptions."""
MAX_HELD = 60
"""Objects (agents, tasks, prompts) of one request that are looked into."""


@dataclass
class Built:
    """What a request carries, before it is placed: the parts of a ``Call``."""

    sdk: str
    api: str
    kind: str
    certainty: str
    provider: str | None
    models: list[ModelRef] = field(default_factory=list)
    model_unknown: str | None = None
    messages: list[Message] = field(default_factory=list)
    messages_unknown: str | None = None
    tools: list[Tool] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    max_output: int | None = None
    has_limit: bool = False
    open_arguments: bool = False
    arguments: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    endpoint: str | None = None
    gateway: str | None = None
    passed: set[str] = field(default_factory=set)
    passed_model: set[str] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    only_served: bool = False
    """The models were narrowed to those that the maker's own address serves."""


def joined(found: list[Built]) -> Built | None:
    """One request for a call on several objects: the first, with the models of all; None if there is none."""
    if not found:
        return None
    first = found[0]
    known = {(m.id, m.origin.path, m.origin.line) for m in first.models}
    for other in found[1:]:
        fresh = [m for m in other.models if (m.id, m.origin.path, m.origin.line) not in known]
        known.update((m.id, m.origin.path, m.origin.line) for m in fresh)
        first.models.extend(fresh)
        first.passed |= other.passed
        first.passed_model |= other.passed_model
        first.used |= other.used
    if first.models:
        first.model_unknown = None
    return first


class Builder:
    """Builds requests of one evaluator with one catalogue."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.ev = matcher.ev
        self.catalogue = matcher.catalogue
        self.settings = Settings(matcher)

    def build(self, match: Match, site: Site, frame: Frame, expand_prompts: bool = False) -> Built | None:
        """What the call at ``site`` sends when evaluated in ``frame``; None if it turns out to send nothing."""
        return _Assembly(self, match, site, frame, expand_prompts).run()


class _Assembly:
    """One request being put together."""

    def __init__(self, builder: Builder, match: Match, site: Site, frame: Frame, expand_prompts: bool) -> None:
        self.builder = builder
        self.ev = builder.ev
        self.matcher = builder.matcher
        self.match = match
        self.site = site
        self.frame = frame
        self.expand_prompts = expand_prompts
        request = match.request
        self.given = self._given()
        place = Origin(frame.module.path, site.written.span.line, site.written.span.end_line, "literal")
        self.harvester = Harvester(self.matcher, place)
        self.harvester.added = self._added
        kind = request.kind
        provider = request.provider
        if match.receiver is not None:
            kind = match.receiver.kind.kind or kind
            provider = match.receiver.kind.provider or provider
        self.built = Built(
            request.sdk, request.api or match.path.replace("()", "call"), kind, match.certainty, provider
        )
        if match.certainty == "shape":
            self.built.provider = None
        self.provider = self.built.provider
        self.model_reason: str | None = None
        self.seen: set[int] = set()
        self.read: dict[int, Arguments] = {}
        self.keep: list[Typed] = []
        self.named = _named(request)
        self.kinds: set[str] = set()
        self.held: list[Typed] = []
        self.reached: set[int] = set()
        """Places of the models whose address is known."""
        self.client_address: str | None = None
        """The address of a client that the object being read holds."""

    def _given(self) -> Arguments:
        """What the call passes, by name."""
        if self.match.payload:
            return http.payload(self.ev, self.site, self.frame)
        return arguments.read(calls.arguments_of(self.ev, self.site.call, self.frame), self.match.request.params)

    def run(self) -> Built | None:
        chain = list(self._chain())
        self.kinds.update(typed.kind.name for typed in chain)
        self._models(chain)
        self._limits([*chain, *self.held])
        self._endpoint(chain)
        if self.match.request.needs and not self.kinds.intersection(self.match.request.needs):
            return None
        self._served()
        if not self._passes_elements(chain):
            with self.ev.mode(self.expand_prompts):
                self._messages(chain)
        self._tools(chain)
        self._settings(chain)
        harvest = self.harvester.found
        built = self.built
        built.messages = [*harvest.messages, *built.messages]
        built.messages_unknown, built.images = harvest.unknown, harvest.images
        built.passed = harvest.passed
        if not built.models and request_default(self.match) and not self.model_reason and not self.given.rest:
            span = self.site.written.span
            origin = Origin(self.frame.module.path, span.line, span.end_line, "sdk-default")
            self._add_model(self.match.request.default_model, origin, built.provider)
        if not built.models:
            built.model_unknown = self.model_reason or self._no_model_reason()
        return built

    def _no_model_reason(self) -> str:
        if self.given.rest:
            return f"no model is passed here; {self.given.rest}"
        return "no model is named in the code"

    def _chain(self) -> Iterable[Typed]:
        """The receiver and the objects that made it, nearest first."""
        current = self.match.receiver
        while current is not None:
            yield current
            for member in current.members:
                if isinstance(member, Typed) and member.kind is not current.kind:
                    yield member
            current = current.parent

    def _arguments(self, typed: Typed) -> Arguments:
        """The arguments an object was made with, those of methods that returned it and of spread dicts included."""
        if id(typed) in self.read:
            return self.read[id(typed)]
        node = typed.node
        if node is None:
            return Arguments({}, None)
        self.built.used.add(id(node.site))
        result = arguments.read(node.arguments, typed.kind.params)
        for more in typed.along:
            extra = arguments.read(more.arguments, ())
            named = {k: v for k, v in extra.named.items() if not k.isdigit()}
            if extra.named.get("0") is not None:
                named[f"{getattr(more.callee, 'name', '')}()"] = extra.named["0"]
            result = Arguments({**result.named, **named}, result.rest or extra.rest)
        result = self._spread(typed.kind.spread, result)
        self.read[id(typed)] = result
        self.keep.append(typed)
        return result

    def _spread(self, names: tuple[str, ...], given: Arguments) -> Arguments:
        for name in names:
            inner: dict[str, Argument] = {}
            for item in given.get(name):
                if isinstance(item, Mapping):
                    for key, value in item.entries:
                        inner[str(key)] = Argument(str(key), "", lambda value=value: value)  # type: ignore[misc]
                elif isinstance(item, Result):
                    typed = self.matcher.typed(item)
                    params = typed.kind.params if typed is not None else ()
                    inner.update(arguments.read(item.arguments, params).named)
                elif isinstance(item, Instance):
                    for field_name in instances.known_names(self.ev, item):
                        thunk = lambda item=item, n=field_name: instances.of_instance(self.ev, item, n)  # noqa: E731
                        inner[field_name] = Argument(field_name, "", thunk)
            given = Arguments({**inner, **given.named}, given.rest)
        return given

    def _look(self, ref: Ref, chain: list[Typed]) -> Value:
        """What a reference of the request points at."""
        if ref.setting:
            return self._setting(ref, self.match.request.sdk)
        if not ref.of:
            return refs.value_of(self.matcher, ref, self.given, self.match.receiver, self.named)
        for typed in chain:
            if typed.kind.name == ref.of:
                value = refs.value_of(self.matcher, ref, self._arguments(typed), typed, _named(typed.kind), self.given)
                if value:
                    return value
        return ()

    def _of(self, ref: Ref, typed: Typed) -> Value:
        """What a reference of an object's type points at."""
        if ref.setting:
            return self._setting(ref, typed.kind.sdk)
        if ref.fields:
            return refs.field_values(self.matcher, typed.ref, ref.arg) if isinstance(typed.ref, ClassRef) else ()
        return refs.value_of(self.matcher, ref, self._arguments(typed), typed, _named(typed.kind))

    def _setting(self, ref: Ref, sdk: str) -> Value:
        setting = self.builder.catalogue.settings.get((sdk, ref.setting))
        if setting is None:
            return ()
        return refs.pick(self.matcher, self.builder.settings.value(setting, self.site), ref.key)

    # -- model ---------------------------------------------------------------------------------------------------

    def _models(self, chain: list[Typed]) -> None:
        with self.ev.mode(True):
            for ref in self.match.request.model:
                if self._take_models(self._look(ref, chain)):
                    break
            if not self.built.models and self.given.rest:
                self._models_of_callers(chain)
            for typed in chain if not self.built.models else ():
                self._object_models(typed)
            for ref in self.match.request.holds:
                for held in self._look(ref, chain):
                    self._held_models(held)
        with self.ev.mode(False):
            for ref in self.match.request.model:
                for item in self._look(ref, chain):
                    if isinstance(item, Parameter):
                        self.built.passed_model.add(self.ev.parameter(item))
        if len(self.built.models) > MAX_MODELS:
            self.model_reason = f"one of {len(self.built.models)} models"
            self.built.models = []

    def _models_of_callers(self, chain: list[Typed]) -> None:
        """Models in what callers pass as all the arguments at once."""
        passed, self.given = self.given, self._given()
        for ref in self.match.request.model:
            if not ref.of and not ref.setting and self._take_models(self._look(ref, chain)):
                break
        self.given = passed

    def _object_models(self, typed: Typed) -> None:
        start = len(self.built.models)
        outer, self.client_address = self.client_address, None
        self._named_models(typed)
        url = self._address(typed) or self.client_address
        if len(self.built.models) > start:
            self._reach(url, start, typed.kind.provider)
            url = None
        self.client_address = outer or url

    def _named_models(self, typed: Typed) -> None:
        """The models that an object names, and those of the objects it holds."""
        found = False
        for ref in typed.kind.model:
            if self._take_models(self._of(ref, typed)):
                found = True
                break
        if not found and typed.kind.default_model and typed.node is not None and not typed.node.assumed:
            self._default_model(typed)
        if typed.node is not None and typed.node.assumed and not found and typed.kind.model:
            self.model_reason = self.model_reason or f"the {typed.kind.name} is made outside the scanned code"
        for ref in typed.kind.holds:
            for held in self._of(ref, typed):
                self._held_models(held)
        for _, value in self._added(typed):
            for item in value:
                self._held_models(item)

    def _added(self, typed: Typed) -> Iterable[tuple[Ref, Value]]:
        """What was added to an object by its methods."""
        for ref, given in self.builder.settings.added_to(typed, self.site) if typed.kind.adders else ():
            yield ref, refs.value_of(self.matcher, ref, given, typed, frozenset())

    def _default_model(self, typed: Typed) -> None:
        node = typed.node
        assert node is not None
        path = node.frame.module.path if node.frame is not None else self.frame.module.path
        span = node.site.span if node.site is not None else self.site.written.span
        origin = Origin(path, span.line, span.end_line, "sdk-default")
        self._add_model(typed.kind.default_model, origin, typed.kind.provider)

    def _held_models(self, item: Alternative) -> None:
        """Models of an object (or list of objects) that takes part in the request."""
        if isinstance(item, Listing) and too_large(item):
            return
        if isinstance(item, Listing):
            for element in item.items:
                for inner in element.value:
                    self._held_models(inner)
            return
        typed = self.matcher.typed(item)
        if typed is None or len(self.seen) > MAX_HELD or id(typed) in self.seen:
            return
        self.seen.add(id(typed))
        outer = self.provider
        for part in typed.members or (typed,):
            if isinstance(part, Typed):
                self.kinds.add(part.kind.name)
                self.held.append(part)
                self.provider = self._provider(part.kind)
                self._object_models(part)
        self.provider = outer

    def _provider(self, kind: ObjectType) -> str | None:
        """Who serves the model of an object that takes part: what its type says, else who serves the request."""
        sdk = self.builder.catalogue.sdk(kind.sdk)
        own = sdk is not None and sdk.name == self.built.sdk and sdk.provider == kind.provider
        return self.built.provider if own else kind.provider

    def _take_models(self, value: Value) -> bool:
        """Add the model ids among the alternatives; whether the value said anything about the model."""
        said = False
        for item in value:
            if isinstance(item, Constant):
                continue
            if isinstance(item, Text):
                said = True
                self._text_model(item)
                continue
            typed = self.matcher.typed(item)
            if typed is not None:
                said = True
                self._held_models(item)
                continue
            said = True
            if isinstance(item, Instance) and self._own_model(item):
                continue
            self.model_reason = self.model_reason or self._why(item)
        return said

    def _own_model(self, item: Instance) -> bool:
        """The model that an object of the project's own model class keeps; whether there is one."""
        for name in MODEL_ATTRIBUTES:
            texts = [i for i in instances.of_instance(self.ev, item, name) if isinstance(i, Text) and i.exact]
            for text in texts:
                self._text_model(text)
            if texts:
                return True
        return False

    def _why(self, item: Alternative) -> str:
        if isinstance(item, (Class, Function, Mapping, Listing)):
            return "the model is an object that is built in the project"
        return self.ev.reason((item,))

    def _text_model(self, item: Text) -> None:
        exact = item.exact
        if exact is None:
            hole = next(p for p in item.parts if isinstance(p, Hole))
            self.model_reason = self.model_reason or f"part of the model name is not known: `{hole.expr}` {hole.reason}"
            return
        if exact.strip():
            statics = [p for p in item.parts if isinstance(p, Static)]
            self._add_model(exact, statics[-1].origin, self.provider, item.trail)

    def _add_model(self, name: str, origin: Origin, provider: str | None, trail: tuple[Origin, ...] = ()) -> None:
        known = {(m.id, m.origin.path, m.origin.line) for m in self.built.models}
        if (name, origin.path, origin.line) not in known:
            self.built.models.append(ModelRef(name, provider, origin, trail))

    # -- text ----------------------------------------------------------------------------------------------------

    def _passes_elements(self, chain: list[Typed]) -> bool:
        """Whether the messages are the elements of a parameter, converted one by one; then they are taken as such."""
        function = self.frame.function
        if function is None or self.expand_prompts or not function.node.params:
            return False
        if not any(ref.arg == "messages" for ref in self.match.request.messages):
            return False
        plain, self.harvester = self.harvester, Harvester(self.matcher, self.harvester.place)
        with self.ev.mode(None):
            self._messages(chain)
        if self.harvester.found.elements:
            return True
        self.harvester = plain
        self.seen = {number for number in self.seen if number > 0}
        return False

    def _messages(self, chain: list[Typed]) -> None:
        request = self.match.request
        for ref in request.messages:
            self._take_ref(ref, self._look(ref, chain))
        for typed in chain:
            if not typed.members:
                self._object_messages(typed)
        receiver = self.match.receiver
        if receiver is not None and receiver.members:
            self._pipe_messages(receiver)
        for ref in request.holds:
            for held in self._look(ref, chain):
                self._held_messages(held)
        if self.given.rest and not self.harvester.found.messages:
            self.harvester.found.note_unknown(self.given.rest)

    def _take_ref(self, ref: Ref, value: Value, said: str = "", language: str = "") -> None:
        role = ref.role or said or "user"
        if ref.template:
            self.harvester.take_template(value, role, language or ref.template)
        else:
            self.harvester.take(value, role, whole=ref.arg in ("messages", "chat_history", "history"))

    def _object_messages(self, typed: Typed) -> None:
        language = self._language(typed)
        for ref in typed.kind.messages:
            self._take_ref(ref, self._of(ref, typed), typed.kind.message_role, language)
        for ref in typed.kind.holds:
            for held in self._of(ref, typed):
                self._held_messages(held)
        for ref, value in self._added(typed):
            self._added_messages(ref, value)
        for function, role in self.builder.settings.decorated_by(typed) if typed.kind.decorators else ():
            if role == "tool":
                self._tool(Function(function), "tool")
            else:
                frame = calls.open_frame(self.ev, function)
                self.harvester.take(calls.returned(self.ev, frame), role)

    def _language(self, typed: Typed) -> str:
        """The language of an object's templates where the code names it, empty for that of its type."""
        named = (
            item.exact for ref in typed.kind.template_from for item in self._of(ref, typed) if isinstance(item, Text)
        )
        return next((LANGUAGES[name] for name in named if name in LANGUAGES), "")

    def _added_messages(self, ref: Ref, value: Value) -> None:
        """Texts, messages, tools and other objects that were added to an object."""
        for item in value:
            if self.matcher.typed(item) is not None:
                self._held_messages(item)
            elif isinstance(item, (Function, Class)):
                self._tool(item, "tool")
            elif ref.role or isinstance(item, (Text, Mapping, Listing)):
                self._take_ref(ref, (item,))

    def _pipe_messages(self, receiver: Typed) -> None:
        for member in receiver.members:
            if isinstance(member, Typed):
                self._object_messages(member)
            elif isinstance(member, Text):
                self.harvester.take_template((member,), "user", "fields")

    def _held_messages(self, item: Alternative) -> None:
        if isinstance(item, Listing) and too_large(item):
            return
        if isinstance(item, Listing):
            for element in item.items:
                for inner in element.value:
                    self._held_messages(inner)
            return
        typed = self.matcher.typed(item)
        if typed is None or len(self.seen) > 2 * MAX_HELD or -id(typed) in self.seen:
            return
        self.seen.add(-id(typed))
        for part in typed.members or (typed,):
            if isinstance(part, Typed):
                self._object_messages(part)

    # -- the rest ------------------------------------------------------------------------------------------------

    def _limits(self, chain: list[Typed]) -> None:
        refs = [(ref, self._look(ref, chain)) for ref in self.match.request.max_output]
        for typed in chain:
            refs.extend((ref, self._of(ref, typed)) for ref in typed.kind.max_output)
        for _, value in refs:
            known = [i.value for i in value if isinstance(i, Constant)]
            if value and not all(k is None for k in known) or (value and not known):
                self.built.has_limit = True
            numbers = [k for k in known if isinstance(k, int) and not isinstance(k, bool) and k > 0]
            if numbers and len(known) == len(value):
                self.built.max_output = max(numbers)
                return

    def _served(self) -> None:
        """Of several alternatives the maker's own address serves only its own models."""
        sdk = self.builder.catalogue.sdk(self.match.request.sdk)
        built = self.built
        if sdk is None or not sdk.serves or built.endpoint or built.provider != sdk.provider or len(built.models) < 2:
            return
        served = [m for m in built.models if m.id.lower().removeprefix("models/").startswith(sdk.serves)]
        built.models = served or built.models
        built.only_served = bool(served)

    def _endpoint(self, chain: list[Typed]) -> None:
        request = self.match.request
        if self.match.payload:
            self._reach(http.address(self.ev, self.site.call, self.frame), 0, request.provider or "openai")
        for ref in request.endpoint:
            if not ref.setting or self.match.receiver is None:  # a client is not asked at the module's address
                self._reach(gateways.address(self._look(ref, chain)), 0, request.provider)
        for ref in request.provider_from:
            self._named_provider(self._look(ref, chain))
        for typed in chain:
            for ref in typed.kind.provider_from:
                self._named_provider(self._of(ref, typed))
            self._reach(self._address(typed), 0, typed.kind.provider)

    def _address(self, typed: Typed) -> str | None:
        """The address that an object was made to ask, None where it was given none."""
        with self.ev.mode(True):
            found = (gateways.address(self._of(ref, typed)) for ref in typed.kind.endpoint)
            return next((url for url in found if url is not None), None)

    def _reach(self, url: str | None, start: int, own: str | None) -> None:
        """Note that the models from ``start`` on are asked at an address, unless an object of theirs named another.

        ``own`` is who serves them without one.
        """
        if not url:
            return
        built = self.built
        provider = gateways.answering(self.builder.catalogue.hosts, url)
        if built.endpoint is None:
            built.endpoint, built.gateway = url, gateways.named(provider, url, own)
            built.provider = provider or built.provider
        for place in set(range(start, len(built.models))) - self.reached:
            self.reached.add(place)
            if provider is not None:
                built.models[place] = replace(built.models[place], provider=provider)

    def _named_provider(self, value: Value) -> None:
        for item in value:
            if isinstance(item, Text) and item.exact:
                self.built.provider = item.exact
                self.built.models = [replace(m, provider=item.exact) for m in self.built.models]

    def _tools(self, chain: list[Typed]) -> None:
        refs = [(ref, self._look(ref, chain)) for ref in self.match.request.tools]
        for typed in chain:
            refs.extend((ref, self._of(ref, typed)) for ref in typed.kind.tools)
        for ref, value in refs:
            kind = "response-format" if "format" in ref.arg or "schema" in ref.arg or "response" in ref.arg else "tool"
            for item in value:
                self._tool(item, kind)

    def _tool(self, item: Alternative, kind: str) -> None:
        if too_large(item):
            self.built.tools.append(Tool(None, None, kind, False))
        elif isinstance(item, Listing):
            for element in item.items:
                for inner in element.value:
                    self._tool(inner, kind)
            if item.rest:
                self.built.tools.append(Tool(None, None, kind, False))
        elif isinstance(item, Mapping):
            data, complete = _plain(item)
            name = data.get("name") or (data.get("function") or {}).get("name") if isinstance(data, dict) else None
            schema = json.dumps(data, ensure_ascii=False)
            self.built.tools.append(Tool(name if isinstance(name, str) else None, schema, kind, complete))
            self._describe(item)
        elif isinstance(item, (Function, Class)):
            self.built.tools.append(Tool(item.ref.name, None, kind, False))
            self._docstring(item)
        elif not isinstance(item, Constant):
            self.built.tools.append(Tool(None, None, kind, False))

    def _describe(self, item: Alternative, depth: int = 0) -> None:
        """The descriptions in a schema, at any depth, are text that is sent; their tokens are those of the schema."""
        if depth > MAX_SCHEMA_DEPTH:
            return
        entries = item.entries if isinstance(item, Mapping) else ()
        elements = item.items if isinstance(item, Listing) else ()
        for key, value in (*entries, *((None, element.value) for element in elements)):
            for inner in value:
                if key == "description" and isinstance(inner, Text):
                    self._add_text("tool", inner, in_tools=True)
                else:
                    self._describe(inner, depth + 1)

    def _docstring(self, item: Function | Class) -> None:
        """The texts of a function or model class that its schema takes over: docstring and descriptions of fields."""
        text = refs.docstring(item)
        described = refs.field_values(self.matcher, item.ref, "description") if isinstance(item, Class) else ()
        for found in (text, *described):
            if isinstance(found, Text):
                self._add_text("tool", found, in_tools=False)

    def _add_text(self, role: str, text: Text, in_tools: bool) -> None:
        statics = [p for p in text.parts if isinstance(p, Static)]
        if statics:
            self.built.messages.append(Message(role, text.parts, statics[0].origin, in_tools=in_tools))

    def _settings(self, chain: list[Typed]) -> None:
        built = self.built
        for typed in reversed(chain):
            self._note_arguments(self._arguments(typed))
        self._note_arguments(self.given)
        built.open_arguments = built.open_arguments or self.given.rest is not None

    def _note_arguments(self, given: Arguments) -> None:
        for name, arg in given.named.items():
            if not name.isdigit():
                value = arguments.literal(arg.value) if name in LITERAL_SETTINGS else None
                self.built.arguments[name] = value
        if given.rest:
            self.built.open_arguments = True


LITERAL_SETTINGS = frozenset(
    {
        "temperature",
        "top_p",
        "top_k",
        "n",
        "best_of",
        "stream",
        "reasoning_effort",
        "seed",
        "stop",
        "logprobs",
        "service_tier",
        "frequency_penalty",
        "presence_penalty",
        "verbosity",
        "quality",
        "size",
        "detail",
        "max_retries",
        "timeout",
        "store",
        "parallel_tool_calls",
        "dimensions",
        "encoding_format",
        "tool_choice",
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "truncation",
        "background",
    }
)


def _plain(item: Alternative) -> tuple[object, bool]:
    """Known data as plain Python data for JSON, and whether all of it is known."""
    if isinstance(item, Mapping):
        pairs = {str(k): _plain_value(v) for k, v in item.entries}
        return {k: v[0] for k, v in pairs.items()}, item.rest is None and all(v[1] for v in pairs.values())
    if isinstance(item, Listing):
        values = [_plain_value(i.value) for i in item.items]
        return [v[0] for v in values], item.rest is None and all(v[1] for v in values)
    if isinstance(item, Text):
        return item.exact or "".join(p.text for p in item.parts if isinstance(p, Static)), item.exact is not None
    if isinstance(item, Constant) and isinstance(item.value, (int, float, bool, type(None))):
        return item.value, True
    return None, False


def _plain_value(value: Value) -> tuple[object, bool]:
    return _plain(value[0]) if len(value) == 1 else (_plain(value[0])[0] if value else None, False)


def _named(entry: ObjectType | Request) -> frozenset[str]:
    """The arguments that the references of an entry name."""
    groups = (entry.model, entry.messages, entry.tools, entry.max_output, entry.holds)
    return frozenset(ref.arg for group in groups for ref in group)


def request_default(match: Match) -> str:
    """The model an SDK uses when the call names none."""
    return match.request.default_model


def why_unknown(value: Value) -> str | None:
    """The reason of the first unknown alternative."""
    return next((i.reason for i in value if isinstance(i, Unknown)), None)
