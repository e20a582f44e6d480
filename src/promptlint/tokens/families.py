"""Which tokenizer a model uses: its maker's own where we have it, else an estimate with its error.

Sources of the table, by the letter at the end of each row:
a  tiktoken 0.14.0, ``tiktoken/model.py`` (https://github.com/openai/tiktoken)
b  gpt-tokenizer 4.0.0, ``src/modelsMap.ts``: OpenAI's newer models all use o200k_base
   (https://github.com/niieani/gpt-tokenizer)
d  google-genai 3.4.0, ``local_tokenizer``: Gemini 2.0 to 3.5 use the vocabularies of Gemma 3 and 4, which count alike
e  mistral-common 1.13.1, ``tokens/tokenizers/mistral.py``
f  the tokenizer published with the model's weights, as bundled by splintr-rs 0.22.0
?  none found: the newest vocabulary known of the same maker is assumed
Claude is not in the table: ctok 1.3.0 (https://github.com/sanderland/ctok) tells its generations apart by version.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import ceil, floor

from promptlint.model import TokenCount
from promptlint.record import record, replace
from promptlint.tokens.encodings import ENCODINGS, count_text
from promptlint.tokens.estimates import estimate_text, estimates
from promptlint.tokens.extras import count_with_package, package_for
from promptlint.tokens.images import rule_for


@record
class Tokenizer:
    """How the text of a model is counted.

    ``encoding`` names the vocabulary. The true count lies between ``low`` and ``high`` times ours, give or take
    ``slack`` tokens, for nine texts of ten (both 1 when ``exact``). ``factor`` says how many tokens one token of
    o200k_base is on English prompts. ``vendor`` made the model; "" when unknown. ``scale`` multiplies the count.
    ``images`` names the rule for images; ``tool_prompts`` are the tokens that Anthropic adds to a request with tools,
    when the model may choose and when it must use one.
    """

    encoding: str
    exact: bool
    factor: float = 1.0
    low: float = 1.0
    high: float = 1.0
    note: str = ""
    vendor: str = ""
    slack: int = 0
    scale: float = 1.0
    images: str = ""
    tool_prompts: tuple[int, int] = (0, 0)


FAMILIES: tuple[tuple[str, str, str, str], ...] = (
    # how the id begins, who made it, vocabulary, source
    (r"(chatgpt-4o|gpt-4o|gpt-4\.[15]|gpt-5|gpt-oss)(?!\d)", "openai", "o200k_base", "a"),
    (r"(o1|o3|o4-mini)(?![a-z\d.])", "openai", "o200k_base", "a"),
    (r"(gpt-6|codex-mini|computer-use-preview|gpt-realtime|gpt-audio)(?!\d)", "openai", "o200k_base", "b"),
    (r"(gpt-4|gpt-3\.5|gpt-35)(?![a-z\d.])", "openai", "cl100k_base", "a"),
    (r"text-embedding-(ada-002|3-small|3-large)", "openai", "cl100k_base", "a"),
    (r"(davinci|babbage)-002", "openai", "cl100k_base", "a"),
    (r"(text|code)-davinci-edit", "openai", "p50k_edit", "a"),
    (r"(text-davinci-00[23]|code-davinci|code-cushman|davinci-codex|cushman-codex)", "openai", "p50k_base", "a"),
    (r"(text|code)-(similarity|search|davinci|curie|babbage|ada)-", "openai", "r50k_base", "a"),
    (r"(davinci|curie|babbage|ada)$", "openai", "r50k_base", "a"),
    (r"gpt-?2$", "openai", "gpt2", "a"),
    (r"(gpt-\d|o\d(?![a-z\d])|text-embedding-\d|codex|chatgpt)", "openai", "o200k_base", "?"),
    (r"gemini-(2|3(?!\.[6-9]))", "google", "gemini", "d"),
    (r"(gemini|gemma|learnlm|text-embedding-00)", "google", "gemini", "?"),
    (r"(deepseek-)?r1-distill-llama", "meta", "llama-3", "f"),
    (r"(deepseek-)?r1-distill-qwen", "qwen", "qwen-3", "f"),
    (r"deepseek-?(v[34]|r1|chat|reasoner)", "deepseek", "deepseek-v3", "f"),
    (r"deepseek", "deepseek", "deepseek-v3", "?"),
    (r"(meta-)?llama-?v?3", "meta", "llama-3", "f"),
    (r"((meta-)?llama-?v?2|code-?llama|vicuna|tinyllama)", "meta", "llama-2", "f"),
    (r"((meta-)?llama|sonar)", "meta", "llama-3", "?"),
    (r"(open-)?(mistral-(7b|tiny)|mixtral|codestral-(2405|22b|mamba))", "mistral", "mistral-v2", "e"),
    (r"mistral-(large-24|small-2402)", "mistral", "mistral-v2", "e"),
    (r"mistral-(medium-23|embed)", "mistral", "mistral-v2", "?"),
    (r"((open-)?mistral-nemo|ministral-8b|pixtral-12b|mistral-small-2409)", "mistral", "mistral-tekken", "e"),
    (r"(open-)?(mistral|ministral|pixtral|codestral|magistral|devstral|voxtral)", "mistral", "mistral-tekken", "?"),
    (r"qwen-?(2(\.5)?|3)(?![\d.])", "qwen", "qwen-3", "f"),
    (r"(qwen|qwq|qvq)", "qwen", "qwen-3", "?"),
    (r"(chat)?glm-?4", "zhipu", "glm-4", "f"),
    (r"(chat)?glm", "zhipu", "glm-4", "?"),
    (r"kimi-?k[23]", "moonshot", "kimi-k2", "f"),
    (r"(kimi|moonshot)", "moonshot", "kimi-k2", "?"),
    (r"phi-?4", "microsoft", "cl100k_base", "?"),
    (r"(command|embed-|rerank-|c4ai|aya)", "cohere", "", "?"),
    (r"grok", "xai", "", "?"),
    (r"(nova-|titan-)", "amazon", "", "?"),
    (r"(jamba|j2-)", "ai21", "", "?"),
)

NEWEST = {
    "openai": ("o200k_base", "openai"),
    "azure": ("o200k_base", "openai"),
    "anthropic": ("claude-4.8", "anthropic"),
    "google": ("gemini", "google"),
    "gemini": ("gemini", "google"),
    "vertex": ("gemini", "google"),
    "deepseek": ("deepseek-v3", "deepseek"),
    "mistral": ("mistral-tekken", "mistral"),
    "moonshot": ("kimi-k2", "moonshot"),
}
"""What a model of this provider is taken to use when its id says nothing, and who made it."""

TOOL_PROMPTS = (
    (r"opus-4-8", (290, 410)),
    (r"opus-4-7", (675, 804)),
    (r"(opus|sonnet)-4-6", (497, 589)),
    (r"(opus|sonnet|haiku)-4-5|4-5-(opus|sonnet|haiku)", (496, 588)),
    (r"(opus|sonnet)-4", (313, 315)),
    (r"sonnet-5(?!-\d)", (354, 474)),
    (r"3-5-haiku", (264, 355)),
    (r"3-7-sonnet|3-5-sonnet-(20241022|latest)", (346, 313)),
    (r"3-5-sonnet", (294, 261)),
    (r"3-opus", (530, 281)),
    (r"3-sonnet", (159, 235)),
    (r"3-haiku", (264, 340)),
    (r"", (290, 804)),
)
"""Tokens of the system prompt that comes with tools, by tool_choice auto or none, and any or tool.

