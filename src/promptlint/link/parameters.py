"""What a parameter can be: bound by the call, its default, what the project's callers pass, or its annotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import callers, marimo, names, options
from promptlint.link.values import (
    Class,
    Constant,
    Instance,
    Listing,
    Mapping,
    Parameter,
    Result,
    Symbol,
    Text,
    Unknown,
    union,
    unknown,
)

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame, FunctionRef
    from promptlint.link.values import Alternative, Value

PLAIN_TYPES = frozenset({"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set", "object", "type"})
WRAPPING_TYPES = frozenset({"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired"})
FIXTURES = {"mocker": "pytest_mock.MockerFixture"}
"""What pytest hands to parameters of these names."""


def value_of(ev: Evaluator, name: str, frame: Frame) -> Value:
    """What the parameter ``name`` of the frame's function is on entry, the empty value if it has none such."""
    ref = frame.function
    if ref is None:
        return ()
    param = next((p for p in ref.node.params if p.name == name), None)
    if param is None:
        return ()
    if name == ref.self_name:
        return (frame.receiver,) if frame.receiver is not None else receiver_of(ref)
    if name in frame.bindings:
        return frame.bindings[name]()
    if frame.bound:
        return _default(ev, param, ref) or missing(param, ref)
    return (marimo.shared(ev, ref, name) if ref.node.decorators else ()) or _open(ev, param, ref, frame)


def receiver_of(ref: FunctionRef) -> Value:
    """``self`` or ``cls`` of a method that is looked at without a caller."""
    assert ref.owner is not None
    if ref.is_classmethod:
        return (Class(ref.owner),)
    return (Instance(ref.owner, None),)


def missing(param: ir.Param, ref: FunctionRef) -> Value:
    """The value of a parameter the call does not pass."""
    if param.kind == "vararg":
        return (Listing(()),)
    if param.kind == "kwarg":
        return (Mapping(()),)
    return unknown(f"parameter `{param.name}` of {ref.name}() is not passed here")


def definition_frame(ref: FunctionRef) -> Frame:
    """The scope in which defaults, annotations and decorators of a function are evaluated."""
    return ref.closure or ref.module.frame


def _default(ev: Evaluator, param: ir.Param, ref: FunctionRef) -> Value:
    frame = definition_frame(ref)
    if param.default is None:
        return options.of_decorated(ev, ref, param.name, frame) if ref.node.decorators else ()
    value = names._relabel(ev.eval(param.default, frame), "param-default", frame)
    if not any(isinstance(item, Result) for item in value):
        return value
    return union(*(options.of_marker(item) or (_injected(ev, item, frame),) for item in value))


def _injected(ev: Evaluator, item: Alternative, frame: Frame) -> Alternative:
    """``Depends(get_client)`` as a default stands for what ``get_client()`` returns."""
    from promptlint.link import calls

    if isinstance(item, Result) and isinstance(item.callee, Symbol) and item.callee.path.endswith(".Depends"):
        supplied = [arg.value for arg in item.arguments[:1]]
        found = [v for value in supplied for f in value for v in calls.apply(ev, f, (), frame, None)]
        if len(found) == 1:
            return found[0]
    return item


def _open(ev: Evaluator, param: ir.Param, ref: FunctionRef, frame: Frame) -> Value:
    if param.kind == "vararg":
        passed = callers.passed(ev, ref, param.name) if ev.expand else ()
        if len(passed) == 1 and isinstance(passed[0], Listing):
            return passed
        return (Listing((), f"`*{param.name}` of {ref.name}() is set by its callers"),)
    if param.kind == "kwarg":
        return (Mapping((), f"`**{param.name}` of {ref.name}() is set by its callers"),)
    default = tuple(i for i in _default(ev, param, ref) if not (isinstance(i, Constant) and i.value is None))
    if not ev.expand:
        return (*(i for i in default if not isinstance(i, Unknown)), Parameter(ref, param.name))
    passed = callers.passed(ev, ref, param.name)
    value = union(passed, default) if default or passed else ()
    if param.annotation is not None and (not value or any(isinstance(i, (Unknown, Parameter)) for i in value)):
        annotated = of_annotation(ev, param.annotation, definition_frame(ref))
        if annotated:
            value = union(tuple(i for i in value if not isinstance(i, (Unknown, Parameter))), annotated)
    if value:
        return value
    if param.name in FIXTURES:
        return (Result(Symbol(FIXTURES[param.name]), (), None, None, assumed=True),)
    nobody = "no caller in the project" + (" but tests and examples" if callers.only_shown(ev, ref) else "")
    return unknown(f"parameter `{param.name}` of {ref.name}() has no default and {nobody} sets it")


def of_annotation(ev: Evaluator, annotation: ir.Expr, frame: Frame) -> Value:
    """An object of the annotated type, the empty value for plain types and those that say nothing."""
    if isinstance(annotation, ir.Const) and isinstance(annotation.value, str):
        return _forward(ev, annotation, frame)
    if isinstance(annotation, ir.BinOp) and annotation.op == "|":
        return union(of_annotation(ev, annotation.left, frame), of_annotation(ev, annotation.right, frame))
    if isinstance(annotation, ir.Sub):
        return _subscripted(ev, annotation, frame)
    if not isinstance(annotation, (ir.Name, ir.Attr)):
        return ()
    return typed(ev.eval(annotation, frame))


def typed(types: Value) -> Value:
    """Objects of the given classes and library types."""
    found: list[Alternative] = []
    for item in types:
        if isinstance(item, Class):
            found.append(Instance(item.ref, None))
        elif isinstance(item, Symbol) and not _says_nothing(item.path):
            found.append(Result(item, (), None, None, assumed=True))
    return tuple(found)


def _says_nothing(path: str) -> bool:
    return path.startswith(("builtins.", "typing.", "typing_extensions.", "collections.", "datetime.", "pathlib."))


def _forward(ev: Evaluator, annotation: ir.Const, frame: Frame) -> Value:
    """A type named in quotes."""
    text = str(annotation.value).strip()
    parts = text.removeprefix("Optional[").removesuffix("]").split("|")[0].strip().split(".")
    if not all(part.isidentifier() for part in parts):
        return ()
    expr: ir.Expr = ir.Name(parts[0], annotation.span)
    for part in parts[1:]:
        expr = ir.Attr(expr, part, annotation.span)
    ev.keep.append(expr)
    return typed(ev.eval(expr, frame))


def _subscripted(ev: Evaluator, annotation: ir.Sub, frame: Frame) -> Value:
    from promptlint.link.scope import last_name

    name = last_name(annotation.value)
    index = annotation.index.items if isinstance(annotation.index, ir.Seq) else (annotation.index,)
    if name == "Annotated":
        supplied = [i for extra in index[1:] for i in ev.eval(extra, frame)]
        injected = [r for i in supplied if (r := _injected(ev, i, frame)) is not i]
        return tuple(injected) or of_annotation(ev, index[0], frame)
    if name in WRAPPING_TYPES:
        return union(*(of_annotation(ev, part, frame) for part in index))
    if name in PLAIN_TYPES or name in ("List", "Dict", "Sequence", "Iterable", "Type", "Callable", "Awaitable"):
        return ()
    return of_annotation(ev, annotation.value, frame)


def is_text(item: Alternative) -> bool:
    """Whether an alternative is a str."""
    return isinstance(item, Text)
