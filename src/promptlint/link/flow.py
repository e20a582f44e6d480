"""Which values a name can hold at a place: structured control flow, followed for one name at a time.

A key is a dotted name such as ``messages`` or ``self.messages``. The state is the value before a statement;
the empty value means unbound. Branches give alternatives, loops give elements that may repeat.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import handed, iteration, mutate, targets
from promptlint.link.fuel import TOO_MUCH
from promptlint.link.shape import target_keys
from promptlint.link.values import Constant, Listing, Mapping, Text, Unknown, union
from promptlint.model import Hole

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.shape import Stmts
    from promptlint.link.values import Value
    from promptlint.model import Span


NOT_SEEN = "no value seen in the scanned code leads here"


class Flow:
    """The walk for one key in one frame up to a place (``until`` None: to the end)."""

    def __init__(self, ev: Evaluator, frame: Frame, key: str, until: Span | None) -> None:
        self.ev = ev
        self.frame = frame
        self.key = key
        self.until = until
        self.reached = False
        self.rounds: list[dict[str, list[Value]]] = []
        """For each loop around the statement: the states at its ``break`` and ``continue`` statements."""
        self.passed: list[Value] | None = None
        """Within a ``try``: the states that its statements leave."""

    def run(self, stmts: Stmts, state: Value) -> Value:
        """The state after the statements, or at ``until`` (then ``reached`` is set)."""
        return self._marked(self._block(stmts, state, branches=False)[0])

    def _marked(self, state: Value) -> Value:
        """The state; a list or dict that is also changed under another name is not known whole."""
        if self.frame.kind != "function" or not any(isinstance(item, (Listing, Mapping)) for item in state):
            return state
        other = self.ev.shapes.changed_as(self.frame.body, self.key)
        return mutate.not_whole(state, f"it is also changed under the name `{other}`") if other is not None else state

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
            stmt = stmts[place]
            self.ev.fuel.moves += 1
            if self.ev.fuel.empty:
                self.ev.truncated = True
                return union(state, (Unknown(TOO_MUCH),)), False
            if isinstance(stmt, (ir.Return, ir.Jump)):
                self._jump(stmt, state)
                return state, True
            state, left = self._after(stmt, state)
            if self.passed is not None:
                self.passed.append(state)
            if left and holder is None:
                return state, True
        if holder is not None:
            state = self._into(stmts[holder], state)
        if end < len(stmts):
            self.reached = True
        return state, False

    def _jump(self, stmt: ir.Return | ir.Jump, state: Value) -> None:
        if isinstance(stmt, ir.Jump) and stmt.kind != "raise" and self.rounds:
            self.rounds[-1][stmt.kind].append(state)

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
            state = self._walrus(stmt, state)
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
                return self._state(stmt.orelse, self._ended(stmt, state)[0])
            return state
        top = self.frame.tops.get((id(stmt), self.key))
        return self._state(stmt.body, self._entered(stmt, self._carried(stmt, state) if top is None else top))

    def _entered(self, stmt: ir.Loop, state: Value) -> Value:
        """The state at the start of a round: the target is bound, or the condition evaluated."""
        if stmt.target is None:
            return self._walrus(stmt, state)
        if self.key not in set(target_keys(stmt.target)):
            return state
        element = self.frame.rounds.get(id(stmt))
        if element is None:
            element = iteration.iterate(self.ev, stmt.iter, self.frame)
        return targets.bind(self.ev, stmt.target, element, self.key, self.frame, state)

    def _carried(self, stmt: ir.Loop, state: Value) -> Value:
        """The state at the top of the loop body: what was before, and what an earlier round left."""
        if self.key not in self.ev.shapes.block(stmt.body).keys:
            return state
        guard = (id(stmt), id(self.frame), self.key)
        if guard in self.ev.loops_open:
            return _of_any_round(state)
        self.ev.loops_open.add(guard)
        try:
            after, _ = Flow(self.ev, self.frame, self.key, None)._round(stmt, state)
        finally:
            self.ev.loops_open.discard(guard)
        return mutate.merge_loop(state, after)

    def _round(self, stmt: ir.Loop, state: Value) -> tuple[Value, list[Value]]:
        """The state at the end of one round that starts in a state, and the states in which it breaks off."""
        self.rounds.append({"break": [], "continue": []})
        end, left = self._block(stmt.body, self._entered(stmt, state))
        jumps = self.rounds.pop()
        return union(*(() if left else (end,)), *jumps["continue"]) if jumps["continue"] or left else end, jumps[
            "break"
        ]

    def _into_if(self, stmt: ir.If, state: Value) -> Value:
        state = self._walrus(stmt, state)
        for block, when in ((stmt.body, True), (stmt.orelse, False)):
            if self._inside(block):
                return self._state(block, self._led_here(stmt.test, state, when))
        return state

    def _led_here(self, test: ir.Expr, state: Value, when: bool) -> Value:
        """The state once ``test`` came out ``when``; what the test itself says where no value seen leads here."""
        narrowed = self.ev.narrow(test, self.key, state, when, self.frame)
        if narrowed or not state:
            return narrowed
        return self.ev.narrow(test, self.key, (Unknown(NOT_SEEN),), when, self.frame)

    def _into_with(self, stmt: ir.With, state: Value) -> Value:
        if not self._inside(stmt.body):
            return state
        return self._state(stmt.body, self._with_targets(stmt, state))

    def _with_targets(self, stmt: ir.With, state: Value) -> Value:
        for item, target in stmt.items:
            if target is not None and self.key in set(target_keys(target)):
                state = targets.bind(self.ev, target, self.ev.entered(item, self.frame), self.key, self.frame, state)
        return state

    def _into_try(self, stmt: ir.Try, state: Value) -> Value:
        if self._inside(stmt.body):
            return self._state(stmt.body, state)
        behind = Flow(self.ev, self.frame, self.key, None)
        body, _, failed = behind._tried(stmt, state)
        for handler in stmt.handlers:
            if self._inside(handler):
                return self._state(handler, failed)
        if self._inside(stmt.orelse):
            return self._state(stmt.orelse, body)
        before = behind._before_final(stmt, state)
        return self._state(stmt.final, union(failed, before or ()))

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
            state = self._walrus(stmt, state)
            ends = [
                self._block(c.body, unknown_binding(self.key) if self.key in c.binds else state) for c in stmt.cases
            ]
            return union(state, *(end for end, left in ends if not left)), False
        return self._simple(stmt, state), False

    def _after_if(self, stmt: ir.If, state: Value) -> tuple[Value, bool]:
        truth = self.ev.truth(stmt.test, self.frame)
        state = self._walrus(stmt, state)
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

    def _ended(self, stmt: ir.Loop, state: Value) -> tuple[Value, list[Value], Value]:
        """The state once the rounds have run out, before ``else``; those at each ``break``; that before the rounds."""
        unrolled = self._unrolled(stmt, state)
        if unrolled is not None:
            return unrolled, [], state
        after, broken = self._round(stmt, state)
        if stmt.target is None:
            state = self._walrus(stmt, state)
        return mutate.merge_loop(state, after) if after else state, broken, state

    def _unrolled(self, stmt: ir.Loop, state: Value) -> Value | None:
        """A list, dict or text that a loop over few known elements fills, round by round; None for anything else."""
        one_text = len(state) == 1 and isinstance(state[0], Text)
        if not state or not (one_text or all(isinstance(item, (Listing, Mapping)) for item in state)):
            return None
        if stmt.target is None or self.ev.shapes.breaks_off(stmt):
            return None
        if self.key in target_keys(stmt.target):
            return None
        elements = iteration.few_elements(self.ev, stmt.iter, self.frame)
        for place, element in enumerate(elements):
            frame = iteration.round_frame(self.ev, stmt, place, element, self.frame, self.key, state)
            state, left = Flow(self.ev, frame, self.key, None)._block(stmt.body, state)
            if left or one_text and (len(state) != 1 or not isinstance(state[0], Text)):
                return None
        return state if elements else None

    def _after_loop(self, stmt: ir.Loop, state: Value) -> Value:
        ended, broken, state = self._ended(stmt, state)
        ended = self._state(stmt.orelse, ended)
        return mutate.merge_branches([ended, *(mutate.merge_loop(state, b) for b in broken)]) if broken else ended

    def _after_try(self, stmt: ir.Try, state: Value) -> tuple[Value, bool]:
        before = self._before_final(stmt, state)
        return self._block(stmt.final, before) if before is not None else (state, True)

    def _tried(self, stmt: ir.Try, state: Value) -> tuple[Value, bool, Value]:
        """The state after the body of a ``try``, whether it leaves, and the state at the start of a handler."""
        outer, self.passed = self.passed, []
        body, left = self._block(stmt.body, state)
        passed, self.passed = self.passed, outer
        between = [tuple([i for i in step if not isinstance(i, (Listing, Mapping))]) for step in passed]
        failed = union(state, body, *between) if state else union(body, *between)
        if outer is not None:
            outer.extend(passed)
        return body, left, failed

    def _before_final(self, stmt: ir.Try, state: Value) -> Value | None:
        """The state after a ``try``, its ``else`` or a handler; None where all of them leave."""
        body, left, failed = self._tried(stmt, state)
        ends: list[Value] = []
        if not left:
            end, left_else = self._block(stmt.orelse, body)
            if not left_else:
                ends.append(end)
        for handler in stmt.handlers:
            end, left_handler = self._block(handler, failed)
            if not left_handler:
                ends.append(end)
        return mutate.merge_branches(ends) if ends else None

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
        if isinstance(stmt, ir.ExprStmt) and isinstance(stmt.value, ir.Call):
            if any(isinstance(item, (Listing, Mapping)) for item in state):
                state = handed.after(self.ev, stmt.value, self.key, state, self.frame)
        return self._walrus(stmt, state)

    def _assign(self, stmt: ir.Assign, state: Value) -> Value:
        state = self._walrus(stmt, state)
        if stmt.value is None:
            return state
        for target in stmt.targets:
            if self.key in set(target_keys(target)):
                state = targets.assign(self.ev, target, stmt.value, self.key, self.frame, state)
        return state

    def _augment(self, stmt: ir.AugAssign, state: Value) -> Value:
        if isinstance(stmt.target, ir.Sub):
            return state
        value = self.ev.binary(stmt.op, state, self.ev.eval(stmt.value, self.frame), stmt, self.frame)
        return self._again(stmt, state, value) if self.rounds else value

    def _again(self, stmt: ir.AugAssign, before: Value, value: Value) -> Value:
        """What ``target op= value`` leaves after several rounds, where joining the rounds does not show it."""
        if any(isinstance(item, Constant) for item in value):
            return union(value, (Unknown("changes in each round of a loop"),))
        if not any(isinstance(item, Text) and item.exact == "" for item in before):
            return value
        hole = Hole("…", self.frame.module.path, stmt.span.line, "repeated in a loop")
        return tuple([Text((*i.parts, hole), i.trail) if isinstance(i, Text) and i.exact else i for i in value])

    def _walrus(self, stmt: ir.Stmt, state: Value) -> Value:
        for walrus, sure in self.ev.shapes.walruses(stmt):
            if walrus.name == self.key:
                value = self.ev.eval(walrus.value, self.frame)
                state = value if sure else union(state, value)
        return state


def _of_any_round(state: Value) -> Value:
    """The state at the top of a loop while what a round makes of it is being worked out."""
    if all(isinstance(item, (Listing, Mapping)) for item in state):
        return state
    return union(state, (Unknown("changes in each round of a loop"),))


def unknown_binding(key: str) -> Value:
    """The value of a name bound by a pattern."""
    return (Unknown(f"`{key}` is bound by a match pattern"),)
