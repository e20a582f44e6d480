"""From files to calls: which files can hold a request at all, and what is found in them."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from promptlint.extract import load
from promptlint.link.beyond import Beyond
from promptlint.link.imported import imports_of
from promptlint.link.project import Project
from promptlint.link.roots import find_root
from promptlint.model import MARK, NOT_ANALYSED, Analysis, Call, PromptText
from promptlint.syntax import without_collection
from promptlint.triage import Triage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from promptlint.config import AnalyseOptions
    from promptlint.extract.catalogue import Catalogue
    from promptlint.extract.remembered import Memory

MAX_IMPORTED = 400
"""Modules that are followed from the imports of a few scanned files."""
CHECKED_BYTES = 1_000_000
"""Files without a request are parsed for their syntax errors up to this size in all, which takes a quarter second."""
FRAMES = 6000
"""Python frames that evaluation may use; each step of it takes a dozen."""
MENTIONS = re.compile(rb"(?i)prompt|instruction|(?:system|sys|user|human|assistant)_(?:message|msg|template)")
"""What files hold that are searched for prompts though no request is in them."""
NAMES_PROMPTS = re.compile(MENTIONS.pattern + rb"|(?:system|sys|user|human|assistant)_text")
"""What every module holds that names a prompt in a way that the index understands."""


def analysed(
    root: Path, files: tuple[str, ...], options: AnalyseOptions, is_few: bool, memory: Memory | None = None
) -> Analysis:
    """The requests of the files, which the ``memory`` keeps for a later run.

    Where the files are few, the modules that they import are looked at, and who may call them beyond.
    """
    catalogue = load.with_folders(options.sdk_folders)
    project = Project(root, files, find_root(root, options.project_root), dict(options.overlay))
    project.libraries = frozenset(name.partition(".")[0] for name in catalogue.triage_imports)
    if is_few:
        project.files = (*files, *_imported_files(project, files))
        project.beyond = Beyond(root, project.top, project.files, options.exclude, options.exclude_root)
    candidates = list(_candidates(project, catalogue))
    project.cache = memory.cache if memory is not None else None
    with _room_to_recurse(), without_collection():
        analysis = _analysed(project, catalogue, candidates, files, options)
    if memory is not None:
        memory.keep(analysis, project)
    return analysis


@contextmanager
def _room_to_recurse() -> Iterator[None]:
    """Evaluation is bounded by its own depth, which needs more frames than Python allows by default."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _analysed(
    project: Project, catalogue: Catalogue, candidates: list[str], files: tuple[str, ...], options: AnalyseOptions
) -> Analysis:
    calls = tuple(call for call in _calls(project, catalogue, candidates, files) if call.path in set(files))
    for path in files:
        if MARK.encode() in project.data(path):
            project.module(path)  # an ignore comment is judged without a request too
    prompts = _prompts(project, calls, files, options)
    unparsed = _check_rest(project, files)
    problems = tuple(dict.fromkeys(p for p in project.problems if p.path not in project.overheard))
    broken = {p.path for p in problems if p.stage in NOT_ANALYSED}
    analysed = tuple(path for path in files if path not in broken)
    needed = {call.path for call in calls}
    scanned = set(files)
    sources = tuple(m.source for m in project.modules() if m.path in needed or m.path in scanned)
    return Analysis(calls, prompts, problems, sources, analysed, unparsed)


def _check_rest(project: Project, files: tuple[str, ...]) -> int:
    """Look for what is wrong with files that can hold no request; how many were left unparsed, being too many.

    That their text can be read is always checked, their syntax up to ``CHECKED_BYTES`` of them.
    """
    rest = [path for path in files if not project.asked_for(path)]
    few = sum(len(project.data(path)) for path in rest) <= CHECKED_BYTES
    for path in rest:
        project.check(path, syntax=few)
    wrong = {problem.path for problem in project.problems}
    return 0 if few else sum(not project.asked_for(path) and path not in wrong for path in rest)


def _calls(project: Project, catalogue: Catalogue, candidates: list[str], files: tuple[str, ...]) -> tuple[Call, ...]:
    """The calls of the candidates that the scanned files may come to; the evaluator is imported for these alone."""
    if not candidates:
        return ()
    from promptlint.extract.requests import Run

    if len(files) == len(project.files):
        return Run(project, catalogue).calls(candidates)
    from promptlint.extract.reached import Reached

    reached = Reached(project, files)
    return Run(project, catalogue, reached).calls(path for path in candidates if reached.module(path))


def _prompts(
    project: Project, calls: tuple[Call, ...], files: tuple[str, ...], options: AnalyseOptions
) -> tuple[PromptText, ...]:
    """The prompt index of the scanned files."""
    naming = [path for path in files if _may_name_prompts(project, path)]
    if not (naming or calls or options.prompt_files or options.maybe_prompts):
        return ()
    from promptlint.extract.prompts import PromptIndex
    from promptlint.link.evaluate import Evaluator

    ev = project.evaluator or Evaluator(project)
    index = PromptIndex(ev)
    index.add_calls(calls)
    for path in naming:
        module = project.module(path)
        if module is not None:
            ev.start_request()
            index.add_named(module)
    index.add_files(options.prompt_files, options.maybe_prompts)
    return index.prompts()


def _may_name_prompts(project: Project, path: str) -> bool:
    return (NAMES_PROMPTS if project.loaded(path) else MENTIONS).search(project.data(path)) is not None


def _imported_files(project: Project, files: tuple[str, ...]) -> tuple[str, ...]:
    """The project's modules that the files import, at any depth: a request of theirs may be a wrapper's caller here."""
    found: dict[str, None] = {}
    queue = list(files)
    for importer in queue:
        for item in imports_of(_code(project, importer)) if len(found) < MAX_IMPORTED else ():
            inner = (f"{item.module}.{name}".lstrip(".") for name in item.names)
            for dotted in (item.module, *inner):
                path = project.find_from(importer, dotted, item.level)
                if path is not None and path not in found and path not in files:
                    found[path] = None
                    queue.append(path)
    return tuple(found)


def _code(project: Project, path: str) -> bytes:
    """The bytes of a module, of a notebook those of its code."""
    if not path.endswith(".ipynb"):
        return project.data(path)
    module = project.module(path)
    return b"" if module is None else module.source.text.encode("utf-8", "replace")


def _candidates(project: Project, catalogue: Catalogue) -> Iterator[str]:
    """The files that can hold a request: they import an SDK, name an endpoint, or import such a file."""
    triage = Triage(catalogue.triage_imports, catalogue.triage_paths, catalogue.triage_urls)
    hits = [path for path in project.files if triage.hits(project.data(path))]
    yield from hits
    rest = [path for path in project.files if path not in set(hits)]
    for _ in range(2):
        pattern = _imports_of(hits)
        if pattern is None:
            return
        hits = [path for path in rest if pattern.search(project.data(path))]
        yield from hits
        found = set(hits)
        rest = [path for path in rest if path not in found]


def _imports_of(paths: Iterable[str]) -> re.Pattern[bytes] | None:
    """A pattern for import lines that name one of the modules."""
    stems: set[str] = set()
    for path in paths:
        parts = path.rsplit(".", 1)[0].split("/")
        name = parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]
        if name.isidentifier():
            stems.add(name)
    if not stems:
        return None
    names = b"|".join(re.escape(s.encode()) for s in sorted(stems, key=len, reverse=True))
    return re.compile(rb"(?m)^[ \t]*(?:from|import)\b[^\n]*\b(?:" + names + rb")\b")
