"""The modules of the scanned project, read and lowered on demand, and how imports find them."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.index import ParseError, build_index
from promptlint.link import testcode
from promptlint.link.roots import joined, search_folders
from promptlint.link.scope import ClassRef, Frame, FunctionRef
from promptlint.lower import lower_unit
from promptlint.model import Problem, SourceFile
from promptlint.source import bytes_of, decode_source, read_source
from promptlint.syntax import parse_module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint.cache import Cache
    from promptlint.link.beyond import Beyond
    from promptlint.link.evaluate import Evaluator
    from promptlint.lower.kept import KeptUnits

PARSED_WHILE_LOWERING = 8
"""How much faster the index of a module is made than its statements are lowered."""
MAX_PROMPT_FILE = 1_000_000
"""Bytes of a prompt file that are read at most."""
TEXT_FILES = (
    *(".txt", ".md", ".j2", ".jinja", ".jinja2", ".mustache", ".hbs", ".prompt", ".prompty"),
    *(".yaml", ".yml", ".toml", ".json"),
)
"""Endings of files that hold text: one of them that cannot be read is a problem, a picture is none."""


class Module:
    """One module: its source, index and the parts of it lowered so far."""

    def __init__(self, project: Project, path: str, source: SourceFile, index: ir.ModuleIndex) -> None:
        self.project = project
        self.path = path
        self.source = source
        self.index = index
        self.frame = Frame(self, "module")
        self._lowered: dict[int, tuple[ir.Stmt, ...]] = {}
        self._functions: dict[tuple[int, int], FunctionRef] = {}
        self._classes: dict[tuple[int, int], ClassRef] = {}

    @cached_property
    def name(self) -> str:
        """The dotted name the path suggests, from the first folder that is a package or the scanned root."""
        stem = self.path.removesuffix(".py").removesuffix(".pyi").removesuffix(".ipynb").removesuffix("/__init__")
        return ".".join(part for part in stem.split("/") if part not in ("", ".", "..", "src"))

    @cached_property
    def lines(self) -> list[str]:
        """The text by lines, without their ends."""
        return self.source.text.split("\n")

    @property
    def is_package(self) -> bool:
        """Whether this is an ``__init__`` module."""
        return Path(self.path).stem == "__init__"

    @cached_property
    def is_test(self) -> bool:
        """Whether it is a test, as ``testcode`` tells."""
        return testcode.is_test(self.path, self.source.text)

    @cached_property
    def showing_folder(self) -> str:
        """The folder of examples it stands in, as ``testcode`` tells, empty if it is no example."""
        return testcode.showing_folder(self.path)

    @cached_property
    def folder(self) -> str:
        """The folder of the file, relative like ``path``."""
        return os.path.dirname(self.path)

    def lowered(self, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
        """The statements of a unit; what cannot be lowered is empty and noted as a problem."""
        key = id(unit)
        if key not in self._lowered:
            if self.project.evaluator is not None:
                self.project.evaluator.fuel.lower(unit.end - unit.start)
            try:
                self._lowered[key] = self._known_or_lowered(unit)
            except ParseError as error:
                self.project.problems.append(Problem(self.path, error.line, "lower", error.message))
                self._lowered[key] = ()
            except RecursionError:
                self.project.problems.append(Problem(self.path, unit.span.line, "lower", "code is nested too deeply"))
                self._lowered[key] = ()
        return self._lowered[key]

    @property
    def lowered_units(self) -> int:
        """How many units were lowered so far: where it stands still, ``known_units`` gives the same."""
        return len(self._lowered)

    def known_units(self) -> Iterator[tuple[str, tuple[ir.Stmt, ...]]]:
        """The statements lowered so far by unit, each with the name of the class that holds the unit, "" for none."""
        for unit in self.index.units:
            for owner, inner in (("", unit), *((unit.name or "", member) for member in unit.members)):
                if id(inner) in self._lowered:
                    yield owner, self._lowered[id(inner)]

    def _known_or_lowered(self, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
        kept = self.kept
        if kept is None:
            return lower_unit(self.source, unit)
        known = kept.get(unit)
        if known is None:
            known = lower_unit(self.source, unit)
            kept.put(unit, known)
        return known

    @cached_property
    def kept(self) -> KeptUnits | None:
        """What earlier runs have lowered of the module, None where nothing is kept."""
        cache = self.project.cache
        if cache is None:
            return None
        from promptlint.lower.kept import KeptUnits

        return KeptUnits(cache, self.source, os.fsencode(os.path.abspath(self.project.root)))

    @cached_property
    def units_by_name(self) -> dict[str, list[ir.Unit]]:
        """The units that bind or (statements) mention a name, in order."""
        found: dict[str, list[ir.Unit]] = {}
        for unit in self.index.units:
            names = set(unit.binds)
            if unit.kind == "statement":
                names |= unit.reads
            for name in names:
                found.setdefault(name, []).append(unit)
        return found

    @cached_property
    def bound_names(self) -> frozenset[str]:
        """The names bound at the top level."""
        return frozenset(name for unit in self.index.units for name in unit.binds)

    @cached_property
    def global_lines(self) -> dict[str, list[int]]:
        """The lines of the ``global`` statements that name a name."""
        found: dict[str, list[int]] = {}
        if "global " in self.source.text:
            for number, line in enumerate(self.lines, 1):
                said = line.strip().removeprefix("global ")
                if said != line.strip():
                    for name in said.partition("#")[0].rstrip("; ").split(","):
                        found.setdefault(name.strip(), []).append(number)
        return found

    def function(self, node: ir.FunctionDef, frame: Frame) -> FunctionRef:
        """The reference for a ``def`` met in a frame (a module's or a function's)."""
        closure = frame if frame.kind != "module" else None
        key = (id(node), id(closure))
        if key not in self._functions:
            prefix = f"{frame.function.qualname}." if frame.function else ""
            self._functions[key] = FunctionRef(self, node, prefix + node.name, None, closure)
        return self._functions[key]

    def class_of(self, node: ir.ClassDef, frame: Frame, unit: ir.Unit | None) -> ClassRef:
        """The reference for a ``class`` met in a frame; ``unit`` holds the methods when it stands at top level."""
        closure = frame if frame.kind != "module" else None
        key = (id(node), id(closure))
        if key not in self._classes:
            prefix = f"{frame.function.qualname}." if frame.function else ""
            if frame.owner is not None:
                prefix = f"{frame.owner.qualname}."
            ref = ClassRef(self, node, prefix + node.name, closure)
            for member in unit.members if unit is not None else ():
                if member.kind == "function" and member.name:
                    ref.units.setdefault(member.name, []).append(member)
            self._classes[key] = ref
        return self._classes[key]

    def source_text(self, expr: ir.Expr, limit: int = 80) -> str:
        """The source of an expression on one line, cut at ``limit`` characters."""
        span = expr.span
        lines = self.lines[span.line - 1 : span.end_line]
        if not lines:
            return "?"
        if span.line == span.end_line:
            text = lines[0][span.column - 1 : span.end_column - 1]
        else:
            text = " ".join([lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1]])
        text = " ".join(text.split())
        return text if len(text) <= limit else text[: limit - 1] + "…"


class Project:
    """All modules reachable from the scanned files. Paths are relative to ``root`` (posix), ``..`` allowed."""

    def __init__(
        self,
        root: Path,
        files: Iterable[str],
        project_root: Path | None = None,
        overlay: dict[str, bytes] | None = None,
    ) -> None:
        self.root = root
        self._root = str(root)
        self.files = tuple(files)
        self.overlay = overlay or {}
        self.problems: list[Problem] = []
        self._modules: dict[str, Module | None] = {}
        self._data: dict[str, bytes] = {}
        self._mentions: dict[str, tuple[str, ...]] = {}
        self._exists: dict[str, bool] = {}
        self._is_folder: dict[str, bool] = {}
        self._found: dict[tuple[str, str, int], str | None] = {}
        self.prompt_files: dict[str, str | None] = {}
        self.evaluator: Evaluator | None = None
        self.beyond: Beyond | None = None
        """The rest of the project, set where only a few of its files are scanned."""
        self.overheard: set[str] = set()
        """Modules that were only read because they mention a name: what is wrong with them is no problem here."""
        self.cache: Cache | None = None
        """Where lowered statements are kept from one run to the next."""
        self.libraries: frozenset[str] = frozenset()
        """Packages that are taken for the library of that name unless they stand above the importer."""
        self.top = os.path.abspath(project_root if project_root is not None else root)
        self._folders: dict[str, tuple[str, ...]] = {}

    def module(self, path: str) -> Module | None:
        """The module at a path, None when it cannot be read or parsed (then there is a problem)."""
        if path not in self._modules:
            self._modules[path] = self._load(path)
        return self._modules[path]

    def _load(self, path: str) -> Module | None:
        given = self.overlay.get(path)
        source, problems = read_source(self.root, path) if given is None else decode_source(path, given)
        self.problems.extend(problems)
        if source is None:
            return None
        if self.evaluator is not None:
            self.evaluator.fuel.lower(len(source.text) // PARSED_WHILE_LOWERING)
        try:
            return Module(self, path, source, build_index(source))
        except ParseError as error:
            self.problems.append(Problem(path, error.line, "parse", error.message))
            return None

    def asked_for(self, path: str) -> bool:
        """Whether a module was asked for, be it readable or not."""
        return path in self._modules

    def check(self, path: str, syntax: bool) -> None:
        """Note what is wrong with a file that no module is needed of: with its text, and where wanted its syntax."""
        if path.endswith(".ipynb"):
            if syntax:
                self.module(path)
            return
        source, problems = decode_source(path, self.data(path))
        self.problems.extend(problems)
        if source is None or not syntax:
            return
        try:
            parse_module(source.text)
        except ParseError:
            self.module(path)  # newer syntax than this Python's is no error

    def modules(self) -> Iterator[Module]:
        """The modules loaded so far."""
        return iter([m for m in self._modules.values() if m is not None])

    def loaded(self, path: str) -> bool:
        """Whether a module was asked for and could be read."""
        return self._modules.get(path) is not None

    def data(self, path: str) -> bytes:
        """The bytes of a scanned file, empty when it cannot be read (then there is a problem)."""
        if path not in self._data:
            data = self.overlay[path] if path in self.overlay else _read_bytes(self.root / path)
            self._data[path] = data or b""
            if data is None:
                self.module(path)
        return self._data[path]

    def modules_mentioning(self, name: str) -> Iterator[Module]:
        """The modules among the scanned files, and beyond a few of them, whose bytes hold the name."""
        if name not in self._mentions:
            needle = name.encode()
            more = self.beyond.mentioning(needle) if self.beyond is not None else ()
            self._mentions[name] = (*(path for path in self.files if needle in self.data(path)), *more)
            self.overheard.update(path for path in more if path not in self._modules)
        for path in self._mentions[name]:
            module = self.module(path)
            if module is not None:
                yield module

    # -- imports ------------------------------------------------------------------------------------------------

    def find(self, importer: Module, dotted: str, level: int) -> str | None:
        """The path of the module that ``dotted`` means in an import statement, None if it is not of the project."""
        return self.find_from(importer.path, dotted, level)

    def find_from(self, importer: str, dotted: str, level: int) -> str | None:
        """The same for an import statement in the file at a path."""
        key = (os.path.dirname(importer), dotted, level)
        if key not in self._found:
            self._found[key] = self._find(importer, dotted, level)
        return self._found[key]

    def _find(self, importer: str, dotted: str, level: int) -> str | None:
        tail = dotted.replace(".", "/")
        folder = os.path.dirname(importer)
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder)
            return self._module_file(joined(folder, tail))
        for place in self._search_folders(folder):
            found = self._module_file(joined(place, tail))
            if found is not None and found != importer:
                return found
        if "." not in dotted or dotted.partition(".")[0] in self.libraries:
            return None
        return self._by_suffix(tail)

    def _search_folders(self, folder: str) -> tuple[str, ...]:
        """The folders that an import in a module of ``folder`` is looked for in."""
        if folder not in self._folders:
            self._folders[folder] = search_folders(str(self.root), folder, self.top)
        return self._folders[folder]

    def _module_file(self, stem: str) -> str | None:
        for candidate in (f"{stem}/__init__.py", f"{stem}.py", f"{stem}.pyi"):
            clean = os.path.normpath(candidate).replace(os.sep, "/") if "." in stem else candidate
            if self.is_file(clean):
                return clean
        return None

    def _by_suffix(self, tail: str) -> str | None:
        """The one scanned file that ends like the import: packages whose root is not above the importer."""
        endings = (f"/{tail}.py", f"/{tail}/__init__.py")
        named = self._files_by_name.get(tail.rpartition("/")[2], ())
        found = [path for path in named if f"/{path}".endswith(endings)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _files_by_name(self) -> dict[str, list[str]]:
        """The scanned files by the last name of the module that each is."""
        found: dict[str, list[str]] = {}
        for path in self.files:
            name = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
            found.setdefault(name, []).append(path)
        return found

    def is_file(self, path: str) -> bool:
        """Whether a file exists below the root (or beside it, for ``..`` paths)."""
        if path not in self._exists:
            self._exists[path] = os.path.isfile(os.path.join(self._root, path))
        return self._exists[path]

    def is_package_folder(self, importer: Module, dotted: str, level: int) -> bool:
        """Whether ``dotted`` names a folder of Python files without ``__init__`` (a namespace package)."""
        tail = dotted.replace(".", "/")
        folders = [importer.folder] if level else self._search_folders(importer.folder)
        return any(self._has_folder(f"{folder}/{tail}" if folder else tail) for folder in folders if tail)

    def _has_folder(self, path: str) -> bool:
        if path not in self._is_folder:
            self._is_folder[path] = os.path.isdir(os.path.join(self._root, path))
        return self._is_folder[path]

    # -- what was seen of the disk, for those who remember it -----------------------------------------------------

    def paths_read(self) -> list[str]:
        """The files that were read, or could not be."""
        return list({**self._data, **self._modules, **self.prompt_files})

    def save(self) -> None:
        """Keep what was lowered for the next run."""
        for module in self.modules():
            kept = module.__dict__.get("kept")
            if kept is not None:
                kept.save(module.index.units)

    def bytes_read(self) -> dict[str, bytes]:
        """The bytes of the scanned files."""
        return self._data

    def files_sought(self) -> dict[str, bool]:
        """The paths at which a file was looked for, and whether there was one."""
        return self._exists

    def folders_sought(self) -> dict[str, bool]:
        """The paths at which a folder was looked for, and whether there was one."""
        return self._is_folder

    # -- files that code reads ----------------------------------------------------------------------------------

    def read_text(self, name: str, importer: Module) -> tuple[str, str] | None:
        """The path and text of a file the code opens by ``name``, None if the project has no such file.

        Relative names are tried from the module's folder and each folder above it up to the project root. What lies
        outside the project, also by way of a link, is none of its files: a report must not carry it away.
        """
        for candidate in self._file_candidates(name, importer):
            if self.is_file(candidate) and self._is_own(candidate):
                text = self.prompt_text(candidate)
                return (candidate, text) if text is not None else None
        return None

    def _file_candidates(self, name: str, importer: Module) -> Iterator[str]:
        if not name or "\0" in name or len(name) > 4096:
            return
        if os.path.isabs(name):
            yield os.path.relpath(name, self.root).replace(os.sep, "/")
            return
        for folder in self._search_folders(importer.folder):
            yield os.path.normpath(joined(folder, name)).replace(os.sep, "/")

    @cached_property
    def _own_folders(self) -> tuple[str, ...]:
        return tuple(os.path.realpath(folder) + os.sep for folder in (self.top, self.root))

    def _is_own(self, path: str) -> bool:
        return os.path.realpath(self.root / path).startswith(self._own_folders)

    def prompt_text(self, path: str) -> str | None:
        """The text of a prompt file, None when it cannot be read; of a file that should hold text that is a problem."""
        if path not in self.prompt_files:
            self.prompt_files[path], fault = _read_prompt(self.root / path)
            if fault and path.lower().endswith(TEXT_FILES):
                self.problems.append(Problem(path, 1, "read", fault))
        return self.prompt_files[path]


def _read_bytes(full: Path) -> bytes | None:
    """The bytes of a file, None where it cannot be read or is larger than what is read of code."""
    try:
        return bytes_of(full, full.stat().st_size)
    except OSError:
        return None


def _read_prompt(full: Path) -> tuple[str | None, str]:
    """The text of a file, and why there is none."""
    try:
        size = full.stat().st_size
        if size > MAX_PROMPT_FILE:
            return None, f"prompt file is larger than {MAX_PROMPT_FILE // 1_000_000} MB ({size / 1_000_000:.1f} MB)"
        data = full.read_bytes()
    except OSError as error:
        return None, error.strerror or "cannot be read"
    if b"\0" in data:
        return None, "holds a NUL byte; not text"
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n"), ""
    except UnicodeDecodeError:
        return None, "is not UTF-8 text"
