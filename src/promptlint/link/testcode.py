"""Which modules are tests or examples: what they pass to the code they try out or show says nothing of its use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.link.project import Module

FOLDERS = frozenset({"tests", "unit_tests", "integration_tests", "e2e_tests"})
"""Folders that hold tests alone."""
SHOWING = frozenset({"example", "examples", "demo", "demos", "sample", "samples", "tutorial", "tutorials", "cookbook"})
"""Words in the names of folders whose code shows how the code beside them is used."""
_TESTS = re.compile(r"^\s*(?:async\s+)?def test|^\s*(?:import|from)\s+(?:pytest|unittest)\b", re.MULTILINE).search


def is_test(path: str, text: str) -> bool:
    """Whether a module is a test: by its folder, or by its name (as pytest collects it) and what stands in it."""
    *folders, name = path.split("/")
    if name == "conftest.py" or not FOLDERS.isdisjoint(folders):
        return True
    stem = name.removesuffix(".py")
    return (stem.startswith("test_") or stem.endswith("_test")) and _TESTS(text) is not None


def showing_folder(path: str) -> str:
    """The outermost folder of a path that is named as one of examples, with a slash after it; empty if none is."""
    folders = path.split("/")[:-1]
    for place, folder in enumerate(folders):
        if not SHOWING.isdisjoint(re.split(r"[-_.~ ]+", folder.lower())):
            return "/".join(folders[: place + 1]) + "/"
    return ""


def only_tests(caller: Module, called: Module) -> bool:
    """Whether a use of something of one module by another is a test of it, and no use of its own."""
    return caller is not called and caller.is_test and not called.is_test


def only_shows(caller: Module, called: Module) -> bool:
    """Whether a use of something of one module by another is a test or an example of it, and no use of its own."""
    if only_tests(caller, called):
        return True
    folder = caller.showing_folder
    return bool(folder) and not called.path.startswith(folder)
