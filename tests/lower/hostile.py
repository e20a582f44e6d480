"""Texts that break parsers. Run as a program it indexes and lowers them and prints what became of each."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable

from promptlint.index import ParseError, build_index
from promptlint.lower import lower_unit
from promptlint.model import SourceFile

HOSTILE: dict[str, Callable[[int], str]] = {
    "sum": lambda n: "x = " + " + ".join(["a"] * n),
    "sum of texts": lambda n: "x = (" + "\n + ".join(["'a'"] * n) + ")",
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "brackets": lambda n: "x = " + "[" * n + "]" * n,
    "braces": lambda n: "x = " + "{1:" * n + "1" + "}" * n,
    "calls": lambda n: "x = " + "f(" * n + ")" * n,
    "method chain": lambda n: "x = a" + ".b()" * n,
    "attributes": lambda n: "x = a" + ".b" * n,
    "subscripts": lambda n: "x = a" + "[0]" * n,
    "open": lambda n: "x = " + "(" * n,
    "open over lines": lambda n: "x = (\n" * n,
    "closed": lambda n: "x = " + ")" * n,
    "elif": lambda n: "if a:\n  pass\n" + "elif a:\n  f()\n" * n,
    "nested if": lambda n: "".join(" " * i + "if a:\n" for i in range(min(n, 2000))) + " " * n + "pass\n",
    "nested def": lambda n: "".join(" " * i + "def f():\n" for i in range(min(n, 2000))) + " " * n + "pass\n",
    "not": lambda n: "x = " + "not " * n + "1",
    "minus": lambda n: "x = " + "-" * n + "1",
    "power": lambda n: "x = " + "**".join(["a"] * n),
    "conditional": lambda n: "x = " + "a if b else " * n + "c",
    "lambda": lambda n: "x = " + "lambda: " * n + "c",
    "lambda defaults": lambda n: "x = " + "lambda b, a=" * n + "1" + ": 1" * n,
    "strings": lambda n: "x = " + "'a' " * n,
    "f-strings": lambda n: "x = " + "f'{" * n + "1" + "}'" * n,
    "parentheses in an f-string": lambda n: "x = f'{" + "(" * n + "1" + ")" * n + "}'",
    "format specifications": lambda n: "x = f'" + "{a:" * n + "}" * n + "'",
    "or": lambda n: "x = " + " or ".join(["a"] * n),
    "and or": lambda n: "x = " + " or a and ".join(["a"] * n),
    "comparisons": lambda n: "x = " + " < ".join(["a"] * n),
    "targets": lambda n: "x = " * n + "a",
    "clauses": lambda n: "x = [a " + "for a in b " * n + "]",
    "walrus": lambda n: "x = " + "(a := " * n + "1" + ")" * n,
    "pattern": lambda n: "match x:\n case " + "[" * n + "]" * n + ":\n  pass\n",
    "pattern in parentheses": lambda n: "match x:\n case " + "(" * n + "1" + ")" * n + ":\n  pass\n",
    "class pattern": lambda n: "match x:\n case " + "A(" * n + ")" * n + ":\n  pass\n",
    "pattern alternatives": lambda n: "match x:\n case " + " | ".join(["1"] * n) + ":\n  pass\n",
    "with": lambda n: "with " + "(" * n + "a" + ")" * n + ": pass",
    "del": lambda n: "del " + "(" * n + "a" + ")" * n,
    "for": lambda n: "for " + "(" * n + "a" + ")" * n + " in b: pass",
    "assigned parentheses": lambda n: "(" * n + "a" + ")" * n + " = 1",
    "stars": lambda n: "f(*" + "(*" * n + "a" + ",)" * n + ")",
    "annotation": lambda n: "x: " + "a[" * n + "b" + "]" * n,
    "type parameters": lambda n: "def f[T: " + "[" * n + "]" * n + "](): pass",
    "quotes": lambda n: "x = " + "'" * n,
    "f quotes": lambda n: "x = " + "f'" * n,
    "backslashes": lambda n: "x = 1 " + "\\\n" * n,
    "semicolons": lambda n: "x = 1" + "; x = 1" * n,
    "only semicolons": lambda n: ";" * n,
    "tabs": lambda n: "\t" * n + "x",
    "colons": lambda n: "x" + ":" * n,
    "decorators": lambda n: "@a\n" * n + "def f(): pass\n",
    "brackets behind a quote in an f-string": lambda n: "f'{\"'\"; " + "(" * n + ")" * n,
    "brackets behind nested quotes": lambda n: 'f"{x["' + "(" * n + ")" * n + '"]}"',
    "brackets after braces": lambda n: "f'{{' + " + "(" * n + ")" * n,
}


def outcome(text: str) -> str:
    """What became of a text: "lowered", or the stage that refused it and its reason."""
    source = SourceFile("m.py", text + "\n")
    try:
        units = build_index(source).units
    except ParseError as error:
        return f"index: {error.message}"
    try:
        lowered = [lower_unit(source, unit) for unit in units]
    except ParseError as error:
        return f"lower: {error.message}"
    assert pickle.loads(pickle.dumps(lowered)) == lowered
    hash(tuple(lowered))
    return "lowered"


if __name__ == "__main__":
    for name, make in HOSTILE.items():
        for size in map(int, sys.argv[1:]):
            print(name, size, outcome(make(size)), sep="\t", flush=True)
