"""Wall time, processor time and peak memory of a whole run over folders of Python code.

Run: ``python benchmarks/repositories.py FOLDER...``. Each folder is checked in processes of its own: with an empty
cache, with the one that this has left, and with lowered statements alone in it (as after a change somewhere).
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

RUN = """
import json, resource, sys, time
from promptlint.cli import main
start = time.perf_counter()
options = ["--exit-zero", "--isolated", "--output-format", "json", "--output", sys.argv[2], "--cache-dir", sys.argv[3]]
code = main(["check", *options, sys.argv[1]])
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
print(json.dumps([wall, used.ru_utime + used.ru_stime, peak, code]))
"""


Figures = tuple[float, float, float, int]
"""Wall seconds, processor seconds, peak megabytes and number of requests; -1 requests for a run that failed."""


def measure(folder: Path) -> Figures:
    """The figures of a run with an empty cache."""
    with tempfile.TemporaryDirectory() as name:
        return _measured(folder, Path(name))


def _measured(folder: Path, scratch: Path) -> Figures:
    report = scratch / "report.json"
    command = [sys.executable, "-c", RUN, str(folder), str(report), str(scratch / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, processor, peak, code = json.loads(done.stdout)
    return wall, processor, peak, len(json.loads(report.read_text())["calls"]) if code == 0 else -1


def _runs(folder: Path) -> Iterator[tuple[str, Figures]]:
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        yield "empty", _measured(folder, scratch)
        yield "full", _measured(folder, scratch)
        shutil.rmtree(scratch / "cache" / "analysis", ignore_errors=True)
        yield "lowered", _measured(folder, scratch)


def main() -> None:
    """Print three lines for each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    print(f"{'folder':44} {'files':>6} {'cache':>8} {'wall s':>7} {'cpu s':>7} {'MB':>5} {'requests':>8}")
    for folder in parser.parse_args().folders:
        files = sum(1 for path in folder.rglob("*.py") if path.is_file())
        for cache, (wall, processor, peak, calls) in _runs(folder):
            print(f"{folder.name[:44]:44} {files:6} {cache:>8} {wall:7.2f} {processor:7.2f} {peak:5.0f} {calls:8}")


if __name__ == "__main__":
    main()
