"""Ignore comments: a strict grammar, their reach, and findings about those that are no use."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.comments import scan_comments
from promptlint.model import Call, Finding, SourceFile, Span
from promptlint.suppress import apply_ignores, parse_directive, read_ignores

KNOWN = {"PL101": "dear-model", "PL203": "long-prompt", "PL501": "no-limit", "PL900": "unknown", "PL901": "unused"}


def finding(rule: str, line: int, end_line: int | None = None, call: str | None = None, path: str = "a.py") -> Finding:
    span = Span(line, 1, end_line or line, 9)
    return Finding(rule, rule.lower(), "warning", path, span, "m", "a", None, call, (), (), f"{rule}:{line}")


def call(line: int, end_line: int, name: str = "c", path: str = "a.py") -> Call:
    span = Span(line, 5, end_line, 6)
    return Call(name, path, span, "f", "openai", "x", "chat", "resolved", "openai", (), None, (), None)


def run(text: str, *findings: Finding, calls: tuple[Call, ...] = (), enabled: Iterable[str] = KNOWN) -> list[str]:
    """Each finding as ``rule:line status``."""
    result = apply_ignores(findings, calls, [SourceFile("a.py", text)], KNOWN, tuple(enabled))
    return [f"{one.rule}:{one.span.line} {one.status}" for one in result]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("ignore[PL101]", ("PL101",)),
        ("ignore[PL101] because the answer is long", ("PL101",)),
        ("ignore[PL101,PL203]", ("PL101", "PL203")),
        ("ignore[ PL101 , PL203 ]  x", ("PL101", "PL203")),
        ("ignore[PL101, PL101]", ("PL101",)),
        ("ignore[PL101]  # noqa: E501", ("PL101",)),
        ("ignore[my-rule_2]", ("my-rule_2",)),
    ],
)
def test_what_is_an_ignore(text: str, ids: tuple[str, ...]) -> None:
    assert parse_directive(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        "ignore",  # no blanket ignore
        "ignore PL101",
        "ignore:PL101",
        "ignore [PL101]",
        "ignore(PL101)",
        "ignore[]",
        "ignore[,]",
        "ignore[PL101,]",
        "ignore[PL101 PL203]",
        "ignore[PL101",
        "ignore[PL1*]",
        "ignore[101]",
        "ignore[PL101]because",
        "ignore[PL101]: because",
        "ignore[[PL101]]",
        "Ignore[PL101]",
        "ignored[PL101]",
        "disable[PL101]",
        "noqa",
        "",
    ],
)
def test_what_is_none_says_why(text: str) -> None:
    reason = parse_directive(text)
    assert isinstance(reason, str)
    assert reason


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = 1  # promptlint: ignore[PL101]\n", [1]),
        ("x = 1  #promptlint:ignore[PL101]\n", [1]),
        ("x = 1  # noqa # promptlint: ignore[PL101]\n", [1]),
        ('s = "# promptlint: ignore[PL101]"\n', []),
        ('"""\n# promptlint: ignore[PL101]\n"""\n', []),
        ('f"""\n# promptlint: ignore[PL101] {x}\n"""\n', []),
        ('s = """\n"""  # promptlint: ignore[PL101]\n', [2]),
        ("# see promptlint: it is good\n", []),  # prose about us is no directive
        ("# about promptlint\n", []),
        ("x = (  # promptlint: ignore[PL101]\n", [1]),  # never closed
        ("def f(:\n    y  # promptlint: ignore[PL101]\n", [2]),  # does not parse
        ('print "hello"  # promptlint: ignore[PL101]\n', [1]),  # Python 2
        ("  x\n y  # promptlint: ignore[PL101]\n", [2]),  # dedent that fits nothing
        ("!ls  # promptlint: ignore[PL101]\n%magic\nx  # promptlint: ignore[PL203]\n", [1, 3]),
        ("\ufeffx = 1  # promptlint: ignore[PL101]\n", [1]),
        ("x = 1  # promptlint: ignore[PL101]", [1]),
        ("", []),
    ],
)
def test_where_ignores_are_read(text: str, lines: list[int]) -> None:
    assert [ignore.span.line for ignore in read_ignores(SourceFile("a.py", text))] == lines


def test_the_span_covers_the_directive_alone() -> None:
    (ignore,) = read_ignores(SourceFile("a.py", "x = 1  # noqa # promptlint: ignore[PL101] why  \n"))
    assert ignore.span == Span(1, 15, 1, 46)


CALL = """\
# promptlint: ignore[PL501] above
answer = (
    client.create(
        model="gpt-4o",  # promptlint: ignore[PL101] inside
        # promptlint: ignore[PL203] on a line of its own inside
        messages=[],
    )
)
other = client.create()
"""


