"""The intermediate form: what lowering keeps of Python source, and all that linking ever sees.

Every node is frozen, slotted and picklable and carries the span of its source text.
Whatever has no node of its own is ``Opaque``, never dropped, so that later stages can
say "unknown" with a place.
"""

from __future__ import annotations

from types import EllipsisType
from typing import TypeAlias

from promptlint.model import Span
from promptlint.record import record


@record
class Const:
    """A literal: str, bytes, int, float, bool, None or Ellipsis. Implicitly concatenated strings are one Const."""

    value: str | bytes | int | float | bool | EllipsisType | None
    span: Span


@record
class Template:
    """An f-string (or an implicit concatenation with one in it): static text and expressions in order.

    A ``str`` part is decoded text. ``{x=}`` puts its "x=" into the text before the hole.
    """

    parts: tuple[str | Hole, ...]
    span: Span


@record
class Hole:
    """One ``{expression}`` of an f-string; ``format_spec`` is the source from ``!`` or ``:`` on, else empty."""

    value: Expr
    format_spec: str
    span: Span


@record
class Name:
    """A bare name."""

    id: str
    span: Span


@record
class Attr:
    """``value.name``."""

    value: Expr
    name: str
    span: Span


@record
class Sub:
    """``value[index]``; a slice is ``index=Opaque``, several indexes are a tuple ``Seq``."""

    value: Expr
    index: Expr
    span: Span


@record
class Arg:
    """One argument of a call. ``star`` is "", "*" or "**"."""

    name: str | None
    value: Expr
    star: str = ""


@record
class Call:
    """``func(args)``. ``await`` is transparent: ``await f()`` lowers to the call itself."""

    func: Expr
    args: tuple[Arg, ...]
    span: Span


@record
class BinOp:
    """``left op right`` for arithmetic and bit operators, ``op`` as written: "+", "%", "|", "*", "/" ..."""

    op: str
    left: Expr
    right: Expr
    span: Span


@record
class BoolOp:
    """``a or b`` / ``a and b``; a chain of the same operator is flat."""

    op: str
    values: tuple[Expr, ...]
    span: Span


@record
class Compare:
    """A comparison or ``not x`` (``op="not"``, ``left`` absent as Const None)."""

    op: str
    left: Expr
    right: Expr
    span: Span


@record
class Cond:
    """``body if test else orelse``."""

    test: Expr
    body: Expr
    orelse: Expr
    span: Span


@record
class Seq:
    """A list, tuple or set display; ``kind`` is "list", "tuple" or "set". Items may be ``Star``."""

    kind: str
    items: tuple[Expr, ...]
    span: Span


@record
class Star:
    """``*value`` inside a display."""

    value: Expr
    span: Span


@record
class Dict:
    """A dict display; an entry with key None is ``**value``."""

    entries: tuple[tuple[Expr | None, Expr], ...]
    span: Span


@record
class CompFor:
    """``for target in iter if ...`` of a comprehension."""

    target: Expr
    iter: Expr
    conditions: tuple[Expr, ...]


@record
class Comp:
    """A comprehension; ``kind`` is "list", "set", "generator" or "dict" (then ``key`` is set)."""

    kind: str
    key: Expr | None
    element: Expr
    clauses: tuple[CompFor, ...]
    span: Span


@record
class Lambda:
    """``lambda params: body``."""

    params: tuple[Param, ...]
    body: Expr
    span: Span


@record
class Walrus:
    """``name := value``."""

    name: str
    value: Expr
    span: Span


@record
class Yield:
    """``yield value`` or ``yield from value`` (``is_from``) as an expression."""

    value: Expr | None
    is_from: bool
    span: Span


@record
class Opaque:
    """An expression that lowering does not model (or that was too deep); ``why`` says which."""

    why: str
    span: Span


Expr: TypeAlias = (
    Const
    | Template
    | Name
    | Attr
    | Sub
    | Call
    | BinOp
    | BoolOp
    | Compare
    | Cond
    | Seq
    | Star
    | Dict
    | Comp
    | Lambda
    | Walrus
    | Yield
    | Opaque
)


