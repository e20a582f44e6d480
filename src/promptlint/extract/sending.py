"""Requests and the project's own wrappers around them: each caller of a wrapper sends a request of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract import http
from promptlint.extract.build import Builder
from promptlint.extract.built import Built, joined
from promptlint.extract.inputs import PASS_THROUGH
from promptlint.link import callers, calls, initialisers, reach
from promptlint.link.scope import Frame, last_name
from promptlint.link.values import Text
from promptlint.model import CallSite
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.extract.match import Match, Matcher
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.sites import Site
    from promptlint.link.values import Function

MAX_DEPTH = 40
"""Wrappers around wrappers that are followed."""
MAX_NESTED = 6
"""A wrapper counts as called at most this deep, which leaves the functions it calls some levels more."""
MAX_CLIENTS = 16
"""Clients (or agents, chains) one of which a call goes through; of more of them no model is named."""
MAX_RECEIVERS = 6
"""Objects on which one call site may call a wrapper that are looked at."""
MAX_SENDINGS = 4000
"""Requests of one project, wrapper callers included."""


@record(eq=False)
class Sending:
    """A place that sends a request: through the SDK or a wrapper (``inner`` inside ``wrapper``).

    ``matches`` are the clients of the SDK, one of which the request goes through; none where it goes to a wrapper.
    """

    site: Site
    matches: tuple[Match, ...]
    inner: Sending | None = None
    wrapper: FunctionRef | None = None
    depth: int = 0

    @property
    def frame(self) -> Frame:
        """The frame in which the place was found."""
        return self.site.frame

    @property
    def sdk_call(self) -> Sending:
        """The call of the SDK at the end of the chain."""
        current = self
        while current.inner is not None:
            current = current.inner
        return current

    def via(self) -> tuple[CallSite, ...]:
        """The places from the next one down to the SDK call."""
        chain: list[CallSite] = []
        current = self.inner
        while current is not None:
            span = current.site.written.span
            chain.append(CallSite(current.frame.module.path, span.line, current.frame.qualname))
            current = current.inner
        return tuple(chain)

    def functions(self) -> Iterator[FunctionRef]:
        """The wrappers of the chain."""
        current: Sending | None = self
        while current is not None:
            if current.wrapper is not None:
                yield current.wrapper
            current = current.inner


class Senders:
    """Finds direct requests and follows them to the callers of their wrappers."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.ev: Evaluator = matcher.ev
        self.builder = Builder(matcher)

    def direct(self, site: Site) -> Sending | None:
        """The request that a call site sends itself, None if it sends none."""
        matches = self._matches(site, site.frame)
        return Sending(site, matches) if matches else None

    def _matches(self, site: Site, frame: Frame) -> tuple[Match, ...]:
        """The requests that a call may be, one for each client it may go through; proved ones where there are any."""
        self.ev.start_request()
        found = http.match(self.ev, self.matcher.catalogue, site, frame)
        if found is not None:
            return (found,)
        names = frozenset(a.name or a.star or "positional" for a in site.call.args)
        callees = self.ev.expanded(site.call.func, frame)
        known = tuple(match for item in callees if (match := self.matcher.request(item, names)) is not None)
        return tuple(match for match in known if match.certainty == "resolved") or known[:1]

    def build(self, sending: Sending, expand_prompts: bool = False) -> Built | None:
        """What the request carries, seen from its own place; None when the chain cannot be followed from there."""
        self.ev.start_request()
        return self._build(sending, sending.frame, expand_prompts)

    def _build(self, sending: Sending, frame: Frame, expand_prompts: bool) -> Built | None:
        if sending.inner is None:
            found = () if frame is sending.frame else self._matches(sending.site, frame)
            return self._through_clients(found or sending.matches, sending.site, frame, expand_prompts)
        wrapper = sending.wrapper
        assert wrapper is not None
        values = self.ev.expanded(sending.site.call.func, frame)
        callees = [called for item in values for called in callers.called_functions(self.ev, item)]
        chosen = [item for item in callees if item.ref.node is wrapper.node]
        reached = [self._inside(sending, wrapper, item, frame, expand_prompts) for item in chosen[:MAX_RECEIVERS]]
        return joined([built for built in reached if built is not None])

    def _through_clients(
        self, matches: tuple[Match, ...], site: Site, frame: Frame, expand_prompts: bool
    ) -> Built | None:
        """What a call sends through one of several clients, each asked for the models that are chosen with it."""
        found = [(m, b) for m in matches[:MAX_CLIENTS] if (b := self.builder.build(m, site, frame, expand_prompts))]
        if len(found) > 1:
            self.builder.chosen.share(found)
        built = joined([built for _, built in found])
        if built is not None and len(matches) > MAX_CLIENTS:
            built.models, built.model_unknown = [], f"one of {len(matches)} clients"
        return built

    def _inside(
        self, sending: Sending, wrapper: FunctionRef, callee: Function, frame: Frame, expand_prompts: bool
    ) -> Built | None:
        """What the inner request of a wrapper carries when the wrapper is called as it is from the frame."""
        assert sending.inner is not None
        args = calls.arguments_of(self.ev, sending.site.call, frame)
        bound = calls.frame_for_call(self.ev, callee, args, frame, sending.site.call)
        if bound is None:
            return None
        bound.depth = min(bound.depth, MAX_NESTED)
        inner = self._rebased(sending.inner.frame, wrapper, bound)
        place = sending.inner.site.written.span
        if not reach.reaches(self.ev, inner, place) and not callers.recursive(self.ev, wrapper):
            return None
        return self._build(sending.inner, inner, expand_prompts)

    def _rebased(self, frame: Frame, wrapper: FunctionRef, bound: Frame) -> Frame:
        """The frame of the inner place when its wrapper runs with these arguments."""
        if frame.function is not None and frame.function.node is wrapper.node:
            return bound
        if frame.parent is None:
            return frame
        if frame.kind == "inline":
            parent = self._rebased(frame.parent, wrapper, bound)
            if parent is frame.parent:
                return frame
            return Frame(
                frame.module,
                "inline",
                bindings=dict(frame.bindings),
                parent=parent,
                receiver=parent.receiver,
                depth=parent.depth,
            )
        if frame.function is not None and frame.function.closure is not None:
            closure = self._rebased(frame.function.closure, wrapper, bound)
            if closure is frame.function.closure:
                return frame
            return calls.open_frame(self.ev, frame.module.function(frame.function.node, closure))
        return frame

    # -- wrappers ------------------------------------------------------------------------------------------------

    def callers_of(self, sending: Sending, built: Built) -> Iterator[Sending]:
        """The requests of the callers of the functions whose parameters this request passes through."""
        wrappers = self._wrappers(sending, built)
        for wrapper in wrappers:
            if any(wrapper.node is f.node for f in sending.functions()):
                continue
            for site, callee in self._callers(wrapper, sending):
                yield Sending(site, (), sending, callee.ref, sending.depth + 1)
        yield from self._filling(sending, built, wrappers)
        yield from self._choosing_model(sending, built)

    def _callers(self, wrapper: FunctionRef, sending: Sending) -> Iterator[tuple[Site, Function]]:
        """The calls of a function around a request, those from within the chain and by events apart."""
        found = callers.of_function(self.ev, wrapper)
        given = {id(arg.expr) for _, callee in found for arg in callee.given}
        for site, callee in found:
            if site.wired or _within(site, (wrapper, *sending.functions())) or _called_later(site, given):
                continue
            yield site, callee

    def _filling(self, sending: Sending, built: Built, wrappers: list[FunctionRef]) -> Iterator[Sending]:
        """The requests of callers that fill a field of the request with a text of their own."""
        filled: dict[int, tuple[FunctionRef, set[str]]] = {}
        for ref, name in self._parameters(sending, built.passed_fields):
            if all(ref.node is not known.node for known in (*wrappers, *sending.functions())):
                filled.setdefault(id(ref.node), (ref, set()))[1].add(name)
        for ref, names in filled.values():
            for site, callee in self._callers(ref, sending):
                if self._says(site, callee, names):
                    yield Sending(site, (), sending, callee.ref, sending.depth + 1)

    def _says(self, site: Site, callee: Function, names: set[str]) -> bool:
        """Whether a call passes a known text for one of the parameters."""
        args = calls.arguments_of(self.ev, site.call, site.frame)
        bound = calls.frame_for_call(self.ev, callee, args, site.frame, site.call)
        given = (bound.bindings[name]() for name in sorted(names) if name in bound.bindings) if bound else ()
        return any(isinstance(i, Text) and i.static_chars >= PASS_THROUGH for value in given for i in value)

    def _choosing_model(self, sending: Sending, built: Built) -> Iterator[Sending]:
        """The requests of callers that choose the model of a function that makes its text itself.

        A function around that one only makes it: its callers send nothing yet.
        """
        own = next(_enclosing(sending.frame), None)
        through = {id(f.node) for f in (*self._wrappers(sending, built), *sending.functions())}
        for ref, name in self._parameters(sending, built.passed_model):
            if id(ref.node) in through or own is None or ref.node is not own.node:
                continue
            for site, callee in callers.of_function(self.ev, ref):
                if _gives(site, callee, name) and not _within(site, (ref, *sending.functions())):
                    yield Sending(site, (), sending, callee.ref, sending.depth + 1)

    def _parameters(self, sending: Sending, keys: set[str]) -> list[tuple[FunctionRef, str]]:
        """Those of the parameters that belong to functions around the request, initialisers left out."""
        around = {id(f.node) for f in _enclosing(sending.frame)}
        found = [self.ev.passed_through[key] for key in sorted(keys)]
        return [
            (item.ref, item.name)
            for item in found
            if id(item.ref.node) in around and item.ref.name not in initialisers.INITIALISERS
        ]

    def _wrappers(self, sending: Sending, built: Built) -> list[FunctionRef]:
        """The functions around the request one of whose parameters is a message of it, or all of them."""
        found: dict[int, FunctionRef] = {}
        for ref, _ in self._parameters(sending, built.passed):
            found.setdefault(id(ref.node), ref)
        passing = _passing_all(sending) if not built.messages else None
        if passing is not None:
            found.setdefault(id(passing.node), passing)
        return list(found.values())


