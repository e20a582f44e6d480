"""Compare our token counts with tiktoken's on many texts, and time a cold start.

    python benchmarks/tokens.py [--texts 220000] [--folder FOLDER] [--seed 1]

Texts are all Python files of FOLDER (default: the standard library) and random strings of four kinds. Both encoders
use the same vocabulary, so a mismatch is a fault of ours in splitting or merging. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from promptlint.tokens import encodings
from promptlint.tokens.encodings import ENCODINGS, Counter

WORDS = "the The THE don't WON'T we'll it's user_id HTTPServer return self. None == -> {} [] () # // 3.14 2026"
WORDS += ' """ ``` <|endoftext|> <|im_start|>'
SPACES = [
    " ",
    " ",
    "  ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\n    ",
    "\u00a0",
    "\u3000",
    "\u2028",
    "\u0085",
    "\x0b",
    "\x1c",
]
BLOCKS = [(0x20, 0x7F), (0xA0, 0x250), (0x300, 0x370), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE80), (0x1E00, 0x2000)]
BLOCKS += [
    (0x2000, 0x2C00),
    (0x3000, 0x3100),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A4),
    (0xFE00, 0x10000),
    (0x1F300, 0x1FB00),
]
COUNT = "import promptlint.model; from promptlint.tokens.encodings import count_text as count; "
ESTIMATE = "from promptlint.tokens.families import count_model_text as count, tokenizer_for as find; "
COLD = {
    "python -c pass": "pass",
    "import the model": "import promptlint.model",
    "count ASCII": COUNT + "count('You are {} helpful.' * 9, 'o200k_base')",
    "count any text": COUNT + "count('Grüße, 你好 мир! ' * 9, 'o200k_base')",
    "estimate Claude": ESTIMATE + "count('You are {} helpful.' * 9, find('claude-sonnet-4-5'))",
}


def fuzz(chance: random.Random, count: int) -> Iterator[str]:
    """Random strings: words and white space, one Unicode block, any character, and all of it mixed."""
    kinds: list[Callable[[], str]] = [
        lambda: chance.choice(WORDS.split(" ")),
        lambda: chance.choice(SPACES),
        lambda: chr(chance.randrange(*block)),
        lambda: chr(chance.randrange(sys.maxunicode + 1)),
    ]
    for _ in range(count):
        block = chance.choice(BLOCKS)
        weights = chance.choice([(4, 3, 0, 0), (1, 1, 6, 0), (0, 1, 1, 4), (1, 1, 1, 1)])
        yield "".join(make() for make in chance.choices(kinds, weights, k=chance.randrange(1, 40)))


def sources(folder: Path) -> Iterator[str]:
    """The text of every Python file that tiktoken can take whole."""
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if len(text) < 500_000:
            yield text


def compare(name: str, texts: list[str]) -> list[str]:
    """Prints speed and mismatches of one encoding; the texts whose counts differ."""
    ours, theirs = Counter(ENCODINGS[name]), encodings._tiktoken(ENCODINGS[name])
    assert theirs is not None
    started = time.perf_counter()
    counts = [ours.count(text) for text in texts]
    own_seconds = time.perf_counter() - started
    started = time.perf_counter()
    expected = [len(theirs.encode_ordinary(text)) for text in texts]
    reference_seconds = time.perf_counter() - started
    wrong = [text for text, count, right in zip(texts, counts, expected, strict=True) if count != right]
    size = sum(map(len, texts)) / 1e6
    print(f"{name:12} {len(texts):8,} texts {size:6.1f} M characters: {len(wrong)} mismatches; ", end="")
    print(f"{size / own_seconds:.1f} M/s, tiktoken {size / reference_seconds:.1f} M/s")
    return wrong


def cold(repeat: int = 15) -> None:
    """Prints the quickest of some fresh processes for each step."""
    for title, code in COLD.items():
        times = []
        for _ in range(repeat):
            started = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - started)
        print(f"{title:18} {1000 * min(times):6.1f} ms")


def main() -> int:
    """1 when any count differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=220_000)
    parser.add_argument("--folder", type=Path, default=Path(sysconfig.get_path("stdlib")))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cold()
    encodings.BULK_CHARACTERS = sys.maxsize  # always our own way
    texts = [*sources(options.folder), *fuzz(random.Random(options.seed), options.texts)]
    wrong = [text for name in ("o200k_base", "cl100k_base", "p50k_base", "r50k_base") for text in compare(name, texts)]
    for text in wrong[:20]:
        print(ascii(text[:200]))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
