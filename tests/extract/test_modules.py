"""Names from other modules: packages, layouts and every kind of import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, calls, scan

ASK = 'client.chat.completions.create(model={}, messages=[{{"role": "user", "content": "Hi"}}])\n'
NAMES = 'MODEL = "gpt-4o"\n'


def _app(imports: str, expr: str) -> str:
    return f"{HEAD}{imports}\n{ASK.format(expr)}"


CASES: dict[str, tuple[dict[str, str], str]] = {
    "import": ({"names.py": NAMES, "app.py": _app("import names", "names.MODEL")}, "names.py:1"),
    "from": ({"names.py": NAMES, "app.py": _app("from names import MODEL as M", "M")}, "names.py:1"),
    "dotted": ({"a/b.py": NAMES, "app.py": _app("import a.b", "a.b.MODEL")}, "a/b.py:1"),
    "dotted as": ({"a/b.py": NAMES, "app.py": _app("import a.b as c", "c.MODEL")}, "a/b.py:1"),
    "package": ({"a/__init__.py": NAMES, "app.py": _app("from a import MODEL", "MODEL")}, "a/__init__.py:1"),
    "submodule": ({"a/__init__.py": "", "a/b.py": NAMES, "app.py": _app("from a import b", "b.MODEL")}, "a/b.py:1"),
    "re-export": (
        {"a/__init__.py": "from .b import MODEL\n", "a/b.py": NAMES, "app.py": _app("import a", "a.MODEL")}, "a/b.py:1",
    ),
    "re-export twice": (
        {"a/__init__.py": "from a.b import *\n", "a/b/__init__.py": "from .c import MODEL as MODEL\n", "a/b/c.py": NAMES,
         "app.py": _app("from a import MODEL", "MODEL")}, "a/b/c.py:1",
    ),
    "star": ({"names.py": NAMES, "app.py": _app("from names import *", "MODEL")}, "names.py:1"),
    "star with __all__": (
        {"names.py": '__all__ = ["MODEL"]\n' + NAMES, "app.py": _app("from names import *", "MODEL")}, "names.py:2",
    ),
    "relative": ({"p/__init__.py": "", "p/names.py": NAMES, "p/app.py": _app("from .names import MODEL", "MODEL")}, "p/names.py:1"),
    "relative module": ({"p/__init__.py": "", "p/names.py": NAMES, "p/app.py": _app("from . import names", "names.MODEL")}, "p/names.py:1"),
    "relative above": (
        {"p/__init__.py": "", "p/names.py": NAMES, "p/q/__init__.py": "", "p/q/app.py": _app("from ..names import MODEL", "MODEL")},
        "p/names.py:1",
    ),
    "src layout": ({"src/p/__init__.py": "", "src/p/names.py": NAMES, "src/p/app.py": _app("from p.names import MODEL", "MODEL")}, "src/p/names.py:1"),
    "src layout from outside": ({"src/p/names.py": NAMES, "scripts/app.py": _app("from p.names import MODEL", "MODEL")}, "src/p/names.py:1"),
    "namespace package": ({"p/q/names.py": NAMES, "app.py": _app("from p.q import names", "names.MODEL")}, "p/q/names.py:1"),
    "package root below": ({"backend/app/names.py": NAMES, "backend/app/main.py": _app("from app.names import MODEL", "MODEL")}, "backend/app/names.py:1"),
    "in a function": (
        {"names.py": NAMES, "app.py": f"{HEAD}def ask():\n    from names import MODEL\n    {ASK.format('MODEL')}"}, "names.py:1",
    ),
    "conditional": (
        {"names.py": NAMES, "app.py": _app("try:\n    import tomllib\n    from names import MODEL\nexcept ImportError:\n    from names import MODEL", "MODEL")},
        "names.py:1",
    ),
    "TYPE_CHECKING": (
        {"s.py": "class S:\n    model = 'gpt-4o'\n",
         "app.py": f"from __future__ import annotations\nfrom typing import TYPE_CHECKING\n{HEAD}if TYPE_CHECKING:\n    from s import S\n"
                   f"def ask(s: S):\n    {ASK.format('s.model')}"}, "s.py:2",
    ),
    "cycle": (
        {"a.py": "import b\nMODEL = b.MODEL\n", "b.py": "import a\nMODEL = 'gpt-4o'\n", "app.py": _app("from a import MODEL", "MODEL")},
        "b.py:2",
    ),
    "client of another module": (
        {"llm.py": HEAD, "app.py": 'from llm import client\n' + ASK.format('"gpt-4o"')}, "app.py:2",
    ),
    "client from a factory": (
        {"llm.py": "import openai\ndef get():\n    return openai.OpenAI()\n",
         "app.py": "import llm\nclient = llm.get()\n" + ASK.format('"gpt-4o"')}, "app.py:3",
    ),
    "module shadowing the standard library": (
        {"json.py": NAMES, "app.py": _app("import json", "json.MODEL")}, "json.py:1",
    ),
    "stub beside": ({"names.py": NAMES, "names.pyi": "MODEL: str\n", "app.py": _app("import names", "names.MODEL")}, "names.py:1"),
    "two packages of one name": (
        {"one/app/names.py": NAMES, "one/app/main.py": _app("from app.names import MODEL", "MODEL"),
         "two/app/names.py": "MODEL = 'gpt-4.1'\n"}, "one/app/names.py:1",
    ),
    "submodule attribute after import of the package": (
        {"a/__init__.py": "from . import b\n", "a/b.py": NAMES, "app.py": _app("import a", "a.b.MODEL")}, "a/b.py:1",
    ),
    "setting changed from outside": (
        {"names.py": NAMES, "other.py": "import names\nnames.OTHER = 'gpt-4.1'\n", "app.py": _app("import names", "names.MODEL")},
        "names.py:1",
    ),
}  # fmt: skip
"""Name: files, where the model stands."""

UNKNOWN: dict[str, dict[str, str]] = {
    "missing module": {"app.py": _app("from names import MODEL", "MODEL")},
    "missing name": {"names.py": "OTHER = 'gpt-4o'\n", "app.py": _app("from names import MODEL", "MODEL")},
    "private name by star": {"names.py": "_MODEL = 'gpt-4o'\n", "app.py": _app("from names import *", "_MODEL")},
    "two packages of one name, from elsewhere": {
        "one/app/names.py": NAMES, "two/app/names.py": "MODEL = 'gpt-4.1'\n",
        "three/main.py": _app("from app.names import MODEL", "MODEL"),
    },
    "cycle of names": {
        "a.py": "from b import MODEL\n", "b.py": "from a import MODEL\n", "app.py": _app("from a import MODEL", "MODEL"),
    },
    "same name in another module": {"names.py": NAMES, "app.py": _app("", "MODEL")},
    "broken module": {"names.py": "MODEL = = 'gpt-4o'\n", "app.py": _app("from names import MODEL", "MODEL")},
    "import of itself": {"app.py": _app("from app import MODEL", "MODEL")},
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_found(name: str, tmp_path: Path) -> None:
    """The import leads to the literal and to its place."""
    files, place = CASES[name]
    found = scan(tmp_path, files)
    assert [[f"{m.id}@{m.origin.path}:{m.origin.line}" for m in c.models] for c in found.calls] == [[f"gpt-4o@{place}"]]
    assert found.problems == ()


@pytest.mark.parametrize("name", UNKNOWN)
def test_not_found(name: str, tmp_path: Path) -> None:
    """No model is taken from a module that the import does not mean."""
    found = scan(tmp_path, UNKNOWN[name]).calls
    assert [call.models for call in found] == [()]
    assert found[0].model_unknown


def test_problem_of_an_imported_module_is_reported(tmp_path: Path) -> None:
    """A module that cannot be read is a problem with its place; the calls of the others stay."""
    found = scan(tmp_path, UNKNOWN["broken module"])
    assert [(p.path, p.line, p.stage) for p in found.problems] == [("names.py", 1, "parse")]
    assert calls(found) == ["app.py:4 ? | user: Hi"]


LIBRARY_NAMED = {
    "bot/__init__.py": "",
    "bot/agents/__init__.py": "",
    "bot/agents/planner.py": 'from agents import Agent\nplanner = Agent(name="P", instructions="Plan it.", model="gpt-4o")\n',
}
RUN = 'Runner.run_sync(planner, "Which way?")\n'


@pytest.mark.parametrize(
    ("own", "head", "found"),
    [
        ("", "from agents import Runner\nfrom .agents.planner import planner\n", True),
        ("", "from agents import Runner\nfrom agents.planner import planner\n", True),
        ("", "from .agents import Runner\nfrom .agents.planner import planner\n", False),
        (
            "class Runner:\n    run_sync = print\n",
            "from agents import Runner\nfrom .agents.planner import planner\n",
            False,
        ),
    ],
)
def test_a_folder_named_like_a_library_hides_only_what_it_has(tmp_path: Path, own: str, head: str, found: bool) -> None:
    files = {**LIBRARY_NAMED, "bot/agents/__init__.py": own, "bot/manager.py": head + RUN}
    shown = [line for line in calls(scan(tmp_path, files)) if line.startswith("bot/manager.py:3")]
    assert shown == (
        ["bot/manager.py:3 gpt-4o@bot/agents/planner.py:2 | user: Which way? | system: Plan it."] if found else []
    )
