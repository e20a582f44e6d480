"""The catalogue from the SDK files: those that ship with the package, and the user's."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.errors import UserError, UserErrors
from promptlint.extract import packed
from promptlint.extract.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.extract.catalogue import Sdk

FOLDER = Path(__file__).parent.parent / "sdks"
PACKED = FOLDER / "packed.json"
"""The built-in files as one, written by scripts/pack_sdks.py; left aside when the files say something else."""


@cache
def builtin() -> Catalogue:
    """The catalogue that ships with the package. Raises UserErrors when a file of it is broken."""
    files = builtin_files()
    return Catalogue(_unpacked(files) or read(files))


def builtin_files() -> list[tuple[str, str]]:
    """The paths (from the package on) and texts of the built-in SDK files, in order."""
    return [(f"sdks/{path.name}", path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]


def _unpacked(files: list[tuple[str, str]]) -> tuple[Sdk, ...] | None:
    try:
        text = PACKED.read_text("utf-8")
    except OSError:
        return None
    return packed.unpack(text, packed.digest(files))


def with_folders(folders: tuple[Path, ...]) -> Catalogue:
    """The built-in catalogue and the user's SDK files. Raises UserErrors with every mistake of every file."""
    own = builtin()
    if not folders:
        return own
    errors: list[UserError] = []
    files = [file for folder in folders for file in _user_files(folder, errors)]
    return Catalogue((*read(files, own.sdks, errors), *own.sdks))


def _user_files(folder: Path, errors: list[UserError]) -> list[tuple[str, str]]:
    if not folder.is_dir():
        errors.append(UserError("the folder of SDK files does not exist", folder.as_posix()))
        return []
    found: list[tuple[str, str]] = []
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".yaml", ".yml")):
        try:
            found.append((path.as_posix(), path.read_text("utf-8-sig")))
        except UnicodeDecodeError:
            errors.append(UserError("the SDK file is not UTF-8 text", path.as_posix()))
        except OSError as error:
            errors.append(UserError(f"the SDK file cannot be read: {error.strerror}", path.as_posix()))
    return found


def read(
    files: Iterable[tuple[str, str]], known: tuple[Sdk, ...] = (), errors: list[UserError] | None = None
) -> tuple[Sdk, ...]:
    """The SDKs of (path, YAML text) pairs beside those ``known``. Raises UserErrors with all mistakes of all files."""
    from promptlint.extract import sdk_claims, sdk_file

    errors = errors if errors is not None else []
    names = {sdk.name: sdk.source for sdk in known}
    sound = []
    for path, text in files:
        sdk, lines = sdk_file.read_sdk(path, text, errors)
        if sdk is None:
            continue
        if sdk.name in names:
            words = f"the SDK {sdk.name} is described in {names[sdk.name]} already"
            errors.append(UserError(words, path, lines.of("sdk", sdk.name)))
        names.setdefault(sdk.name, path)
        sound.append((sdk, lines))
    sdk_claims.check(sound, known, errors)
    if errors:
        raise UserErrors(sorted(errors, key=lambda error: (error.path or "", error.line or 0)))
    return tuple(sdk for sdk, _ in sound)
