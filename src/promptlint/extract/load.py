"""The catalogue from the SDK files: those that ship with the package, and the user's."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.errors import UserError, UserErrors
from promptlint.extract import marks, packed
from promptlint.extract.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.extract.records import Sdk
    from promptlint.extract.sdk_values import Lines

PACKED = Path(marks.PACKED)
"""The built-in files as one, written by scripts/pack_sdks.py; left aside when the files say something else."""


@cache
def builtin() -> Catalogue:
    """The catalogue that ships with the package. Raises UserErrors when a file of it is broken."""
    files = marks.sdk_files()
    return _unpacked(files) or Catalogue(read((path, content.decode()) for path, content in files))


def _unpacked(files: list[tuple[str, bytes]]) -> Catalogue | None:
    try:
        text = PACKED.read_text("utf-8")
    except OSError:
        return None
    return packed.unpack(text, files)


def with_folders(folders: tuple[Path, ...]) -> Catalogue:
    """The built-in catalogue and the user's SDK files. Raises UserErrors with every mistake of every file."""
    own = builtin()
    if not folders:
        return own
    errors: list[UserError] = []
    files = [file for folder in folders for file in _user_files(folder, errors)]
    return own.plus(read(files, own, errors))


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
    files: Iterable[tuple[str, str]], beside: Catalogue | None = None, errors: list[UserError] | None = None
) -> tuple[Sdk, ...]:
    """The SDKs of (path, YAML text) pairs. Raises UserErrors with all mistakes of all files.

    They may not claim what an SDK of the catalogue ``beside`` them does.
    """
    from promptlint.extract import sdk_claims, sdk_file

    known = beside if beside is not None else Catalogue(())
    errors = errors if errors is not None else []
    sound: list[tuple[Sdk, Lines]] = []
    for path, text in files:
        sdk, lines = sdk_file.read_sdk(path, text, errors)
        if sdk is None:
            continue
        twin = next((s for s, _ in sound if s.name == sdk.name), None) or known.sdk(sdk.name)
        if twin is not None:
            words = f"the SDK {sdk.name} is described in {twin.source} already"
            errors.append(UserError(words, path, lines.of("sdk", sdk.name)))
        sound.append((sdk, lines))
    sdk_claims.check(sound, _rivals(known, [sdk for sdk, _ in sound]), errors)
    if errors:
        raise UserErrors(sorted(errors, key=lambda error: (error.path or "", error.line or 0)))
    return tuple(sdk for sdk, _ in sound)


def _rivals(known: Catalogue, sdks: list[Sdk]) -> list[Sdk]:
    """The SDKs of a catalogue that could claim the same: those of the same packages, and those of addresses."""
    packages = {module.partition(".")[0] for sdk in sdks for module in sdk.imports}
    names = {name: None for package in sorted(packages) for name in known.importing(package)}
    everywhere = [sdk for key in ("distinctive", "hosts") for sdk in known.having(key)]
    return list({sdk.name: sdk for sdk in (*map(known.sdk, names), *everywhere) if sdk is not None}.values())
