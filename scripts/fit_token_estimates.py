"""Fit src/promptlint/tokens/data/estimates.json: how other vendors' token counts follow from features of the text.

    python scripts/fit_token_estimates.py --packages FOLDER --docs FOLDER --gemma FILE [--write]

FOLDER of --packages holds unpacked Python packages (one folder each) whose prompts, code and JSON are the texts;
--docs holds one folder per language with Markdown files; --gemma is Gemma 3's SentencePiece file. The true counts come
from the packages ctok (Claude; reproduces Anthropic's count_tokens) and splintr-rs (the vocabularies that makers have
published) and from sentencepiece with Gemma's vocabulary, which google-genai uses for Gemini.

Texts are split before the fit: packages and files with an odd digest are held out, and the error is measured on them
alone, half of the weight on prompts, half on documentation in 13 languages, code and JSON, each also cut to snippets.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import re
import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from promptlint.tokens.estimates import FEATURES, features
from promptlint.tokens.extras import SPLINTR

OUTPUT = Path(__file__).parent.parent / "src" / "promptlint" / "tokens" / "data" / "estimates.json"
NAMED = re.compile("PROMPT|TEMPLATE|INSTRUCTION|SYSTEM")
WORDED = re.compile(r"\b(You are|Your task|Given the|Respond|Answer the)\b|你是|请")
NOT_PROMPTS = re.compile(r"\s*(SELECT|CREATE|<html|<!DOC)")
MARKUP = re.compile(r"\{[^}]*\}|\]\([^)]*\)|/// .*|<[^>]*>")
QUANTILES = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, what kind of text it is, and whether the fit may see it."""

    kind: str
    text: str
    held_out: bool


def prompts(folder: Path) -> Iterator[str]:
    """String constants of 150 to 20 000 characters that are named or worded like a prompt."""
    seen = set()
    for path in sorted(folder.rglob("*.py")):
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        named = set(_named(tree))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in skipped:
                continue
            text = node.value
            if 150 <= len(text) <= 20_000 and (id(node) in named or WORDED.search(text)) and text not in seen:
                seen.add(text)
                if not NOT_PROMPTS.match(text):
                    yield text


def _named(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(NAMED.search(ast.unparse(target).upper()) for target in targets):
                yield from map(id, ast.walk(node.value))


def samples(packages: Path, docs: Path) -> Iterator[Sample]:
    """All texts, a bounded number of each source."""
    for package in sorted(path for path in packages.iterdir() if path.is_dir()):
        held_out = _odd(package.name)
        for text in _some(prompts(package), 250):
            yield from _whole_and_snippet("prompt", text, held_out)
    for language in sorted(path for path in docs.iterdir() if path.is_dir()):
        for path in _some(language.rglob("*.md"), 40):
            text = MARKUP.sub("", path.read_text(encoding="utf-8"))[:6000]
            yield from _whole_and_snippet(f"docs-{language.name}", text, _odd(path.name))
    for suffix, limit in (("py", 150), ("json", 80)):
        for path in _some(packages.rglob(f"*.{suffix}"), limit):
            text = path.read_text(encoding="utf-8", errors="replace")[:8000]
            yield from _whole_and_snippet(suffix, text, _odd(path.name))


def _some(items: Any, limit: int) -> list[Any]:
    found = sorted(items)
    random.Random(1).shuffle(found)
    return found[:limit]


def _odd(name: str) -> bool:
    return bool(zlib.crc32(name.encode()) & 1)


def _whole_and_snippet(kind: str, text: str, held_out: bool) -> Iterator[Sample]:
    if len(text) < 150:
        return
    yield Sample(kind, text, held_out)
    chance = random.Random(zlib.crc32(text.encode("utf-8", "replace")))
    start, length = chance.randrange(len(text) - 100), chance.randrange(10, 400)
    yield Sample(f"{kind} snippet", text[start : start + length], held_out)


def counters(gemma: Path) -> dict[str, Callable[[str], int]]:
    """What counts each vocabulary exactly."""
    import ctok  # type: ignore[import-not-found]
    import sentencepiece  # type: ignore[import-not-found]
    import splintr  # type: ignore[import-not-found]

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(gemma))
    found: dict[str, Callable[[str], int]] = {
        "claude-3": lambda text: ctok.token_count(text, "3.0") - 7,
        "claude-4.7": lambda text: ctok.token_count(text, "4.7") - 11,
        "gemini": lambda text: len(pieces.encode(text)),
    }
    for name, pretrained in SPLINTR.items():
        found[name] = _splintr(splintr.Tokenizer.from_pretrained(pretrained), normalise=name == "qwen-3")
    return found


