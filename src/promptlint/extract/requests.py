"""The search for requests: direct ones, those of wrappers' callers, objects that stand for one; and their ids."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from promptlint.extract.catalogue import declared_request
from promptlint.extract.kits import Kits
from promptlint.extract.match import Match, Matcher, root
from promptlint.extract.near import Near, names_address, packages_of
from promptlint.extract.sending import MAX_DEPTH, MAX_SENDINGS, Senders, Sending, worth_evaluating
from promptlint.link import forwarding, sites
from promptlint.link.calls import TOO_DEEP
from promptlint.link.evaluate import Evaluator
from promptlint.link.holders import holders
from promptlint.link.rounds import rounds
from promptlint.link.scope import last_name
from promptlint.link.values import Unknown
from promptlint.model import Call, ModelRef, Problem
from promptlint.record import record, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promptlint import ir
    from promptlint.extract.built import Built
    from promptlint.extract.catalogue import Catalogue
    from promptlint.extract.reached import Reached
    from promptlint.extract.routes import Chosen
    from promptlint.link.project import Module, Project
    from promptlint.link.sites import Site


MAX_ALIKE = 24
"""Requests of one caller that are followed through one dispatching call, whichever function that calls."""
MAX_UNKNOWN = 3
"""The same where none of them shows a model."""


@record(eq=False, frozen=False)
class _Found:
    """A request with what it carries and the requests of its wrapper's callers."""

    sending: Sending
    built: Built
    callers: int = 0
    partial: bool = False
    """It is one of many functions that a dispatch may choose, of which only some were followed."""


