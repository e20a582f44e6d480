"""The models of a request: named in the call, by its objects or by settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract.addresses import Addresses
from promptlint.extract.catalogue import begins_as
from promptlint.extract.match import Typed
from promptlint.extract.reading import Reading
from promptlint.link import classes, instances
from promptlint.link.values import Class, Constant, Function, Instance, Listing, Mapping, Parameter, Pipe, Text
from promptlint.model import Hole, ModelRef, Origin, Static

if TYPE_CHECKING:
    from promptlint.extract.built import Built
    from promptlint.extract.catalogue import ObjectType
    from promptlint.extract.gateways import Address
    from promptlint.extract.routes import Chosen
    from promptlint.link.values import Alternative, Value

MAX_MODELS = 40
"""More model alternatives than this are reported as unknown with their number."""
MODEL_ATTRIBUTES = ("model", "model_name", "model_id", "deployment_name")
"""Attributes under which a model class of the project keeps the model's name."""
MAX_HELD = 60
"""Objects (agents, tasks, prompts) of one request that are looked into."""


class Models:
    """Finds the models of one request and who serves them; notes both in what is built."""

    def __init__(self, call: Reading, built: Built, chosen: Chosen) -> None:
        self.call = call
        self.built = built
        self.request = call.match.request
        self.provider = built.provider
        self.reason: str | None = None
        """Why a model is not known."""
        self.kinds: set[str] = set()
        """Types of the objects that take part."""
        self.held: list[Typed] = []
        """Objects that take part besides the receiver."""
        self._seen: set[int] = set()
        self.addresses = Addresses(call, built, chosen)
        self._of_client: tuple[Address, ...] = ()
        """The addresses of a client that the object being read holds."""

    def find(self, chain: list[Typed]) -> None:
        """Note the models of the call, else those of the objects of its chain, and of what takes part."""
        with self.call.ev.mode(True):
            for ref in self.request.model:
                if self._take_models(self.call.of_request(ref, chain)):
                    break
            if not self.built.models and self._given_whole():
                self._models_of_callers(chain)
            for typed in chain if not self.built.models else ():
                self._object_models(typed)
            for ref in self.request.holds:
                for held in self.call.of_request(ref, chain):
                    self._held_models(held)
        with self.call.ev.mode(False):
            for ref in self.request.model:
                for item in self.call.of_request(ref, chain):
                    self._note_passed(item)
            if any(typed.kind.model for typed in chain):
                self._note_objects()
        if len(self.built.models) > MAX_MODELS:
            self.reason = f"one of {len(self.built.models)} models"
            self.built.models = []

    def _note_passed(self, item: Alternative) -> None:
        """Note a parameter that names the model."""
        if isinstance(item, Parameter):
            self.built.passed_model.add(self.call.ev.parameter(item))

    def _note_objects(self) -> None:
        """Note the parameters that are the object which names the model, or a part of its chain."""
        func = self.call.site.call.func
        waiting = list(self.call.ev.eval(func.value, self.call.frame)) if isinstance(func, ir.Attr) else []
        for _ in range(MAX_HELD):
            if not waiting:
                return
            item = waiting.pop()
            if isinstance(item, Pipe):
                waiting.extend((*item.left, *item.right))
            self._note_passed(item)

    def _given_whole(self) -> bool:
        """Whether arguments stand in a payload or a dict that is passed on, which may have been made of parameters."""
        return bool(self.call.given.rest) or self.call.match.payload or any(a.star for a in self.call.site.call.args)

    def _models_of_callers(self, chain: list[Typed]) -> None:
        """Models in what callers pass as all the arguments at once."""
        passed, self.call.given = self.call.given, self.call.read_given()
        for ref in self.request.model:
            if not ref.of and not ref.setting and self._take_models(self.call.of_request(ref, chain)):
                break
        self.call.given = passed

    def _object_models(self, typed: Typed) -> None:
        start = len(self.built.models)
        outer, self._of_client = self._of_client, ()
        self._named_models(typed)
        found = self.addresses.of_object(typed) or self._of_client
        if len(self.built.models) > start:
            self.addresses.reach(found, start, typed.kind.provider)
            found = ()
        self._of_client = outer or found

    def _named_models(self, typed: Typed) -> None:
        """The models that an object names, and those of the objects it holds."""
        if self._forwards(typed):
            return
        found = False
        for ref in typed.kind.model:
            if self._take_models(self.call.of_object(ref, typed)):
                found = True
                break
        if not found and typed.kind.default_model and typed.node is not None and not typed.node.assumed:
            self._default_model(typed)
        if typed.node is not None and typed.node.assumed and not found and typed.kind.model:
            self.reason = self.reason or f"the {typed.kind.name} is made outside the scanned code"
        for ref in typed.kind.holds:
            for held in self.call.of_object(ref, typed):
                self._held_models(held)
        for _, value in self.call.added(typed):
            for item in value:
                self._held_models(item)

    def _forwards(self, typed: Typed) -> bool:
        """Whether a class of the project sends in its own way, through a model object that it keeps, and that is known.

        What its library base would send is then never sent.
        """
        if typed.own is None or not self._sends_itself(typed):
            return False
        start = len(self.built.models)
        for name in instances.kept_names(self.call.ev, typed.own):
            for item in instances.of_instance(self.call.ev, typed.own, name):
                inner = self.call.matcher.typed(item)
                if inner is not None and inner.kind.model and not inner.path:
                    self._held_models(item)
        return len(self.built.models) > start

    def _sends_itself(self, typed: Typed) -> bool:
        requests = self.call.matcher.catalogue.requests_by_type.get((typed.kind.sdk, typed.kind.name), ())
        methods = {path for request in requests for path in request.path}
        ref = typed.own.ref if typed.own is not None else None
        return ref is not None and any(classes.own_method(self.call.ev, ref, name) for name in methods)

    def _default_model(self, typed: Typed) -> None:
        node = typed.node
        assert node is not None
        path = node.frame.module.path if node.frame is not None else self.call.frame.module.path
        span = node.site.span if node.site is not None else self.call.site.written.span
        origin = Origin(path, span.line, span.end_line, "sdk-default")
        self.add(typed.kind.default_model, origin, typed.kind.provider)

    def _held_models(self, item: Alternative) -> None:
        """Models of an object (or list of objects) that takes part in the request."""
        outer = self.provider
        for part in self.call.held(item, self._seen, MAX_HELD):
            self.kinds.add(part.kind.name)
            self.held.append(part)
            self.provider = self._named_provider(part) or self._provider(part.kind)
            self._object_models(part)
        self.provider = outer

    def _named_provider(self, held: Typed) -> str | None:
        """Who serves the model of an object that was given the provider's name; None for any other."""
        for ref in held.kind.provider_from:
            for item in self.call.of_object(ref, held):
                if isinstance(item, Text) and item.exact:
                    return item.exact
        return None

    def _provider(self, kind: ObjectType) -> str | None:
        """Who serves the model of an object that takes part: what its type says, else who serves the request."""
        sdk = self.call.matcher.catalogue.sdk(kind.sdk)
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
            typed = self.call.matcher.typed(item)
            if typed is not None:
                said = True
                self._held_models(item)
                continue
            said = True
            if isinstance(item, Instance) and self._own_model(item):
                continue
            self.reason = self.reason or self._why(item)
        return said

    def _own_model(self, item: Instance) -> bool:
        """The model that an object of the project's own model class keeps; whether there is one."""
        for name in MODEL_ATTRIBUTES:
            texts = [i for i in instances.of_instance(self.call.ev, item, name) if isinstance(i, Text) and i.exact]
            for text in texts:
                self._text_model(text)
            if texts:
                return True
        return False

    def _why(self, item: Alternative) -> str:
        if isinstance(item, (Class, Function, Mapping, Listing)):
            return "the model is an object that is built in the project"
        return self.call.ev.reason((item,))

    def _text_model(self, item: Text) -> None:
        exact = item.exact
        if exact is None:
            hole = next(p for p in item.parts if isinstance(p, Hole))
            self.reason = self.reason or f"part of the model name is not known: `{hole.expr}` {hole.reason}"
            return
        if exact.strip():
            statics = [p for p in item.parts if isinstance(p, Static)]
            self.add(exact, statics[-1].origin, self.provider, item.trail)

    def add(self, name: str, origin: Origin, provider: str | None, trail: tuple[Origin, ...] = ()) -> None:
        """Note a model once for each place it comes from."""
        known = {(m.id, m.origin.path, m.origin.line) for m in self.built.models}
        if (name, origin.path, origin.line) not in known:
            self.built.models.append(ModelRef(name, provider, origin, trail))

    def narrow(self) -> None:
        """Of several alternatives the maker's own address serves only its own models."""
        sdk = self.call.matcher.catalogue.sdk(self.request.sdk)
        built = self.built
        if sdk is None or not sdk.serves or built.endpoint or built.provider != sdk.provider or len(built.models) < 2:
            return
        served = [m for m in built.models if begins_as(sdk.serves, m.id)]
        built.models = served or built.models
        built.only_served = bool(served)

    def settle(self) -> None:
        """Take the SDK's own default where no model is passed, else note why none is known."""
        if not self.built.models and self.request.default_model and not self.reason and not self.call.given.rest:
            span = self.call.site.written.span
            origin = Origin(self.call.frame.module.path, span.line, span.end_line, "sdk-default")
            self.add(self.request.default_model, origin, self.built.provider)
        if not self.built.models:
            self.built.model_unknown = self.reason or self._no_model_reason()

    def _no_model_reason(self) -> str:
        if self.call.given.rest:
            return f"no model is passed here; {self.call.given.rest}"
        return "no model is named in the code"
