"""Writes src/promptlint/sdks/packed.jsonl, the SDK files in the form that is read at every start.

``python scripts/pack_sdks.py`` after a change of an SDK file; ``--check`` says whether it is current.
"""

from __future__ import annotations

import sys

from promptlint.extract import load, marks, packed


def main(arguments: list[str]) -> int:
    """Write the file, or with ``--check`` compare it: 1 when it is not current."""
    files = marks.sdk_files()
    text = packed.pack(load.read((path, content.decode()) for path, content in files), files)
    current = load.PACKED.read_text("utf-8") if load.PACKED.exists() else ""
    if "--check" in arguments:
        print("current" if text == current else "not current: run python scripts/pack_sdks.py")
        return int(text != current)
    load.PACKED.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
