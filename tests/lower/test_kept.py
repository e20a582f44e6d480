"""Lowered statements come back from the cache as they were, wherever their unit stands now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from promptlint import ir
from promptlint.cache import Cache
from promptlint.index import build_index
from promptlint.lower import lower_unit
from promptlint.lower.kept import KIND, KeptUnits
from promptlint.model import SourceFile
from promptlint.stored import KINDS, decoded, encoded
from tests.lower.test_lower_agreement import LIBRARY, MODULES, SNIPPETS, members, readable

CODE = "A = f'{b!r} é' + c[0:1]\n\n\n@d\ndef e(f: int = 1, *g):\n    return [h for h in f if h is not ...]\n"


def kept_units(tmp_path: Path, text: str) -> tuple[KeptUnits, tuple[ir.Unit, ...]]:
    """The kept units of a module with this text, and all it has."""
    source = SourceFile("m.py", text)
    return KeptUnits(Cache(tmp_path), source, b"/project"), build_index(source).units


def keep(tmp_path: Path, text: str) -> None:
    """Lower and keep every unit of a text."""
    kept, units = kept_units(tmp_path, text)
    for unit in units:
        kept.put(unit, lower_unit(SourceFile("m.py", text), unit))
    kept.save(units)


@pytest.mark.parametrize("name", [*SNIPPETS, *MODULES[::4]])
def test_every_construct_comes_back(name: str) -> None:
    source = SourceFile("m.py", SNIPPETS.get(name) or readable(LIBRARY / name))
    units = build_index(source).units
    for unit in [*units, *members(units)]:
        statements = lower_unit(source, unit)
        assert decoded(encoded(statements, 7), tuple[ir.Stmt, ...], 7) == statements


def test_every_kind_of_node_can_be_stored() -> None:
    kinds = {kind for kind in vars(ir).values() if isinstance(kind, type) and kind.__module__ == ir.__name__}
    assert kinds <= set(KINDS)


@pytest.mark.parametrize("before", ["", "import x\n\n\n", "# a comment\n" * 40])
def test_what_has_moved_is_known(before: str, tmp_path: Path) -> None:
    keep(tmp_path, CODE)
    kept, units = kept_units(tmp_path, before + CODE)
    known = [kept.get(unit) for unit in units if unit.kind != "import"]
    assert known == [lower_unit(SourceFile("m.py", before + CODE), unit) for unit in units if unit.kind != "import"]


@pytest.mark.parametrize("change", [("int = 1", "int = 2"), ("@d", "@D"), ("    return", "     return")])
def test_what_has_changed_is_not_known(change: tuple[str, str], tmp_path: Path) -> None:
    keep(tmp_path, CODE)
    kept, (first, second) = kept_units(tmp_path, CODE.replace(*change))
    assert kept.get(first) is not None
    assert kept.get(second) is None


def test_units_that_are_gone_are_forgotten_and_others_stay(tmp_path: Path) -> None:
    keep(tmp_path, CODE)
    changed = CODE.replace("int = 1", "int = 2")
    kept, (first, second) = kept_units(tmp_path, changed)
    kept.put(second, lower_unit(SourceFile("m.py", changed), second))
    kept.save((first, second))
    assert all(kept_units(tmp_path, changed)[0].get(unit) for unit in (first, second))
    again, (_, old) = kept_units(tmp_path, CODE)
    assert again.get(old) is None


def test_another_module_or_project_knows_nothing(tmp_path: Path) -> None:
    keep(tmp_path, CODE)
    unit = kept_units(tmp_path, CODE)[1][0]
    assert KeptUnits(Cache(tmp_path), SourceFile("n.py", CODE), b"/project").get(unit) is None
    assert KeptUnits(Cache(tmp_path), SourceFile("m.py", CODE), b"/other").get(unit) is None


NAME = ["Name", "x", [1, 1, 1, 2]]
HOSTILE: dict[str, Any] = {
    "no list": "text",
    "a statement that is an expression": [NAME],
    "a class of the model": [["Problem", "a", 1, "b", "c"]],
    "a class of Python": [["Popen", "true"]],
    "an expression that is a text": [["ExprStmt", "x", [1, 1, 1, 2]]],
    "a span of three": [["ExprStmt", NAME, [1, 1, 1]]],
    "a span of texts": [["ExprStmt", NAME, ["1", "1", "1", "2"]]],
    "a name that is a number": [["ExprStmt", ["Name", 1, [1, 1, 1, 2]], [1, 1, 1, 2]]],
    "bytes without text": [["ExprStmt", ["Const", ["bytes", 1], [1, 1, 1, 2]], [1, 1, 1, 2]]],
    "bytes beyond a byte": [["ExprStmt", ["Const", ["bytes", "é€"], [1, 1, 1, 2]], [1, 1, 1, 2]]],
    "a field too few": [["ExprStmt", NAME]],
    "a name of a class that is a list": [[["ExprStmt"], NAME, [1, 1, 1, 2]]],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_somebody_else_wrote_is_not_known(name: str, tmp_path: Path) -> None:
    keep(tmp_path, CODE)
    (path,) = (tmp_path / KIND).iterdir()
    cache = Cache(tmp_path)
    cache.put(KIND, path.stem, dict.fromkeys(cache.get(KIND, path.stem), HOSTILE[name]))
    kept, units = kept_units(tmp_path, CODE)
    assert [kept.get(unit) for unit in units] == [None, None]
    cache.put(KIND, path.stem, [HOSTILE[name]])
    assert kept_units(tmp_path, CODE)[0].get(units[0]) is None


SCAN = """
import sys
from pathlib import Path
from promptlint.config import AnalyseOptions
from promptlint.extract import analyse
root = Path(sys.argv[1])
found = analyse(root, ("app.py",), AnalyseOptions(project_root=root, cache=root / "cache"))
print([call.span.line for call in found.calls], "libcst.native" in sys.modules)
"""


def test_the_parser_is_not_loaded_for_what_is_known(tmp_path: Path) -> None:
    code = "from openai import OpenAI\nOpenAI().responses.create(model='gpt-4o', input='Hi')\n"
    outputs = []
    for text in (code, "# moved\n\n" + code, code.replace("Hi", "Ho")):
        (tmp_path / "app.py").write_text(text)
        command = [sys.executable, "-c", SCAN, str(tmp_path)]
        outputs.append(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())
    assert outputs == ["[2] True", "[4] False", "[2] True"]