@pytest.mark.parametrize(
    ("rule", "line", "end_line", "status"),
    [
        ("PL501", 3, 7, "suppressed"),  # the comment stands above the statement, the call begins a line lower
        ("PL101", 3, 7, "suppressed"),
        ("PL203", 3, 7, "suppressed"),
        ("PL101", 4, 4, "suppressed"),
        ("PL501", 9, 9, "active"),
        ("PL101", 9, 9, "active"),
        ("PL101", 6, 6, "active"),  # a finding on another line, which belongs to no call
    ],
)
def test_reach(rule: str, line: int, end_line: int, status: str) -> None:
    assert run(CALL, finding(rule, line, end_line), enabled=(rule,)) == [f"{rule}:{line} {status}"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("# promptlint: ignore[PL101]\ncall()\n", "suppressed"),
        ("# promptlint: ignore[PL101]\n# and why\ncall()\n", "suppressed"),
        ("# promptlint: ignore[PL203]\n# promptlint: ignore[PL101]\ncall()\n", "suppressed"),
        ("# promptlint: ignore[PL101]\n\ncall()\n", "active"),  # an empty line parts them
        ("x = 1  # promptlint: ignore[PL101]\ncall()\n", "active"),  # speaks of x
        ("call()\n# promptlint: ignore[PL101]\n", "active"),
        ("# promptlint: ignore[PL203]\ncall()\n", "active"),
        ("# promptlint: ignore[pl101]\ncall()\n", "active"),
        ("# promptlint: ignore\ncall()\n", "active"),
        ("# promptlint: ignore[PL101]\ndef f():\n    call()\n", "active"),  # reaches the header only
    ],
)
def test_the_line_above(text: str, status: str) -> None:
    line = text[: text.index("call()")].count("\n") + 1
    assert run(text, finding("PL101", line), enabled=("PL101",)) == [f"PL101:{line} {status}"]


def test_a_finding_away_from_its_call_is_silenced_at_the_call_too() -> None:
    text = "PROMPT = 1\nx\ncall(  # promptlint: ignore[PL101]\n)\n"
    assert run(text, finding("PL101", 1, call="c"), calls=(call(3, 4),)) == ["PL101:1 suppressed"]


def test_an_ignore_in_another_file_says_nothing() -> None:
    text = "call()  # promptlint: ignore[PL101]\n"
    assert run(text, finding("PL101", 1, path="b.py"), enabled=("PL101",)) == ["PL101:1 active"]


def test_one_ignore_may_silence_several_findings() -> None:
    text = "call()  # promptlint: ignore[PL101]\n"
    assert run(text, finding("PL101", 1), finding("PL101", 1)) == ["PL101:1 suppressed"] * 2


def test_unknown_and_unused_ids_are_findings() -> None:
    text = "call()  # promptlint: ignore[PL101, PL203, PL10l]\n# promptlint: ignore\n"
    result = apply_ignores([finding("PL101", 1)], (), [SourceFile("a.py", text)], KNOWN, KNOWN)
    assert [(one.rule, one.name, one.span.line, one.message) for one in result[1:]] == [
        ("PL900", "unknown-ignore", 1, "no rule is called 'PL10l'; did you mean 'PL101'?"),
        ("PL900", "unknown-ignore", 2, "an ignore names its rules in brackets: ignore[PL101] reason"),
        ("PL901", "unused-ignore", 1, "nothing here for PL203 to find"),
    ]
    assert len({one.fingerprint for one in result}) == 4


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("dear-model", "an ignore takes the rule's id; did you mean 'PL101'?"),
        ("long-promt", "no rule is called 'long-promt'; did you mean 'PL203'?"),
        ("pl101", "no rule is called 'pl101'; did you mean 'PL101'?"),
        ("No_Limit", "no rule is called 'No_Limit'; did you mean 'PL501'?"),
        ("E501", "no rule is called 'E501'; did you mean 'PL501'?"),
        ("xyz", "no rule is called 'xyz'"),
    ],
)
def test_a_word_that_is_no_id_leads_to_one(word: str, message: str) -> None:
    (found,) = apply_ignores([], (), [SourceFile("a.py", f"x  # promptlint: ignore[{word}]\n")], KNOWN, KNOWN)
    assert (found.rule, found.message) == ("PL900", message)


def test_an_ignore_of_a_rule_that_is_off_is_not_called_unused() -> None:
    text = "call()  # promptlint: ignore[PL101, PL203]\n"
    assert run(text, enabled=("PL203", "PL901")) == ["PL901:1 active"]
    assert run(text, enabled=("PL203",)) == []
    assert run("x  # promptlint: ignore[NO1]\n", enabled=("PL901",)) == []


def test_fingerprints_do_not_know_lines() -> None:
    def prints(text: str) -> list[str]:
        return [one.fingerprint for one in apply_ignores([], (), [SourceFile("a.py", text)], KNOWN, KNOWN)]

    assert prints("x  # promptlint: ignore[NO1]\n") == prints("\n\ny = 2\nx  # promptlint: ignore[NO1]\n")
    assert len(set(prints("x  # promptlint: ignore[NO1]\nx  # promptlint: ignore[NO1]\n"))) == 2


def test_notebooks_are_read_and_prompt_files_are_not() -> None:
    text = "x  # promptlint: ignore[PL101]\n"
    assert read_ignores(SourceFile("n.ipynb", text, "notebook", (1,)))
    assert not read_ignores(SourceFile("p.md", text, "prompt"))


@given(st.text(alphabet=st.sampled_from("ab \t\n#:'\"()[]{}\\=promptlint: ignore[PL101]\x0c\r"), max_size=80))
def test_no_text_breaks_the_scan(text: str) -> None:
    lines = text.split("\n")
    for comment in scan_comments(text).comments:
        assert lines[comment.line - 1][comment.column - 1] == "#"