def _splintr(tokenizer: Any, normalise: bool) -> Callable[[str], int]:
    if normalise:
        return lambda text: len(tokenizer.encode_ordinary(unicodedata.normalize("NFC", text)))
    return lambda text: len(tokenizer.encode_ordinary(text))


def fit(values: Any, truth: Any, kinds: list[str], held_out: Any) -> dict[str, Any]:
    """Weights by least squares of relative errors, and the error on what was held out."""
    weight = np.array([_weight(kind) for kind in kinds]) / np.maximum(values[:, 0], 20)
    seen = ~held_out
    small = np.eye(values.shape[1]) * 1e-3  # keeps weights of rare features near 0
    left = np.vstack([values[seen] * weight[seen, None], small])
    right = np.concatenate([truth[seen] * weight[seen], np.zeros(values.shape[1])])
    weights = np.round(np.linalg.lstsq(left, right, rcond=None)[0], 4)
    estimate = values @ weights
    long = held_out & (values[:, 0] >= 60)
    ratio = (truth / np.maximum(estimate, 1))[long]
    prompt = np.array([kind == "prompt" for kind in kinds])[long]
    shares = np.where(prompt, 1 / prompt.sum(), 1 / (~prompt).sum())
    low, high = (_quantile(ratio, shares, share) for share in QUANTILES)
    low, high = float(np.floor(low * 100) / 100), float(np.ceil(high * 100) / 100)
    english = np.array([kind == "prompt" for kind in kinds]) & held_out
    return {
        "weights": [float(value) for value in weights],
        "low": low,
        "high": high,
        "slack": _slack(estimate[held_out], truth[held_out], low, high),
        "ratio": round(float(np.median((truth / values[:, 0])[english])), 2),
        "median error": round(float(np.median(np.abs(estimate / truth - 1)[english])), 3),
        "p90 error": round(float(np.quantile(np.abs(estimate / truth - 1)[english], 0.9)), 3),
    }


def _weight(kind: str) -> float:
    return 1.0 if kind.startswith("prompt") else 0.5 if "docs-en" in kind else 0.3


def _quantile(values: Any, shares: Any, share: float) -> float:
    order = np.argsort(values)
    position = np.searchsorted(np.cumsum(shares[order]) / shares.sum(), share)
    return float(values[order][position])


def _slack(estimate: Any, truth: Any, low: float, high: float) -> int:
    """Tokens to add on both sides so that nine of ten short texts are within."""
    short = (truth < 60) & (truth > 0)
    outside = np.maximum(low * estimate - truth, truth - high * estimate)[short]
    return max(0, int(np.ceil(np.quantile(outside, 0.9))))


def main() -> int:
    """Prints a line per vocabulary; writes the file with --write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--gemma", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    texts = [sample for sample in samples(options.packages, options.docs) if _encodable(sample.text)]
    values = np.array([features(sample.text) for sample in texts], float)
    held_out = np.array([sample.held_out for sample in texts])
    kinds = [sample.kind for sample in texts]
    print(f"{len(texts)} texts, {held_out.sum()} held out; {sum(k == 'prompt' for k in kinds)} prompts")
    fitted = {}
    for name, count in counters(options.gemma).items():
        truth = np.array([count(sample.text) for sample in texts], float)
        fitted[name] = fit(values, truth, kinds, held_out)
        print(name, {key: value for key, value in fitted[name].items() if key != "weights"})
        _print_kinds(values @ np.array(fitted[name]["weights"]), truth, kinds, held_out)
    if options.write:
        about = (__doc__ or "").partition("\n\n")[2].rpartition("\n\n")[2].replace("\n", " ").strip()
        document = {"made by": "scripts/fit_token_estimates.py", "error": about, "features": FEATURES}
        OUTPUT.write_text(json.dumps(document | {"vocabularies": fitted}, indent=1) + "\n", encoding="utf-8")
    return 0


def _print_kinds(estimate: Any, truth: Any, kinds: list[str], held_out: Any) -> None:
    for kind in sorted(set(kinds)):
        chosen = held_out & np.array([each == kind for each in kinds]) & (truth > 0)
        if chosen.any():
            low, middle, high = np.quantile((truth / np.maximum(estimate, 1))[chosen], [0.05, 0.5, 0.95])
            print(f"    {kind:24} {chosen.sum():4} texts, true/estimate {low:.2f} {middle:.2f} {high:.2f}")


def _encodable(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


if __name__ == "__main__":
    sys.exit(main())