class Run:
    """The search for requests in one project."""

    def __init__(self, project: Project, catalogue: Catalogue, reached: Reached | None = None) -> None:
        self.project = project
        self.reached = reached
        """What a few scanned files come to, None where all files are scanned."""
        self.catalogue = catalogue
        self.ev = Evaluator(project)
        self.matcher = Matcher(self.ev, catalogue)
        self.senders = Senders(self.matcher)
        self.kits = Kits(self.matcher)
        self.completed: set[int] = set()
        """Calls of ``partial`` that only make what other calls in sight call: those send the request."""
        self.more_alike: set[int] = set()
        """Calls that reach more functions through one dispatch than were followed."""

    def calls(self, paths: Iterable[str]) -> tuple[Call, ...]:
        """All calls of the scanned files, wrapper callers included, in order of place."""
        found: list[_Found] = []
        modules = [module for path in paths if (module := self.project.module(path)) is not None]
        packages = packages_of(self.project, modules)
        near = Near(self.catalogue, packages, lambda: names_address(self.project, self.catalogue))
        texts = [module.source.text for module in modules]
        partials = holders(texts, ("partial",))
        called = holders(texts, near.makers) | partials
        for module in modules:
            for site in self._sites(module, near, called):
                entry = self._guarded(partial(self._direct, site, partials), site)
                if entry is not None:
                    found.append(entry)
        found = [entry for entry in found if id(entry.sending.site.written) not in self.completed]
        self._follow(found)
        found.extend(self._declared(modules, found, near.declared))
        for entry in found:
            if id(entry.sending.site.call) in self.more_alike:
                entry.partial = True
        return _placed(found, self.ev, self.senders.builder.chosen)

    def _whole(self, site: Site, partials: frozenset[str]) -> Site:
        """The call; of what a ``partial(...)`` made, with the arguments that were given there."""
        whole = forwarding.completed(self.ev, site) if last_name(site.call.func) in partials else None
        if whole is None:
            return site
        self.completed.add(id(whole[1]))
        return whole[0]

    def _sites(self, module: Module, near: Near, called: frozenset[str]) -> Iterator[Site]:
        names = near.names | called
        names |= {item.bound for item in module.index.imports if item.name in names}
        makers = near.makers
        makers |= {item.bound for item in module.index.imports if item.name in makers}
        for unit in module.index.units:
            if unit.kind == "import" or not _promising(unit, names | makers, near.posts):
                continue
            if self.reached is not None and not self.reached.unit(module, unit):
                continue
            for site in sites.of_unit(self.ev, module, unit, names | makers | near.posts):
                if worth_evaluating(site, names | near.posts, makers):
                    yield site
                else:
                    yield from forwarding.handed(self.ev, site, names)

    def _declared(self, modules: list[Module], found: list[_Found], names: frozenset[str]) -> Iterator[_Found]:
        """Agents and the like that are built here while no request is in sight: the constructor is the call."""
        used = {number for entry in found for number in entry.built.used}
        for module in modules:
            for unit in module.index.units:
                if unit.kind == "import" or not unit.calls & names:
                    continue
                if self.reached is not None and not self.reached.unit(module, unit):
                    continue
                for site in sites.of_unit(self.ev, module, unit, names):
                    if last_name(site.call.func) in names and id(site.call) not in used:
                        entry = self._guarded(partial(self._constructed, site), site)
                        if entry is not None:
                            yield entry

    def _constructed(self, site: Site) -> _Found | None:
        self.ev.start_request()
        for item in self.ev.expanded(site.call, site.frame):
            typed = self.matcher.typed(item)
            if typed is None or typed.node is None or typed.node.site is not site.call or typed.path:
                continue
            if not self.catalogue.is_declared(typed.kind):
                continue
            match = Match(declared_request(typed.kind), typed, "resolved", typed.kind.name)
            sending = Sending(site, (match,))
            built = self.senders.build(sending)
            if built is not None and built.messages:
                return _Found(sending, built)
        return None

    def _direct(self, site: Site, partials: frozenset[str]) -> _Found | None:
        self.ev.start_request()
        site = self._whole(site, partials)
        sending = self.senders.direct(site)
        if sending is None:
            if self._scanned(site) and (self.ev.fuel.empty or self._too_deep(site)):
                self._give_up(site, "what is called here takes too much code to follow; it may be a request")
            return None
        return self._through(sending)

    def _guarded(self, action: Callable[[], _Found | None], site: Site) -> _Found | None:
        """Run one step; running out of stack is a problem of this place, not of the run."""
        try:
            return action()
        except RecursionError:
            self.ev.depth = 0
            self._give_up(site, "the code is nested too deeply to follow")
            return None

    def _too_deep(self, site: Site) -> bool:
        """Whether what is called comes of a function that was not followed."""
        callees = (root(item) for item in self.ev.expanded(site.call.func, site.frame))
        return any(isinstance(item, Unknown) and item.reason.endswith(TOO_DEEP) for item in callees)

    def _give_up(self, site: Site, reason: str) -> None:
        self.project.problems.append(Problem(site.frame.module.path, site.written.span.line, "link", reason))

    def _follow(self, found: list[_Found]) -> None:
        """Add the requests of wrapper callers, callers of callers and so on, to the list."""
        seen: set[tuple[int, int]] = set()
        tried: set[tuple[int, int, int]] = set()
        alike: dict[tuple[int, int], int] = {}
        known: set[tuple[int, int]] = set()
        for entry in found:
            if len(found) > MAX_SENDINGS:
                self._give_up(
                    entry.sending.site,
                    f"there are over {MAX_SENDINGS} requests; who else sends through here is not listed",
                )
                break
            for sending in self.senders.callers_of(entry.sending, entry.built):
                key = (id(sending.site.call), id(sending.sdk_call.site.call))
                through = (id(sending.site.call), id(entry.sending.site.call))
                if key in seen or (*key, through[1]) in tried:
                    continue
                tried.add((*key, through[1]))
                if sending.depth > MAX_DEPTH:
                    reason = (
                        f"over {MAX_DEPTH} wrappers stand around a request; who else sends through here is not listed"
                    )
                    self._give_up(entry.sending.site, reason)
                    break
                if alike.get(through, 0) >= (MAX_ALIKE if through in known else MAX_UNKNOWN):
                    self.more_alike.add(id(sending.site.call))
                    entry.callers += 1
                    continue
                if not self._counts(sending.site):
                    entry.callers += 1  # a request of a file that is not scanned
                    continue
                added = self._guarded(partial(self._through, sending), sending.site)
                if added is not None:  # else another way to the same call of the SDK may still be open
                    seen.add(key)
                    found.append(added)
                    entry.callers += 1
                    alike[through] = alike.get(through, 0) + 1
                    known.update((through,) if added.built.models else ())
        for entry in found:
            fields = entry.built.passed | entry.built.passed_fields | entry.built.passed_model
            if not entry.callers and fields and self._scanned(entry.sending.site):
                self._expand(entry)

    def _scanned(self, site: Site) -> bool:
        return self.reached is None or self.reached.is_scanned(site.frame.module)

    def _counts(self, site: Site) -> bool:
        """Whether a place is in a scanned file, or such a file may come to it."""
        module = site.frame.module
        if module.path not in self.project.files:
            return False
        return self.reached is None or self.reached.line(module, site.written.span.line)

    def _through(self, sending: Sending) -> _Found | None:
        built = self.senders.build(sending)
        self._note_cut_short(sending.site)
        return _Found(sending, built) if built is not None else None

    def _note_cut_short(self, site: Site) -> None:
        """Note a request whose model or text was not worked out to its end."""
        if self.ev.fuel.empty and self._scanned(site):
            self._give_up(site, "what is sent here takes too much code to follow; the model or the text may lack parts")

    def _expand(self, entry: _Found) -> None:
        """A request whose wrapper nobody calls: what constructors and other callers pass belongs to it."""
        built = self.senders.build(entry.sending, expand_prompts=True)
        self._note_cut_short(entry.sending.site)
        if built is not None:
            entry.built = built


def _promising(unit: ir.Unit, names: frozenset[str], posts: frozenset[str]) -> bool:
    return bool(unit.calls & names or unit.calls & posts or unit.reads & names & PASSED)


