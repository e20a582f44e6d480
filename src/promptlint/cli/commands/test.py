"""``promptlint test``: SDK files of one's own against the examples beside them."""

from __future__ import annotations

from pathlib import Path

import click

from promptlint import expectations
from promptlint.cli import CLEAN, FINDINGS
from promptlint.config import AnalyseOptions
from promptlint.errors import UserError
from promptlint.expectations import Expectation


@click.command("test")
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...", type=click.Path(path_type=Path))
def command(folders: tuple[Path, ...]) -> int:
    """Run the examples in FOLDERs of SDK files: the calls in their Python files against the comments beside them.

    `# call: kind=chat model=acme-1 user="Say hi"` stands on a line that sends a request. A request without such a
    comment is noisy, a comment without a request is missing. Exits with 0 when all is as expected, 1 when not.
    """
    total = failed = 0
    for folder in folders:
        expected, mismatches = _run(folder)
        total += len(expected)
        failed += len(mismatches)
        for mismatch in mismatches:
            click.echo(str(mismatch))
    click.echo(f"{total} expected, {failed} not as expected" if failed else f"{total} expected, all as expected")
    return FINDINGS if failed else CLEAN


def _run(folder: Path) -> tuple[list[Expectation], list[expectations.Mismatch]]:
    """The expectations of a folder and where the requests found in it differ."""
    from promptlint.extract import analyse

    if not folder.is_dir():
        raise UserError("there is no such folder", folder.as_posix())
    files = tuple(path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.py")))
    if not files:
        raise UserError("the folder holds no examples: Python files with `# call:` comments", folder.as_posix())
    expected = [e for name in files for e in expectations.read(name, _text(folder / name))]
    sdk_folders = (folder,) if any(path.suffix in (".yaml", ".yml") for path in folder.iterdir()) else ()
    _refuse_hidden_packages(folder, files, sdk_folders)
    options = AnalyseOptions(project_root=folder, sdk_folders=sdk_folders)
    found = analyse(folder, files, options)
    mismatches = expectations.compare(expected, found.calls)
    broken = [expectations.Mismatch("problem", p.path, p.line, p.message) for p in found.problems]
    return expected, [*broken, *mismatches]


def _refuse_hidden_packages(folder: Path, files: tuple[str, ...], sdk_folders: tuple[Path, ...]) -> None:
    """An example called like a package that examples import is what they would import."""
    from promptlint.extract.load import with_folders

    imports = {module.partition(".")[0] for module in with_folders(sdk_folders).triage_imports}
    hidden = next((name for name in files if "/" not in name and name.removesuffix(".py") in imports), None)
    if hidden is not None:
        package = hidden.removesuffix(".py")
        words = f"an example of this name hides the package {package}; call it {package}_calls.py"
        raise UserError(words, (folder / hidden).as_posix())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UserError("the example is not UTF-8 text", path.as_posix()) from error
    except OSError as error:
        raise UserError(f"the example cannot be read: {error.strerror}", path.as_posix()) from error
