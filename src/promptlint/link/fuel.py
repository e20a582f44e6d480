"""How much code may be followed: counted in steps of evaluation, so that no result depends on the machine.

A request may take ``STEPS_PER_REQUEST``. Requests that need more than that are what makes a run long: once they have
used up a reserve, which grows with the project, every further one gets ``STEPS_AFTER_RESERVE``. The steps of a run
are therefore at most the reserve, and a fixed number for each place at which a request may be sent.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

STEPS_PER_REQUEST = 8_000
"""Evaluations of expressions that one request may take."""
MOVES_PER_STEP = 4
"""Statements that may be walked over for each of them."""
RESERVE = 40_000
"""Steps of requests that are cut short before all others are given less."""
RESERVE_PER_FILE = 50
"""What each file of the project adds to the reserve."""
CHARACTERS_PER_STEP = 25
"""Characters of source whose lowering takes as long as a step, whether or not an earlier run has kept its result."""
STEPS_PER_NAMED_TEXT = 1_000
"""Evaluations that a text may take which no request is known to send."""
STEPS_AFTER_RESERVE = 1_000
"""Evaluations that one request may take then."""
ATTEMPTS = 2
"""How often an expression is evaluated that takes most of what a request may take and is cut short."""
TOO_MUCH = "too much code to follow"
"""Why a value is unknown whose evaluation was cut short."""


class Fuel:
    """What is left for the request that is being worked out, and for those behind it."""

    def __init__(self, files: int) -> None:
        self.steps = 0
        self.moves = 0
        self.limit = STEPS_PER_REQUEST
        self.lowering_counts = False
        self.reserve = RESERVE + RESERVE_PER_FILE * files
        self._attempts: dict[Hashable, int] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing more may be followed for this request."""
        return self.steps > self.limit or self.moves > self.limit * MOVES_PER_STEP

    def lower(self, characters: int) -> None:
        """Note that so many characters of source are lowered."""
        if self.lowering_counts:
            self.steps += characters // CHARACTERS_PER_STEP

    def refill(self, most: int = STEPS_PER_REQUEST) -> None:
        """The next request starts; what may take fewer steps than one pays for the source that is lowered for it."""
        if self.empty:
            self.reserve -= self.steps
        self.steps = self.moves = 0
        self.lowering_counts = most < STEPS_PER_REQUEST
        self.limit = min(most, STEPS_PER_REQUEST if self.reserve > 0 else STEPS_AFTER_RESERVE)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What many requests will ask for is evaluated at the cost of none of them."""
        before = self.steps, self.moves
        self.refill()
        try:
            yield
        finally:
            self.refill()
            self.steps, self.moves = before

    def cut_short(self, key: Hashable, before: int) -> None:
        """Note that an evaluation that began after ``before`` steps was cut short."""
        if self.empty and self.steps - before > self.limit // 2:
            self._attempts[key] = self._attempts.get(key, 0) + 1

    def hopeless(self, key: Hashable) -> bool:
        """Whether an evaluation was cut short so often that it is not begun again."""
        return bool(self._attempts) and self._attempts.get(key, 0) >= ATTEMPTS
