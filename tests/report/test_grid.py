"""Tables for a pipe, a terminal and Markdown."""

from __future__ import annotations

import pytest

from promptlint.report._grid import markdown_grid, text_grid

HEADINGS = ("Model", "Tokens", "Life")
ROWS = [
    ("gpt-4o", "1,024", "until 2027-01-14, then gpt-6-luna"),
    ("a|b\x1b[31m", "= 9", "on sale"),
    ("模型", "≈ 12 ± 8 %", ""),
]
RIGHT = frozenset({1})


def test_for_a_pipe_every_row_is_a_line() -> None:
    lines = text_grid(HEADINGS, ROWS, RIGHT).splitlines()
    assert lines[0] == "Model            Tokens  Life"
    assert lines[2] == "gpt-4o            1,024  until 2027-01-14, then gpt-6-luna"
    assert len(lines) == 5
    assert "\x1b" not in "".join(lines), "text of others does not steer the terminal"


@pytest.mark.parametrize("width", [34, 50, 120])
def test_on_a_terminal_words_are_folded_and_figures_are_not(width: int) -> None:
    drawn = text_grid(HEADINGS, ROWS, RIGHT, width)
    assert max(map(len, drawn.splitlines())) <= width
    assert "1,024" in drawn and "≈ 12 ± 8 %" in drawn
    assert "".join(drawn.split()).count("gpt-6-luna") == 1 or width == 34


def test_markdown_escapes_bars() -> None:
    lines = markdown_grid(HEADINGS, ROWS, RIGHT).splitlines()
    assert lines[:3] == [
        "| Model | Tokens | Life |",
        "| :-- | --: | :-- |",
        "| gpt-4o | 1,024 | until 2027-01-14, then gpt-6-luna |",
    ]
    assert lines[3].startswith("| a\\|b")
