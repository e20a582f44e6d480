"""Workflow commands for GitHub."""

from __future__ import annotations

import pytest

from promptlint.model import Report
from promptlint.report import RenderOptions
from promptlint.report.github import command, render

EXPECTED = """\
::error file=src/app.py,line=4,endLine=4,col=10,endColumn=31,\
title=PL101 rule-pl101::PL101 speaks: 100%25, see%0Amend PL101
::warning file=src/nb.ipynb,title=PL501 rule-pl501::cell 2, line 1: PL501 speaks: 100%25, see%0Amend PL501
::warning file=src/old.py,line=3,title=promptlint%3A not analysed::Python 2: print is a statement
"""


def test_active_findings_and_problems_one_a_line(report: Report) -> None:
    assert render(report, RenderOptions(prefix="src/")) == EXPECTED


@pytest.mark.parametrize(
    ("value", "in_property", "in_data"),
    [
        ("100%", "100%25", "100%25"),
        ("%0A", "%250A", "%250A"),  # a percent sign of the text is no escape
        ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
        ("a:b,c", "a%3Ab%2Cc", "a:b,c"),
        ("a::error::b", "a%3A%3Aerror%3A%3Ab", "a::error::b"),
        ("x=y;z", "x=y;z", "x=y;z"),
    ],
)
def test_escapes(value: str, in_property: str, in_data: str) -> None:
    assert command("notice", {"file": value}, value) == f"::notice file={in_property}::{in_data}"
