"""The SDK catalogue: which library calls send a request, and where model and text stand in their arguments.

The keys of the SDK files are the fields of these records (``message`` is ``message_role``); a key that takes a list
takes a single entry as well.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Named: TypeAlias = dict[str, list[tuple[str, "T"]]]

T = TypeVar("T")


ANY = "*"
"""In a dotted path: any class."""


@record
class Ref:
    """Where a value stands. ``arg`` names an argument of the request call, or with ``of`` of the call that made the
    object of that type on the receiver's chain. ``key`` picks an entry of a dict or an attribute of an object there.

    ``arg`` "method()" is the first argument of a method of ``same`` that was called on the way; "**" stands for
    every named argument that no other key of the entry names. In ``key``, "*" is every element of a list and "{}"
    every value of a mapping; "*name=arg" is every element of a list whose entry ``name`` is the text that the request
    passes for ``arg``. They give nothing for anything else.
    ``setting`` names a setting of the SDK instead: the value is whatever the project stores in it.
    ``role`` is the role of a message found there; ``template`` the template language of its text: "fields"
    (``{name}``), "jinja", "mustache" or empty.
    ``docstring``: the text is the docstring of the function or class found there (with no ``arg``: of the function or
    class that the object was made of). ``returns``: likewise what that function returns. ``fields``: ``arg`` is an
    argument of the calls that make the fields of that class (``dspy.InputField(desc=...)``).
    ``json``: the value is JSON text; look into the data it was dumped from. ``file``: the value is the path of a file;
    look into its text, or with a ``key`` into the data of a YAML or JSON file.
    """

    arg: str
    of: str = ""
    key: tuple[str, ...] = ()
    role: str = ""
    template: str = ""
    docstring: bool = False
    returns: bool = False
    fields: bool = False
    json: bool = False
    file: bool = False
    setting: str = ""


@record
class ObjectType:
    """A kind of object of an SDK.

    ``new``: dotted paths whose call makes one. ``returned_by``: "type.method" whose call returns one.
    ``decorates``: dotted paths of decorators, bare or called, that turn the function or class below them into one; the
    decorator's arguments are the object's. ``classes``: a class of the project that descends from a path of ``new`` is
    one itself, not only its instances; what its body assigns are its arguments.
    ``where``: of the calls under ``new`` and ``returned_by`` only those count that pass one of these texts for the
    argument; an argument that is not known does not.
    ``same``: methods that return an object of the same type. ``params``: names of positional arguments.
    ``spread``: arguments that hold a dict (or an object) of further arguments; those passed outright win.
    ``holds``: arguments that hold other objects of the catalogue which take part in a request (agents, tasks,
    prompts, models). ``message_role``: objects of this type are messages (or templates) of that role.
    ``decorators``: methods used as decorators, and what the decorated function adds ("system", "user", "tool").
    ``adders``: methods that add to the object, and where their call holds the messages or objects that are added.
    ``default_model`` is used where the call that makes the object is seen and passes no model. ``provider_from``: where
    the provider is named, if it is.

    ``variants`` in the file are paths that differ in a few keys; each becomes an ObjectType of the same name.
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
    adders: tuple[tuple[str, Ref], ...] = ()
    provider: str | None = None
    kind: str = ""
    default_model: str = ""
    decorates: tuple[str, ...] = ()
    classes: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    spread: tuple[str, ...] = ()
    provider_from: tuple[Ref, ...] = ()


