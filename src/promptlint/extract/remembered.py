"""The analysis of an earlier run, taken again where every file that it saw is as it was.

An analysis depends on more files than are scanned: on modules that they import, prompt files that they open, callers
elsewhere in the project, and on files that were looked for and are not there. All that a run saw is kept with its
result, files by the checksum of their bytes, and compared before the result is used again.
"""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING, Any

from promptlint.cache import Cache, digest, edition
from promptlint.link.beyond import Beyond
from promptlint.link.roots import find_root
from promptlint.model import Analysis
from promptlint.source import decode_source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from promptlint.config import AnalyseOptions
    from promptlint.link.project import Project
    from promptlint.model import SourceFile

KIND = "analysis"
MAX_READ = 64_000_000
"""Bytes of a file that are compared; one that is larger is taken to have changed."""


class Memory:
    """What is remembered of one question: these files, with these options, below this root."""

    def __init__(self, root: Path, files: tuple[str, ...], options: AnalyseOptions) -> None:
        self._root = os.path.abspath(root)
        self._files = files
        self._options = options
        self._overlay = dict(options.overlay)
        self.cache = Cache(options.cache)
        self._started = time.time_ns()
        self._key = self._question()

    def recall(self) -> Analysis | None:
        """The analysis of an earlier run that saw the same, None where there is none."""
        kept = self.cache.get(KIND, self._key)
        if kept is None:
            return None
        from promptlint.stored import Unstorable

        try:
            return self._analysis(kept["result"]) if self._unchanged(kept["seen"]) else None
        except (Unstorable, KeyError, TypeError, ValueError, AttributeError, RecursionError):
            return None  # not of our making

    def keep(self, analysis: Analysis, project: Project) -> None:
        """Remember an analysis with all that its project saw, unless something of it has changed meanwhile."""
        project.save()
        self._keep(analysis, self._seen(project))
        self.cache.prune_now_and_then()

    def _keep(self, analysis: Analysis, seen: dict[str, Any] | None) -> None:
        if seen is None:
            return
        from promptlint.stored import Unstorable, encoded

        parts = (analysis.calls, analysis.prompts, analysis.problems, analysis.analysed)
        try:
            result = [encoded(part) for part in parts]
        except (Unstorable, RecursionError):
            return
        sources = [source.path for source in analysis.sources]
        self.cache.put(KIND, self._key, {"seen": seen, "result": [*result, sources, analysis.unparsed]})

    def _question(self) -> str:
        options = self._options
        words = (
            edition(),
            self._root,
            str(find_root(self._options_root(), options.project_root)),
            str(options.project_root),
            *("exclude", str(options.exclude_root), *options.exclude),
            *("prompt_files", *options.prompt_files),
            *("maybe_prompts", *options.maybe_prompts),
            *("files", *self._files),
        )
        own = [_bytes(path) or b"" for folder in options.sdk_folders for path in _own_files(str(folder))]
        overlay = [part for path, data in options.overlay for part in (path.encode("utf-8", "surrogatepass"), data)]
        folders = [str(folder).encode("utf-8", "surrogateescape") for folder in options.sdk_folders]
        return digest("\0".join(words).encode("utf-8", "surrogateescape"), *folders, *own, *overlay)

    def _options_root(self) -> Path:
        from pathlib import Path

        return Path(self._root)

    # -- what a run saw ---------------------------------------------------------------------------------------------

    def _seen(self, project: Project) -> dict[str, Any] | None:
        """Checksums of what was read, and whether there was what was sought; None if a file is newer than the run."""
        paths = [path for path in project.paths_read() if path not in self._overlay]
        if any(self._is_newer(path) for path in paths):
            return None
        known = project.bytes_read()
        whole = {path for path, data in known.items() if data and not path.endswith(".ipynb")}  # others may be cut
        files = {path: digest(known[path]) if path in whole else self._checksum(path) for path in paths}
        beyond = project.beyond
        return {
            "files": files,
            "is_file": project.files_sought(),
            "is_folder": project.folders_sought(),
            "modules": list(project.files),
            "beyond": None if beyond is None else beyond.checksum(),
        }

    def _is_newer(self, path: str) -> bool:
        try:
            return os.stat(os.path.join(self._root, path)).st_mtime_ns >= self._started
        except OSError:
            return False

    def _unchanged(self, seen: dict[str, Any]) -> bool:
        """Whether the files that an earlier run saw are what they were."""
        return (
            all(self._checksum(path) == checksum for path, checksum in seen["files"].items())
            and all(self._is(os.path.isfile, path) == found for path, found in seen["is_file"].items())
            and all(self._is(os.path.isdir, path) == found for path, found in seen["is_folder"].items())
            and (seen["beyond"] is None or seen["beyond"] == self._beyond(seen["modules"]))
        )

    def _is(self, test: Any, path: str) -> bool:
        return bool(test(os.path.join(self._root, path)))

    def _checksum(self, path: str) -> str | None:
        data = _bytes(os.path.join(self._root, path))
        return None if data is None else digest(data)

    def _beyond(self, modules: Iterable[str]) -> str | None:
        root = self._options_root()
        top = os.path.abspath(find_root(root, self._options.project_root))
        beyond = Beyond(root, top, tuple(modules), self._options.exclude, self._options.exclude_root)
        beyond.mentioning(b"")
        return beyond.checksum()

    # -- its result -------------------------------------------------------------------------------------------------

    def _analysis(self, result: Any) -> Analysis:
        from promptlint.model import Call, Problem, PromptText
        from promptlint.stored import decoded

        calls, prompts, problems, analysed, sources, unparsed = result
        return Analysis(
            decoded(calls, tuple[Call, ...]),
            decoded(prompts, tuple[PromptText, ...]),
            decoded(problems, tuple[Problem, ...]),
            tuple(self._source(path) for path in sources),
            decoded(analysed, tuple[str, ...]),
            decoded(unparsed, int),
        )

    def _source(self, path: Any) -> SourceFile:
        if path in self._overlay:
            source = decode_source(path, self._overlay[path])[0]
        else:
            source = read_source(self._options_root(), path)[0]
        if source is None:
            raise ValueError(path)
        return source


def _bytes(path: str) -> bytes | None:
    """The content of a regular file, None where there is none that can be read."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_READ:
            return None
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError):
        return None


def _own_files(folder: str) -> list[str]:
    try:
        return sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith((".yaml", ".yml")))
    except OSError:
        return []
