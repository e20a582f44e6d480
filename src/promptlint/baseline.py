"""What makes a finding the same finding after lines have moved."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from promptlint.model import Call, Finding, SourceFile, Span


def with_fingerprints(
    findings: Iterable[Finding], calls: Iterable[Call], sources: Iterable[SourceFile]
) -> list[Finding]:
    """The findings with a fingerprint made of rule, path, enclosing function, the text they stand on and an ordinal.

    No line number goes in, so it outlives edits elsewhere in the file. The ordinal counts findings that agree in all
    the rest, in the order of the source.
    """
    functions = {call.id: call.function for call in calls}
    texts = {source.path: source.text.split("\n") for source in sources}
    seen: Counter[tuple[str, ...]] = Counter()
    result = []
    for finding in findings:
        text = "".join(spanned_text(texts.get(finding.path, []), finding.span).split())
        key = (finding.rule, finding.path, functions.get(finding.call or "", ""), text)
        ordinal = seen[key]
        seen[key] += 1
        digest = hashlib.sha256("\0".join((*key, str(ordinal))).encode("utf-8", "surrogatepass")).hexdigest()
        result.append(replace(finding, fingerprint=digest[:16]))
    return result


def spanned_text(lines: list[str], span: Span) -> str:
    """The characters of ``span``; empty where the text does not reach that far."""
    picked = lines[span.line - 1 : span.end_line]
    if not picked:
        return ""
    picked[-1] = picked[-1][: span.end_column - 1]
    picked[0] = picked[0][span.column - 1 :]
    return "\n".join(picked)