@record
class Param:
    """One parameter; ``kind`` is "positional" (before ``/``), "normal", "vararg", "keyword" or "kwarg"."""

    name: str
    kind: str
    default: Expr | None
    annotation: Expr | None


@record
class Import:
    """``import a.b as c`` (``name`` None) or ``from ..m import n as a``.

    ``bound`` is the local name ("*" for a star import); ``import a.b`` binds "a" with ``module`` "a.b".
    ``level`` counts the leading dots. One node per imported name.
    """

    module: str
    name: str | None
    bound: str
    level: int
    span: Span


@record
class Assign:
    """``t1 = t2 = value`` and ``t: annotation = value`` (``value`` None for a bare annotation)."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    span: Span


@record
class AugAssign:
    """``target op= value``; ``op`` without the equals sign."""

    target: Expr
    op: str
    value: Expr
    span: Span


@record
class ExprStmt:
    """An expression evaluated for its effect (a docstring is one with a Const)."""

    value: Expr
    span: Span


@record
class Return:
    """``return value``."""

    value: Expr | None
    span: Span


@record
class Jump:
    """``break``, ``continue`` or ``raise``: control does not go on after it. ``kind`` names which."""

    kind: str
    span: Span


@record
class If:
    """``if test: body else: orelse``; ``elif`` is an If alone in ``orelse``."""

    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@record
class Loop:
    """``for target in iter`` or ``while test`` (``target`` None, ``iter`` the test)."""

    target: Expr | None
    iter: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    span: Span


@record
class With:
    """``with item as target, ...: body``, async too."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Stmt, ...]
    span: Span


@record
class Try:
    """``try`` with its handlers' bodies, ``else`` and ``finally``."""

    body: tuple[Stmt, ...]
    handlers: tuple[tuple[Stmt, ...], ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]
    span: Span


@record
class MatchCase:
    """One ``case``: ``values`` are the literal alternatives of the pattern, empty where it is not literal."""

    values: tuple[Expr, ...]
    binds: tuple[str, ...]
    body: tuple[Stmt, ...]


@record
class Match:
    """``match subject``."""

    subject: Expr
    cases: tuple[MatchCase, ...]
    span: Span


@record
class FunctionDef:
    """``def`` or ``async def`` with its whole body, nested definitions included."""

    name: str
    params: tuple[Param, ...]
    returns: Expr | None
    decorators: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    is_async: bool
    span: Span


@record
class ClassDef:
    """``class``: ``bases`` and ``keywords`` of the header, ``body`` whole."""

    name: str
    bases: tuple[Expr, ...]
    keywords: tuple[Arg, ...]
    decorators: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    span: Span


Stmt: TypeAlias = (
    Import | Assign | AugAssign | ExprStmt | Return | Jump | If | Loop | With | Try | Match | FunctionDef | ClassDef
)


@record
class Unit:
    """One statement of a module or class body that can be lowered by itself.

    ``kind`` is "function", "class", "import" or "statement" (blocks such as ``if`` and ``try`` included whole).
    ``binds`` are the names it binds in its scope (for a block: all names bound anywhere directly in it,
    functions and classes too). ``calls`` are the last names of everything called within (``a.b.c()`` gives "c"),
    ``reads`` every name and attribute name that occurs within. ``members`` are the units of a class body.
    ``start``/``end`` are character offsets into the module's text, decorators included, whole lines.
    """

    kind: str
    name: str | None
    binds: tuple[str, ...]
    calls: frozenset[str]
    reads: frozenset[str]
    members: tuple[Unit, ...]
    span: Span
    start: int
    end: int


@record
class Comment:
    """A comment with its text from ``#`` on; ``own_line`` when nothing else stands on the line."""

    text: str
    line: int
    column: int
    own_line: bool


@record
class ModuleIndex:
    """What is cheaply known of a module. ``imports`` holds every import at any depth."""

    path: str
    units: tuple[Unit, ...]
    imports: tuple[Import, ...]
    exports: tuple[str, ...] | None
