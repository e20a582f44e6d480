"""The SDK catalogue: which library calls send a request, and where model and text stand in their arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a value stands. ``arg`` names an argument of the request call, or with ``of`` of the call that made the
    object of that type on the receiver's chain. ``key`` picks an entry of a dict or an attribute of an object there.

    ``role`` is the role of a message found there; ``template`` the template language of its text: "fields"
    (``{name}``), "jinja", "mustache" or empty. ``docstring``: the text is the docstring of the function or class.
    """

    arg: str
    of: str = ""
    key: tuple[str, ...] = ()
    role: str = ""
    template: str = ""
    docstring: bool = False


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A kind of object of an SDK.

    ``new``: dotted paths whose call makes one. ``returned_by``: "type.method" whose call returns one.
    ``same``: methods that return an object of the same type. ``params``: names of positional arguments.
    ``holds``: arguments that hold other objects of the catalogue which take part in a request (agents, tasks,
    prompts, models). ``message_role``: objects of this type are messages (or templates) of that role.
    ``decorators``: methods used as decorators, and what the decorated function adds ("system", "user", "tool").
    """

    sdk: str
    name: str
    new: tuple[str, ...] = ()
    returned_by: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    model: tuple[Ref, ...] = ()
    messages: tuple[Ref, ...] = ()
    tools: tuple[Ref, ...] = ()
    max_output: tuple[Ref, ...] = ()
    holds: tuple[Ref, ...] = ()
    endpoint: tuple[Ref, ...] = ()
    message_role: str = ""
    decorators: tuple[tuple[str, str], ...] = ()
    provider: str | None = None
    kind: str = ""
    declares_request: bool = False
    default_model: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A call form that sends a request. ``receiver`` names the receiver's type, or ``functions`` are dotted paths.

    ``path``: method paths on the receiver; "()" is calling the object itself. ``distinctive``: the path may match a
    receiver that cannot be proved, if ``requires`` are among the arguments.
    """

    sdk: str
    api: str
    kind: str
    receiver: str = ""
    path: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    distinctive: bool = False
    requires: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    model: tuple[Ref, ...] = ()
    messages: tuple[Ref, ...] = ()
    tools: tuple[Ref, ...] = ()
    max_output: tuple[Ref, ...] = ()
    holds: tuple[Ref, ...] = ()
    provider: str | None = None
    pipes: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A part of a URL that tells a model endpoint; ``provider`` None where the host decides."""

    sdk: str
    match: str
    api: str
    kind: str
    provider: str | None
    model: tuple[Ref, ...]
    messages: tuple[Ref, ...]
    max_output: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Sdk:
    """One file of the catalogue."""

    name: str
    provider: str | None
    imports: tuple[str, ...]
    types: tuple[ObjectType, ...]
    requests: tuple[Request, ...]
    wraps: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    posts: tuple[str, ...]
    hosts: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True)
class Catalogue:
    """All SDKs, with the look-up tables that matching needs."""

    sdks: tuple[Sdk, ...]
    _types: dict[tuple[str, str], ObjectType] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def types_by_name(self) -> dict[str, list[tuple[str, ObjectType]]]:
        """Constructors by their last name, with the full path."""
        found: dict[str, list[tuple[str, ObjectType]]] = {}
        for sdk in self.sdks:
            for kind in sdk.types:
                for path in kind.new:
                    found.setdefault(path.split(".")[-1], []).append((path, kind))
        return found

    @cached_property
    def requests_by_type(self) -> dict[tuple[str, str], list[Request]]:
        """Requests by SDK and receiver type."""
        found: dict[tuple[str, str], list[Request]] = {}
        for sdk in self.sdks:
            for request in sdk.requests:
                if request.receiver:
                    found.setdefault((sdk.name, request.receiver), []).append(request)
        return found

    @cached_property
    def functions_by_name(self) -> dict[str, list[tuple[str, Request]]]:
        """Function requests by last name."""
        found: dict[str, list[tuple[str, Request]]] = {}
        for sdk in self.sdks:
            for request in sdk.requests:
                for path in request.functions:
                    found.setdefault(path.split(".")[-1], []).append((path, request))
        return found

    @cached_property
    def producers(self) -> dict[tuple[str, str], ObjectType]:
        """Types returned by a method, by SDK and "type.method"."""
        return {(s.name, path): t for s in self.sdks for t in s.types for path in t.returned_by}

    @cached_property
    def wraps(self) -> tuple[str, ...]:
        """Functions that return the client they are given."""
        return tuple(path for sdk in self.sdks for path in sdk.wraps)

    @cached_property
    def distinctive(self) -> tuple[tuple[tuple[str, ...], Request], ...]:
        """Distinctive paths as names, longest first, with their request."""
        found = [
            (tuple(path.split(".")), request)
            for sdk in self.sdks
            for request in sdk.requests
            if request.distinctive
            for path in request.path
        ]
        return tuple(sorted(found, key=lambda entry: -len(entry[0])))

    @cached_property
    def call_names(self) -> frozenset[str]:
        """The last names a call that may be a request can have."""
        names = {"__call__"}
        for sdk in self.sdks:
            for request in sdk.requests:
                names.update(path.split(".")[-1] for path in (*request.path, *request.functions))
            names.update(path.split(".")[-1] for path in sdk.posts)
        return frozenset(names)

    @cached_property
    def triage_imports(self) -> tuple[str, ...]:
        """Modules whose import makes a file worth reading."""
        return tuple(sorted({name for sdk in self.sdks for name in sdk.imports}))

    @cached_property
    def triage_paths(self) -> tuple[str, ...]:
        """Method paths that make a file worth reading without such an import."""
        return tuple(sorted({".".join(names) for names, _ in self.distinctive}))

    @cached_property
    def triage_urls(self) -> tuple[str, ...]:
        """Pieces of endpoint addresses that make a file worth reading."""
        return tuple(sorted({e.match for sdk in self.sdks for e in sdk.endpoints}))

    @cached_property
    def posts(self) -> frozenset[str]:
        """Functions and methods that send an HTTP request."""
        return frozenset(path for sdk in self.sdks for path in sdk.posts)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Endpoints, the longest match first."""
        return tuple(sorted((e for s in self.sdks for e in s.endpoints), key=lambda e: -len(e.match)))

    @cached_property
    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Host pieces and the provider they belong to, the longest first."""
        return tuple(sorted((h for s in self.sdks for h in s.hosts), key=lambda h: -len(h[0])))

    def type_for(self, path: str) -> ObjectType | None:
        """The type whose constructor a dotted path is, re-exports from deeper modules included."""
        return next(
            (kind for known, kind in self.types_by_name.get(path.split(".")[-1], ()) if same_path(known, path)), None
        )

    def request_for(self, path: str) -> Request | None:
        """The request that calling a dotted path sends."""
        return next(
            (r for known, r in self.functions_by_name.get(path.split(".")[-1], ()) if same_path(known, path)), None
        )

    def owner(self, kind: ObjectType, name: str) -> ObjectType | None:
        """Another type of the same SDK by name."""
        return next((t for s in self.sdks if s.name == kind.sdk for t in s.types if t.name == name), None)

    def sdk(self, name: str) -> Sdk | None:
        """An SDK by name."""
        return next((s for s in self.sdks if s.name == name), None)


def same_path(known: str, path: str) -> bool:
    """Whether a path names the known object, also when imported from a deeper or shallower module of its package."""
    if known == path:
        return True
    known_parts, parts = known.split("."), path.split(".")
    if known_parts[-1] != parts[-1] or known_parts[0] != parts[0] or len(parts) < 2 or len(known_parts) < 2:
        return False
    shorter, longer = sorted((known_parts[:-1], parts[:-1]), key=len)
    return longer[: len(shorter)] == shorter and _is_modules(longer[len(shorter) :])


def _is_modules(names: Iterable[str]) -> bool:
    """Whether the names between look like modules, not like a class with an attribute."""
    return all(not name[:1].isupper() for name in names)
