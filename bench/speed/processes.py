"""What the processes of an assistant use, added up. On Linux, which alone tells what processes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psutil


@dataclass(frozen=True)
class Memory:
    """Memory in MB: all that is resident, and with what several processes share divided among them."""

    rss: float
    pss: float


class Processes:
    """A process, or several, with all that they have started."""

    def __init__(self, *roots: int) -> None:
        """Name the first processes by their ids; look for what they have started at each measurement."""
        self._roots = [psutil.Process(root) for root in roots]

    def spent(self) -> float:
        """Return the seconds of processor that they have used, theirs and the system's for them."""
        # Those that ended are counted by who waited for them. One that ends right now is missing for a moment.
        return sum(sum(times[:4]) for times in self._each("cpu_times"))

    def memory(self) -> Memory:
        """Return the memory that they hold."""
        held = self._each("memory_full_info")
        return Memory(sum(one.rss for one in held) / 1e6, sum(one.pss for one in held) / 1e6)

    def _each(self, what: str) -> list[Any]:
        found = []
        for root in self._roots:
            for process in (root, *root.children(recursive=True)):
                try:
                    found.append(getattr(process, what)())
                except psutil.NoSuchProcess:
                    continue
        return found
