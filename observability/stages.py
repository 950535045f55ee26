"""Where the time of a turn goes: a few points of its way are timed, and what is left is understanding and rules."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

Stage = Literal["lock", "read", "actions", "save", "understanding"]


@dataclass
class Watch:
    """A turn that is under way: when it began, the seconds of its stages, and the events that it has saved."""

    began: float = field(default_factory=time.perf_counter)
    stages: defaultdict[Stage, float] = field(default_factory=lambda: defaultdict(float))
    saved: Sequence[Any] = ()

    def stop(self) -> float:
        """Return the seconds since the beginning; those of no stage go to the understanding."""
        total = time.perf_counter() - self.began
        self.stages["understanding"] = max(0.0, total - sum(self.stages.values()))
        return total


_current: ContextVar[Watch | None] = ContextVar("turn", default=None)


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch the turn of the block, and of what it awaits."""
    watch = Watch()
    token = _current.set(watch)
    try:
        yield watch
    finally:
        _current.reset(token)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """Time a stage of the turn that is under way, if there is one."""
    watch = _current.get()
    if watch is None:
        yield
        return
    began = time.perf_counter()
    try:
        yield
    finally:
        watch.stages[name] += time.perf_counter() - began


def saved(events: Sequence[Any]) -> None:
    """Show the turn that is under way, if there is one, what was saved of it."""
    watch = _current.get()
    if watch is not None:
        watch.saved = events
