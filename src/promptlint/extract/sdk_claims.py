"""What SDK files claim, checked against each other: calls claimed twice, and entries that nothing can ever match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.errors import UserError
from promptlint.extract.paths import same_path
from promptlint.record import record, replace
from promptlint.suggest import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.extract.records import ObjectType, Ref, Request, Sdk
    from promptlint.extract.sdk_values import Lines

REFS = ("model", "messages", "tools", "max_output", "holds", "endpoint", "provider_from")
IMPORTED = ("new", "functions", "decorates")
"""The keys whose dotted paths begin with a module that the scanned file imports."""


@record
class Claim:
    """Something that one entry says is its own.

    ``key`` is the key of the file it stands under, ``text`` as written there, ``scope`` what it belongs to (a type's
    method), ``entry`` the place of the entry in its list and ``words`` the entry in words.
    """

    key: str
    text: str
    scope: str
    entry: int
    words: str
    source: str
    start: int = 0
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def bucket(self) -> tuple[str, str, str]:
        """Only claims that share it can clash."""
        return self.key, self.scope, self.text.rpartition(".")[2] if self.key in IMPORTED else self.text

    def clashes(self, other: Claim) -> bool:
        """Whether two entries claim the same call."""
        if (self.source, self.entry) == (other.source, other.entry) or self.apart(other):
            return False
        return self.text == other.text or (self.key in IMPORTED and same_path(self.text, other.text))

    def apart(self, other: Claim) -> bool:
        """Whether the conditions of both can never hold together."""
        wanted = dict(other.where)
        return any(name in wanted and not set(texts) & set(wanted[name]) for name, texts in self.where)


def check(read: list[tuple[Sdk, Lines]], known: Iterable[Sdk], errors: list[UserError]) -> None:
    """Note every mistake that only shows when entries are seen together; ``known`` are SDKs found sound before."""
    claims: dict[tuple[str, str, str], list[Claim]] = {}
    for sdk in known:
        for claim in _claims(sdk, None):
            claims.setdefault(claim.bucket, []).append(claim)
    for sdk, lines in read:
        errors.extend(_unmatched(sdk, lines))
        for claim in _claims(sdk, lines):
            rivals = claims.setdefault(claim.bucket, [])
            rival = next((r for r in rivals if r.clashes(claim)), None)
            rivals.append(claim)
            if rival is not None:
                errors.append(_clash(claim, rival, lines.of(claim.key, claim.text, claim.start)))


def _clash(claim: Claim, rival: Claim, line: int | None) -> UserError:
    place = f" of {rival.source}" if rival.source != claim.source else ""
    spelling = f" as {rival.text}" if rival.text != claim.text else ""
    return UserError(f"{claim.key}: {claim.text} belongs to {rival.words}{place} already{spelling}", claim.source, line)


def _claims(sdk: Sdk, lines: Lines | None) -> Iterator[Claim]:
    """What the entries of one SDK claim."""
    starts = lines.entries if lines is not None else {}
    for place, kind in enumerate(sdk.types):
        start = starts["types"][place] if starts else 0
        words = f"type {kind.name}"
        for key in ("new", "decorates"):
            for path in _spellings(sdk, getattr(kind, key)):
                yield Claim(key, path, "", place, words, sdk.source, start, kind.where)
        for path in kind.returned_by:
            yield Claim("returned_by", path, sdk.name, place, words, sdk.source, start, kind.where)
    for place, request in enumerate(sdk.requests):
        start = starts["requests"][place] if starts else 0
        yield from _request_claims(sdk, request, place, start)
    for place, endpoint in enumerate(sdk.endpoints):
        start = starts["endpoints"][place] if starts else 0
        yield Claim("match", endpoint.match, "", place, f"endpoint {endpoint.api}", sdk.source, start)
    for place, (host, provider) in enumerate(sdk.hosts):
        yield Claim("hosts", host, "", place, f"the provider {provider}", sdk.source)


def _request_claims(sdk: Sdk, request: Request, place: int, start: int) -> Iterator[Claim]:
    called = (request.api, *request.path, *request.functions)
    words = f"request {next(filter(None, called), '')}"
    for path in _spellings(sdk, request.functions):
        yield Claim("functions", path, "", place, words, sdk.source, start)
    for path in request.path:
        yield Claim("path", path, f"{sdk.name} {request.receiver}", place, words, sdk.source, start)
    if request.distinctive:
        first = next(n for n, other in enumerate(sdk.requests) if replace(other, receiver=request.receiver) == request)
        for path in request.path:
            yield Claim("path", path, "distinctive", first, f"distinctive {words}", sdk.source, start)


def _spellings(sdk: Sdk, paths: Iterable[str]) -> Iterator[str]:
    """Paths, each also under the packages that hold the same names."""
    also = dict(sdk.also)
    for path in paths:
        package, _, rest = path.partition(".")
        yield from (f"{name}.{rest}" for name in (package, *also.get(package, ())))


# -- what can never match -------------------------------------------------------------------------------------------


def _unmatched(sdk: Sdk, lines: Lines) -> Iterator[UserError]:
    """The mistakes that make an entry useless."""
    types = {kind.name for kind in sdk.types}
    for package in (name for names in dict(sdk.also).values() for name in names):
        if package not in {module.partition(".")[0] for module in sdk.imports}:
            words = f"also: {package} can never match: imports names no module of it"
            yield UserError(words, sdk.source, next((n for key, _ in sdk.also if (n := lines.of(key, package))), None))
    for place, kind in enumerate(sdk.types):
        start = lines.entries["types"][place]
        yield from _unmade(sdk, kind, lines, start)
        yield from _unimported(sdk, (*kind.new, *kind.decorates), lines, start)
        yield from _unknown(sdk, kind, types, lines, start)
    for place, request in enumerate(sdk.requests):
        start = lines.entries["requests"][place]
        yield from _unimported(sdk, request.functions, lines, start)
        yield from _unknown(sdk, request, types, lines, start)
        if request.receiver and request.receiver not in types:
            line = lines.of("receiver", request.receiver, start)
            yield UserError(
                f"there is no type {request.receiver}{suggestion(request.receiver, types)}", sdk.source, line
            )
        for name in request.needs:
            if name not in types:
                line = lines.of("needs", name, start)
                yield UserError(f"needs: there is no type {name}{suggestion(name, types)}", sdk.source, line)
        for path in request.path:
            if request.distinctive and "." not in path:
                line = lines.of("path", path, start)
                yield UserError(f"{path}: a distinctive path has two names or more", sdk.source, line)


def _unmade(sdk: Sdk, kind: ObjectType, lines: Lines, start: int) -> Iterator[UserError]:
    types = {other.name for other in sdk.types}
    if not (kind.new or kind.returned_by or kind.decorates) and start not in lines.broken:
        yield UserError(f"type {kind.name} can never match: it needs new, returned_by or decorates", sdk.source, start)
    for path in kind.returned_by:
        owner, _, method = path.partition(".")
        line = lines.of("returned_by", path, start)
        if owner not in types:
            yield UserError(f"returned_by: there is no type {owner}{suggestion(owner, types)}", sdk.source, line)
        elif any(method in other.same for other in sdk.types if other.name == owner):
            words = f"returned_by: {path} can never match, it returns the same object (same)"
            yield UserError(words, sdk.source, line)


def _unimported(sdk: Sdk, paths: Iterable[str], lines: Lines, start: int) -> Iterator[UserError]:
    """Paths in modules whose import does not make a file worth reading."""
    for path in paths:
        if not any(path.startswith(f"{module}.") for module in sdk.imports):
            line = next((n for key in IMPORTED if (n := lines.of(key, path, start)) is not None), start)
            yield UserError(f"{path} can never match: imports names no module of it", sdk.source, line)


def _unknown(sdk: Sdk, entry: ObjectType | Request, types: set[str], lines: Lines, start: int) -> Iterator[UserError]:
    """Types and settings that references name and the file does not have."""
    settings = {setting.name for setting in sdk.settings}
    refs: list[Ref] = [ref for key in REFS for ref in getattr(entry, key)]
    refs.extend(getattr(entry, "inputs", ()))
    refs.extend(getattr(entry, "template_from", ()))
    for ref in refs:
        if ref.of and ref.of not in types:
            line = lines.of("of", ref.of, start)
            yield UserError(f"of: there is no type {ref.of}{suggestion(ref.of, types)}", sdk.source, line)
        if ref.setting and ref.setting not in settings:
            line = lines.of("setting", ref.setting, start)
            words = f"setting: there is no setting {ref.setting}{suggestion(ref.setting, settings)}"
            yield UserError(words, sdk.source, line)
