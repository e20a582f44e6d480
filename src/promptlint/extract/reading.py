"""Reading what a call passes and what its objects were made with, as the references of SDK data say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from promptlint.extract import arguments, http, refs
from promptlint.extract.arguments import Arguments
from promptlint.extract.match import Typed
from promptlint.extract.settings import Settings
from promptlint.link import calls, instances
from promptlint.link.scope import ClassRef
from promptlint.link.values import Argument, Instance, Listing, Mapping, Member, Result, Unknown, too_large

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.extract.catalogue import ObjectType, Ref, Request
    from promptlint.extract.match import Match, Matcher
    from promptlint.link.scope import Frame
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative, Value


class Reading:
    """What one call passes, and what the objects that it is made on were made with."""

    def __init__(self, matcher: Matcher, settings: Settings, match: Match, site: Site, frame: Frame) -> None:
        self.matcher = matcher
        self.ev = matcher.ev
        self.settings = settings
        self.match = match
        self.site = site
        self.frame = frame
        self.given = self.read_given()
        self.used: set[int] = set()
        """Constructor calls whose arguments were looked at."""
        self._read: dict[int, Arguments] = {}
        self._keep: list[Typed] = []
        self._named = named(match.request)

    def chain(self) -> Iterable[Typed]:
        """The receiver and the objects that made it, nearest first."""
        current = self.match.receiver
        while current is not None:
            yield current
            for member in current.members:
                if isinstance(member, Typed) and member.kind is not current.kind:
                    yield member
            current = current.parent

    def held(self, item: Alternative, seen: set[int], most: int) -> Iterator[Typed]:
        """The objects that a value is, or that stand in a list or chain: each once, until ``most`` were ``seen``."""
        if isinstance(item, Listing):
            for element in () if too_large(item) else item.items:
                for inner in element.value:
                    yield from self.held(inner, seen, most)
            return
        typed = self.matcher.typed(item)
        if typed is None or len(seen) > most or id(typed) in seen:
            return
        seen.add(id(typed))
        yield from (part for part in typed.members or (typed,) if isinstance(part, Typed))

    def arguments(self, typed: Typed) -> Arguments:
        """The arguments an object was made with, those of methods that returned it and of spread dicts included."""
        if id(typed) in self._read:
            return self._read[id(typed)]
        node = typed.node
        if node is None:
            return Arguments({}, None)
        self.used.add(id(node.site))
        result = arguments.read(node.arguments, typed.kind.params)
        for more in typed.along:
            extra = arguments.read(more.arguments, ())
            named = {k: v for k, v in extra.named.items() if not k.isdigit()}
            if extra.named.get("0") is not None:
                named[f"{getattr(more.callee, 'name', '')}()"] = extra.named["0"]
            result = Arguments({**result.named, **named}, result.rest or extra.rest)
        result = self._spread(typed.kind.spread, result)
        result = Arguments({**self._kept(typed), **result.named}, result.rest)
        self._read[id(typed)] = result
        self._keep.append(typed)
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

    def _kept(self, typed: Typed) -> dict[str, Argument]:
        """What an object of a class of the project keeps itself under the names of its library base's arguments."""
        if typed.own is None:
            return {}
        kept = named(typed.kind).intersection(instances.kept_names(self.ev, typed.own))
        return {name: Argument(name, "", partial(self._attribute, typed.own, name)) for name in sorted(kept)}

    def _attribute(self, own: Instance, name: str) -> Value:
        value = instances.of_instance(self.ev, own, name)
        return tuple(item for item in value if not isinstance(item, (Member, Unknown)))

    def of_request(self, ref: Ref, chain: list[Typed]) -> Value:
        """What a reference of the request points at."""
        if ref.setting:
            return self._setting(ref, self.match.request.sdk)
        if not ref.of:
            return refs.value_of(self.matcher, ref, self.given, self.match.receiver, self._named)
        for typed in chain:
            if typed.kind.name == ref.of:
                value = refs.value_of(self.matcher, ref, self.arguments(typed), typed, named(typed.kind), self.given)
                if value:
                    return value
        return ()

    def of_object(self, ref: Ref, typed: Typed) -> Value:
        """What a reference of an object's type points at."""
        if ref.setting:
            return self._setting(ref, typed.kind.sdk)
        if ref.fields:
            return refs.field_values(self.matcher, typed.ref, ref.arg) if isinstance(typed.ref, ClassRef) else ()
        return refs.value_of(self.matcher, ref, self.arguments(typed), typed, named(typed.kind))

    def _setting(self, ref: Ref, sdk: str) -> Value:
        setting = self.matcher.catalogue.settings.get((sdk, ref.setting))
        if setting is None:
            return ()
        return refs.pick(self.matcher, self.settings.value(setting, self.site), ref.key)

    def added(self, typed: Typed) -> Iterable[tuple[Ref, Value]]:
        """What was added to an object by its methods."""
        for ref, given in self.settings.added_to(typed, self.site) if typed.kind.adders else ():
            yield ref, refs.value_of(self.matcher, ref, given, typed, frozenset())

    def read_given(self) -> Arguments:
        """What the call passes, by name."""
        if self.match.payload:
            return http.payload(self.ev, self.site, self.frame)
        return arguments.read(calls.arguments_of(self.ev, self.site.call, self.frame), self.match.request.params)


def named(entry: ObjectType | Request) -> frozenset[str]:
    """The arguments that the references of an entry name."""
    groups = (entry.model, entry.messages, entry.tools, entry.max_output, entry.holds)
    return frozenset(ref.arg for group in groups for ref in group)
