"""Writes docs/sdks.md from the SDK files; ``--check`` only says whether it would change (exit code 1 if it would)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from promptlint.extract import describe, load, marks
from promptlint.extract.records import Sdk

PAGE = Path(__file__).parents[1] / "docs" / "sdks.md"
NOTICE = "<!-- Generated from src/promptlint/sdks/ by scripts/build_sdk_docs.py; do not edit. -->"
INTRODUCTION = """\
# SDKs and frameworks

promptlint finds the requests of these SDKs and frameworks. A call counts when its receiver is proved to be an object
of the SDK: by its constructor, an annotation, an attribute, a factory, a `with` statement or an import from another
module. Calls marked with * are so distinctive that they count, at lower certainty, where the receiver is not known.

`promptlint sdks` lists what is known to the installed version, your own SDK files included;
[own SDK files](own-sdks.md) says how to add one.

A client with another address than its maker's (a literal, a constant, the default of an environment variable) is priced
as what answers there; the hosts are listed under [http](#http). The report names the gateway. One that is not known
keeps the list price of the model's maker and says so; a model on the local machine has no list price."""
HEAD = "| name | SDK | call forms | kinds of requests |\n| --- | --- | ---: | --- |"


def page(sdks: Sequence[Sdk]) -> str:
    """The whole page."""
    rows = [
        f"| [{sdk.name}](#{sdk.name}) | {sdk.title} | {describe.count(sdk)} | {', '.join(describe.kinds(sdk))} |"
        for sdk in sdks
    ]
    sections = ["\n\n".join(_section(sdk)) for sdk in sdks]
    return "\n\n".join([NOTICE, INTRODUCTION, "\n".join([HEAD, *rows]), *sections]) + "\n"


def _section(sdk: Sdk) -> Iterator[str]:
    yield f"## {sdk.name}"
    title = f"[{sdk.title}]({sdk.docs})" if sdk.docs else sdk.title
    imports = f"; imported as {_code(sdk.imports)}" if sdk.imports else ""
    yield f"{title}{imports}."
    if sdk.wraps:
        yield f"Clients stay known through {_code(sdk.wraps)}."
    marked = {f".{path}" for request in sdk.requests if request.distinctive for path in request.path}
    rows = [_row(form, marked) for form in describe.forms(sdk)]
    yield "\n".join(["| kind | on | calls |", "| --- | --- | --- |", *rows])
    if sdk.hosts:
        yield f"Hosts: {', '.join(f'`{host}` ({provider})' for host, provider in sdk.hosts)}."


def _row(form: describe.Form, marked: set[str]) -> str:
    on = describe.maker_words(tuple(f"`{maker}`" for maker in form.makers)) or "function"
    calls = ", ".join(f"`{call}`" + (" *" if call in marked else "") for call in form.calls)
    return f"| {form.kind} | {on} | {calls} |"


def _code(texts: Sequence[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    text = page(load.read((path, content.decode()) for path, content in marks.sdk_files()))
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/sdks.md would change; run python scripts/build_sdk_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
