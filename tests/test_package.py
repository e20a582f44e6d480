"""The artefacts: what is in the wheel, and that it works where nothing else of the project is."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = sorted(path.name for path in (ROOT / "rules").glob("*.yaml"))

pytestmark = pytest.mark.slow


def wheel_of(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def names(artefacts: Path) -> set[str]:
    with zipfile.ZipFile(wheel_of(artefacts)) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def installed(artefacts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of a fresh environment with the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=True)
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel_of(artefacts))], check=True)
    return folder / "bin"


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(installed / arguments[0]), *arguments[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
    )


def test_the_wheel_ships_every_rule(names: set[str]) -> None:
    assert RULES
    shipped = sorted(Path(name).name for name in names if name.startswith("promptlint/rules/builtin/"))
    assert [name for name in shipped if name.endswith(".yaml")] == RULES


def test_the_wheel_ships_the_data_of_the_package(names: set[str]) -> None:
    source = ROOT / "src"
    data = {
        path.relative_to(source).as_posix()
        for path in (source / "promptlint").rglob("*")
        if path.is_file()
        and not any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(source).parts)
    }
    assert data <= names
    assert {"promptlint/py.typed", "promptlint/report/report.schema.json"} <= names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == {"promptlint", "promptlint_cost-0.1.0.dist-info"}
    assert "promptlint_cost-0.1.0.dist-info/licenses/LICENSE" in names


def test_the_sdist_holds_what_a_build_and_the_tests_need(artefacts: Path) -> None:
    (sdist,) = artefacts.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"rules/{name}" for name in RULES} <= inside
    assert {"pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "tests/test_package.py"} <= inside


def test_the_installed_command_runs_on_the_examples(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "promptlint", str(ROOT / "examples"), "--exit-zero", "--output-format", "json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    assert report["summary"]["calls_priced"] > 0
    assert report["summary"]["findings"] > 0
    assert any(call["alternatives"] for call in report["calls"])


def test_the_installed_rules_are_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "promptlint", "rule", "--all", cwd=tmp_path)
    listed = [line.split()[0] for line in done.stdout.splitlines()]
    assert listed == sorted([*(name.split("-")[0] for name in RULES), "PL900", "PL901"])


def test_the_module_runs_too(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "python", "-m", "promptlint", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "promptlint 0.1.0\n")
