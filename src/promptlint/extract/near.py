"""The names that calls which send requests can have in a project.

``append`` and ``run`` send requests in some SDK or other; in a project that imports no SDK, evaluating every call of
such a name is where all of a run's time would go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract import http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from promptlint.extract.catalogue import Catalogue
    from promptlint.link.project import Module, Project


class Near:
    """What can be called in code that imports some packages: where none is an SDK's, what is known by its shape.

    ``names`` are the last names of calls that may send a request, ``posts`` those of calls that may send one to an
    address, ``makers`` those of what makes an object that is called itself, ``declared`` those of what stands for a
    request where it is made.
    """

    def __init__(self, catalogue: Catalogue, packages: Iterable[str], names_address: Callable[[], bool]) -> None:
        if any(catalogue.importing(package) for package in sorted(packages)):
            self.names, self.makers = catalogue.call_names, catalogue.called_makers
            self.posts, self.declared = http.NAMES, catalogue.declared_names
            return
        self.names = _last_names(catalogue.triage_paths)
        self.posts = http.NAMES | _last_names(catalogue.posts) if names_address() else frozenset()
        self.makers = self.declared = frozenset()


def _last_names(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path.rpartition(".")[2] for path in paths)


def names_address(project: Project, catalogue: Catalogue) -> bool:
    """Whether a file of the project holds an address that the catalogue knows, or a part of one."""
    known = [url.encode() for url in catalogue.triage_urls]
    return any(url in project.data(path) for path in project.files for url in known)


def packages_of(project: Project, modules: Iterable[Module]) -> frozenset[str]:
    """The packages that modules import, and those that modules outside the scanned files import on their way to them.

    Objects of a package that is imported by its name as a text are known by their shape alone.
    """
    found: set[str] = set()
    queue = list(modules)
    seen = {module.path for module in queue}
    for module in queue:
        for item in module.index.imports:
            if not item.level:
                found.add(item.module.partition(".")[0])
            path = project.find(module, item.module, item.level)
            if path is None or path in seen or path in project.files:
                continue
            seen.add(path)
            other = project.module(path)
            queue.extend((other,) if other is not None else ())
    return frozenset(found)
