"""Classes that a framework adds attributes to: lists of what marked methods return, YAML files, an object of a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract.catalogue import same_path
from promptlint.link import access, calls, classes, datafiles, libraries
from promptlint.link.scope import last_name
from promptlint.link.values import Class, Instance, Item, Listing, Mapping, Text

if TYPE_CHECKING:
    from promptlint.extract.catalogue import Kit
    from promptlint.extract.match import Matcher
    from promptlint.link.scope import ClassRef, Frame
    from promptlint.link.values import Value


class Kits:
    """Gives the evaluator the attributes that such classes have at run time."""

    def __init__(self, matcher: Matcher) -> None:
        self.ev = matcher.ev
        self.kits = matcher.catalogue.kits
        self._known: dict[int, Kit | None] = {}
        self._objects: dict[int, Value] = {}
        if self.kits:
            self.ev.extension = self.attribute

    def attribute(self, item: Instance, name: str) -> Value:
        """What the framework adds under a name, the empty value if nothing."""
        if not any(name == added for kit in self.kits for added, _ in (*kit.collects, *kit.files, *kit.objects)):
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
        for added, naming in kit.objects:
            if added == name:
                return self._object(item.ref, kit, naming)
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
        outside = libraries.outside_bases(self.ev, ref) if kit.descends else ()
        return any(same_path(known, path) for path in outside for known in kit.descends)

    def _object(self, ref: ClassRef, kit: Kit, naming: str) -> Value:
        """Any object of the class that stands in brackets behind the library class, or that the class body names.

        Which fields the framework sets in it is not known: their defaults are what is known of them.
        """
        if id(ref) not in self._objects:
            self._objects[id(ref)] = ()
            named = naming in classes.class_attribute_names(self.ev, ref)
            said = classes.of_class(self.ev, Class(ref), naming) if named else ()
            types = tuple(item for cls in classes.lineage(self.ev, ref) for item in self._bracketed(cls, kit))
            self._objects[id(ref)] = tuple(
                Instance(item.ref, None) if isinstance(item, Class) else item
                for item in (said or types)
                if isinstance(item, (Class, Instance, Mapping))
            )
        return self._objects[id(ref)]

    def _bracketed(self, ref: ClassRef, kit: Kit) -> Value:
        frame = ref.closure or ref.module.frame
        for base in ref.node.bases:
            if isinstance(base, ir.Sub) and self._named(base.value, frame, kit.descends):
                return self.ev.expanded(base.index, frame)
        return ()

    def _named(self, expr: ir.Expr, frame: Frame, paths: tuple[str, ...]) -> bool:
        """Whether an expression is one of the library's names."""
        found = (access.path_of(item) for item in self.ev.expanded(expr, frame))
        return any(path is not None and same_path(known, path) for path in found for known in paths)

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
