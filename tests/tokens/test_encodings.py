"""Counts recorded with tiktoken 0.14.0 on OpenAI's rank files, and tiktoken itself as the judge of any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from promptlint.tokens import encodings
from promptlint.tokens.encodings import ENCODINGS, Counter, count_text

# text, tokens in o200k_base, cl100k_base, p50k_base, r50k_base. The three from "antidis…" on are also in section 5
# of OpenAI's cookbook "How to count tokens with tiktoken", with the same figures.
RECORDED = [
    ("", 0, 0, 0, 0),
    (" ", 1, 1, 1, 1),
    ("\n", 1, 1, 1, 1),
    ("a", 1, 1, 1, 1),
    ("hello world", 2, 2, 2, 2),
    ("tiktoken is great!", 6, 6, 6, 6),
    ("antidisestablishmentarianism", 6, 6, 5, 5),
    ("2 + 2 = 4", 7, 7, 5, 5),
    ("お誕生日おめでとう", 8, 9, 14, 14),
    ("I've you'LL don't WON'T it'S they're we'd I'M", 13, 17, 21, 21),
    ("rock 'n' roll 'tis '90s", 10, 11, 10, 10),
    ("1234567890", 4, 4, 4, 4),
    ("3.14159 26535", 7, 7, 6, 6),
    ("   leading and trailing   ", 5, 5, 5, 8),
    ("tabs\tand\t\ttabs", 5, 5, 8, 8),
    ("line\r\nline\r\n\r\nline", 5, 5, 9, 9),
    ("a\n\n\n\n\nb", 3, 3, 5, 5),
    ("\n  \n  x", 3, 3, 5, 6),
    ("x    \n    y", 4, 4, 5, 10),
    ("def f(x):\n    return x + 1\n", 11, 11, 12, 14),
    ("for (let i = 0; i < n; i++) { a[i] += `${b}`; }", 24, 24, 26, 26),
    ('{"name": "get_weather", "arguments": {"city": "Paris", "unit": "C"}}', 22, 22, 25, 25),
    ("SELECT * FROM users WHERE id = 42;", 10, 10, 9, 9),
    ('<div class="a">&nbsp;</div>', 9, 9, 13, 13),
    ("# Title\n\n- item\n- item\n\n```python\nprint(1)\n```\n", 18, 18, 23, 23),
    ("https://example.com/path?q=1&r=2#frag", 13, 13, 18, 18),
    ("user@example.com", 3, 3, 5, 5),
    ("C:\\Users\\x\\file.txt", 7, 7, 9, 9),
    ("sk-abcDEF123456", 6, 6, 6, 6),
    ("550e8400-e29b-41d4-a716-446655440000", 18, 18, 22, 22),
    ("Ünïcödé ßtraße", 9, 11, 13, 13),
    ("Die Würde des Menschen ist unantastbar.", 11, 12, 14, 14),
    ("Être ou ne pas être, telle est la question", 11, 13, 16, 16),
    ("El niño comió piñas", 6, 7, 9, 9),
    ("Всё счастливые семьи похожи друг на друга", 10, 21, 47, 47),
    ("全ての人間は、生まれながらにして自由である。", 17, 21, 27, 27),
    ("人人生而自由,在尊严和权利上一律平等。", 16, 22, 34, 34),
    ("모든 인간은 태어날 때부터 자유로우며", 13, 21, 48, 48),
    ("सभी मनुष्यों को गौरव और अधिकारों के मामले में", 14, 45, 72, 72),
    ("يولد جميع الناس أحرار\u064bا متساوين", 11, 24, 30, 30),
    ("כל בני האדם נולדו בני חורין", 10, 26, 33, 33),
    ("มนุษย์ทั้งหลายเกิดมามีอิสระ", 13, 28, 54, 54),
    ("Tất cả mọi người sinh ra đều được tự do", 11, 18, 43, 43),
    ("Όλοι οι άνθρωποι γεννιούνται ελεύθεροι", 14, 38, 43, 43),
    ("😀", 1, 2, 2, 2),
    ("👩\u200d👩\u200d👧\u200d👦 family", 12, 19, 15, 15),
    ("🇩🇪🇫🇷", 8, 12, 12, 12),
    ("❤\ufe0f ok ✅", 3, 6, 6, 6),
    ("e\u0301 decomposed", 4, 4, 5, 5),
    ("ǅ titlecase ʰ modifier", 8, 8, 8, 8),
    ("Ⅷ roman ½ half ² sup", 9, 9, 10, 10),
    ("\u00a0nbsp\u3000ideographic\u2028sep", 7, 7, 11, 11),
    ("\u0085next", 3, 3, 3, 3),
    ("zero\u200bwidth\ufeffbom", 5, 6, 8, 8),
    ("\u0000\u0001\u007f control", 4, 4, 4, 4),
    ("it'ſ long s", 5, 6, 6, 6),
    ("�", 1, 1, 1, 1),
    ("<|endoftext|>", 7, 7, 7, 7),
    ("a<|endoftext|>b", 9, 9, 9, 9),
    ("<|im_start|>user\nhi<|im_end|>", 15, 15, 17, 17),
    ("<|endofprompt|><|fim_prefix|>", 12, 13, 15, 15),
    ("a" * 100, 13, 13, 25, 25),
    (" " * 100, 2, 2, 6, 100),
    ("^" * 77, 11, 20, 20, 20),
    ("A" * 120 + "b", 17, 17, 16, 16),
    ("camelCaseHTTPServerError", 5, 4, 7, 7),
    ("snake_case_name_here", 4, 4, 8, 8),
    ("kebab-case-name", 4, 4, 7, 7),
    ("/usr/local/bin//x/", 6, 6, 9, 9),
    ("!!!???...", 3, 3, 3, 3),
    ("\U0003ed61", 4, 4, 4, 4),
    ("\U000e0001tag", 4, 4, 5, 5),
    ("𝕏 math", 4, 4, 4, 4),
]

KINDS = ("o200k_base", "cl100k_base", "p50k_base", "r50k_base")


@pytest.mark.parametrize(("text", "counts"), [(row[0], row[1:]) for row in RECORDED])
def test_recorded_counts(text: str, counts: tuple[int, ...]) -> None:
    assert tuple(count_text(text, kind) for kind in KINDS) == counts


@pytest.mark.parametrize(
    ("name", "same"), [("o200k_harmony", "o200k_base"), ("gpt2", "r50k_base"), ("p50k_edit", "p50k_base")]
)
def test_encodings_that_differ_in_special_tokens_alone(name: str, same: str) -> None:
    assert [count_text(row[0], name) for row in RECORDED] == [count_text(row[0], same) for row in RECORDED]


def reference(text: str, kind: str) -> int:
    """What tiktoken counts."""
    encoder = encodings._tiktoken(ENCODINGS[kind])
    assert encoder is not None
    return len(encoder.encode_ordinary(text))


# Letters, contractions, digits, white space and marks that the split patterns treat differently, in any mixture.
FRAGMENTS = st.sampled_from(
    [
        "a",
        "B",
        "'s",
        "'S",
        "'ll",
        "'LL",
        "'re",
        "'ſ",
        "ſ",
        "K",
        "İ",
        "ß",
        "ǅ",
        "ʰ",
        "ª",
        "漢",
        "字",
        "ん",
        "é",
        "e\u0301",
        "\u0300",
        "ก็",
        "हिं",
        "7",
        "42",
        "٣",
        "Ⅷ",
        "½",
    ]
    + [
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\n\n",
        "\u00a0",
        "\u3000",
        "\u2028",
        "\u0085",
        "\x0b",
        "\x1c",
        "\x1f",
        "\u200b",
        "\u200d",
    ]
    + [
        ".",
        "...",
        "/",
        "//",
        "!",
        "_",
        "😀",
        "👩‍👧",
        "🇩🇪",
        "\ufeff",
        "\ufffd",
        "<|endoftext|>",
        "\ud800",
        "\udc00",
        "\x00",
        "\U0003ed61",
    ]
    + [
        "the",
        " the",
        "The",
        "THE",
        "camelCase",
        "HTTPServer",
        " return",
        "self.",
        "    ",
        "```",
        '{"a":',
        "привет",
        "Ünï",
    ]
)
MIXED = st.lists(FRAGMENTS | st.characters() | st.text(max_size=5), max_size=30).map("".join)


@settings(max_examples=2500, deadline=None, database=None)
@example("a\ud83d\ude00b")
@given(MIXED)
def test_any_text_counts_as_in_tiktoken(text: str) -> None:
    for kind in KINDS:
        assert Counter(ENCODINGS[kind]).count(text) == reference(text, kind)


def test_every_character_counts_as_in_tiktoken() -> None:
    """Each code point between letters and digits. With a tiktoken of newer Unicode, rebuild ``classes.bin``."""
    counter = Counter(ENCODINGS["o200k_base"])
    uniform = {*range(0x3410, 0x9FF0), *range(0xAC10, 0xD790), *range(0xE010, 0xF8F0), *range(0x17010, 0x187F0)}
    points = [point for point in range(0x20000) if point not in uniform]
    for start in range(0, len(points), 0x400):
        text = "".join(f"a{chr(point)}B {chr(point)}1" for point in points[start : start + 0x400])
        assert counter.count(text) == reference(text, "o200k_base"), hex(points[start])


def test_much_text_is_counted_the_same_by_tiktoken(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row[0] for row in RECORDED]
    mapped = [count_text(text, "o200k_base") for text in texts]
    monkeypatch.setattr(encodings, "BULK_CHARACTERS", 0)
    counter = Counter(ENCODINGS["o200k_base"])
    assert [counter.count(text) for text in texts] == mapped
    assert len(counter._pieces) == 0


@pytest.mark.parametrize(
    ("letter", "tokens"), [("a", 3750), ("^", 3750), (" ", 235), ("A", 3750), ("漢", 30000), ("\n", 1875)]
)
def test_a_long_text_without_a_break_is_counted(letter: str, tokens: int) -> None:
    """Recorded with tiktoken 0.14.0; in quadratic time one piece of 30 000 characters would take minutes."""
    assert count_text(letter * 30_000, "o200k_base") == tokens


def test_an_unknown_encoding_is_an_error() -> None:
    with pytest.raises(KeyError):
        count_text("x", "o300k_base")
