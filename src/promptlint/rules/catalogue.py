"""Where rule files and checks are found.

Plain paths, because ``importlib.resources`` costs 40 ms to import and wheels are always installed unpacked.
"""

from __future__ import annotations

from pathlib import Path

from promptlint.errors import UserError

COMMENT_RULES = {"PL900": "unknown-ignore", "PL901": "unused-ignore"}
"""The rules about ignore comments (``promptlint.suppress``): they look at comments, so they are no files."""
_PACKAGE = Path(__file__).parents[1]


def builtin_folder() -> Path:
    """The rules that ship with promptlint: inside the package in a wheel, at the top of the checkout otherwise."""
    packaged = _PACKAGE / "rules" / "builtin"
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / "rules"


def rule_files(folder: Path) -> list[Path]:
    """The YAML files directly in ``folder`` (or the one file it names), by name; UserError where there is none."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise UserError(f"rules: there is no folder {folder.as_posix()}")
    found = sorted(item for item in folder.iterdir() if item.suffix in (".yaml", ".yml") and item.is_file())
    if not found:
        raise UserError(f"rules: there is no .yaml file in {folder.as_posix()}")
    return found


def check_names() -> list[str]:
    """The names that ``check:`` may have: the modules of promptlint.checks that define a CHECK."""
    modules = (_PACKAGE / "checks").glob("*.py")
    return sorted(m.stem.replace("_", "-") for m in modules if "\nCHECK = " in m.read_text(encoding="utf-8"))
