# ruff: noqa: E501 (the texts stay as they were counted)
"""Estimates of other makers' counts against true ones, recorded with ctok 1.3.0, splintr-rs 0.22.0 and Gemma 3's own
vocabulary, on texts that the fit has not seen."""

from __future__ import annotations

import pytest

from promptlint.tokens import extras
from promptlint.tokens.estimates import FEATURES, estimate_text, estimates, features
from promptlint.tokens.families import bracket, count_model_text, tokenizer_for

TEXTS = {
    "english prompt": """You are a support agent for Acme Cloud. Read the customer's ticket below and decide which team should handle it.

Rules:
1. Answer with exactly one of: billing, outage, security, other.
2. If the ticket mentions a password, a leaked key or a suspicious login, always answer "security".
3. Never explain your decision and never ask a question back.

When you are unsure, prefer "other" over a wrong team: a person will look at it within 15 minutes (Mon-Fri, 9:00-17:30).
""",
    "german prompt": """Du bist eine freundliche Beraterin einer Krankenkasse. Beantworte die Frage der versicherten Person ausschließlich mit den
Auszügen aus der Satzung, die unten stehen. Wenn die Auszüge die Frage nicht beantworten, sage das offen und verweise auf
die Rufnummer der Geschäftsstelle. Schreibe höchstens vier Sätze, verzichte auf Fachausdrücke und duze niemanden.
""",
    "russian prompt": """Ты опытный редактор новостей. Сократи текст ниже до трёх предложений, сохрани все имена, даты и числа и не добавляй
ничего от себя. Если в тексте есть прямая речь, перескажи её своими словами. Ответь только готовым текстом без заголовка.
""",
    "chinese prompt": """你是一名资深的数据分析师。请根据下面的表格回答用户的问题,只能使用表格中的数字,不要编造任何信息。
如果表格中没有答案,请直接回答“无法确定”。回答时先给出结论,再用一句话说明依据,总长度不超过一百字。
""",
    "python code": '''def retry(call, attempts=3, wait_seconds=0.5, errors=(TimeoutError, ConnectionError)):
    """Call a function again after an error that may pass, waiting longer each time."""
    for attempt in range(1, attempts + 1):
        try:
            return call()
        except errors as error:
            if attempt == attempts:
                raise RuntimeError(f"gave up after {attempts} attempts") from error
            time.sleep(wait_seconds * 2 ** (attempt - 1))
''',
    "json": """{"orders": [{"id": 10423, "customer": {"name": "Ada Byron", "email": "ada@example.org"}, "items": [{"sku": "KB-104-US",
"quantity": 2, "price": 49.9}, {"sku": "MS-77", "quantity": 1, "price": 19.0}], "shipped": null, "paid": true}], "next": null}
""",
}

VOCABULARIES = (
    "claude-3", "claude-4.7", "gemini", "llama-3", "llama-2", "mistral-tekken", "mistral-v2", "deepseek-v3", "qwen-3",
    "glm-4", "kimi-k2",
)  # fmt: skip
TRUE = {
    "english prompt": (125, 166, 125, 115, 134, 120, 134, 115, 119, 115, 114),
    "german prompt": (127, 161, 87, 99, 109, 88, 118, 100, 95, 91, 118),
    "russian prompt": (98, 98, 65, 72, 84, 69, 101, 71, 80, 69, 88),
    "chinese prompt": (102, 102, 62, 71, 127, 81, 102, 55, 58, 55, 54),
    "python code": (120, 169, 118, 105, 125, 109, 124, 111, 105, 105, 106),
    "json": (102, 125, 105, 92, 112, 105, 116, 97, 100, 92, 93),
}
ROWS = [
    (name, vocabulary, true)
    for name, counts in TRUE.items()
    for vocabulary, true in zip(VOCABULARIES, counts, strict=True)
]
MODELS = {
    "claude-3": "claude-3-haiku",
    "claude-4.7": "claude-opus-4-7",
    "gemini": "gemini-2.5-pro",
    "llama-3": "llama-3-8b",
}


@pytest.mark.parametrize(("name", "vocabulary", "true"), ROWS)
def test_estimates_are_near_the_true_count(name: str, vocabulary: str, true: int) -> None:
    assert estimate_text(TEXTS[name], vocabulary) == pytest.approx(true, rel=0.17)


def test_nine_of_ten_are_within_the_band_that_is_printed() -> None:
    """The band was measured on other texts; most of these are short and not English, so a few more may be outside."""
    within = 0
    for name, vocabulary, true in ROWS:
        measured = estimates()[vocabulary]
        estimate = estimate_text(TEXTS[name], vocabulary)
        within += measured.low * estimate - measured.slack <= true <= measured.high * estimate + measured.slack
    assert within >= 0.85 * len(ROWS)


@pytest.mark.parametrize("name", ["english prompt", "python code", "json"])
@pytest.mark.parametrize("vocabulary", MODELS)
def test_the_band_of_a_model_holds_the_true_count(name: str, vocabulary: str) -> None:
    count = count_model_text(TEXTS[name], tokenizer_for(MODELS[vocabulary], None))
    assert count.low <= TRUE[name][VOCABULARIES.index(vocabulary)] <= (count.high or 0)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("vocabulary", [*extras.CTOK, *extras.SPLINTR])
def test_packages_count_exactly_where_they_are_installed(name: str, vocabulary: str) -> None:
    if extras.package_for(vocabulary) is None:
        assert not tokenizer_for("claude-opus-4-7", None).exact or extras.package_for("claude-4.7")
        return
    recorded = TRUE[name][VOCABULARIES.index(vocabulary.replace("4.8", "4.7"))]
    assert abs(extras.count_with_package(TEXTS[name], vocabulary) - recorded) <= (vocabulary == "claude-4.8")


@pytest.mark.parametrize("vocabulary", estimates())
def test_every_vocabulary_has_a_sound_band(vocabulary: str) -> None:
    measured = estimates()[vocabulary]
    assert len(measured.weights) == len(FEATURES)
    assert 0.85 < measured.low < 1 < measured.high < 1.15
    assert measured.slack in range(5)


def test_features_of_a_text() -> None:
    found = dict(zip(FEATURES, features("Ünï 12 ABc, дом\n漢字 かな 한글 हि"), strict=True))
    counted = {name: found[name] for name in FEATURES[3:]}
    assert counted == {
        "words": 2,  # n and ABc: letters with accents count by themselves
        "capitals": 1,
        "punctuation": 1,
        "digits": 2,
        "newlines": 1,
        "accented": 2,
        "greek or cyrillic": 3,
        "kana": 2,
        "han": 2,
        "hangul": 2,
        "other letters": 2,
    }


@pytest.mark.parametrize(
    "text", ["가" * 400, "漢" * 400, "1" * 400, "\n" * 400, "é" * 400, "A" * 400, "हि" * 200, "\u0300" * 99]
)
@pytest.mark.parametrize("vocabulary", estimates())
def test_strange_texts_stay_in_bounds(text: str, vocabulary: str) -> None:
    base = features(text)[0]
    assert 0.6 * base - 1 <= estimate_text(text, vocabulary) <= 4 * base + 1


def test_a_bracket_is_rounded_outwards() -> None:
    tokenizer = tokenizer_for("llama-3-8b", None)
    if not tokenizer.exact:
        assert bracket(100, tokenizer) == (93, 107)
