"""Functions, classes and frames: where a name is looked up, and what a call has bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.record import field, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.project import Module
    from promptlint.link.values import Alternative, Value


@record(eq=False, frozen=False)
class ClassRef:
    """A class of the project. ``methods`` holds the functions of its body by name, lowered when asked for."""

    module: Module
    node: ir.ClassDef
    qualname: str
    closure: Frame | None
    units: dict[str, list[ir.Unit]] = field(default_factory=dict)
    methods: dict[str, FunctionRef | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The bare name."""
        return self.node.name

    def method_names(self) -> list[str]:
        """The names of all functions in the class body."""
        nested = [s.name for s in self.node.body if isinstance(s, ir.FunctionDef)]
        return [*self.units, *(n for n in nested if n not in self.units)]

    def method(self, name: str) -> FunctionRef | None:
        """The function of that name in this class's own body (the last one, setters aside), None if there is none."""
        if name not in self.methods:
            self.methods[name] = self._find_method(name)
        return self.methods[name]

    def _find_method(self, name: str) -> FunctionRef | None:
        nodes = [s for s in self.node.body if isinstance(s, ir.FunctionDef) and s.name == name]
        for unit in self.units.get(name, ()):
            nodes.extend(s for s in self.module.lowered(unit) if isinstance(s, ir.FunctionDef))
        plain = [n for n in nodes if not any(_is_accessor(d) for d in n.decorators)]
        if not plain:
            return None
        return FunctionRef(self.module, plain[-1], f"{self.qualname}.{name}", self, self.closure)


def _is_accessor(decorator: ir.Expr) -> bool:
    """Whether the decorator makes a property setter or an overload: the same name, not the function one calls."""
    if isinstance(decorator, ir.Attr):
        return decorator.name in ("setter", "deleter", "overload")
    return isinstance(decorator, ir.Name) and decorator.id == "overload"


@record(eq=False, frozen=False)
class FunctionRef:
    """A function of the project: its node, the class whose body holds it, the frame it closes over."""

    module: Module
    node: ir.FunctionDef
    qualname: str
    owner: ClassRef | None
    closure: Frame | None

    @property
    def name(self) -> str:
        """The bare name."""
        return self.node.name

    def decorator_names(self) -> set[str]:
        """The last names of its decorators, called or not."""
        return {name for d in self.node.decorators if (name := last_name(d.func if isinstance(d, ir.Call) else d))}

    @property
    def is_static(self) -> bool:
        """Whether it takes no ``self``."""
        return self.owner is None or "staticmethod" in self.decorator_names()

    @property
    def is_classmethod(self) -> bool:
        """Whether its first parameter is the class."""
        return self.owner is not None and (
            "classmethod" in self.decorator_names()
            or self.name in ("__new__", "__init_subclass__", "__class_getitem__")
        )

    @property
    def self_name(self) -> str | None:
        """The name of the parameter that receives the instance or class, None for plain and static functions."""
        if self.is_static:
            return None
        first = [p for p in self.node.params if p.kind in ("positional", "normal")]
        return first[0].name if first else None


@record(eq=False, frozen=False)
class Frame:
    """A scope being evaluated: a module, a class body, a function call, or a comprehension inside one of these.

    ``bindings`` holds parameters and comprehension variables that are bound; a function frame without
    ``bound`` is open: looked at without a caller. ``parent`` is the scope names are looked up in next,
    ``caller`` the one that called. ``rounds`` holds, by identity of the loop, the element that a loop is at,
    ``pinned`` the one value at which a name or attribute is looked at, ``tops`` what a name holds at the start of the
    round that a loop is at.
    """

    module: Module
    kind: str
    function: FunctionRef | None = None
    owner: ClassRef | None = None
    bindings: dict[str, Callable[[], Value]] = field(default_factory=dict)
    bound: bool = False
    receiver: Alternative | None = None
    parent: Frame | None = None
    depth: int = 0
    caller: Frame | None = None
    rounds: dict[int, Value] = field(default_factory=dict)
    pinned: dict[str, Value] = field(default_factory=dict)
    tops: dict[tuple[int, str], Value] = field(default_factory=dict)

    @property
    def body(self) -> tuple[ir.Stmt, ...]:
        """The statements of a function or class frame."""
        if self.function is not None:
            return self.function.node.body
        return self.owner.node.body if self.owner is not None else ()

    @property
    def qualname(self) -> str:
        """The dotted name of the enclosing function, class or module, for reports."""
        frame: Frame | None = self
        while frame is not None:
            if frame.function is not None:
                return f"{frame.module.name}.{frame.function.qualname}"
            if frame.owner is not None:
                return f"{frame.module.name}.{frame.owner.qualname}"
            frame = frame.parent
        return self.module.name


def last_name(expr: ir.Expr) -> str | None:
    """The last name of ``a.b.c``, None for anything else."""
    if isinstance(expr, ir.Name):
        return expr.id
    return expr.name if isinstance(expr, ir.Attr) else None


def dotted(expr: ir.Expr) -> str | None:
    """``a.b.c`` as text when the expression is only names and attributes, else None."""
    names: list[str] = []
    while isinstance(expr, ir.Attr):
        names.append(expr.name)
        expr = expr.value
    if not isinstance(expr, ir.Name):
        return None
    return ".".join([expr.id, *reversed(names)])


def affix_key(call: ir.Call) -> str | None:
    """The dotted name whose start or end ``name.startswith(x)`` tests, None for any other call."""
    if isinstance(call.func, ir.Attr) and call.func.name in ("startswith", "endswith") and len(call.args) == 1:
        return dotted(call.func.value)
    return None
