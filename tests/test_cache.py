"""The cache keeps what was put there, and nothing that lies in it can do more than be ignored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from promptlint import cache
from promptlint.cache import Cache, default_folder, digest, edition

KEY = digest(b"key")


def entry(folder: Path, key: str = KEY) -> Path:
    """The file of an entry."""
    return folder / "analysis" / f"{key}.json"


def write(folder: Path, body: bytes, head: bytes | None = None) -> None:
    """An entry with a right checksum unless ``head`` is given."""
    entry(folder).parent.mkdir(parents=True, exist_ok=True)
    entry(folder).write_bytes((head or b"promptlint-cache 1 " + digest(body).encode()) + b"\n" + body)


@pytest.mark.parametrize("value", [[], {"a": [1, None, True, 1.5, "é\ud800\n"]}, "text", 0])
def test_what_was_put_is_got(value: object, tmp_path: Path) -> None:
    kept = Cache(tmp_path / "new")
    kept.put("analysis", KEY, value)
    assert Cache(tmp_path / "new").get("analysis", KEY) == value
    assert kept.get("rules", KEY) is None
    assert kept.get("analysis", digest(b"other")) is None


def test_a_new_cache_is_marked_as_one(tmp_path: Path) -> None:
    Cache(tmp_path / "new").put("analysis", KEY, 1)
    assert (tmp_path / "new" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"


def test_a_folder_with_other_things_gets_no_marks(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    Cache(tmp_path).put("analysis", KEY, 1)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["analysis", "notes.txt"]


HOSTILE = {
    "empty": b"",
    "no checksum": b"[1]",
    "a pickle": b"cos\nsystem\n(S'true'\ntR.",
    "another version": b"promptlint-cache 0 " + digest(b"[1]").encode() + b"\n[1]",
    "another checksum": b"promptlint-cache 1 " + digest(b"[2]").encode() + b"\n[1]",
    "cut off": b"promptlint-cache 1 " + digest(b"[1, 2]").encode() + b"\n[1,",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_damaged_entries_are_not_there(name: str, tmp_path: Path) -> None:
    entry(tmp_path).parent.mkdir()
    entry(tmp_path).write_bytes(HOSTILE[name])
    assert Cache(tmp_path).get("analysis", KEY) is None


@pytest.mark.parametrize("body", [b"[" * 100_000, b"nonsense", b"\xff", b"9" * 5_000 + b"x"])
def test_bodies_that_are_no_json_are_not_there(body: bytes, tmp_path: Path) -> None:
    write(tmp_path, body)
    assert Cache(tmp_path).get("analysis", KEY) is None


def test_entries_that_are_no_files_or_too_large_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry(tmp_path).mkdir(parents=True)
    assert Cache(tmp_path).get("analysis", KEY) is None
    Cache(tmp_path).put("analysis", KEY, 1)
    assert Cache(tmp_path).get("analysis", KEY) is None
    entry(tmp_path).rmdir()
    write(tmp_path, b"[1]")
    monkeypatch.setattr(cache, "MAX_ENTRY", 10)
    assert Cache(tmp_path).get("analysis", KEY) is None


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", None):
        kept = Cache(folder)
        kept.put("analysis", KEY, 1)
        assert kept.get("analysis", KEY) is None
        assert kept.clear() == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="for this user every folder can be written")
def test_a_folder_that_may_not_be_written_is_no_trouble(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    Cache(tmp_path).put("analysis", KEY, 1)
    assert Cache(tmp_path).get("analysis", KEY) is None


def test_the_oldest_entries_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Cache(tmp_path)
    keys = [digest(bytes([number])) for number in range(6)]
    for number, key in enumerate(keys[:5]):
        kept.put("analysis", key, number)
        os.utime(entry(tmp_path, key), (1_000 + number, 1_000 + number))
    assert kept.get("analysis", keys[0]) == 0  # and so used last
    monkeypatch.setattr(cache, "MAX_ENTRIES", 3)
    kept.put("analysis", keys[5], 5)
    kept.prune()
    assert [kept.get("analysis", key) for key in keys] == [0, None, None, None, 4, 5]
    monkeypatch.setattr(cache, "MAX_TOTAL", 100)
    kept.put("analysis", keys[1], "x" * 500)
    kept.prune()
    assert [kept.get("analysis", key) for key in keys] == [None] * 6


def test_clearing_removes_entries_and_nothing_else(tmp_path: Path) -> None:
    kept = Cache(tmp_path)
    kept.put("analysis", KEY, 1)
    kept.put("rules", KEY, 1)
    mine = [tmp_path / "analysis" / "mine.json", tmp_path / "mine.json", tmp_path / "analysis" / f"{KEY}.txt"]
    for path in mine:
        path.write_text("{}")
    assert kept.clear() == 2
    assert kept.get("analysis", KEY) is None
    assert all(path.exists() for path in mine)


WRITER = """
import sys
from promptlint.cache import Cache
for _ in range(40):
    Cache(sys.argv[1]).put("analysis", sys.argv[2], [sys.argv[3]] * 20_000)
"""


def test_several_writers_leave_a_whole_entry(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path), KEY]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b")]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        value = Cache(tmp_path).get("analysis", KEY)
        seen.add(json.dumps(sorted(set(value))) if value else None)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert seen <= {None, '["a"]', '["b"]'}
    assert [path.name for path in entry(tmp_path).parent.iterdir()] == [f"{KEY}.json"]


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMPTLINT_CACHE_DIR", "here")
    assert default_folder() == "here"
    monkeypatch.delenv("PROMPTLINT_CACHE_DIR")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert str(default_folder()).startswith(str(tmp_path))
    assert Path(str(default_folder())).name in ("promptlint", "Cache")


def test_parts_are_told_apart() -> None:
    assert len({digest(b"ab", b"c"), digest(b"a", b"bc"), digest(b"abc"), digest(b"abc", b"")}) == 4
    assert edition() == edition()