PASSED = frozenset(
    {"create", "acreate", "invoke", "ainvoke", "generate_content", "completion", "acompletion", "run", "kickoff"}
    | {"converse", "invoke_model", "embed_documents", "embed_query", "chat_completion", "send_message"}
)
"""Request methods that are also handed on as values (``asyncio.to_thread(client.messages.create, ...)``)."""


# -- placing --------------------------------------------------------------------------------------------------------


def _placed(found: list[_Found], ev: Evaluator, together: Chosen) -> tuple[Call, ...]:
    """The calls in order of place, those of one place merged, with ids that do not depend on lines."""
    groups: dict[tuple[str, int, int, int, int], list[_Found]] = {}
    for entry in found:
        span = entry.sending.site.written.span
        path = entry.sending.frame.module.path
        groups.setdefault((path, span.line, span.column, span.end_line, span.end_column), []).append(entry)
    ordinals: dict[tuple[str, str, str], int] = {}
    placed: list[tuple[list[_Found], Call]] = []
    ids: dict[int, str] = {}
    for key in sorted(groups):
        entries = groups[key]
        direct = [e for e in entries if e.sending.inner is None]
        chosen = direct or entries
        call = _merge(chosen, ev, together)
        slot = (call.path, call.function, call.api)
        ordinals[slot] = ordinals.get(slot, 0) + 1
        call = replace(call, id=_digest(*slot, str(ordinals[slot])))
        placed.append((chosen, call))
        for entry in chosen:
            ids[id(entry.sending.site.call)] = call.id
    return tuple(_linked(chosen, call, ids) for chosen, call in placed)


def _linked(entries: list[_Found], call: Call, ids: dict[int, str]) -> Call:
    """The call with the ids of the SDK calls it ends in."""
    if not call.via:
        return call
    ends = [ids.get(id(e.sending.sdk_call.site.call)) for e in entries]
    known = tuple(dict.fromkeys(e for e in ends if e is not None))
    return replace(call, sdk_call=known[0] if known else None)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _rounds(ev: Evaluator, site: Site) -> int | None:
    ev.start_request()
    return rounds(ev, site.turns)


def _merged_models(entries: list[_Found]) -> list[ModelRef]:
    """Each model once for each place it is asked at, with all places that name it: at the maker's where several
    clients are given the same names.

    None where only some of the functions were followed that may be chosen, and these differ.
    """
    if entries[0].partial and len({frozenset(m.id for m in e.built.models) for e in entries}) > 1:
        return []
    served = {model.id for entry in entries if entry.built.only_served for model in entry.built.models}
    chosen: dict[tuple[str, str | None, str | None], ModelRef] = {}
    for entry in sorted(entries, key=lambda e: not e.built.only_served):
        for model in entry.built.models:
            if model.id in served and not entry.built.only_served:
                continue
            way = (model.id, model.provider, model.gateway)
            known = chosen.setdefault(way, model)
            if all((o.path, o.line) != (model.origin.path, model.origin.line) for o in known.origins):
                chosen[way] = replace(known, also=(*known.also, model.origin))
    return list(chosen.values())


def _shared(of_models: Iterable[str | None], of_call: str | None) -> str | None:
    """The address (or gateway) of a call: that of its models where they agree, else none."""
    found = set(of_models)
    return of_call if not found else (found.pop() or of_call) if len(found) == 1 else None


def _merge(entries: list[_Found], ev: Evaluator, together: Chosen) -> Call:
    """One call for all requests that start at one place."""
    first = entries[0]
    built = first.built
    sending = first.sending
    if len(entries) > 1:
        together.share([(e.sending.sdk_call.matches[0], e.built) for e in entries])
    models = _merged_models(entries)
    messages = list(built.messages)
    known = {(m.role, m.text) for m in messages}
    for entry in entries[1:]:
        for message in entry.built.messages:
            if (message.role, message.text) not in known:
                known.add((message.role, message.text))
                messages.append(replace(message, choice=None, repeats=True))
    return Call(
        id="",
        path=sending.frame.module.path,
        span=sending.site.written.span,
        function=sending.frame.qualname,
        sdk=built.sdk,
        api=built.api,
        kind=built.kind,
        certainty=built.certainty,
        provider=built.provider,
        models=tuple(models),
        model_unknown=None if models else built.model_unknown or "it depends on the function that is chosen here",
        messages=tuple(messages),
        messages_unknown=built.messages_unknown,
        tools=tuple(built.tools),
        images=tuple(built.images),
        max_output_tokens=built.max_output,
        has_output_limit=built.has_limit,
        open_arguments=built.open_arguments,
        arguments=tuple(sorted(built.arguments.items())),
        endpoint=_shared((model.endpoint for model in models), built.endpoint),
        gateway=_shared((model.gateway for model in models), built.gateway),
        in_loop=sending.site.looped,
        rounds=_rounds(ev, sending.site),
        via=sending.via(),
    )