@record
class Request:
    """A call form that sends a request. ``receiver`` names the receiver's type, or ``functions`` are dotted paths.

    ``path``: method paths on the receiver; "()" is calling the object itself. ``distinctive``: the path may match a
    receiver that cannot be proved, if ``requires`` are among the arguments. ``default_model`` is what the SDK sends
    when the call passes no model. ``pipes``: the receiver may be a chain built with ``|``. ``needs``: it is a request
    only if an object of one of these types takes part, held or in the chain.
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
    endpoint: tuple[Ref, ...] = ()
    default_model: str = ""
    provider_from: tuple[Ref, ...] = ()
    needs: tuple[str, ...] = ()


@record
class Setting:
    """A value that the whole program shares: dotted paths that are assigned to, or calls that set it.

    ``calls``: a dotted path and the argument that holds the value, as in ``dspy.configure(lm=...)``; also entered
    with ``with``.
    """

    name: str
    assign: tuple[str, ...] = ()
    calls: tuple[tuple[str, Ref], ...] = ()


@record
class Kit:
    """A class of the project put together by decorators.

    ``decorates``: decorators of the class. ``collects``: an attribute of its instances and the decorator of the
    methods whose results it lists. ``files``: an attribute, and the YAML file it holds the content of; what the class
    body assigns to the attribute is the file's path from the class's own folder instead.
    """

    decorates: tuple[str, ...] = ()
    collects: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@record
class Endpoint:
    """A part of a URL that tells a model endpoint; ``provider`` None where the host decides.

    ``requires``: the payload has these entries, as far as it is known; for addresses that others use too.
    """

    sdk: str
    match: str
    api: str
    kind: str
    provider: str | None
    model: tuple[Ref, ...]
    messages: tuple[Ref, ...]
    max_output: tuple[Ref, ...]
    requires: tuple[str, ...] = ()


@record
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
    title: str = ""
    docs: str = ""
    settings: tuple[Setting, ...] = ()
    kits: tuple[Kit, ...] = ()
    serves: tuple[str, ...] = ()
    """Beginnings of the names of the models that the maker's own address serves, empty when it serves any."""
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Packages, and others that hold the same names: a path of the one is meant in those as well."""


class Catalogue:
    """All SDKs, with the look-up tables that matching needs."""

    def __init__(self, sdks: Iterable[Sdk]) -> None:
        self._all = tuple(sdks)
        self._shelves: dict[str, Shelf] = {}
        self._near: dict[str, tuple[Shelf, ...]] = {}

    @property
    def sdks(self) -> tuple[Sdk, ...]:
        """Every SDK."""
        return self._all

    def sdk(self, name: str) -> Sdk | None:
        """An SDK by name."""
        return next((sdk for sdk in self.sdks if sdk.name == name), None)

    def importing(self, package: str) -> tuple[str, ...]:
        """The names of the SDKs that have to do with a package."""
        return tuple(sdk.name for sdk in self.sdks if any(m.partition(".")[0] == package for m in sdk.imports))

    def plus(self, sdks: Iterable[Sdk]) -> Catalogue:
        """This catalogue with more SDKs, which come first."""
        return Catalogue((*sdks, *self.sdks))

    def having(self, key: str) -> tuple[Sdk, ...]:
        """The SDKs with entries under a key of their file, or with a "distinctive" request."""
        return tuple(sdk for sdk in self.sdks if has(sdk, key))

    def shelf(self, name: str) -> Shelf | None:
        """The look-up tables of one SDK."""
        if name not in self._shelves:
            sdk = self.sdk(name)
            if sdk is None:
                return None
            self._shelves[name] = Shelf(sdk)
        return self._shelves[name]

    def near(self, path: str) -> tuple[Shelf, ...]:
        """The look-up tables of the SDKs that have to do with the package of a dotted path."""
        package = path.partition(".")[0]
        if package not in self._near:
            shelves = [self.shelf(name) for name in self.importing(package)]
            self._near[package] = tuple(shelf for shelf in shelves if shelf is not None)
        return self._near[package]

    @cached_property
    def requests_by_type(self) -> RequestsByType:
        """Requests by SDK and receiver type."""
        return RequestsByType(self)

    @cached_property
    def settings(self) -> dict[tuple[str, str], Setting]:
        """Settings by SDK and name."""
        return {(sdk.name, setting.name): setting for sdk in self.having("settings") for setting in sdk.settings}

    @cached_property
    def kits(self) -> tuple[Kit, ...]:
        """The kits of all SDKs."""
        return tuple(kit for sdk in self.having("kits") for kit in sdk.kits)

    @cached_property
    def wraps(self) -> tuple[str, ...]:
        """Functions that return the client they are given."""
        return tuple(path for sdk in self.sdks for path in sdk.wraps)

    @cached_property
    def distinctive(self) -> tuple[tuple[tuple[str, ...], Request], ...]:
        """Distinctive paths as names, longest first, with their request."""
        found = [
            (tuple(path.split(".")), request)
            for sdk in self.having("distinctive")
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
    def called_makers(self) -> frozenset[str]:
        """The last names of the constructors and decorators of objects that are called themselves."""
        called = {(r.sdk, r.receiver) for s in self.sdks for r in s.requests if "()" in r.path}
        kinds = [t for s in self.sdks for t in s.types if (t.sdk, t.name) in called]
        paths = [p for t in kinds for p in (*t.new, *t.decorates, *(r.replace(".", "_.") for r in t.returned_by))]
        return frozenset(path.rpartition(".")[2] for path in paths) - {"()"}

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
        return frozenset(path for sdk in self.having("posts") for path in sdk.posts)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Endpoints, the longest match first."""
        return tuple(sorted((e for s in self.having("endpoints") for e in s.endpoints), key=lambda e: -len(e.match)))

    @cached_property
    def hosts(self) -> tuple[tuple[str, str], ...]:
        """Host pieces and the provider they belong to, the longest first."""
        return tuple(sorted((h for s in self.having("hosts") for h in s.hosts), key=lambda h: -len(h[0])))

    @cached_property
    def declared_names(self) -> frozenset[str]:
        """The last names of the constructors of types that hold instructions of their own and send requests later."""
        return frozenset(
            path.rpartition(".")[2] for s in self.sdks for t in s.types if self.is_declared(t) for path in t.new
        )

    def is_declared(self, kind: ObjectType) -> bool:
        """Whether an object of the type is a request in waiting: it has a model and text, and methods that send."""
        return bool(
            kind.model
            and kind.messages
            and not kind.message_role
            and any(not ref.fields for ref in kind.messages)
            and self.requests_by_type.get((kind.sdk, kind.name))
        )

    def types_for(self, path: str) -> list[ObjectType]:
        """The types whose constructor a dotted path is, re-exports from other modules included, the same path first.

        There is more than one where their ``where`` decides.
        """
        return _named([(shelf, shelf.types) for shelf in self.near(path)], path)

    def type_for(self, path: str) -> ObjectType | None:
        """The first type whose constructor a dotted path is."""
        return next(iter(self.types_for(path)), None)

    def request_for(self, path: str) -> Request | None:
        """The request that calling a dotted path sends."""
        return next(iter(_named([(shelf, shelf.functions) for shelf in self.near(path)], path)), None)

    def decorated_type(self, path: str) -> ObjectType | None:
        """The type that a function becomes below the decorator with this dotted path."""
        return next(iter(_named([(shelf, shelf.decorators) for shelf in self.near(path)], path)), None)

    def produced(self, sdk: str, method: str) -> tuple[ObjectType, ...]:
        """The types that a "type.method" of an SDK returns; more than one where their ``where`` decides."""
        shelf = self.shelf(sdk)
        return tuple(shelf.produced.get(method, ())) if shelf is not None else ()

    def owner(self, kind: ObjectType, name: str) -> ObjectType | None:
        """Another type of the same SDK by name."""
        sdk = self.sdk(kind.sdk)
        return next((t for t in sdk.types if t.name == name), None) if sdk is not None else None


