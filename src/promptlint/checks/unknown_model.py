"""Model names that the price book does not know."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.place import model_place, said_once, written_elsewhere
from promptlint.model import ModelRef, PricedCall


def find(priced: PricedCall, context: RuleContext, *, providers: tuple[str, ...]) -> Iterator[Hit]:
    """Hits for names asked at a provider of ``providers`` (whose lists are complete), once per place of the name."""
    call = priced.call
    for ref in call.models:
        if ref.provider not in providers or ref.endpoint or call.endpoint or _known(ref, context):
            continue
        suggestion = _suggestion(ref, context)
        if not suggestion and not _looks_real(ref, context):
            continue
        path, span = model_place(ref, call, context)
        facts = {
            "model": ref.id,
            "written": written_elsewhere(ref, context),
            "suggestion": suggestion,
            "provider": ref.provider,
            "date": str(context.book.as_of),
        }
        yield Hit(path, span, call.id, facts, once=said_once(ref, path, span, context))


def _known(ref: ModelRef, context: RuleContext) -> bool:
    """Whether anybody sells a model of that name: where the provider is a guess, the name may be another's."""
    return context.match(ref) is not None or context.book.lookup(ref.id) is not None


def _suggestion(ref: ModelRef, context: RuleContext) -> str:
    """The id that the name misspells; a name that goes on after it, as in -preview, means another model."""
    suggestion = context.book.suggest(ref.id, ref.provider) or ""
    return "" if suggestion and ref.id.lower().startswith(f"{suggestion}-") else suggestion


def _looks_real(ref: ModelRef, context: RuleContext) -> bool:
    """Whether the name starts like one of the provider's: "gpt-7" does, "test-model" does not."""
    family = ref.id.lower().split("-")[0]
    known = context.book.models(str(ref.provider))
    return "-" in ref.id and any(info.id.split("-")[0] == family for info in known)


CHECK = Check(find, facts=("model", "written", "suggestion", "provider", "date"))
