"""Runs rules over priced requests and makes findings of what their checks yield."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from hashlib import blake2b

from promptlint.checks.check import Hit, RuleContext
from promptlint.checks.place import source_text
from promptlint.model import Call, Finding, PricedCall, Problem, SourceFile
from promptlint.record import replace
from promptlint.rules.message import fill
from promptlint.rules.params import load_check
from promptlint.rules.rule import Rule

Report = Callable[[Problem], None]
Heard = Callable[[Finding], bool]


def run_rules(
    rules: Iterable[Rule],
    priced_calls: tuple[PricedCall, ...],
    context: RuleContext,
    on_problem: Report | None = None,
    heard: Heard = lambda finding: True,
) -> tuple[Finding, ...]:
    """What ``rules`` find in ``priced_calls``, sorted by place and rule.

    A check that crashes on a call costs that one answer: ``on_problem`` is told, with rule and place, and the run
    goes on. Without ``on_problem`` the error is raised. A rule that yields to others is silent about the requests of
    their findings, those apart that nobody gets to hear.
    """
    calls = tuple(sorted(priced_calls, key=lambda priced: (priced.call.path, priced.call.span, priced.call.id)))
    whole = replace(context, calls=calls)
    by_id = {priced.call.id: priced.call for priced in calls}
    found: list[Finding] = []
    for rule in sorted(rules, key=lambda rule: bool(rule.yields_to)):
        told = {one.call for one in found if one.rule in rule.yields_to and heard(one)}
        found.extend(_findings(rule, whole, by_id, told, on_problem))
    return tuple(sorted(found, key=lambda finding: (finding.path, finding.span, finding.rule, finding.message)))


def _findings(
    rule: Rule, context: RuleContext, calls: dict[str, Call], told: Collection[str | None], on_problem: Report | None
) -> Iterator[Finding]:
    ordinals: Counter[tuple[str, str, str]] = Counter()
    hits = _first_of_each(_hits(rule, context, told, on_problem))
    for hit in sorted(hits, key=lambda hit: (hit.path, hit.span)):
        identity = (hit.path, _function(hit, calls), _subject(hit, context.sources.get(hit.path)))
        yield _finding(rule, hit, _digest(rule.id, *identity, str(ordinals[identity])))
        ordinals[identity] += 1


def _hits(rule: Rule, context: RuleContext, told: Collection[str | None], on_problem: Report | None) -> Iterator[Hit]:
    """What the check yields for each request but those that were ``told`` already."""
    check = load_check(rule.check)
    assert check is not None, rule.check
    for priced in (one for one in context.calls if one.call.id not in told):
        try:
            yield from check.find(priced, context, **rule.params)
        except Exception as error:  # the boundary: one broken check must not take the report with it
            if on_problem is None:
                raise
            on_problem(_crash(rule, priced, error))


def _crash(rule: Rule, priced: PricedCall, error: Exception) -> Problem:
    message = f"internal error in the check of {rule.id} ({type(error).__name__}: {error}); please report it"
    return Problem(priced.call.path, priced.call.span.line, "rules", message)


def _first_of_each(hits: Iterable[Hit]) -> Iterator[Hit]:
    seen: set[object] = set()
    for hit in hits:
        if hit.once is not None and hit.once in seen:
            continue
        seen.add(hit.once)
        yield hit


def _finding(rule: Rule, hit: Hit, fingerprint: str) -> Finding:
    return Finding(
        rule=rule.id,
        name=rule.name,
        severity=rule.severity,
        path=hit.path,
        span=hit.span,
        message=fill(rule.message, hit.facts),
        advice=fill(rule.advice, hit.facts),
        saving=hit.saving,
        call=hit.call,
        fixes=hit.fixes,
        facts=tuple((name, str(value)) for name, value in sorted(hit.facts.items())),
        fingerprint=fingerprint,
    )


def _function(hit: Hit, calls: dict[str, Call]) -> str:
    """The function of the call where the hit is part of the call; elsewhere its text has to do."""
    call = calls.get(hit.call)
    within = call is not None and hit.path == call.path and call.span.line <= hit.span.line <= call.span.end_line
    return call.function if call is not None and within else ""


def _subject(hit: Hit, source: SourceFile | None) -> str:
    """The text at the hit without white space and trailing commas, so that moving or reformatting changes nothing."""
    text = "".join(source_text(source.text, hit.span).split()) if source else hit.call
    return text.replace(",)", ")").replace(",]", "]").replace(",}", "}")


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
