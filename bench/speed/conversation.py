"""What a turn costs as one conversation grows: the same twenty messages over and over, timed one by one."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.messages import conversations
from bench.speed.assistants import Running
from bench.speed.figures import median

# So many turns around a mark are measured; they say each message once, so that marks differ in nothing but length.
AROUND = 20
SEED = 1


@dataclass(frozen=True)
class Turn:
    """One turn: how long its answer took, and the processor time of all turns so far."""

    wall: float
    spent: float


@dataclass(frozen=True)
class Cost:
    """What a turn costs around one place of a conversation, in milliseconds."""

    mark: int
    wall: float
    processor: float


def script() -> list[str]:
    """Return the messages that come again and again."""
    return random.Random(SEED).sample([text for texts in conversations() for text in texts], AROUND)


def hold(running: Running, turns: int, within: float | None = None) -> list[Turn]:
    """Hold a conversation of so many turns; `within` (seconds) ends it earlier, after AROUND turns at least."""
    texts, sender = script(), secrets.token_hex(16)
    held: list[Turn] = []
    before, begun = running.processes.spent(), time.monotonic()
    for number in range(turns):
        if within is not None and number >= AROUND and time.monotonic() - begun > within:
            break
        asked = time.perf_counter()
        running.ask(sender, texts[number % AROUND])
        wall = time.perf_counter() - asked
        held.append(Turn(wall, running.processes.spent() - before))
    return held


def cost(turns: Sequence[Turn], mark: int) -> Cost:
    """Return what a turn costs around turn number `mark`, or around the last one that is far enough from the end."""
    mark = min(mark, len(turns) - AROUND // 2)
    first, last = mark - AROUND // 2, mark + AROUND // 2
    spent = turns[last - 1].spent - (turns[first - 1].spent if first else 0.0)
    return Cost(mark, 1000 * median(turn.wall for turn in turns[first:last]), 1000 * spent / AROUND)


def last_turn(mark: int) -> int:
    """Return how many turns a conversation has that reaches past this mark."""
    return mark + AROUND // 2
