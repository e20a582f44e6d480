"""How long ``promptlint check`` of one file takes: without a request, with one, and for the bare command.

Run: ``python benchmarks/startup.py``. Prints the fastest of several runs of a process of its own each, page cache warm.
The cache is warm but for the last line. The budget is 0.1 s without a request and 0.25 s with one on a quiet machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

PLAIN = "import os\n\n\ndef greet(name: str) -> str:\n    return f'Hello {name} from {os.getcwd()}'\n"
CALL = """from openai import OpenAI

client = OpenAI()


def summary(text: str) -> str:
    answer = client.chat.completions.create(
        model="gpt-4o-mini",
        max_tokens=300,
        messages=[{"role": "system", "content": "Sum up the text."}, {"role": "user", "content": text}],
    )
    return answer.choices[0].message.content
"""


def fastest(arguments: list[str], folder: Path, runs: int) -> float:
    """The seconds of the fastest run of a Python process, after one that may have to compile modules."""
    times = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(runs + 1):
        start = perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, check=False, env=environment)
        times.append(perf_counter() - start)
    return min(times[1:])


def main() -> None:
    """Print one line for each kind of run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain.py").write_text(PLAIN)
        (folder / "call.py").write_text(CALL)
        check = ["-m", "promptlint", "check", "--exit-zero", "--cache-dir", "cache"]
        for title, arguments in (
            ("python alone", ["-c", "pass"]),
            ("--version", ["-m", "promptlint", "--version"]),
            ("a file without a request", [*check, "plain.py"]),
            ("a file with a request", [*check, "call.py"]),
            ("the same, as JSON", [*check, "--output-format", "json", "call.py"]),
            ("the same, without a cache", [*check, "--no-cache", "call.py"]),
        ):
            print(f"{title:28} {fastest(arguments, folder, runs) * 1000:6.0f} ms")


if __name__ == "__main__":
    main()