def has(sdk: Sdk, key: str) -> bool:
    """Whether an SDK has entries under a key, or a "distinctive" request."""
    if key == "distinctive":
        return any(request.distinctive for request in sdk.requests)
    return bool(getattr(sdk, key))


class Shelf:
    """The look-up tables of one SDK."""

    def __init__(self, sdk: Sdk) -> None:
        self.sdk = sdk
        self.same = {other: package for package, others in sdk.also for other in others}

    @cached_property
    def types(self) -> Named[ObjectType]:
        """Types by the last name of what makes them."""
        return _by_last_name((path, kind) for kind in self.sdk.types for path in kind.new)

    @cached_property
    def functions(self) -> Named[Request]:
        """Requests by the last name of the function that sends them."""
        return _by_last_name((path, request) for request in self.sdk.requests for path in request.functions)

    @cached_property
    def decorators(self) -> Named[ObjectType]:
        """Types by the last name of the decorator that makes them."""
        return _by_last_name((path, kind) for kind in self.sdk.types for path in kind.decorates)

    @cached_property
    def requests(self) -> dict[str, list[Request]]:
        """Requests by the type of their receiver."""
        found: dict[str, list[Request]] = {}
        for request in self.sdk.requests:
            if request.receiver:
                found.setdefault(request.receiver, []).append(request)
        return found

    @cached_property
    def produced(self) -> dict[str, list[ObjectType]]:
        """Types by the "type.method" that returns them."""
        found: dict[str, list[ObjectType]] = {}
        for kind in self.sdk.types:
            for path in kind.returned_by:
                found.setdefault(path, []).append(kind)
        return found

    def spellings(self, path: str) -> Iterator[str]:
        """A path, and what the SDK file calls it when its package holds the same names as another."""
        yield path
        package, _, rest = path.partition(".")
        if package in self.same:
            yield f"{self.same[package]}.{rest}"


