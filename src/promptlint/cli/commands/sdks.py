"""``promptlint sdks``: the SDKs and frameworks that are known, and the calls of each."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from promptlint.cli import CLEAN
from promptlint.cli.options import settings_options
from promptlint.cli.settings import load_settings
from promptlint.errors import UserError
from promptlint.extract import describe
from promptlint.extract.records import Sdk
from promptlint.suggest import suggestion

WIDTH = 100


@click.command("sdks")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@settings_options
def command(names: tuple[str, ...], **options: Any) -> int:
    """List the SDKs and frameworks whose requests are found, or the call forms of those with these NAMEs.

    The user's own SDK files, found through the configuration of the current folder, are listed first.
    """
    from promptlint.extract.load import with_folders

    sdks = with_folders(load_settings((Path(),), options).sdks).sdks
    if names:
        click.echo("\n\n".join("\n".join(_forms(_find(name, sdks))) for name in names))
    else:
        click.echo("\n".join(_list(sdks)))
    return CLEAN


def _list(sdks: tuple[Sdk, ...]) -> Iterator[str]:
    width = max(len(sdk.name) for sdk in sdks)
    titles = max(len(sdk.title) for sdk in sdks)
    for sdk in sdks:
        yield f"{sdk.name:<{width}}  {sdk.title:<{titles}}  {describe.count(sdk):>3}  {', '.join(describe.kinds(sdk))}"


def _find(name: str, sdks: tuple[Sdk, ...]) -> Sdk:
    for sdk in sdks:
        if name.casefold() in (sdk.name.casefold(), *(module.casefold() for module in sdk.imports)):
            return sdk
    raise UserError(f"no SDK is called {name!r}{suggestion(name, [sdk.name for sdk in sdks])}")


def _forms(sdk: Sdk) -> Iterator[str]:
    yield f"{sdk.name}: {sdk.title}"
    yield f"{sdk.source}, {sdk.docs}" if sdk.docs else sdk.source
    if sdk.imports:
        yield _filled(f"import {', '.join(sdk.imports)}", "")
    for form in describe.forms(sdk):
        yield ""
        yield _filled(f"{form.kind}: {describe.maker_words(form.makers)}" if form.makers else f"{form.kind}:", "  ")
        yield _filled("  ".join(form.calls), "    ")


def _filled(text: str, indent: str) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