def _within(site: Site, functions: Iterable[FunctionRef]) -> bool:
    """Whether a call stands in one of the functions: then it is recursion, not another request."""
    around = site.frame.function
    return around is not None and any(around.node is f.node for f in functions)


def _called_later(site: Site, given: set[int]) -> bool:
    """Whether a ``partial(...)`` only makes what other calls in sight call: those send the request."""
    making = last_name(site.written.func) == "partial"
    return making and any(id(arg.value) in given for arg in site.call.args)


def _gives(site: Site, callee: Function, name: str) -> bool:
    """Whether a call passes a parameter by its name or its place."""
    args = site.call.args
    if any(arg.name == name or arg.star == "**" for arg in args):
        return any(arg.name == name for arg in args)
    skipped = callee.receiver is not None and callee.ref.self_name is not None
    places = [p.name for p in callee.ref.node.params if p.kind == "normal"][skipped:]
    return name in places[: sum(1 for arg in args if arg.name is None and not arg.star)]


def _passing_all(sending: Sending) -> FunctionRef | None:
    """The function around a call that hands a parameter of its own on to it as all its arguments, or as its payload."""
    site, ref = sending.site, sending.site.frame.function
    whole = [a.value for a in site.call.args if a.star == "**"]
    if any(match.payload for match in sending.matches):
        whole += [http.undumped_expr(a.value) for a in site.call.args if a.name in http.PAYLOADS]
    given = {expr.id for expr in whole if isinstance(expr, ir.Name)}
    if ref is None or not any(p.name in given and p.name != ref.self_name for p in ref.node.params):
        return None
    return ref if ref.name not in initialisers.INITIALISERS else None


def _enclosing(frame: Frame) -> Iterator[FunctionRef]:
    current: Frame | None = frame
    while current is not None:
        if current.function is not None:
            yield current.function
            current = current.function.closure
            continue
        current = current.parent


def worth_evaluating(site: Site, names: frozenset[str], makers: frozenset[str]) -> bool:
    """Whether the name of what is called can be that of a request, or of what makes an object that is called."""
    if isinstance(site.call.func, ir.Call):
        return last_name(site.call.func.func) in makers
    name = last_name(site.call.func)
    return name is not None and name in names
