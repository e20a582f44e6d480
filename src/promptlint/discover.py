"""The files to read: folders walked with ignore files and excludes respected, named files taken as they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

from promptlint.config import Config
from promptlint.errors import UserError
from promptlint.exclude import BadPattern, Patterns, compile_patterns, left_out, read_ignore_file, repository_patterns
from promptlint.model import Problem
from promptlint.paths import file_at, folder_at
from promptlint.patterns import lazy_pattern
from promptlint.record import record

SUFFIXES = (".py", ".pyi", ".ipynb")
_prompt_name = lazy_pattern(
    r"(?i).*\.prompty?|.*\.prompt\.ya?ml|promptfooconfig.*\.(?:ya?ml|json)|(?:agents|tasks)\.ya?ml|.*prompt.*\.(?:ya?ml|json)"
)
"""Names of files that may be of one of the formats for prompts; what they hold decides."""


@record
class Discovered:
    """What there is to read. ``files`` are posix paths relative to ``root``, absolute where they lie outside it.

    ``prompt_files`` are those that the configuration calls prompts, ``maybe_prompts`` those that are called as files
    of a format for prompts are.
    """

    root: Path
    files: tuple[str, ...]
    problems: tuple[Problem, ...]
    prompt_files: tuple[str, ...] = ()
    maybe_prompts: tuple[str, ...] = ()


def discover(paths: Sequence[Path], config: Config, cwd: Path) -> Discovered:
    """All files under ``paths``, sorted; raises UserError for a path that does not exist.

    Paths are relative to the one folder that was given, else to ``cwd``.
    """
    # Not resolve(): a link keeps the name the user gave it.
    places = [Path(os.path.abspath(cwd / path)) for path in paths]  # noqa: PTH100
    for given, place in zip(paths, places, strict=True):
        if _is_missing(place):
            raise UserError(f"no such file or folder: {given}")
    root = places[0] if len(places) == 1 and folder_at(places[0]) else cwd
    walk = _Walk(root, _config_patterns(config), _prompt_patterns(config))
    for place in places:
        if config.force_exclude and walk.excludes(place):
            continue
        if folder_at(place):
            walk.folder(place)
        else:
            walk.named_file(place)
    problems = tuple(sorted(walk.problems, key=lambda problem: problem.path))
    return Discovered(root, _sorted(walk.files), problems, _sorted(walk.prompts), _sorted(walk.maybe_prompts))


def on_stdin(name: str, config: Config, cwd: Path) -> Discovered:
    """The one file whose content comes on standard input; none where excludes cover its name and are to be forced."""
    walk = _Walk(cwd, _config_patterns(config), _prompt_patterns(config))
    left_out = config.force_exclude and walk.excludes(Path(os.path.abspath(cwd / name)))  # noqa: PTH100
    return Discovered(cwd, () if left_out else (name,), ())


def _sorted(paths: set[str]) -> tuple[str, ...]:
    return tuple(sorted(paths))


def relative(path: Path, root: Path) -> str:
    """``path`` as reports show it: posix, relative to ``root`` where it lies below it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _config_patterns(config: Config) -> Patterns:
    try:
        return compile_patterns(config.exclude_root or config.root, (*config.exclude, *config.extend_exclude))
    except BadPattern as error:
        key = "exclude" if error.pattern in config.exclude else "extend-exclude"
        raise config.error(f"{key}: {error}", key) from error


def _prompt_patterns(config: Config) -> Patterns:
    try:
        return compile_patterns(config.root, config.prompt_files)
    except BadPattern as error:
        raise config.error(f"prompt-files: {error}", "prompt-files") from error


