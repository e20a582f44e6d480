"""The cache as the command line uses it, and ``promptlint clean``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def entries(folder: Path) -> list[str]:
    """What a cache holds, marks included."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_run_keeps_what_the_next_one_uses(project: Path, run: Run, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = run("app", "--cache-dir", str(cache))
    kept = entries(cache)
    assert len(kept) > 2
    assert run("app", "--cache-dir", str(cache)) == first == run("app", "--no-cache")
    assert entries(cache) == kept


def test_no_cache_writes_nothing(project: Path, run: Run, tmp_path: Path) -> None:
    run("app", "--no-cache", "--cache-dir", str(tmp_path / "cache"))
    assert not (tmp_path / "cache").exists()


def test_clean_empties_the_cache(project: Path, run: Run, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    run("app", "--cache-dir", str(cache))
    count = len(entries(cache)) - len(("CACHEDIR.TAG", ".gitignore"))
    result = run("clean", "--cache-dir", str(cache))
    assert (result.code, result.out) == (0, f"{count} {'entry' if count == 1 else 'entries'} removed from {cache}\n")
    assert entries(cache) == [".gitignore", "CACHEDIR.TAG"]
    assert run("clean", "--cache-dir", str(tmp_path / "none")).out == f"0 entries removed from {tmp_path / 'none'}\n"


def test_the_configuration_names_a_folder_below_it(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMPTLINT_CACHE_DIR")
    Path("promptlint.toml").write_text('cache-dir = ".promptlint_cache"\n')
    run("app")
    assert "CACHEDIR.TAG" in entries(Path(".promptlint_cache"))
    assert " removed from " in run("clean").out
    assert entries(Path(".promptlint_cache")) == [".gitignore", "CACHEDIR.TAG"]
