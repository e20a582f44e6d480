"""Which modules are tests: what they pass to the code they test says nothing of how that is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.link.project import Module

FOLDERS = frozenset({"tests", "unit_tests", "integration_tests", "e2e_tests"})
"""Folders that hold tests alone."""
_TESTS = re.compile(r"^\s*(?:async\s+)?def test|^\s*(?:import|from)\s+(?:pytest|unittest)\b", re.MULTILINE).search


def is_test(path: str, text: str) -> bool:
    """Whether a module is a test: by its folder, or by its name (as pytest collects it) and what stands in it."""
    *folders, name = path.split("/")
    if name == "conftest.py" or not FOLDERS.isdisjoint(folders):
        return True
    stem = name.removesuffix(".py")
    return (stem.startswith("test_") or stem.endswith("_test")) and _TESTS(text) is not None


def only_tests(caller: Module, called: Module) -> bool:
    """Whether a use of something of one module by another is a test of it, and no use of its own."""
    return caller is not called and caller.is_test and not called.is_test
