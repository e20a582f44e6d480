"""How options become a Config, without the library that reads them from the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from promptlint.config import USAGE_FILE, Config, override
from promptlint.config_place import find_config
from promptlint.errors import UserError
from promptlint.paths import folder_at


def load_settings(places: Sequence[Path], options: dict[str, Any]) -> Config:
    """The settings for scanning ``places``, the usage file among them."""
    return _with_usage(configured(places, options), options)


def configured(places: Sequence[Path], options: dict[str, Any]) -> Config:
    """The configuration for scanning ``places``: the file that was named, else the nearest, else the defaults."""
    named: Path | None = options["config"]
    if named is not None and options["isolated"]:
        raise UserError("--config and --isolated exclude each other")
    if named is not None:
        return _loaded(Path(os.path.abspath(named)))  # noqa: PTH100 - keeps the name the user gave
    start = common_folder(places)
    found = None if options["isolated"] else find_config(start)
    return _loaded(found) if found else Config(root=start)


def _loaded(path: Path) -> Config:
    from promptlint.config_file import load_config

    return load_config(path)


def _with_usage(config: Config, options: dict[str, Any]) -> Config:
    """The settings with the usage file on top: the one that was named, else the one beside the configuration."""
    named: Path | None = options.get("usage_file")
    path = named or config.root / USAGE_FILE
    # os.path.isfile is False in a folder that may not be entered, where Path.is_file raises.
    if named is None and (options["isolated"] or not os.path.isfile(path)):  # noqa: PTH113
        return config
    from promptlint.config_usage import load_usage, merged

    return override(config, usage=merged(config.usage, load_usage(path)))


def make_config(places: Sequence[Path], options: dict[str, Any]) -> Config:
    """The settings for scanning ``places`` with the command line on top."""
    config = _with_excludes(load_settings(places, options), options["exclude"], options["extend_exclude"])
    return override(
        config,
        **{name: options[name] or None for name in ("select", "ignore", "extend_select")},
        force_exclude=options["force_exclude"] or None,
        as_of=None if options["as_of"] is None else _day(options["as_of"]),
        no_cache=options["no_cache"] or None,
        cache_dir=options["cache_dir"],
    )


def _with_excludes(config: Config, exclude: Sequence[str], extend_exclude: Sequence[str]) -> Config:
    """The settings with the patterns of the command line: meant from the working directory, wherever the root is."""
    cwd = Path.cwd()
    given = {name: tuple(lines) or None for name, lines in (("exclude", exclude), ("extend_exclude", extend_exclude))}
    if cwd in config.root.parents and any(given.values()):
        # Nothing meant from the root can name what is above it, so all of them are meant from here.
        own = {name: tuple(_moved(line, cwd, config.root) for line in getattr(config, name)) for name in given}
        return override(override(config, **own), **given, exclude_root=cwd)
    if config.root in cwd.parents:
        given = {
            name: lines and tuple(_moved(line, config.root, cwd) for line in lines) for name, lines in given.items()
        }
    return override(config, **given)


def for_prices(places: Sequence[Path], options: dict[str, Any], reads_usage: bool = True) -> Config:
    """The settings of a command that prices calls and applies no rules; without the usage file where it is written."""
    config = load_settings(places, options) if reads_usage else configured(places, options)
    day = None if options["as_of"] is None else _day(options["as_of"])
    return override(config, select=(), ignore=(), extend_select=(), per_file_ignores=(), rules=(), rule=(), as_of=day)


def paths_prefix(places: tuple[Path, ...]) -> str:
    """What leads from the working directory to the folder that the report's paths are relative to."""
    if len(places) != 1 or not folder_at(places[0]) or places[0].resolve() == Path.cwd():
        return ""
    return places[0].as_posix().rstrip("/") + "/"


def common_folder(places: Sequence[Path]) -> Path:
    """The nearest folder that holds all ``places``."""
    absolute = [os.path.abspath(place) for place in places]  # noqa: PTH100 - a link keeps its name
    folder = Path(os.path.commonpath(absolute))
    return folder if folder_at(folder) else folder.parent


def _moved(pattern: str, root: Path, folder: Path) -> str:
    """A pattern meant from ``folder``, below ``root``, as one meant from ``root``."""
    negated, bare = pattern.startswith("!"), pattern.removeprefix("!")
    if "/" not in bare.rstrip("/"):
        return pattern
    return f"{'!' * negated}{_escaped(folder.relative_to(root).as_posix())}/{bare.removeprefix('./').lstrip('/')}"


def _escaped(path: str) -> str:
    """The path as a pattern that means it alone."""
    return re.sub(r"([\\*?\[\]!#])", r"\\\1", path)


def _day(text: str) -> Any:
    from promptlint.config_reader import Invalid, parse_date

    try:
        return parse_date(text)
    except Invalid as error:
        raise UserError(f"--as-of {error}") from error
