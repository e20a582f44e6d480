"""Recognising library objects and requests: access paths of the linker against the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import arguments
from promptlint.extract.catalogue import same_path
from promptlint.link import access, attributes, classes, libraries
from promptlint.link.values import Class, Function, Instance, Member, Parameter, Pipe, Result, Symbol, Text, Unknown
from promptlint.record import record

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Catalogue, ObjectType, Request
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import ClassRef, FunctionRef
    from promptlint.link.values import Alternative, Value

MAX_CHAIN = 30
"""Steps of an access path that are followed."""


@record(eq=False)
class Typed:
    """A library object: its type, the call that made it, the attribute path walked since.

    ``along`` are calls of methods that returned the same object (``with_options``, ``bind_tools``); ``parent`` is
    the object whose method made this one. ``members`` are the parts of a chain built with ``|``. ``ref`` is the
    function or class of the project that the object was made of (by a decorator or by inheritance), ``own`` the
    instance of that class.
    """

    kind: ObjectType
    node: Result | None
    path: tuple[str, ...] = ()
    along: tuple[Result, ...] = ()
    parent: Typed | None = None
    members: tuple[Typed | Alternative, ...] = ()
    ref: FunctionRef | ClassRef | None = None
    own: Instance | None = None


@record(eq=False)
class Match:
    """A call that sends a request: the catalogue entry and the receiver it was proved on (None for functions)."""

    request: Request
    receiver: Typed | None
    certainty: str
    path: str
    payload: bool = False


class Matcher:
    """Matches values of one evaluator against one catalogue, memoised."""

    def __init__(self, ev: Evaluator, catalogue: Catalogue) -> None:
        self.ev = ev
        self.catalogue = catalogue
        self._memo: dict[int, Typed | None] = {}
        self._keep: list[Alternative] = []

    def typed(self, item: Alternative, depth: int = 0) -> Typed | None:
        """The library object a value is, None if it is none that the catalogue knows."""
        if id(item) in self._memo:
            return self._memo[id(item)]
        self._keep.append(item)
        self._memo[id(item)] = None
        found = self._typed(item, depth) if depth < MAX_CHAIN else None
        self._memo[id(item)] = found
        return found

    def _typed(self, item: Alternative, depth: int) -> Typed | None:
        if isinstance(item, Result):
            return self._made(item, depth)
        if isinstance(item, Member):
            base = self.typed(item.base, depth + 1)
            if base is None:
                return None
            path = (*base.path, item.name)
            return Typed(base.kind, base.node, path, base.along, base.parent, base.members, base.ref)
        if isinstance(item, Pipe):
            return self._piped(item, depth)
        if isinstance(item, Instance):
            outside = libraries.outside_base(self.ev, item)
            found = self.typed(outside, depth + 1) if outside is not None else None
            if found is None or found.path:
                return found
            return Typed(found.kind, found.node, ref=item.ref, own=item)
        if isinstance(item, Class):
            return self._class(item)
        return self._function(item) if isinstance(item, Function) else None

    def _class(self, item: Class) -> Typed | None:
        """A class of the project that stands for an object itself, such as a signature."""
        for path in libraries.outside_bases(self.ev, item.ref):
            for kind in self.catalogue.types_for(path):
                if kind.classes:
                    node = Result(Symbol(path), classes.class_arguments(self.ev, item.ref), None, None)
                    return Typed(kind, node, ref=item.ref)
        return None

    def _function(self, item: Function) -> Typed | None:
        """A function below decorators that make an object of it: the one that sends, then those that add to it."""
        found: list[Typed] = []
        for decorator, _ in attributes.decorator_symbols(self.ev, item.ref):
            callee = decorator.callee if isinstance(decorator, Result) else decorator
            path = access.path_of(callee)
            kind = self.catalogue.decorated_type(path) if path is not None else None
            if kind is not None:
                node = decorator if isinstance(decorator, Result) else Result(decorator, (), None, None)
                found.append(Typed(kind, node, ref=item.ref))
        found.sort(key=lambda typed: not self._sends(typed.kind))
        outer: Typed | None = None
        for typed in reversed(found):
            outer = Typed(typed.kind, typed.node, parent=outer, ref=typed.ref)
        return outer

    def _sends(self, kind: ObjectType) -> bool:
        return bool(self.catalogue.requests_by_type.get((kind.sdk, kind.name), ()))

    def _made(self, item: Result, depth: int) -> Typed | None:
        if isinstance(item.callee, Symbol):
            return self._constructed(item, item.callee.path, depth)
        if not isinstance(item.callee, Member):
            base = self.typed(item.callee, depth + 1)
            return self._returned(base, item, "()") if base is not None else None
        base = self.typed(item.callee.base, depth + 1)
        if base is None:
            return None
        name = item.callee.name
        if name in base.kind.same and not base.path:
            return Typed(base.kind, base.node, (), (*base.along, item), base.parent, base.members, base.ref)
        return self._returned(base, item, ".".join((*base.path, name)))

    def _returned(self, base: Typed, item: Result, method: str) -> Typed | None:
        for kind in self.catalogue.produced(base.kind.sdk, f"{base.kind.name}.{method}"):
            if self._where(kind, item):
                return Typed(kind, item, (), (), base)
        return None

    def _where(self, kind: ObjectType, item: Result) -> bool:
        """Whether the call passes what the type asks for."""
        if not kind.where:
            return True
        given = arguments.read(item.arguments, kind.params)
        with self.ev.mode(True):
            return all(
                any(isinstance(v, Text) and v.exact in allowed for v in given.get(name)) for name, allowed in kind.where
            )

    def _constructed(self, item: Result, path: str, depth: int) -> Typed | None:
        for kind in self.catalogue.types_for(path):
            if self._where(kind, item):
                return Typed(kind, item)
        if any(same_path(known, path) for known in self.catalogue.wraps) and item.arguments:
            with self.ev.mode(True):
                given = item.arguments[0].value
            return self.first(given, depth)
        return None

    def first(self, value: Value, depth: int = 0) -> Typed | None:
        """The first alternative that is a known library object."""
        return next((t for item in value if (t := self.typed(item, depth + 1)) is not None), None)

    def _piped(self, item: Pipe, depth: int) -> Typed | None:
        members: list[Typed | Alternative] = []
        for side in (item.left, item.right):
            for part in side[:8]:
                typed = self.typed(part, depth + 1)
                members.extend(typed.members if typed is not None and typed.members else (typed or part,))
        able = [m for m in members if isinstance(m, Typed) and self._can_pipe(m)]
        if not able:
            known = [m for m in members if isinstance(m, Typed)]
            return Typed(known[0].kind, None, members=tuple(members)) if known else None
        last = able[-1]
        return Typed(last.kind, last.node, (), last.along, last.parent, tuple(members), last.ref)

    def _can_pipe(self, member: Typed) -> bool:
        return any(r.pipes for r in self.catalogue.requests_by_type.get((member.kind.sdk, member.kind.name), ()))

    # -- requests ------------------------------------------------------------------------------------------------

    def request(self, callee: Alternative, arguments: frozenset[str]) -> Match | None:
        """The request that calling a value sends, None if it sends none. ``arguments`` are the names passed."""
        if isinstance(callee, Symbol):
            found = self.catalogue.request_for(callee.path)
            return Match(found, None, "resolved", callee.path) if found is not None else None
        typed = self.typed(callee)
        if typed is not None:
            # What a framework's object keeps in an attribute may be the client of another library.
            return self._on(typed) or (self._by_shape(callee, arguments) if typed.path else None)
        path = access.path_of(callee)
        if path is not None:
            found = self.catalogue.request_for(path)
            if found is not None:
                return Match(found, None, "resolved", path)
        return self._by_shape(callee, arguments)

    def _on(self, typed: Typed) -> Match | None:
        method = ".".join(typed.path) or "()"
        if typed.members and typed.node is None and not typed.path:
            return None
        for request in self.catalogue.requests_by_type.get((typed.kind.sdk, typed.kind.name), ()):
            if method in request.path and (not typed.members or request.pipes):
                return Match(request, typed, "resolved", method)
        return None

    def _by_shape(self, callee: Alternative, arguments: frozenset[str]) -> Match | None:
        names, root = _names(callee)
        if _is_mock(root):
            return None
        for path, request in self.catalogue.distinctive:
            if names[-len(path) :] != path or (len(names) == len(path) and isinstance(root, Symbol)):
                continue
            if names[: -len(path)][-1:] == ("threads",) and path[0] != "threads":
                continue
            if arguments.issuperset(request.requires) or "**" in arguments:
                return Match(request, None, "shape", ".".join(path))
        return None


MOCKS = ("unittest.mock", "mock.", "pytest_mock", "respx", "responses.")
"""How the paths of what packages of mocks make begin."""


def _names(item: Alternative) -> tuple[tuple[str, ...], Alternative]:
    """The attribute names at the end of an access path, and what they are taken from."""
    names: list[str] = []
    while isinstance(item, Member):
        names.append(item.name)
        item = item.base
    if isinstance(item, Symbol):
        parts = item.path.split(".")
        return (*parts[1:], *reversed(names)), item
    return tuple(reversed(names)), item


def root(item: Alternative) -> Alternative:
    """What the attributes of an access path, and the calls on its way, begin with."""
    while isinstance(item, (Member, Result)):
        item = item.base if isinstance(item, Member) else item.callee
    return item


def _is_mock(item: Alternative) -> bool:
    """Whether something comes of a package of mocks."""
    item = root(item)
    return isinstance(item, Symbol) and item.path.startswith(MOCKS)


def unproved(item: Alternative) -> bool:
    """Whether nothing is known of the root of an access path."""
    _, root = _names(item)
    return isinstance(root, (Unknown, Parameter))
