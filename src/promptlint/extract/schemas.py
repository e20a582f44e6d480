"""The JSON schema that a model class or a function of the project is sent as, written as pydantic writes it.

https://docs.pydantic.dev/latest/concepts/json_schema/; OpenAI's SDK sends it with ``additionalProperties`` off and all
fields required (https://developers.openai.com/api/docs/guides/structured-outputs).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from promptlint import ir
from promptlint.extract import arguments, refs
from promptlint.link import calls, classes
from promptlint.link.libraries import outside_bases
from promptlint.link.scope import last_name
from promptlint.link.values import Class, Constant, Instance, Text

if TYPE_CHECKING:
    from promptlint.extract.match import Matcher
    from promptlint.link.scope import ClassRef, Frame, FunctionRef
    from promptlint.link.values import Value

Schema = dict[str, Any]
DEEPEST = 8
MOST_FIELDS = 200
PLAIN = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "None": "null", "Decimal": "number"}
FORMATS = {"datetime": "date-time", "date": "date", "time": "time", "timedelta": "duration", "UUID": "uuid",
           "EmailStr": "email", "HttpUrl": "uri", "AnyUrl": "uri", "Path": "path"}  # fmt: skip
LISTS = frozenset(("list", "List", "set", "Set", "tuple", "Tuple", "Sequence", "Iterable", "frozenset", "FrozenSet"))
TABLES = frozenset(("dict", "Dict", "Mapping", "object", "Any", "TypedDict"))
WRAPPERS = frozenset(("Annotated", "Required", "NotRequired", "Final", "ReadOnly", "SkipJsonSchema"))
NO_FIELDS = ("ClassVar", "PrivateAttr")
KNOWN_BASES = ("BaseModel", "RootModel", "TypedDict", "object", "ABC", "Generic", "Protocol", "Signature", "Struct")
CONTEXTS = ("Context", "ContextWrapper", "ToolRuntime", "State", "Store", "Request", "CallbackContext")
"""How the names of types end that a framework puts in by itself: such a parameter is not in the schema."""


class Schemas:
    """Writes schemas; ``complete`` is false as soon as a part of one could not be read."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.complete = True

    def of_class(self, ref: ClassRef, depth: int = 0) -> Schema:
        """The schema of a class with annotated fields."""
        ev = self._matcher.ev
        if classes.is_enum(ev, ref):
            return {"type": "string", "enum": self._literals(classes.members_of(ev, Class(ref))), "title": ref.name}
        if depth > DEEPEST:
            return self._unknown()
        if not all(base.rpartition(".")[2] in KNOWN_BASES for base in outside_bases(ev, ref)):
            self.complete = False
        properties: Schema = {}
        needed: list[str] = []
        for owner in reversed(classes.lineage(ev, ref)):
            for field, stmt in _fields(owner):
                if len(properties) < MOST_FIELDS:
                    said, required = self._field(stmt, classes.class_frame(owner), depth)
                    properties[field] = {"title": _title(field), **said}
                    needed += [field] * (required and field not in needed)
        return self._object(properties, needed, ref.name, refs.docstring(Class(ref)))

    def of_function(self, ref: FunctionRef) -> Schema:
        """The schema of a function's parameters, with its docstring as the description."""
        properties: Schema = {}
        needed: list[str] = []
        for position, param in enumerate(ref.node.params):
            if param.kind in ("vararg", "kwarg") or (position == 0 and ref.owner is not None):
                continue
            if param.annotation is not None and (last_name(_bare(param.annotation)) or "").endswith(CONTEXTS):
                continue
            said = self._type(param.annotation, ref.module.frame, 0) if param.annotation else self._unknown()
            properties[param.name] = {"title": _title(param.name), **said}
            needed += [param.name] * (param.default is None)
        docstring = refs.docstring_of(ref.module, ref.node)
        return self._object(properties, needed, ref.name, docstring)

    def _object(self, properties: Schema, needed: list[str], title: str, docstring: Text | None) -> Schema:
        if not properties:
            self.complete = False
        described = {"description": docstring.exact} if docstring is not None and docstring.exact else {}
        required = {"required": needed} if needed else {}
        return {**described, "properties": properties, **required, "title": title, "type": "object"}

    def _field(self, stmt: ir.Assign, frame: Frame, depth: int) -> tuple[Schema, bool]:
        """The schema of a field and whether it must be given."""
        assert stmt.annotation is not None
        said = self._type(stmt.annotation, frame, depth)
        if not isinstance(stmt.value, ir.Call):
            return said, stmt.value is None
        given = arguments.read(calls.arguments_of(self._matcher.ev, stmt.value, frame), ())
        described = [item.exact for item in given.get("description") if isinstance(item, Text)]
        if described and described[0]:
            said = {**said, "description": described[0]}
        first = stmt.value.args[0] if stmt.value.args and stmt.value.args[0].name is None else None
        left_out = first is None or (isinstance(first.value, ir.Const) and first.value.value is ...)
        return said, left_out and not {"default", "default_factory"} & given.named.keys()

    def _type(self, annotation: ir.Expr, frame: Frame, depth: int) -> Schema:
        if depth > DEEPEST:
            return self._unknown()
        if isinstance(annotation, ir.BinOp) and annotation.op == "|":
            return self._any_of((annotation.left, annotation.right), frame, depth)
        if isinstance(annotation, ir.Sub):
            return self._subscripted(annotation, frame, depth)
        if isinstance(annotation, ir.Const) and annotation.value is None:
            return {"type": "null"}
        name = last_name(annotation) or ""
        if name in PLAIN:
            return {"type": PLAIN[name]}
        if name in FORMATS:
            return {"format": FORMATS[name], "type": "string"}
        if name in LISTS:
            return {"items": {}, "type": "array"}
        if name in TABLES:
            return {} if name == "Any" else {"additionalProperties": True, "type": "object"}
        return self._named(annotation, frame, depth)

    def _named(self, annotation: ir.Expr, frame: Frame, depth: int) -> Schema:
        """A class of the project; anything else is not known."""
        from promptlint.link.parameters import of_annotation

        found = [item for item in of_annotation(self._matcher.ev, annotation, frame) if isinstance(item, Instance)]
        return self.of_class(found[0].ref, depth + 1) if len(found) == 1 else self._unknown()

    def _subscripted(self, annotation: ir.Sub, frame: Frame, depth: int) -> Schema:
        name = last_name(annotation.value) or ""
        inner = annotation.index.items if isinstance(annotation.index, ir.Seq) else (annotation.index,)
        if name in WRAPPERS:
            return self._annotated(inner, frame, depth)
        if name == "Optional":
            return {"anyOf": [self._type(inner[0], frame, depth + 1), {"type": "null"}]}
        if name == "Union":
            return self._any_of(inner, frame, depth)
        if name == "Literal":
            values = self._literals(tuple(item for one in inner for item in self._matcher.ev.eval(one, frame)))
            kind = "integer" if values and all(isinstance(value, int) for value in values) else "string"
            return {"enum": values, "type": kind} if len(values) > 1 else {"const": (values or [""])[0], "type": kind}
        if name in LISTS:
            return {"items": self._type(inner[0], frame, depth + 1), "type": "array"}
        if name in TABLES:
            return {"additionalProperties": self._type(inner[-1], frame, depth + 1), "type": "object"}
        return self._unknown()

    def _annotated(self, inner: tuple[ir.Expr, ...], frame: Frame, depth: int) -> Schema:
        """``Annotated[type, ...]``: a text among the rest describes it."""
        said = self._type(inner[0], frame, depth + 1)
        texts = [
            item.exact for one in inner[1:] for item in self._matcher.ev.eval(one, frame) if isinstance(item, Text)
        ]
        return {**said, "description": texts[0]} if texts and texts[0] else said

    def _any_of(self, types: tuple[ir.Expr, ...], frame: Frame, depth: int) -> Schema:
        options: list[Schema] = []
        for one in types:
            said = self._type(one, frame, depth + 1)
            options += said["anyOf"] if list(said) == ["anyOf"] else [said]
        return {"anyOf": options}

    def _literals(self, value: Value) -> list[Any]:
        found: list[Any] = []
        for item in value:
            said = item.exact if isinstance(item, Text) else item.value if isinstance(item, Constant) else None
            if isinstance(said, str | int):
                found.append(said)
            else:
                self.complete = False
        return found

    def _unknown(self) -> Schema:
        self.complete = False
        return {}


def _fields(owner: ClassRef) -> Iterator[tuple[str, ir.Assign]]:
    """The annotated names of a class body that are fields."""
    for stmt in owner.node.body:
        if not isinstance(stmt, ir.Assign) or stmt.annotation is None:
            continue
        if last_name(_bare(stmt.annotation)) in NO_FIELDS:
            continue
        for target in stmt.targets:
            if isinstance(target, ir.Name) and not target.id.startswith("_") and target.id != "model_config":
                yield target.id, stmt


def _bare(annotation: ir.Expr) -> ir.Expr:
    return annotation.value if isinstance(annotation, ir.Sub) else annotation


def _title(name: str) -> str:
    """A field's name as pydantic titles it."""
    return name.replace("_", " ").title()
