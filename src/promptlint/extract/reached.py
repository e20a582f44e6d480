"""Which statements of imported modules the code of a few scanned files may come to.

A request of an imported module matters where a scanned file calls the wrapper around it. Names lead there: those in
a scanned file, what its imports bind them to, the names in that, and so on. Finding too much costs time only.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from promptlint.patterns import lazy_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from promptlint import ir
    from promptlint.link.project import Module, Project

_PLAIN = frozenset(name for kind in (str, bytes, list, dict, set, type(None)) for name in dir(kind))
"""Methods of Python's own types: a call of such a name says nothing of a class of the project."""
_methods = lazy_pattern(rb"(?m)^[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)")


class Reached:
    """The statements of modules that the ``scanned`` files may come to; all of those that are scanned."""

    def __init__(self, project: Project, scanned: Iterable[str]) -> None:
        self._project = project
        self._scanned = frozenset(scanned)
        self._units: dict[str, set[int]] = {}
        """Where the statements start that are come to, by file."""
        self._queue: list[tuple[Module, ir.Unit]] = []
        self._asked: set[tuple[str, str]] = set()
        modules = [module for path in sorted(self._scanned) if (module := project.module(path)) is not None]
        for module in modules:
            self._queue.extend((module, unit) for unit in module.index.units)
        self._called = frozenset(name for _, unit in self._queue for name in unit.calls) - _PLAIN
        self._add_methods()
        for module, unit in self._queue:
            self._follow(module, unit.calls | unit.reads)

    def module(self, path: str) -> bool:
        """Whether a statement of the file, or the file itself, may be come to."""
        return path in self._scanned or path in self._units

    def is_scanned(self, module: Module) -> bool:
        """Whether the module is one of the scanned files."""
        return module.path in self._scanned

    def unit(self, module: Module, unit: ir.Unit) -> bool:
        """Whether the statement may be come to."""
        return module.path in self._scanned or unit.start in self._units.get(module.path, ())

    def line(self, module: Module, line: int) -> bool:
        """Whether the statement around a line may be come to."""
        units = module.index.units
        place = bisect_right([unit.span.line for unit in units], line) - 1
        return module.path in self._scanned or (place >= 0 and self.unit(module, units[place]))

    def _add_methods(self) -> None:
        """Add the classes with a method that a scanned file calls: the object may be handed to it."""
        called = {name.encode() for name in self._called}
        for path in self._project.files:
            if path in self._scanned or called.isdisjoint(_methods.findall(self._project.data(path))):
                continue
            module = self._project.module(path)
            for unit in module.index.units if module is not None else ():
                if module is not None and any(member.name in self._called for member in unit.members):
                    self._add(module, unit)

    def _add(self, module: Module, unit: ir.Unit) -> None:
        units = self._units.setdefault(module.path, set())
        if module.path not in self._scanned and unit.start not in units:
            units.add(unit.start)
            self._queue.append((module, unit))

    def _follow(self, module: Module, words: frozenset[str]) -> None:
        """Go on to what the names may mean in the module."""
        for word in words:
            self._ask(module, word)
        for item in module.index.imports:
            if item.bound in words or item.name == "*":
                for inner in self._modules(module, item):
                    for word in words:
                        self._ask(inner, word)

    def _ask(self, module: Module, name: str) -> None:
        """Go on to the statements of a module by which a name is what it is."""
        if (module.path, name) in self._asked:
            return
        self._asked.add((module.path, name))
        for unit in module.units_by_name.get(name, ()):
            if unit.kind != "import" and "__name__" not in unit.reads:
                self._add(module, unit)
        for item in module.index.imports:
            if item.bound == name and item.name is not None or item.name == "*":
                target = self._module(self._project.find(module, item.module, item.level))
                if target is not None:
                    self._ask(target, name if item.name in ("*", None) else item.name)

    def _modules(self, module: Module, item: ir.Import) -> Iterator[Module]:
        """The modules whose names are reached through what an import binds: ``module.name``, or all of ``*``."""
        inner = item.module if item.name in (None, "*") else f"{item.module}.{item.name}".lstrip(".")
        target = self._module(self._project.find(module, inner, item.level))
        if target is not None:
            yield target

    def _module(self, path: str | None) -> Module | None:
        return self._project.module(path) if path is not None and path in self._project.files else None
