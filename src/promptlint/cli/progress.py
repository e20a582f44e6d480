"""A line on stderr that says what takes so long."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threading import Event, Thread

PATIENCE = 1.0
"""Seconds of silence before the first sign of life."""


class Progress:
    """Shows the stage a run is in, once it has taken a second and only on a terminal; keeps the time of each."""

    def __init__(self, enabled: bool) -> None:
        self._shows = enabled and sys.stderr.isatty()
        self._stages: list[tuple[str, float]] = []
        self._end = 0.0
        self._thread: Thread | None = None
        self._done: Event | None = None

    def stage(self, name: str) -> None:
        """Note that ``name`` begins now."""
        self._stages.append((name, time.perf_counter()))

    def timings(self) -> list[tuple[str, float]]:
        """Each stage with its seconds."""
        ends = [start for _, start in self._stages[1:]] + [self._end or time.perf_counter()]
        return [(name, end - start) for (name, start), end in zip(self._stages, ends, strict=True)]

    def __enter__(self) -> Progress:
        if self._shows:
            import threading

            self._done = threading.Event()
            self._thread = threading.Thread(target=self._tick, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end = time.perf_counter()
        if self._done is not None and self._thread is not None:
            self._done.set()
            self._thread.join()

    def _tick(self) -> None:
        """Waits, then lets rich turn the wheel: a run that is over before that does not load rich."""
        assert self._done is not None
        start = time.perf_counter()
        if self._done.wait(PATIENCE):
            return
        from rich.console import Console

        with Console(stderr=True).status("") as status:
            while not self._done.wait(0.2):
                name = self._stages[-1][0] if self._stages else "starting"
                status.update(f"{name} … {time.perf_counter() - start:.0f} s")