class _Walk:
    """One walk over all given paths."""

    def __init__(self, root: Path, excluded: Patterns, prompt_patterns: Patterns) -> None:
        self.root = root
        self.excluded = excluded
        self.prompt_patterns = prompt_patterns
        self.files: set[str] = set()
        self.prompts: set[str] = set()
        self.maybe_prompts: set[str] = set()
        self.problems: list[Problem] = []
        self.linked: set[str] = set()

    def named_file(self, path: Path) -> None:
        """Take a file the user named, or say why it cannot be read."""
        if file_at(path) and _is_text(path.as_posix()):
            self._shelf(path.name, path.as_posix(), self.files).add(relative(path, self.root))
        else:
            self._problem(path, _why_unreadable(path))

    @overload
    def _shelf(self, name: str, path: str) -> set[str] | None: ...
    @overload
    def _shelf(self, name: str, path: str, other: set[str]) -> set[str]: ...
    def _shelf(self, name: str, path: str, other: set[str] | None = None) -> set[str] | None:
        """Where a file belongs by its name and absolute path, ``other`` where it is called like none of ours."""
        if name.endswith(SUFFIXES):
            return self.files
        if self.prompt_patterns.verdict(path, False):
            return self.prompts
        return self.maybe_prompts if _prompt_name.fullmatch(name) else other

    def excludes(self, path: Path) -> bool:
        """Whether the excludes of the configuration cover ``path`` or a folder above it, below their root or ours."""
        tops = (Path(self.excluded.base or "/"), self.root)
        steps = (step for step in (path, *path.parents) if any(top in step.parents for top in tops))
        return any(self.excluded.verdict(step.as_posix(), step != path or folder_at(step)) for step in steps)

    def folder(self, top: Path) -> None:
        """Walk ``top``; patterns that would leave out ``top`` itself give way to the user having named it."""
        name = top.as_posix()
        above = tuple(patterns for patterns in repository_patterns(top) if not patterns.swallows(name))
        own = () if self.excluded.swallows(name) else (self.excluded,)
        stack = [(top, above)]
        while stack:
            folder, ignores = stack.pop()
            entries = self._list(folder)
            names = {entry.name for entry in entries}
            if folder != top and "pyvenv.cfg" in names:
                continue
            if ".gitignore" in names and (nested := read_ignore_file(folder / ".gitignore", folder)):
                ignores = (*ignores, nested)
            # The configuration comes last: what it leaves out, no .gitignore takes back in.
            kept = self._keep(folder, entries, (*ignores, *own))
            stack.extend((below, ignores) for below in self._take(folder, kept, top))

    def _list(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._problem(folder, f"cannot list the folder: {error.strerror or error}")
            return []

    def _keep(
        self, folder: Path, entries: list[os.DirEntry[str]], layers: tuple[Patterns, ...]
    ) -> Iterator[tuple[os.DirEntry[str], bool]]:
        prefix = folder.as_posix().rstrip("/") + "/"
        for entry in entries:
            try:
                is_folder = entry.is_dir()
            except OSError:
                # A link to itself: it may have been meant as a folder, so it is named whatever it is called.
                self._problem(folder / entry.name, _why_unreadable(folder / entry.name))
                continue
            wanted = is_folder or self._shelf(entry.name, prefix + entry.name) is not None
            if wanted and not left_out(prefix + entry.name, is_folder, layers):
                yield entry, is_folder

    def _take(self, folder: Path, kept: Iterator[tuple[os.DirEntry[str], bool]], top: Path) -> Iterator[Path]:
        shown = "" if folder == self.root else relative(folder, self.root) + "/"
        for entry, is_folder in kept:
            if entry.is_symlink() and not self._follow(folder / entry.name, is_folder, top):
                continue
            if not _is_text(entry.name):
                self._problem(folder / entry.name, NO_TEXT)
            elif is_folder:
                yield folder / entry.name
            elif entry.is_file():
                self._shelf(entry.name, (folder / entry.name).as_posix(), self.files).add(shown + entry.name)
            else:
                self._problem(folder / entry.name, _why_unreadable(folder / entry.name))

    def _follow(self, link: Path, is_folder: bool, top: Path) -> bool:
        """Whether a link leads to something that the walk does not meet anyway; says so where it leads nowhere."""
        try:
            target = link.resolve(strict=True)
        except (OSError, RuntimeError):
            self._problem(link, _why_unreadable(link))
            return False
        folder = link.parent.resolve()
        if is_folder and target in (folder, *folder.parents):
            self._problem(link, "a symbolic link to a folder above it: not followed")
            return False
        if target.is_relative_to(top.resolve()) and (is_folder or self._shelf(target.name, str(target)) is not None):
            return False
        seen = str(target) in self.linked
        self.linked.add(str(target))
        return not seen

    def _problem(self, path: Path, message: str) -> None:
        shown = os.fsencode(relative(path, self.root)).decode("utf-8", "replace")
        self.problems.append(Problem(shown, 1, "discover", message))


NO_TEXT = "its name is not valid UTF-8; rename it"
"""Why a file or folder is not read whose name no report could hold."""


def _is_text(name: str) -> bool:
    """Whether a path can be written down: bytes that are no text stand in it as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _is_missing(path: Path) -> bool:
    """Whether there is nothing of that name; what lies in a folder that may not be entered may be there."""
    try:
        path.lstat()
    except PermissionError:
        return False
    except OSError:
        return True
    return False


def _why_unreadable(path: Path) -> str:
    if not _is_text(path.as_posix()):
        return NO_TEXT
    try:
        path.lstat()
    except OSError as error:
        return f"cannot be reached: {error.strerror}"
    if path.is_symlink():
        return "a symbolic link that leads nowhere or to itself"
    return "not a regular file"
