"""Wall time, processor time and peak memory of a whole run over folders of Python code.

Run: ``python benchmarks/repositories.py FOLDER...``. Each folder is checked in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

RUN = """
import json, resource, sys, time
from promptlint.cli import main
start = time.perf_counter()
code = main(["check", "--exit-zero", "--isolated", "--output-format", "json", "--output", sys.argv[2], sys.argv[1]])
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
print(json.dumps([wall, used.ru_utime + used.ru_stime, peak, code]))
"""


def measure(folder: Path) -> tuple[float, float, float, int]:
    """Wall seconds, processor seconds, peak megabytes and number of requests; -1 requests for a run that failed."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.json"
        command = [sys.executable, "-c", RUN, str(folder), str(report)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        wall, processor, peak, code = json.loads(done.stdout)
        return wall, processor, peak, len(json.loads(report.read_text())["calls"]) if code == 0 else -1


def main() -> None:
    """Print one line for each folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    print(f"{'folder':44} {'files':>6} {'wall s':>7} {'cpu s':>7} {'MB':>5} {'requests':>8}")
    for folder in parser.parse_args().folders:
        files = sum(1 for path in folder.rglob("*.py") if path.is_file())
        wall, processor, peak, calls = measure(folder)
        print(f"{folder.name[:44]:44} {files:6} {wall:7.2f} {processor:7.2f} {peak:5.0f} {calls:8}")


if __name__ == "__main__":
    main()
