"""Scores on hand-labelled repositories: ``python benchmarks/corpus.py LABELS CHECKOUTS SCORER [NAME ...]``.

LABELS is a folder of ``OWNER__NAME.json``, CHECKOUTS one of folders named ``OWNER__NAME``, SCORER the script that
compares a label file with a JSON report (``SCORER LABELS.json REPORT.json --json`` prints hits and totals of each
metric). Each checkout is scanned by the command itself, in a process of its own; NAME picks those that contain it.
The mean is over repositories, not over requests.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

METRICS = {
    "request recall": "rRec",
    "request precision": "rPre",
    "model recall": "mRec",
    "model precision": "mPre",
    "model facts": "mFac",
    "prompt facts": "pFac",
    "prompt links": "pLin",
}
"""The metrics of the scorer and the heads of their columns."""


@dataclass(frozen=True)
class Row:
    """One repository: hits and totals by metric, wall time in seconds, peak memory in megabytes (10^6 bytes)."""

    name: str
    scores: dict[str, tuple[int, int]]
    seconds: float
    megabytes: float

    def percent(self, metric: str) -> float | None:
        """The share of hits, None where there was nothing to hit."""
        hits, total = self.scores.get(metric, (0, 0))
        return 100 * hits / total if total else None


def main() -> int:
    """Prints the table; returns 1 if a labelled repository is not there or could not be scanned."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    print(f"{'repository':<36}" + "".join(f"{head:>6}" for head in METRICS.values()) + f"{'s':>7}{'MB':>6}")
    rows: list[Row] = []
    missing: list[str] = []
    for labels in sorted(options.labels.glob("*.json")):
        if options.names and not any(name in labels.stem for name in options.names):
            continue
        row = measure(labels, options.checkouts / labels.stem, options.scorer)
        if row is None:
            missing.append(labels.stem)
            continue
        rows.append(row)
        print(_line(row), flush=True)
    if rows:
        print(_mean(rows))
    for name in missing:
        print(f"{name}: no checkout, or it could not be scanned", file=sys.stderr)
    return 1 if missing else 0


def measure(labels: Path, checkout: Path, scorer: Path) -> Row | None:
    """Scan one checkout with the command and score its report; None where that fails."""
    if not checkout.is_dir():
        return None
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            sys.executable,
            "-m",
            "promptlint",
            "check",
            str(checkout),
            "--isolated",
            "--exit-zero",
            "--no-cache",
        ]
        scanned = _timed([*command, "--output-format", "json", "--output", str(report)])
        if scanned is None or not report.exists():
            return None
        scoring = [sys.executable, str(scorer), str(labels), str(report), "--json"]
        scored = subprocess.run(scoring, capture_output=True, text=True, check=True)
    scores = {name: (hits, total) for name, (hits, total) in json.loads(scored.stdout).items()}
    return Row(labels.stem, scores, *scanned)


def _timed(command: list[str]) -> tuple[float, float] | None:
    """Wall time and peak memory of a command, None if it failed. Linux counts memory in KiB, macOS in bytes."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    return (seconds, usage.ru_maxrss * unit / 1e6) if process.returncode == 0 else None


def _line(row: Row) -> str:
    cells = [_cell(row.percent(metric)) for metric in METRICS]
    return f"{row.name[:35]:<36}" + "".join(cells) + f"{row.seconds:>7.1f}{row.megabytes:>6.0f}"


def _mean(rows: list[Row]) -> str:
    cells = []
    for metric in METRICS:
        known = [value for row in rows if (value := row.percent(metric)) is not None]
        cells.append(_cell(sum(known) / len(known) if known else None))
    seconds, megabytes = sum(row.seconds for row in rows), max(row.megabytes for row in rows)
    return f"{'mean; in all, at most':<36}" + "".join(cells) + f"{seconds:>7.1f}{megabytes:>6.0f}"


def _cell(value: float | None) -> str:
    return f"{'-' if value is None else format(value, '.0f'):>6}"


if __name__ == "__main__":
    sys.exit(main())
