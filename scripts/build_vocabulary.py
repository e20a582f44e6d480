"""Build the token tables in src/promptlint/tokens/data/ from OpenAI's rank files.

    python scripts/build_vocabulary.py FOLDER [--check]

FOLDER holds o200k_base.tiktoken, cl100k_base.tiktoken and p50k_base.tiktoken as OpenAI publishes them; a file whose
sha256 is not the published one is refused. The character classes are read out of the installed tiktoken itself, so
that our split has the same idea of a letter as the reference. ``--check`` writes nothing and exits 1 on a difference.

Layout of a ``.bpe`` file, all numbers little-endian unsigned 32 bit:
magic ``PLBPE001``, number of slots (a power of two), number of tokens, longest token in bytes, 0; then the slots;
then the tokens in order of rank, each followed by ``ff fe`` (no token holds these two bytes, no UTF-8 text has them).
A slot holds the place of a token in the file or 0; a token's first slot is ``crc32(token) & (slots - 1)``, and a
taken slot sends it to the next. Places grow with the rank, so a smaller place is an earlier merge.

Layout of ``classes.bin``: words ``first code point << 3 | class`` in order; a class holds up to the next word.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import struct
import sys
import zlib
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "promptlint" / "tokens" / "data"
MAGIC = b"PLBPE001"
SEPARATOR = b"\xff\xfe"
PUBLISHED = {  # from tiktoken's openai_public.py, which downloads and checks the same files
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    "p50k_base": "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
}
CLASSES = (  # must agree with promptlint.tokens.splitting.CLASS_CHARACTERS
    r"[\p{Lu}\p{Lt}]",
    r"\p{Ll}",
    r"[\p{Lm}\p{Lo}]",
    r"\p{M}",
    r"\p{N}",
    r"\s",
)


def read_tokens(rank_file: Path) -> list[bytes]:
    """The tokens of a rank file in order; exits when the file is not the published one."""
    content = rank_file.read_bytes()
    found, published = hashlib.sha256(content).hexdigest(), PUBLISHED[rank_file.stem]
    if found != published:
        sys.exit(f"{rank_file}: sha256 is {found}, OpenAI's file has {published}")
    rows = [line.split() for line in content.splitlines() if line]
    ranks = [int(rank) for _, rank in rows]
    if ranks != sorted(ranks):
        sys.exit(f"{rank_file}: ranks are not in order")
    return [base64.b64decode(token) for token, _ in rows]


def pack_tokens(tokens: list[bytes]) -> bytes:
    """The ``.bpe`` file of these tokens."""
    slots = [0] * (1 << (len(tokens) * 2).bit_length())
    blob = bytearray()
    start = len(MAGIC) + 16 + 4 * len(slots)
    for token in tokens:
        if SEPARATOR in token:
            sys.exit(f"token {token!r} holds the separator")
        slot = zlib.crc32(token) & (len(slots) - 1)
        while slots[slot]:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = start + len(blob)
        blob += token + SEPARATOR
    header = struct.pack("<IIII", len(slots), len(tokens), max(map(len, tokens)), 0)
    return MAGIC + header + struct.pack(f"<{len(slots)}I", *slots) + bytes(blob)


def class_members(pattern: str) -> set[int]:
    """The code points that tiktoken's regular expressions count to a class."""
    import tiktoken

    single_bytes = {bytes([value]): value for value in range(256)}
    encoding = tiktoken.Encoding("classes", pat_str=pattern, mergeable_ranks=single_bytes, special_tokens={})
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))
    return set(map(ord, bytes(encoding.encode_ordinary(every)).decode()))


def pack_classes() -> bytes:
    """The ``classes.bin`` file: 0 for everything else, then the classes of ``CLASSES`` from 1."""
    classes = bytearray(sys.maxunicode + 1)
    for number, pattern in enumerate(CLASSES, 1):
        for point in class_members(pattern):
            classes[point] = number
    words = [classes[0]]
    for point in range(1, len(classes)):
        if classes[point] != classes[point - 1]:
            words.append(point << 3 | classes[point])
    return struct.pack(f"<{len(words)}I", *words)


def main() -> int:
    """Write or check every file; 1 when ``--check`` found a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    built = {f"{name}.bpe": pack_tokens(read_tokens(options.folder / f"{name}.tiktoken")) for name in PUBLISHED}
    built["classes.bin"] = pack_classes()
    differing = [name for name, content in built.items() if _differs(DATA / name, content)]
    for name in differing:
        print(f"{name}: {'differs' if options.check else 'written'}, {len(built[name]):,} bytes")
        if not options.check:
            (DATA / name).write_bytes(built[name])
    return int(options.check and bool(differing))


def _differs(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content


if __name__ == "__main__":
    sys.exit(main())
