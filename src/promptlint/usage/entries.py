"""What the usage file says of each call before the user does: a heading, a description, lines to fill in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from promptlint.config_usage import DAYS
from promptlint.model import Call, PricedCall, Report
from promptlint.paths import View
from promptlint.prices.charge import WITHOUT_OUTPUT
from promptlint.prices.expected import PRESETS
from promptlint.prices.keys import Name, names
from promptlint.report._style import clean
from promptlint.totals import counted_calls
from promptlint.usage.document import OWNED, Document, heading, quoted
from promptlint.volumes import gone_keys

GONE = "gone: no such call is in the code any more, so this counts nowhere"
HOLE_TOKENS = 1000
CALLS = 1000
LONGEST = 60
MOST_SHARED = 20
MOST_NAMED = 5
FEW_HOLES = 2
_EXPRESSION = re.compile(r"[^\W\d]\w*(?:[.\[(][^ ]*)?(?: .*[)\]])?").fullmatch
_NAME = re.compile(r"[^\W\d][\w.]*").fullmatch


def fresh(report: Report) -> str:
    """A new usage file with every request and hole of the report, each number commented out."""
    wanted = _named(report)
    blocks = [_HEAD.format(days=DAYS, presets=_presets()), "\n".join(_shared_holes([one for one, _ in wanted]))]
    blocks += ["\n".join(block(priced, name.key)) for priced, name in wanted]
    return "\n\n".join(text for text in blocks if text) + "\n"


def synced(document: Document, report: Report, root: Path) -> tuple[list[str], list[str]]:
    """Bring a document up to date with the report; the keys that were added, and those that are gone.

    Descriptions are rewritten, entries of gone calls marked; nothing that the user wrote is touched.
    """
    wanted = _named(report)
    every = names([priced.call for priced in report.calls], View(report.root, report.home))
    written = document.keys("calls")
    scanned = [View(report.root, report.home).path(path) for path in report.files]
    gone = gone_keys(written, every, scanned, root)
    for key in gone:
        document.describe("calls", key, GONE)
    added = []
    for priced, name in wanted:
        if name.key in written:
            document.describe("calls", name.key, describe(priced))
        else:
            document.add(block(priced, name.key))
            added.append(name.key)
    return added, gone


def _named(report: Report) -> list[tuple[PricedCall, Name]]:
    """The calls that stand for requests, in the order of the code."""
    every = names([priced.call for priced in report.calls], View(report.root, report.home))
    return [(priced, every[priced.call.id]) for priced in counted_calls(report)]


def block(priced: PricedCall, key: str) -> list[str]:
    """The lines of one call."""
    call = priced.call
    lines = [OWNED + describe(priced), f"[{heading('calls', key)}]", f"# calls-per-day = {CALLS}"]
    if call.in_loop and call.rounds is None:
        lines.append("# rounds = 10              # how often the loop around it goes round")
    if call.kind not in WITHOUT_OUTPUT:
        limit = call.max_output_tokens
        note = f"   # the code allows {limit}" if limit else ""
        lines.append(f"# output-tokens = {limit or 500}{note}")
    if call.images:
        lines.append(f"# images = {len(call.images)}")
    holes = hole_names(call)
    if len(holes) > FEW_HOLES:
        lines.append(f"[{heading('calls', key)}.holes]")
        lines += [f"# {quoted(hole)} = {HOLE_TOKENS}" for hole in holes]
    elif holes:
        lines.append("# holes = {" + ", ".join(f"{quoted(hole)} = {HOLE_TOKENS}" for hole in holes) + "}")
    return lines


def describe(priced: PricedCall) -> str:
    """Model, API and what is not known of a call, on one line."""
    call = priced.call
    models = list(dict.fromkeys(model.id for model in call.models))
    parts = [", ".join([" or ".join(models[:3]) or "model not known", call.api])]
    if call.in_loop:
        parts.append(f"in a loop of {call.rounds} rounds" if call.rounds is not None else "in a loop")
    if holes := hole_names(call):
        more = f" and {len(holes) - MOST_NAMED} more" if len(holes) > MOST_NAMED else ""
        parts.append("holes: " + ", ".join(holes[:MOST_NAMED]) + more)
    if call.messages_unknown or _has_nameless(call):
        parts.append("there may be more text: say input-tokens")
    return clean(" ".join("; ".join(parts).split()))


def hole_names(call: Call) -> list[str]:
    """The holes of a call by their expressions, each once; of what is no short expression nothing can be said."""
    found = (" ".join(hole.expr.split()) for message in call.messages for hole in message.holes)
    return [hole for hole in dict.fromkeys(found) if hole.isprintable() and len(hole) <= LONGEST and _EXPRESSION(hole)]


def _has_nameless(call: Call) -> bool:
    known = set(hole_names(call))
    return any(" ".join(hole.expr.split()) not in known for message in call.messages for hole in message.holes)


def _shared_holes(calls: Sequence[PricedCall]) -> list[str]:
    """The names that several calls put in, to be said once for all of them; what is called or picked is in one call."""
    uses = Counter(hole for priced in calls for hole in hole_names(priced.call) if _NAME(hole))
    often = [(hole, number) for hole, number in uses.most_common(MOST_SHARED) if number > 1]
    lines = [f"# {quoted(hole)} = {HOLE_TOKENS}   # {number} calls" for hole, number in often]
    return ["# Tokens of what is put into every hole of that name.", "[holes]", *lines]


def _presets() -> str:
    return "\n".join(
        f"#   {name}: {preset.calls:,f} calls a month, {preset.hole_tokens:,f} tokens a hole, "
        f"{preset.output_tokens:,f} tokens an answer without a limit"
        for name, preset in PRESETS.items()
    )


_HEAD = """\
# How often the requests of this code are made and how large they are: `promptlint cost` reads it.
# Take the # away where you have a number. What you leave out is not counted in a month, or is taken from a preset.
# A month has {days} days. calls-per-day or calls-per-month, input-tokens (of the whole request), output-tokens, images,
# rounds, holes, and in percent cache-hit-rate, cache-write-rate, cache-write-1h-rate and batch-share are
# known; an entry may also be named by a function, a path such as "app/**", or the id of a call.
# Lines that begin with "#:" are rewritten by `promptlint usage sync`; everything else is yours and stays.

# What is taken for calls without a number of their own, and called assumed:
{presets}
# preset = "small\""""
