"""Which values a name can hold at a place: structured control flow, followed for one name at a time.

A key is a dotted name such as ``messages`` or ``self.messages``. The state is the value before a statement;
the empty value means unbound. Branches give alternatives, loops give elements that may repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.shape import is_exit, target_keys
from promptlint.link.values import Unknown, union

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.shape import Stmts
    from promptlint.link.values import Value
    from promptlint.model import Span


class Flow:
    """The walk for one key in one frame up to a place (``until`` None: to the end)."""

    def __init__(self, ev: Evaluator, frame: Frame, key: str, until: Span | None) -> None:
        self.ev = ev
        self.frame = frame
        self.key = key
        self.until = until
        self.reached = False

    def run(self, stmts: Stmts, state: Value) -> Value:
        """The state after the statements, or at ``until`` (then ``reached`` is set)."""
        return self._block(stmts, state, branches=False)[0]

    def _block(self, stmts: Stmts, state: Value, branches: bool = True) -> tuple[Value, bool]:
        """The state, and whether control leaves the block for good (return, raise).

        Without ``branches`` it does not matter whether it leaves, so nothing behind the last change is looked at.
        """
        block = self.ev.shapes.block(stmts)
        holder = block.holder(self.until) if self.until is not None else None
        end = holder if holder is not None else block.behind(self.until) if self.until is not None else len(stmts)
        last = end if branches or holder is not None else block.last_change(self.key)
        for place in block.steps(self.key, holder is not None):
            if place >= end or place > last:
                break
            if is_exit(stmts[place]):
                return state, True
            state, left = self._after(stmts[place], state)
            if left and holder is None:
                return state, True
        if holder is not None:
            state = self._into(stmts[holder], state)
        if end < len(stmts):
            self.reached = True
        return state, False

    def _state(self, stmts: Stmts, state: Value) -> Value:
        """The state alone."""
        return self._block(stmts, state, branches=False)[0]

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
                    return self._state(case.body, start)
            return state
        return self._walrus(stmt, state)

    def _inside(self, stmts: Stmts) -> bool:
        return self.until is not None and self.ev.shapes.block(stmts).holder(self.until) is not None

    def _into_loop(self, stmt: ir.Loop, state: Value) -> Value:
        if not self._inside(stmt.body):
            if self._inside(stmt.orelse):
                return self._state(stmt.orelse, self._after_loop(stmt, state))
            return state
        carried = self._carried(stmt, state)
        if stmt.target is not None and self.key in set(target_keys(stmt.target)):
            carried = self.ev.bind_target(
                stmt.target, self.ev.iterate(stmt.iter, self.frame), self.key, self.frame, carried
            )
        return self._state(stmt.body, carried)

    def _carried(self, stmt: ir.Loop, state: Value) -> Value:
        """The state at the top of the loop body: what was before, and what an earlier round left."""
        if self.key not in self.ev.shapes.block(stmt.body).keys:
            return state
        guard = (id(stmt), id(self.frame), self.key)
        if guard in self.ev.loops_open:
            return state
        self.ev.loops_open.add(guard)
        try:
            after = Flow(self.ev, self.frame, self.key, None).run(stmt.body, state)
        finally:
            self.ev.loops_open.discard(guard)
        return mutate.merge_loop(state, after)

    def _into_if(self, stmt: ir.If, state: Value) -> Value:
        for block, when in ((stmt.body, True), (stmt.orelse, False)):
            if self._inside(block):
                narrowed = self.ev.narrow(stmt.test, self.key, state, when, self.frame)
                return self._state(block, narrowed)
        return self._walrus(stmt, state)

    def _into_with(self, stmt: ir.With, state: Value) -> Value:
        if not self._inside(stmt.body):
            return state
        return self._state(stmt.body, self._with_targets(stmt, state))

    def _with_targets(self, stmt: ir.With, state: Value) -> Value:
        for item, target in stmt.items:
            if target is not None and self.key in set(target_keys(target)):
                state = self.ev.bind_target(target, self.ev.entered(item, self.frame), self.key, self.frame, state)
        return state

    def _into_try(self, stmt: ir.Try, state: Value) -> Value:
        if self._inside(stmt.body):
            return self._state(stmt.body, state)
        body = Flow(self.ev, self.frame, self.key, None).run(stmt.body, state)
        for handler in stmt.handlers:
            if self._inside(handler):
                return self._state(handler, union(state, body))
        if self._inside(stmt.orelse):
            return self._state(stmt.orelse, body)
        after, _ = Flow(self.ev, self.frame, self.key, None)._after_try(stmt, state)
        return self._state(stmt.final, after)

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
        after = self._state(stmt.body, start)
        after = mutate.merge_loop(state, after) if stmt.orelse == () or after is not state else state
        return self._state(stmt.orelse, after)

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
        for walrus in self.ev.shapes.walruses(stmt):
            if walrus.name == self.key:
                state = self.ev.eval(walrus.value, self.frame)
        return state


def unknown_binding(key: str) -> Value:
    """The value of a name bound by a pattern."""
    return (Unknown(f"`{key}` is bound by a match pattern"),)
