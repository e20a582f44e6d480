"""``# promptlint: ignore[PL101] reason``: which findings a comment silences, and which comments are no use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from promptlint.comments import Comment, Scan, scan_comments
from promptlint.model import MARK, Call, Finding, SourceFile, Span
from promptlint.patterns import lazy_pattern
from promptlint.record import record, replace
from promptlint.rules.rule import Rule
from promptlint.suggest import closest

UNKNOWN = Rule(
    id="PL900",
    name="unknown-ignore",
    category="comments",
    severity="warning",
    since="0.1.0",
    summary="An ignore comment that names no rule, or one that does not exist.",
    message="",
    rationale="The comment silences nothing, so what it was written for is reported or will be.",
    advice="Write # promptlint: ignore[PL101] reason, with ids that `promptlint rule --all` lists.",
    check="",
    params={},
    path=__file__,
    builtin=True,
    text="",
)
UNUSED = replace(
    UNKNOWN,
    id="PL901",
    name="unused-ignore",
    summary="An ignore comment for a rule that has nothing to say there.",
    rationale="It will hide the next finding of that rule, which nobody has looked at.",
    advice="Remove the id, or the whole comment.",
)
RULES = (UNKNOWN, UNUSED)
"""The rules about ignore comments; they look at comments and not at calls, so they are no files in ``rules/``."""

_COMMENT = lazy_pattern(r"#\s*promptlint:\s*(?P<rest>.*)$", re.DOTALL)
_IGNORE = lazy_pattern(r"ignore\[(?P<ids>[^\[\]]*)\](?=\s|$)")
_ID = lazy_pattern(r"[A-Za-z][A-Za-z0-9_-]*\Z")


@record
class Ignore:
    """One ignore comment. ``first``/``last`` are the lines it speaks for; ``error`` says why it cannot be read."""

    path: str
    span: Span
    ids: tuple[str, ...]
    first: int
    last: int
    error: str | None = None

    def covers(self, path: str, span: Span) -> bool:
        """Whether a finding or call at ``span`` has a line that this comment speaks for."""
        return path == self.path and self.first <= span.end_line and span.line <= self.last


def read_ignores(source: SourceFile) -> tuple[Ignore, ...]:
    """The ignore comments of a Python file or notebook in order; text within strings does not count."""
    if MARK not in source.text or source.kind == "prompt":
        return ()
    scan = scan_comments(source.text)
    return tuple(ignore for comment in scan.comments if (ignore := _ignore(source.path, comment, scan)))


def _ignore(path: str, comment: Comment, scan: Scan) -> Ignore | None:
    match = _COMMENT.search(comment.text)
    if match is None:
        return None
    column = comment.column + match.start()
    span = Span(comment.line, column, comment.line, comment.column + len(comment.text.rstrip()))
    first, last = scan.reach(comment)
    parsed = parse_directive(match["rest"])
    if isinstance(parsed, str):
        return Ignore(path, span, (), first, last, parsed)
    return Ignore(path, span, parsed, first, last)


def parse_directive(text: str) -> tuple[str, ...] | str:
    """The rule ids of what follows ``promptlint:``, or a sentence saying why it is not an ignore."""
    match = _IGNORE.match(text)
    if match is None:
        if text.startswith("ignore["):
            return "an ignore is closed by ] and a space: ignore[PL101] reason"
        if text.startswith("ignore"):
            return "an ignore names its rules in brackets: ignore[PL101] reason"
        return f"unknown comment {text.split(maxsplit=1)[0] if text.strip() else ''!r}; only ignore[...] exists"
    ids = tuple(part.strip() for part in match["ids"].split(","))
    if bad := [part for part in ids if not _ID.match(part)]:
        return f"{bad[0]!r} is not a rule id; write ignore[PL101] or ignore[PL101, PL203]"
    return tuple(dict.fromkeys(ids))


class Ignores:
    """The ignore comments of the sources; they speak for the lines of a finding and for those of its call."""

    def __init__(self, calls: Iterable[Call], sources: Iterable[SourceFile]) -> None:
        self.by_path = {source.path: found for source in sources if (found := read_ignores(source))}
        self._spans = {call.id: (call.path, call.span) for call in calls}

    def of(self, finding: Finding) -> set[tuple[Ignore, str]]:
        """The comments that silence a finding, each with the rule's id."""
        own = (finding.path, finding.span)
        return {
            (ignore, finding.rule)
            for path, span in {own, self._spans.get(finding.call or "", own)}
            for ignore in self.by_path.get(path, ())
            if finding.rule in ignore.ids and ignore.covers(path, span)
        }


def apply_ignores(
    findings: Iterable[Finding],
    calls: Iterable[Call],
    sources: Iterable[SourceFile],
    names: Mapping[str, str],
    enabled: Collection[str],
) -> list[Finding]:
    """The findings with "suppressed" where a comment covers them or their call, and PL900 and PL901 added.

    ``names`` are those of all rules, by id; only ignores of ``enabled`` rules can be called unused.
    """
    ignores = Ignores(calls, sources)
    used: set[tuple[Ignore, str]] = set()
    result = []
    for finding in findings:
        hits = ignores.of(finding)
        used |= hits
        result.append(replace(finding, status="suppressed") if hits else finding)
    every = [ignore for found in ignores.by_path.values() for ignore in found]
    ordinals: Counter[tuple[str, ...]] = Counter()
    extra = [*_unknown(every, names, ordinals), *_unused(every, used, set(names) & set(enabled), ordinals)]
    return [*result, *(finding for finding in extra if finding.rule in enabled)]


def _unknown(
    ignores: Iterable[Ignore], names: Mapping[str, str], ordinals: Counter[tuple[str, ...]]
) -> Iterator[Finding]:
    for ignore in ignores:
        if ignore.error:
            yield _finding(UNKNOWN, ignore, ignore.error, "", ordinals)
        for rule in ignore.ids:
            if rule not in names:
                yield _finding(UNKNOWN, ignore, _no_rule(rule, names), rule, ordinals)


def _no_rule(word: str, names: Mapping[str, str]) -> str:
    """What is wrong with a word that is no rule's id, and the id of the rule that it names or comes close to."""
    by_name = {name: rule for rule, name in names.items()}
    near = closest(word, [*names, *by_name])
    if near is None:
        return f"no rule is called {word!r}"
    why = "an ignore takes the rule's id" if near == word else f"no rule is called {word!r}"
    return f"{why}; did you mean {by_name.get(near, near)!r}?"


def _unused(
    ignores: Iterable[Ignore],
    used: Collection[tuple[Ignore, str]],
    judged: Collection[str],
    ordinals: Counter[tuple[str, ...]],
) -> Iterator[Finding]:
    for ignore in ignores:
        for rule in ignore.ids:
            if rule in judged and (ignore, rule) not in used:
                yield _finding(UNUSED, ignore, f"nothing here for {rule} to find", rule, ordinals)


def _digest(*parts: str) -> str:
    from hashlib import blake2b

    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _finding(rule: Rule, ignore: Ignore, message: str, subject: str, ordinals: Counter[tuple[str, ...]]) -> Finding:
    identity = (rule.id, ignore.path, subject)
    ordinal = ordinals[identity]
    ordinals[identity] += 1
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=rule.severity,
        path=ignore.path,
        span=ignore.span,
        message=message,
        advice=rule.advice,
        saving=None,
        call=None,
        fixes=(),
        facts=(("id", subject),),
        fingerprint=_digest(rule.id, ignore.path, subject, str(ordinal)),
    )
