"""Classes that a framework's decorators put together: lists of what marked methods return, YAML files as attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.extract.catalogue import same_path
from promptlint.link import access, calls, classes, datafiles
from promptlint.link.scope import last_name
from promptlint.link.values import Item, Listing, Text

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Kit
    from promptlint.extract.match import Matcher
    from promptlint.link.scope import ClassRef
    from promptlint.link.values import Instance, Value


class Kits:
    """Gives the evaluator the attributes that such classes have at run time."""

    def __init__(self, matcher: Matcher) -> None:
        self.ev = matcher.ev
        self.kits = matcher.catalogue.kits
        self._known: dict[int, Kit | None] = {}
        if self.kits:
            self.ev.extension = self.attribute

    def attribute(self, item: Instance, name: str) -> Value:
        """What the framework adds under a name, the empty value if nothing."""
        if not any(name == added for kit in self.kits for added, _ in (*kit.collects, *kit.files)):
            return ()
        kit = self._kit(item.ref)
        if kit is None:
            return ()
        for added, decorator in kit.collects:
            if added == name:
                return self._collected(item, decorator)
        for added, path in kit.files:
            if added == name:
                return self._file(item, name, path)
        return ()

    def _kit(self, ref: ClassRef) -> Kit | None:
        if id(ref) not in self._known:
            self._known[id(ref)] = next((k for k in self.kits if self._is(ref, k)), None)
        return self._known[id(ref)]

    def _is(self, ref: ClassRef, kit: Kit) -> bool:
        frame = ref.closure or ref.module.frame
        for decorator in ref.node.decorators:
            for item in self.ev.expanded(decorator, frame):
                path = access.path_of(item)
                if path is not None and any(same_path(known, path.removesuffix("()")) for known in kit.decorates):
                    return True
        return False

    def _collected(self, item: Instance, decorator: str) -> Value:
        found: list[Item] = []
        for name in dict.fromkeys(item.ref.method_names()):
            method = item.ref.method(name)
            if method is not None and decorator.rpartition(".")[2] in {last_name(d) for d in method.node.decorators}:
                found.append(Item(calls.returned(self.ev, calls.open_frame(self.ev, method, item))))
        return (Listing(tuple(found)),)

    def _file(self, item: Instance, name: str, path: str) -> Value:
        said = classes.body_value(self.ev, item.ref, name)
        wanted = [t.exact for t in said if isinstance(t, Text) and t.exact] or [path]
        found = []
        for candidate in wanted:
            read = item.ref.module.project.read_text(candidate, item.ref.module)
            value = datafiles.yaml_value(*read, problems=self.ev.project.problems) if read is not None else None
            if value is not None:
                found.append(value)
        return tuple(found)