https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing as of mid 2026, for retired models the
page's last figures. The last row is for models that are not in it: the range of those that share their vocabulary.
"""

CLAUDE = re.compile(r"claude-(?:[a-z]+-)?v?(\d)(?:-(\d{1,2})(?!\d))?")
PREFIX = re.compile(
    r"(us|eu|apac|global|us-gov|jp|au|ca)\.|(anthropic|meta|mistral|cohere|amazon|ai21|deepseek|qwen|openai)\."
)
PROVIDER_COLON = re.compile(
    r"(openai|azure\w*|anthropic|google[\w-]*|vertex\w*|groq|mistral\w*|bedrock|cohere|deepseek|ollama|together|xai):"
)
CHANGE = (0.83, 1.02)
"""Band for an OpenAI model of unknown encoding: had it changed as from p50k_base to cl100k_base or on to o200k_base
(5th to 95th percentile on English prompts)."""
UNKNOWN = (0.95, 1.75)
"""Band for an unknown vocabulary: the range of the eleven measured ones on English prompts against o200k_base."""


def tokenizer_for(model: str | None, provider: str | None = None) -> Tokenizer:
    """The tokenizer of a model id, canonical or as written in code; an estimate with its band where it is unknown."""
    return _tokenizer_for(model or "", (provider or "").lower())


def assumed(tokenizer: Tokenizer) -> Tokenizer:
    """The tokenizer for a name that nobody lists: what models with names like it use is an assumption."""
    if not tokenizer.exact:
        return tokenizer
    made = _with_source(tokenizer.encoding, tokenizer.vendor, known=False)
    return replace(made, images=tokenizer.images, tool_prompts=tokenizer.tool_prompts)


@lru_cache(maxsize=1024)
def _tokenizer_for(model: str, provider: str) -> Tokenizer:
    name = bare_name(model)
    if name.startswith("claude"):
        return _claude(name)
    for pattern, vendor, vocabulary, source in FAMILIES:
        if re.match(pattern, name):
            found = _with_source(vocabulary, vendor, known=source != "?")
            return replace(found, images=rule_for(name)) if vendor in ("openai", "google") else found
    if provider in NEWEST:
        vocabulary, vendor = NEWEST[provider]
        return _with_source(vocabulary, vendor, known=False)
    return _unknown("")


def bare_name(model: str) -> str:
    """The id in small letters without provider, region, fine-tune, version and routing parts."""
    name = model.strip().lower().removeprefix("ft:")
    name = PROVIDER_COLON.sub("", name, count=1) if PROVIDER_COLON.match(name) else name
    name = name.rpartition("/")[2]
    while found := PREFIX.match(name):
        name = name[found.end() :]
    return re.split("[:@]", name, maxsplit=1)[0]


def count_model_text(text: str, tokenizer: Tokenizer) -> TokenCount:
    """The tokens of one text, exact or as an estimate with its band."""
    tokens = count_raw(text, tokenizer)
    low, high = bracket(tokens, tokenizer)
    kind = "exact" if tokenizer.exact else "estimate"
    return TokenCount(tokens, kind, low, high, tokenizer.encoding, tokenizer.note, percent_off(tokens, low, high))


def count_raw(text: str, tokenizer: Tokenizer) -> int:
    """The bare number behind ``count_model_text``."""
    if tokenizer.encoding in ENCODINGS:
        return count_text(text, tokenizer.encoding)
    if tokenizer.exact:
        return count_with_package(text, tokenizer.encoding)
    return round(tokenizer.scale * estimate_text(text, _estimated(tokenizer.encoding)))


def bracket(tokens: int, tokenizer: Tokenizer) -> tuple[int, int]:
    """Between what the true number lies when ours is ``tokens``."""
    if tokenizer.exact or not tokens:
        return tokens, tokens
    return max(0, floor(tokens * tokenizer.low) - tokenizer.slack), ceil(tokens * tokenizer.high) + tokenizer.slack


def percent_off(tokens: int, low: int, high: int) -> int:
    """By how many percent, rounded up, a count may be off to the side where that is more."""
    return ceil(100 * max(tokens - low, high - tokens) / tokens) if tokens else 0


def _claude(name: str) -> Tokenizer:
    name = name.replace(".", "-")
    found = CLAUDE.match(name)
    version = (int(found[1]), int(found[2] or 0)) if found else (9, 0)
    if version < (3, 0):
        return _claude_2()
    vocabulary = "claude-3" if version < (4, 7) else "claude-4.7" if version == (4, 7) else "claude-4.8"
    prompts = next(tokens for part, tokens in TOOL_PROMPTS if re.search(part, name))
    images = "claude" if version < (4, 7) else "claude high"
    known = _with_source(vocabulary, "anthropic", known=version < (6, 0))
    return replace(known, images=images, tool_prompts=prompts)


def _claude_2() -> Tokenizer:
    """Anthropic's old vocabulary made 0.91 of the tokens of Claude 3's out of 197 kB of prompts; the band is wide."""
    later = estimates()["claude-3"]
    note = "estimate: 0.91 of the estimate for Claude 3, -15 % to +15 %"
    return Tokenizer("claude-3", False, round(0.91 * later.ratio, 2), 0.85, 1.15, note, "anthropic", 3, 0.91)


def _with_source(vocabulary: str, vendor: str, known: bool) -> Tokenizer:
    if not vocabulary:
        return _unknown(vendor)
    if vocabulary in ENCODINGS:
        return _published(vocabulary, vendor, known)
    package = package_for(vocabulary)
    if package and known:
        return Tokenizer(
            vocabulary, True, estimates()[_estimated(vocabulary)].ratio, note=f"counted with {package}", vendor=vendor
        )
    estimated = _estimate(vocabulary, vendor)
    return estimated if known else _widened(estimated)


def _published(encoding: str, vendor: str, known: bool) -> Tokenizer:
    if known:
        return Tokenizer(encoding, True, vendor=vendor)
    low, high = CHANGE
    return Tokenizer(
        encoding, False, 1.0, low, high, f"estimate: {encoding} assumed, not published for this model", vendor
    )


def _estimate(vocabulary: str, vendor: str) -> Tokenizer:
    measured = estimates()[_estimated(vocabulary)]
    note = f"estimate: {_percent(measured.low)} to {_percent(measured.high)} on nine of ten texts"
    return Tokenizer(vocabulary, False, measured.ratio, measured.low, measured.high, note, vendor, measured.slack)


def _widened(estimated: Tokenizer) -> Tokenizer:
    low, high = round(estimated.low - 0.1, 2), round(estimated.high + 0.1, 2)
    note = f"estimate: the vocabulary of {estimated.encoding} assumed, {_percent(low)} to {_percent(high)}"
    return replace(estimated, low=low, high=high, note=note)


def _unknown(vendor: str) -> Tokenizer:
    low, high = UNKNOWN
    note = f"estimate: tokenizer unknown, counted as o200k_base, {_percent(low)} to {_percent(high)}"
    return Tokenizer("o200k_base", False, 1.0, low, high, note, vendor)


def _estimated(vocabulary: str) -> str:
    """Claude 4.8 on shares the vocabulary of 4.7."""
    return "claude-4.7" if vocabulary == "claude-4.8" else vocabulary


def _percent(ratio: float) -> str:
    return f"{100 * ratio - 100:+.0f} %"
