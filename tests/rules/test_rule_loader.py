"""Rule files: what is accepted, and how mistakes are told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from promptlint.errors import UserError, UserErrors
from promptlint.rules.examples import load_examples
from promptlint.rules.loader import load_rules

GOOD = """\
id: ACME001
name: long-fixed-text
category: prompt
severity: warning
since: 1.0.0
summary: Texts of more than 300 tokens.
message: "{tokens} tokens, {reason}"
rationale: We pay for them.
advice: Shorten it.
check: oversized-prompt
params:
  kinds: [chat]
  max_tokens: 300
  outlier_times: 2.5
  outlier_min_tokens: 100
  outlier_min_prompts: 10
examples:
  invalid:
    - {name: long, code: "x = 1", lines: [1]}
  valid:
    - {name: short, code: "x = 2"}
"""


def write(folder: Path, text: str, name: str = "ACME001-long-fixed-text.yaml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    """The lines that the user would see, without the folder."""
    with pytest.raises(UserError) as caught:
        load_rules((folder,))
    errors = caught.value.errors if isinstance(caught.value, UserErrors) else (caught.value,)
    return [str(error).replace(f"{folder.as_posix()}/", "") for error in errors]


def test_a_users_rule_joins_the_built_in_ones(tmp_path: Path) -> None:
    """Own rules come sorted among the others with their parameters converted."""
    rules = load_rules((write(tmp_path, GOOD),))
    assert [rule.id for rule in rules] == sorted(rule.id for rule in rules)
    own = rules[0]
    assert (own.id, own.builtin) == ("ACME001", False)
    assert own.params["outlier_times"] == Decimal("2.5")
    assert own.params["kinds"] == ("chat",)
    assert [example.name for example in load_examples(own)] == ["long", "short"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("severity: warning", "severity: warn", ["4: severity: unknown warn; did you mean 'warning'?"]),
        ("summary:", "sumary:", ["1: summary is missing", "6: unknown key sumary; did you mean 'summary'?"]),
        ("id: ACME001", "id: acme1", ["1: id must be letters and a number such as PL101, not acme1"]),
        ("id: ACME001", "id: PL101", ["1: PL101 is already the rule in"]),
        ("long-fixed-text\n", "LongText\n", ["2: name must be at least two words in kebab-case, not LongText"]),
        ("since:", "yields_to: [PL10]\nsince:", ["5: yields_to must be a list of rule ids such as PL101"]),
        ("since:", "yields_to: PL101\nsince:", ["5: yields_to must be a list"]),
        ("since:", "yields_to: [PL102, PL110]\nsince:", ["1: yields_to: there is no rule PL110; did you mean"]),
        ("{reason}", "{reson}", ["7: message: the check yields no fact {reson}; did you mean 'reason'?"]),
        ("{reason}", "{reason", ["7: message: a brace that belongs to no {fact}"]),
        ("Shorten it.", "Save {money}.", ["9: advice: the check yields no fact {money}"]),
        ("oversized-prompt", "oversize-prompt", ["10: check: there is no check called oversize-prompt; did you mean"]),
        ("oversized-prompt", "task-words", ["10: check: there is no check called task-words"]),
        ("oversized-prompt", "os", ["10: check: there is no check called os"]),
        ("oversized-prompt", "..rules.engine", ["10: check: there is no check called ..rules.engine"]),
        ("max_tokens: 300", "max_token: 300",
         ["11: params: max_tokens is missing", "13: params: unknown parameter max_token; did you mean"]),
        ("max_tokens: 300", "max_tokens: lots", ["13: params: max_tokens must be a whole number"]),
        ("max_tokens: 300", "max_tokens: -1", ["13: params: max_tokens must be a whole number, zero or more"]),
        ("max_tokens: 300", "max_tokens: true", ["13: params: max_tokens must be a whole number"]),
        ("[chat]", "chat", ["12: params: kinds must be a list of texts"]),
        ("[chat]", "[1]", ["12: params: kinds must be a list of texts"]),
        ("rationale: We pay for them.", "rationale: [a]", ["8: rationale must be text"]),
        ("rationale: We pay for them.", "rationale:", ["8: rationale must be text"]),
        ("rationale: We pay for them.", 'rationale: " "', ["8: rationale is empty"]),
        ("since: 1.0.0", "since: soon", ["5: since must be a version such as 0.1.0, not soon"]),
        ("name: long", "category: x\nname: long", ["4: category stands here twice, first on line 2"]),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_line(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    """One line a mistake, with file, line, and what would be right."""
    told = mistakes(write(tmp_path, GOOD.replace(old, new, 1)))
    assert len(told) == len(expected), told
    for line, want in zip(told, expected, strict=True):
        assert line.startswith(f"ACME001-long-fixed-text.yaml:{want}"), told


def test_all_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    """Nobody mends one file to hear about the next."""
    write(tmp_path, GOOD.replace("warning", "loud").replace("prompt\n", "prose\n", 1))
    write(tmp_path, "- a\n- b\n", "b.yaml")
    write(tmp_path, "a: [\n", "c.yaml")
    told = mistakes(tmp_path)
    assert [line.split(":")[0] for line in told] == ["ACME001-long-fixed-text.yaml"] * 2 + ["b.yaml", "c.yaml"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: &x [1]\nb: *x\n", "anchors"),
        ("a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "anchors"),
        ("<<: *x\n", "anchors"),
        ("a: !!python/object/apply:os.system [ls]\n", "tags"),
        ("a: " + "[" * 1000 + "]" * 1000, "nested deeper"),
        ("- " * 50_000 + "x", "nested deeper"),
        ("a: " + "x" * 300_000, "longer than"),
        ("a: 1\n---\nb: 2\n", "one document"),
        ("a: 'x\n", "not valid YAML"),
        ("\x00", "not valid YAML"),
        ("{[1]: 2}", "a key is a plain word"),
        ("", "must be a mapping"),
        ("# nothing\n", "must be a mapping"),
        ("just text", "must be a mapping"),
    ],
)
def test_hostile_or_broken_yaml_is_one_line(tmp_path: Path, text: str, word: str) -> None:
    """Neither a bomb nor nonsense gets further than a message."""
    told = mistakes(write(tmp_path, text))
    assert len(told) == 1
    assert word in told[0]
    assert "\n" not in told[0]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing and empty folders, and bytes that are no text."""
    with pytest.raises(UserError, match="no folder"):
        load_rules((tmp_path / "nowhere",))
    with pytest.raises(UserError, match=r"no \.yaml file"):
        load_rules((tmp_path,))
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        load_rules((tmp_path,))


