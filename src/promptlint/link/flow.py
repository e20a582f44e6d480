"""Which values a name can hold at a place: structured control flow, followed for one name at a time.

A key is a dotted name such as ``messages`` or ``self.messages``. The state is the value before a statement;
the empty value means unbound. Branches give alternatives, loops give elements that may repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.scope import dotted
from promptlint.link.values import Unknown, union
from promptlint.link.walk import expressions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value
    from promptlint.model import Span


def binds(ev: Evaluator, stmt: ir.Stmt) -> frozenset[str]:
    """Every key that the statement may bind or change, at any depth outside nested functions and classes."""
    known = ev.binds_memo.get(id(stmt))
    if known is None:
        known = frozenset(_binds(ev, stmt))
        ev.binds_memo[id(stmt)] = known
        ev.keep.append(stmt)
    return known


def _binds(ev: Evaluator, stmt: ir.Stmt) -> Iterable[str]:
    if isinstance(stmt, ir.Import):
        yield stmt.bound
    elif isinstance(stmt, (ir.FunctionDef, ir.ClassDef)):
        yield stmt.name
    elif isinstance(stmt, ir.Assign):
        for target in stmt.targets:
            yield from target_keys(target)
    elif isinstance(stmt, ir.AugAssign):
        yield from target_keys(stmt.target)
    elif isinstance(stmt, ir.ExprStmt):
        key = mutate.mutated_key(stmt.value)
        if key is not None:
            yield key
    elif isinstance(stmt, ir.Loop) and stmt.target is not None:
        yield from target_keys(stmt.target)
    elif isinstance(stmt, ir.With):
        for _, entered in stmt.items:
            if entered is not None:
                yield from target_keys(entered)
    elif isinstance(stmt, ir.Match):
        for case in stmt.cases:
            yield from case.binds
    for expr in expressions(stmt):
        if isinstance(expr, ir.Walrus):
            yield expr.name
    for block in blocks(stmt):
        for inner in block:
            yield from binds(ev, inner)


def target_keys(target: ir.Expr) -> Iterable[str]:
    """The keys an assignment target binds or changes (``d["k"] = v`` changes ``d``)."""
    if isinstance(target, ir.Seq):
        for item in target.items:
            yield from target_keys(item)
    elif isinstance(target, ir.Star):
        yield from target_keys(target.value)
    elif isinstance(target, ir.Sub):
        yield from target_keys(target.value)
    else:
        key = dotted(target)
        if key is not None:
            yield key


def blocks(stmt: ir.Stmt) -> tuple[tuple[ir.Stmt, ...], ...]:
    """The statement lists inside a compound statement (not those of functions and classes)."""
    if isinstance(stmt, (ir.If, ir.Loop)):
        return (stmt.body, stmt.orelse)
    if isinstance(stmt, ir.With):
        return (stmt.body,)
    if isinstance(stmt, ir.Try):
        return (stmt.body, *stmt.handlers, stmt.orelse, stmt.final)
    if isinstance(stmt, ir.Match):
        return tuple(case.body for case in stmt.cases)
    return ()


class Flow:
    """The walk for one key in one frame up to a place (``until`` None: to the end)."""

    def __init__(self, ev: Evaluator, frame: Frame, key: str, until: Span | None) -> None:
        self.ev = ev
        self.frame = frame
        self.key = key
        self.until = until
        self.reached = False

    def run(self, stmts: tuple[ir.Stmt, ...], state: Value) -> Value:
        """The state after the statements, or at ``until`` (then ``reached`` is set)."""
        return self._block(stmts, state)[0]

    def _block(self, stmts: tuple[ir.Stmt, ...], state: Value) -> tuple[Value, bool]:
        """The state, and whether control leaves the block for good (return, raise)."""
        for place, stmt in enumerate(stmts):
            if self.until is not None and (stmt.span.line, stmt.span.column) > (self.until.line, self.until.column):
                self.reached = True
                return state, False
            if self._holds_place(stmt):
                state = self._into(stmt, state)
                self.reached = True
                return state, False
            if isinstance(stmt, ir.Return) or (isinstance(stmt, ir.Jump) and stmt.kind == "raise"):
                return state, True
            touches = self.key in binds(self.ev, stmt)
            if not touches and not (isinstance(stmt, (ir.If, ir.Try, ir.Match, ir.With)) and self._may_leave(stmt)):
                continue
            state, left = self._after(stmt, state)
            if left and not self._goes_on(stmts, place):
                return state, True
        return state, False

    def _goes_on(self, stmts: tuple[ir.Stmt, ...], place: int) -> bool:
        """Whether the place asked for comes later in the block: then it is reached, whatever the conditions say."""
        return self.until is not None and any(self._holds_place(stmt) for stmt in stmts[place + 1 :])

    def _may_leave(self, stmt: ir.Stmt) -> bool:
        """Whether the statement leaves the function in every branch, so that what follows is dead."""
        memo = self.ev.leave_memo
        known = memo.get(id(stmt))
        if known is None:
            known = leaves(stmt)
            memo[id(stmt)] = known
            self.ev.keep.append(stmt)
        return known

    def _holds_place(self, stmt: ir.Stmt) -> bool:
        if self.until is None:
            return False
        place = (self.until.line, self.until.column)
        return (stmt.span.line, stmt.span.column) <= place < (stmt.span.end_line, stmt.span.end_column)

    # -- the statement that holds the place ----------------------------------------------------------------------

    def _into(self, stmt: ir.Stmt, state: Value) -> Value:
        """The state at the place inside a compound statement."""
        if isinstance(stmt, ir.Loop):
            return self._into_loop(stmt, state)
        if isinstance(stmt, ir.If):
            return self._into_if(stmt, state)
        if isinstance(stmt, ir.With):
            return self._into_with(stmt, state)
        if isinstance(stmt, ir.Try):
            return self._into_try(stmt, state)
        if isinstance(stmt, ir.Match):
            for case in stmt.cases:
                if self._inside(case.body):
                    start = unknown_binding(self.key) if self.key in case.binds else state
                    return self._block(case.body, start)[0]
            return state
        return self._walrus(stmt, state)

    def _inside(self, block: tuple[ir.Stmt, ...]) -> bool:
        return any(self._holds_place(stmt) for stmt in block)

    def _into_loop(self, stmt: ir.Loop, state: Value) -> Value:
        if not self._inside(stmt.body):
            if self._inside(stmt.orelse):
                return self._block(stmt.orelse, self._after_loop(stmt, state))[0]
            return state
        carried = self._carried(stmt, state)
        if stmt.target is not None and self.key in set(target_keys(stmt.target)):
            carried = self.ev.bind_target(
                stmt.target, self.ev.iterate(stmt.iter, self.frame), self.key, self.frame, carried
            )
        return self._block(stmt.body, carried)[0]

    def _carried(self, stmt: ir.Loop, state: Value) -> Value:
        """The state at the top of the loop body: what was before, and what an earlier round left."""
        if not any(self.key in binds(self.ev, inner) for inner in stmt.body):
            return state
        guard = (id(stmt), id(self.frame), self.key)
        if guard in self.ev.loops_open:
            return state
        self.ev.loops_open.add(guard)
        try:
            whole = Flow(self.ev, self.frame, self.key, None)
            after, _ = whole._block(stmt.body, state)
        finally:
            self.ev.loops_open.discard(guard)
        return mutate.merge_loop(state, after)

    def _into_if(self, stmt: ir.If, state: Value) -> Value:
        for block, when in ((stmt.body, True), (stmt.orelse, False)):
            if self._inside(block):
                narrowed = self.ev.narrow(stmt.test, self.key, state, when, self.frame)
                return self._block(block, narrowed)[0]
        return self._walrus(stmt, state)

    def _into_with(self, stmt: ir.With, state: Value) -> Value:
        if not self._inside(stmt.body):
            return state
        return self._block(stmt.body, self._with_targets(stmt, state))[0]

    def _with_targets(self, stmt: ir.With, state: Value) -> Value:
        for item, target in stmt.items:
            if target is not None and self.key in set(target_keys(target)):
                state = self.ev.bind_target(target, self.ev.entered(item, self.frame), self.key, self.frame, state)
        return state

    def _into_try(self, stmt: ir.Try, state: Value) -> Value:
        if self._inside(stmt.body):
            return self._block(stmt.body, state)[0]
        body, _ = Flow(self.ev, self.frame, self.key, None)._block(stmt.body, state)
        for handler in stmt.handlers:
            if self._inside(handler):
                return self._block(handler, union(state, body))[0]
        if self._inside(stmt.orelse):
            return self._block(stmt.orelse, body)[0]
        after, _ = Flow(self.ev, self.frame, self.key, None)._after_try(stmt, state)
        return self._block(stmt.final, after)[0]

    # -- statements that are behind the place --------------------------------------------------------------------

    def _after(self, stmt: ir.Stmt, state: Value) -> tuple[Value, bool]:
        if isinstance(stmt, ir.If):
            return self._after_if(stmt, state)
        if isinstance(stmt, ir.Loop):
            return self._after_loop(stmt, state), False
        if isinstance(stmt, ir.With):
            return self._block(stmt.body, self._with_targets(stmt, state))
        if isinstance(stmt, ir.Try):
            return self._after_try(stmt, state)
        if isinstance(stmt, ir.Match):
            ends = [
                self._block(c.body, unknown_binding(self.key) if self.key in c.binds else state) for c in stmt.cases
            ]
            return union(state, *(end for end, left in ends if not left)), False
        return self._simple(stmt, state), False

    def _after_if(self, stmt: ir.If, state: Value) -> tuple[Value, bool]:
        truth = self.ev.truth(stmt.test, self.frame)
        ends: list[Value] = []
        for block, when in ((stmt.body, True), (stmt.orelse, False)):
            if truth is not None and truth is not when:
                continue
            narrowed = self.ev.narrow(stmt.test, self.key, state, when, self.frame)
            if state and not narrowed:
                continue
            end, left = self._block(block, narrowed)
            if not left:
                ends.append(end)
        if not ends:
            return state, True
        return mutate.merge_branches(ends), False

    def _after_loop(self, stmt: ir.Loop, state: Value) -> Value:
        start = state
        if stmt.target is not None and self.key in set(target_keys(stmt.target)):
            start = self.ev.bind_target(
                stmt.target, self.ev.iterate(stmt.iter, self.frame), self.key, self.frame, state
            )
        after, _ = self._block(stmt.body, start)
        after = mutate.merge_loop(state, after) if stmt.orelse == () or after is not state else state
        return self._block(stmt.orelse, after)[0]

    def _after_try(self, stmt: ir.Try, state: Value) -> tuple[Value, bool]:
        body, left = self._block(stmt.body, state)
        ends: list[Value] = []
        if not left:
            end, left_else = self._block(stmt.orelse, body)
            if not left_else:
                ends.append(end)
        elif stmt.handlers == ():
            return state, True
        for handler in stmt.handlers:
            end, left_handler = self._block(handler, union(state, body) if state else body)
            if not left_handler:
                ends.append(end)
        if not ends:
            return state, True
        return self._block(stmt.final, mutate.merge_branches(ends))

    def _simple(self, stmt: ir.Stmt, state: Value) -> Value:
        if isinstance(stmt, ir.Import):
            return self.ev.imported(stmt, self.frame)
        if isinstance(stmt, ir.FunctionDef):
            return self.ev.defined_function(stmt, self.frame)
        if isinstance(stmt, ir.ClassDef):
            return self.ev.defined_class(stmt, self.frame)
        if isinstance(stmt, ir.Assign):
            return self._assign(stmt, state)
        if isinstance(stmt, ir.AugAssign):
            return self._augment(stmt, state)
        if isinstance(stmt, ir.ExprStmt) and mutate.mutated_key(stmt.value) == self.key:
            assert isinstance(stmt.value, ir.Call)
            return mutate.apply_method(self.ev, stmt.value, state, self.frame)
        return self._walrus(stmt, state)

    def _assign(self, stmt: ir.Assign, state: Value) -> Value:
        state = self._walrus(stmt, state)
        if stmt.value is None:
            return state
        for target in stmt.targets:
            if self.key in set(target_keys(target)):
                state = self.ev.assign_target(target, stmt.value, self.key, self.frame, state)
        return state

    def _augment(self, stmt: ir.AugAssign, state: Value) -> Value:
        if isinstance(stmt.target, ir.Sub):
            return state
        return self.ev.binary(stmt.op, state, self.ev.eval(stmt.value, self.frame), stmt, self.frame)

    def _walrus(self, stmt: ir.Stmt, state: Value) -> Value:
        for expr in expressions(stmt):
            if isinstance(expr, ir.Walrus) and expr.name == self.key:
                state = self.ev.eval(expr.value, self.frame)
        return state


def unknown_binding(key: str) -> Value:
    """The value of a name bound by a pattern."""
    return (Unknown(f"`{key}` is bound by a match pattern"),)


def leaves(stmt: ir.Stmt) -> bool:
    """Whether a compound statement holds a ``return`` or ``raise`` at any depth."""
    for block in blocks(stmt):
        for inner in block:
            if isinstance(inner, ir.Return) or (isinstance(inner, ir.Jump) and inner.kind == "raise") or leaves(inner):
                return True
    return False