class RequestsByType:
    """The requests that methods of a type send, read when they are asked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def get(self, key: tuple[str, str], default: Sequence[Request] = ()) -> Sequence[Request]:
        """The requests of an SDK and type."""
        shelf = self.catalogue.shelf(key[0])
        return shelf.requests.get(key[1], default) if shelf is not None else default


def declared_request(kind: ObjectType) -> Request:
    """The request that an object stands for where the call that runs it is not in the scanned code."""
    return Request(kind.sdk, kind.name, kind.kind or "agent", receiver=kind.name, provider=kind.provider)


def _by_last_name(pairs: Iterable[tuple[str, T]]) -> Named[T]:
    found: Named[T] = {}
    for path, entry in pairs:
        found.setdefault(path.rpartition(".")[2], []).append((path, entry))
    return found


def _named(tables: list[tuple[Shelf, Named[T]]], path: str) -> list[T]:
    """What is known under a dotted path, then under paths that mean the same, then under those with "*"."""
    found: dict[int, list[T]] = {0: [], 1: [], 2: []}
    for shelf, table in tables:
        for spelling in shelf.spellings(path):
            for known, entry in (*table.get(spelling.rpartition(".")[2], ()), *table.get(ANY, ())):
                if known == spelling:
                    found[0].append(entry)
                elif same_path(known, spelling):
                    found[2 if ANY in known else 1].append(entry)
    return [*found[0], *found[1], *found[2]]


def same_path(known: str, path: str) -> bool:
    """Whether a path names the known object, also when imported from a deeper or shallower module of its package.

    "*" in the known path is any class.
    """
    if known == path:
        return True
    package, _, rest = known.partition(".")
    if not rest or not path.startswith(package + "."):
        return False
    modules, name = _split(known)
    others, other = _split(path)
    if not _same_name(name, other) or (len(modules) == len(others) and name == other):
        return False
    shorter, longer = sorted((modules, others), key=len)
    return longer[: len(shorter)] == shorter


def _same_name(known: list[str], name: list[str]) -> bool:
    if known == name:
        return True
    pairs = zip(known, name, strict=False)
    return len(known) == len(name) and all(a == b or (a == ANY and b[:1].isupper()) for a, b in pairs)


def _split(path: str) -> tuple[list[str], list[str]]:
    """The modules of a dotted path, and the name in them: a class with its attributes, or the last part."""
    parts = path.split(".")
    last = len(parts) - 1
    at = next((n for n, part in enumerate(parts) if part.lstrip("_")[:1].isupper() or part == ANY), last)
    return parts[:at], parts[at:]
