"""The SDK catalogue: which library calls send a request, and where model and text stand in their arguments."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from promptlint.extract.paths import by_last_name, named, same_path
from promptlint.extract.records import Endpoint, Kit, ObjectType, Ref, Request, Sdk, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from promptlint.extract.paths import Named

__all__ = [
    "Catalogue", "Endpoint", "Kit", "ObjectType", "Ref", "Request", "Sdk", "Setting", "declared_request", "has",
    "same_path",
]  # fmt: skip


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

    def may_serve(self, provider: str | None, model: str) -> bool:
        """Whether a provider may have a model: makers have only their own, which begin as they say."""
        own = tuple(name for sdk in self.having("serves") if sdk.provider == provider for name in sdk.serves)
        return not own or begins_as(own, model)

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
        return named((shelf.spellings(path), shelf.types) for shelf in self.near(path))

    def type_for(self, path: str) -> ObjectType | None:
        """The first type whose constructor a dotted path is."""
        return next(iter(self.types_for(path)), None)

    def request_for(self, path: str) -> Request | None:
        """The request that calling a dotted path sends."""
        return next(iter(named((shelf.spellings(path), shelf.functions) for shelf in self.near(path))), None)

    def decorated_type(self, path: str) -> ObjectType | None:
        """The type that a function becomes below the decorator with this dotted path."""
        return next(iter(named((shelf.spellings(path), shelf.decorators) for shelf in self.near(path))), None)

    def produced(self, sdk: str, method: str) -> tuple[ObjectType, ...]:
        """The types that a "type.method" of an SDK returns; more than one where their ``where`` decides."""
        shelf = self.shelf(sdk)
        return tuple(shelf.produced.get(method, ())) if shelf is not None else ()

    def owner(self, kind: ObjectType, name: str) -> ObjectType | None:
        """Another type of the same SDK by name."""
        sdk = self.sdk(kind.sdk)
        return next((t for t in sdk.types if t.name == name), None) if sdk is not None else None


def begins_as(names: tuple[str, ...], model: str) -> bool:
    """Whether a model is named as the models of a maker are, which begin with one of ``names``."""
    return model.lower().removeprefix("models/").startswith(names)


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
        return by_last_name((path, kind) for kind in self.sdk.types for path in kind.new)

    @cached_property
    def functions(self) -> Named[Request]:
        """Requests by the last name of the function that sends them."""
        return by_last_name((path, request) for request in self.sdk.requests for path in request.functions)

    @cached_property
    def decorators(self) -> Named[ObjectType]:
        """Types by the last name of the decorator that makes them."""
        return by_last_name((path, kind) for kind in self.sdk.types for path in kind.decorates)

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
