"""Changes to a usage file keep every character that is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UserError
from promptlint.usage.document import Document, quoted

TEXT = """\
# mine
preset = "small"   # also mine

#: old words
# a note about f
[calls."a.py:f"]   # heading
calls-per-day = 5 # five
# output-tokens = 5

[calls."a.py:f".holes]
body = 300

[calls.'a.py:g']
calls-per-day = 1
"""


def document(text: str = TEXT) -> Document:
    return Document(Path("promptlint-usage.toml"), text)


def test_nothing_changes_without_a_change() -> None:
    assert document().text == TEXT


def test_the_description_is_rewritten_also_with_a_note_below_it() -> None:
    found = document()
    assert found.describe("calls", "a.py:f", "new words")
    assert found.text == TEXT.replace("old words", "new words")
    assert not found.describe("calls", "a.py:other", "words")


def test_a_description_is_put_above_a_heading_in_other_quotes() -> None:
    found = document()
    assert found.describe("calls", "a.py:g", "words")
    assert found.text == TEXT.replace("[calls.'a.py:g']", "#: words\n[calls.'a.py:g']")


def test_a_table_is_put_below_its_parents_own_lines_and_replaced_there() -> None:
    found = document()
    found.put(("calls", "a.py:f"), "measured", ["calls-per-day = 7"])
    once = TEXT.replace(
        "# output-tokens = 5\n", '# output-tokens = 5\n\n[calls."a.py:f".measured]\ncalls-per-day = 7\n'
    )
    assert found.text == once
    again = document(once)
    again.put(("calls", "a.py:f"), "measured", ["calls-per-day = 8"])
    assert again.text == once.replace("calls-per-day = 7", "calls-per-day = 8")


def test_a_table_without_a_parent_stands_at_the_end() -> None:
    found = document()
    found.put(("models", "openai/gpt-4o"), "measured", ["calls-per-day = 7"])
    assert found.text == TEXT + '\n[models."openai/gpt-4o".measured]\ncalls-per-day = 7\n'


LOSING = [
    'calls = {"a.py:f" = {calls-per-day = 5}}\n',  # nothing can be added to an inline table
    '[calls]\n"a.py:f" = {calls-per-day = 5}\n',
]


@pytest.mark.parametrize("text", LOSING)
def test_what_cannot_be_changed_without_loss_is_refused(text: str) -> None:
    found = document(text)
    found.put(("calls", "a.py:f"), "measured", ["calls-per-day = 7"])
    with pytest.raises(UserError, match="a heading of its own"):
        _ = found.text


def test_a_heading_inside_a_text_is_refused_rather_than_believed() -> None:
    text = 'x = """\n[calls."a.py:f"]\n"""\n'
    found = document(text)
    found.describe("calls", "a.py:f", "words")
    with pytest.raises(UserError):
        _ = found.text


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_any_key_can_be_written_and_found_again(key: str) -> None:
    found = document("")
    found.add([f"[calls.{quoted(key)}]", "calls-per-day = 1"])
    again = document(found.text)
    assert again.keys("calls") == [key]
    assert again.describe("calls", key, "words") or "]" in key or "[" in key