def test_two_rules_of_one_name(tmp_path: Path) -> None:
    """Ids and names are used once."""
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("ACME001", "ACME002"), "b.yaml")
    assert mistakes(tmp_path) == ["b.yaml:1: long-fixed-text is already the rule in ACME001-long-fixed-text.yaml"]


@pytest.mark.parametrize("key", ["PL203", "oversized-prompt"])
def test_parameters_of_the_configuration(key: str) -> None:
    """By id or by name, with dashes as TOML likes them; floats become decimals."""
    rules = {rule.id: rule for rule in load_rules((), {key: {"max-tokens": 9, "outlier_times": 1.1}})}
    assert rules["PL203"].params["max_tokens"] == 9
    assert rules["PL203"].params["outlier_times"] == Decimal("1.1")
    assert rules["PL203"].params["outlier_min_tokens"] == 1500


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"PL299": {"a": 1}}, "there is no rule PL299; did you mean 'PL"),
        ({"PL203": {"max_tokns": 1}}, "rule.PL203: unknown parameter max_tokns; did you mean 'max_tokens'?"),
        ({"PL203": {"max_tokens": "9"}}, "rule.PL203: max_tokens must be a whole number, not '9'"),
        ({"PL203": {"max_tokens": 1.5}}, "rule.PL203: max_tokens must be a whole number, not 1.5"),
    ],
)
def test_wrong_parameters(params: dict[str, dict[str, object]], message: str) -> None:
    """The configuration's mistakes are told like those of the files."""
    with pytest.raises(UserError) as caught:
        load_rules((), params)
    assert str(caught.value).startswith(message)


def test_errors_of_examples(tmp_path: Path) -> None:
    """Examples are not read to check code; whoever reads them hears what is wrong."""
    broken = GOOD.replace("lines: [1]", "lines: [a], colour: red").replace('code: "x = 2"', "kode: x")
    rule = load_rules((write(tmp_path, broken),))[0]
    with pytest.raises(UserErrors) as caught:
        load_examples(rule)
    assert [error.line for error in caught.value.errors] == [19, 19, 21, 21]
