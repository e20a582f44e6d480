"""How runs end that cannot go on: one line, no traceback, the right exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import promptlint.extract
from tests.cli.conftest import RETIRED, Run

COMMAND = (sys.executable, "-m", "promptlint")


def test_a_mistake_of_our_own_names_stage_and_place(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(promptlint.extract, "analyse", broken)
    result = run("app")
    assert (result.code, result.out) == (2, "")
    (line,) = result.err.splitlines()
    assert line.startswith("promptlint: internal error while analysing: KeyError: 'boom'; please report it")
    assert "Traceback" in run("app", "--verbose").err


def test_a_mistake_outside_all_stages_is_one_line_too(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise KeyError("boom")

    monkeypatch.setattr("promptlint.run.discover", broken)
    result = run("app")
    assert (result.code, result.out, len(result.err.splitlines())) == (2, "", 1)
    assert "internal error while running the command: KeyError: 'boom'" in result.err


def test_a_mistake_of_our_own_while_pricing_names_the_call(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("promptlint.cost.price_call", broken)
    assert "internal error while pricing at greet.py:7: ZeroDivisionError: boom" in run("app").err


def test_a_check_that_breaks_down_is_reported_beside_the_rest(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from promptlint.checks.check import Check
    from promptlint.rules import engine

    def broken(*arguments: object, **params: object) -> None:
        raise LookupError("boom")

    real = engine.load_check
    monkeypatch.setattr(
        engine,
        "load_check",
        lambda name: Check(broken, ()) if name == "no-output-limit" else real(name),  # type: ignore[arg-type]
    )
    result = run("app", "--exit-zero")
    assert result.code == 2
    assert "PL702" in result.out
    assert "internal error in the check of PL501 (LookupError: boom); please report it" in result.out


def test_broken_rules_are_named_with_file_and_line_before_anything_is_read(project: Path, run: Run) -> None:
    (project / "lint").mkdir()
    (project / "lint/a.yaml").write_text("id: XX101\nname: 3\n  broken")
    (project / "promptlint.toml").write_text('rules = ["lint"]\n')
    result = run("app/clean.py")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"promptlint: {project / 'lint/a.yaml'}:")
    assert "Traceback" not in result.err


def test_broken_sdk_files_are_named_with_file_and_line(project: Path, run: Run) -> None:
    (project / "sdks").mkdir()
    (project / "sdks/a.yaml").write_text("sdk: mine\nimports: [mine]\nrequets: []\n")
    (project / "promptlint.toml").write_text('sdks = ["sdks"]\n')
    result = run("app")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"promptlint: {project / 'sdks/a.yaml'}:3: ")


def start(cwd: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*COMMAND, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_mistakes_of_rules_sdks_and_prices_come_together(project: Path, run: Run) -> None:
    """Nobody mends one file to hear about the next."""
    (project / "lint").mkdir()
    (project / "lint/a.yaml").write_text("id: [\n")
    (project / "sdks").mkdir()
    (project / "sdks/acme.yaml").write_text("sdk: acme\nimports: [acme]\ntypes:\n  client:\n    nwe: [acme.Client]\n")
    prices = '[prices."nobody-knows-me"]\ninput = 1\n'
    (project / "promptlint.toml").write_text(f'rules = ["lint"]\nsdks = ["sdks"]\n{prices}')
    result = run("app")
    assert (result.code, result.out) == (2, "")
    places = [line.split(": ")[1].removeprefix(f"{project}/") for line in result.err.splitlines()]
    assert places == ["lint/a.yaml:2", "promptlint.toml:3", "sdks/acme.yaml:4", "sdks/acme.yaml:5"]


def test_ctrl_c_exits_with_130_and_is_quiet(project: Path) -> None:
    fifo = project / "fifo.toml"
    os.mkfifo(fifo)
    process = start(project, "app", "--config", "fifo.toml")
    with fifo.open("wb"):  # returns when the other side has opened it, so the command is at work
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)  # a signal just before the read blocks is only seen when the read ends
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.strip() == b""


def test_a_reader_that_leaves_is_no_error(project: Path) -> None:
    for number in range(200):
        (project / f"app/greet{number}.py").write_text(RETIRED)
    process = start(project, "app")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert err == b""
    assert process.wait(timeout=60) in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", ["app", "rule --all", "cost app", "--version"])
def test_a_full_disk_is_one_line(project: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *command.split()], cwd=project, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"promptlint: standard output: cannot write")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("app >&-", 1, ""),
        ("app >&- 2>&-", 1, ""),
        ("- <&-", 2, "promptlint: `-` reads from stdin, which is closed\n"),
        ("count - -m gpt-4o <&-", 2, "promptlint: `-` reads from stdin, which is closed\n"),
    ],
)
def test_closed_streams(project: Path, command: str, code: int, message: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m promptlint {command}"], cwd=project, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, "", message)


def test_help_into_a_closed_pipe(project: Path) -> None:
    process = start(project, "--help")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert err == b""
    process.wait(timeout=60)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_encoding_of_the_output_will_do(project: Path, encoding: str) -> None:
    (project / "app/ü.py").write_text(RETIRED.replace("hello", "こんにちは"), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*COMMAND, "app"], cwd=project, env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (1, b"")
    done.stdout.decode(encoding)


def test_json_is_utf8_whatever_the_terminal_speaks(project: Path) -> None:
    import json

    (project / "app/ü.py").write_text(RETIRED, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run(
        [*COMMAND, "app", "--output-format", "json"], cwd=project, env=environment, capture_output=True
    )
    assert "ü.py" in [call["path"] for call in json.loads(done.stdout.decode("utf-8"))["calls"]]
