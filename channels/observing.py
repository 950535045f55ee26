"""What the operator is told of each turn: its metrics, and one line of the log."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from rasa.shared.core.events import UserUttered

from advisor.review.turn import reason_to_keep
from channels.body import Message
from channels.saved_turn import turn_of
from observability.logs import messages_wanted, pseudonym
from observability.metrics import FALLBACKS, STAGE_SECONDS, TURN_SECONDS, TURNS
from observability.stages import Watch, watching

logger = logging.getLogger(__name__)

Outcome = Literal["answered", "unanswered", "refused"]


class Ending:
    """How a turn ended: until something else is said, with no answer, because something failed."""

    outcome: Outcome = "unanswered"
    reason = "failure"

    def __init__(self, watch: Watch) -> None:
        """Begin the turn that `watch` watches."""
        self._watch = watch

    @property
    def saved(self) -> list[Any]:
        """The events of the turn that were saved, the visitor's message first; none when none was."""
        return list(itertools.dropwhile(lambda event: not isinstance(event, UserUttered), self._watch.saved))

    def is_(self, outcome: Outcome, reason: str = "") -> None:
        """Say how it ended; `reason` is one of a few words, for what was not answered."""
        self.outcome, self.reason = outcome, reason


@contextmanager
def observed(message: Message, channel: str) -> Iterator[Ending]:
    """Observe the turn of the block, which tells how it ended."""
    with watching() as watch:
        ending = Ending(watch)
        try:
            yield ending
        finally:
            seconds = watch.stop()
            TURN_SECONDS.labels(channel).observe(seconds)
            for stage, part in watch.stages.items():
                STAGE_SECONDS.labels(stage).observe(part)
            count(channel, ending.outcome, ending.reason)
            try:
                _tell(message, channel, ending, watch, seconds)
            except Exception:
                logger.exception("A turn could not be told.")


def count(channel: str, outcome: Outcome, reason: str = "") -> None:
    """Count a message."""
    TURNS.labels(channel, outcome, reason).inc()


def _tell(message: Message, channel: str, ending: Ending, watch: Watch, seconds: float) -> None:
    events = ending.saved
    turn = turn_of(message, events, answered=True) if events else None
    if turn and (why := reason_to_keep(turn)) in {"not_understood", "refused"}:
        FALLBACKS.labels(why).inc()
    line: dict[str, Any] = {
        "conversation": pseudonym(message.sender),
        "channel": channel,
        "outcome": ending.outcome,
        "reason": ending.reason,
        "ms": round(seconds * 1000, 1),
        "stages_ms": {stage: round(part * 1000, 1) for stage, part in watch.stages.items()},
    }
    if turn:
        line |= {"reply": turn.outcome, "kinds": turn.kinds, "figures": len(turn.figures)}
        line["confidence"] = None if turn.confidence is None else round(turn.confidence, 2)
    if messages_wanted():
        line |= {"text": message.text, "answer": turn.answer if turn else ""}
    logger.info("turn", extra=line)
