"""What a turn and a thumb leave for the review, noted once the turn is saved, never in a visitor's way.

It hangs on the channel because only there each turn ends: fixed replies never reach the actions, and when these,
Rasa or a database fail the channel alone still knows what was asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from advisor.review.log import ReviewLog, review_log
from advisor.review.turn import Turn
from channels.body import Message
from channels.feedback import Opinion
from channels.saved_turn import starts_again, turn_of
from channels.turn import Reply
from storage.asking import ask

logger = logging.getLogger(__name__)

# The event loop holds tasks weakly.
_under_way: set[asyncio.Task[None]] = set()


class Reviewer:
    """Notes the turns and the thumbs of one server's conversations."""

    def __init__(self, agent: Any, log: ReviewLog | None = None, exists: Callable[[str], bool] | None = None) -> None:
        """Read conversations from Rasa's `agent`; nothing is noted of one that does not exist (any more)."""
        self._agent = agent
        self._log = log
        self._exists = exists

    def turn_ended(self, message: Message, reply: Reply) -> None:
        """Note a turn after its reply has left: nobody waits for it."""
        task = asyncio.ensure_future(self.note(message, reply))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)

    async def note(self, message: Message, reply: Reply) -> None:
        """Note a turn; what goes wrong is logged, without the message."""
        try:
            turn = turn_of(message, reply.events, answered=reply.answered)
            # An erasure holds the same lock: nothing is noted of a conversation that it has just erased.
            async with self._agent.lock_store.lock(message.sender):
                await ask(lambda: self._write(turn, starts_again(reply.events)))
        except Exception:
            logger.exception("A turn could not be noted for the review.")

    def _write(self, turn: Turn, forget: bool) -> None:
        """Note a turn, all in one go: each question to the database is a change of threads."""
        log = self._log or review_log()
        if log.keeps_nothing:
            log.purge()
        elif self._exists is None or self._exists(turn.session):
            log.note(turn)
            if forget:
                log.forget(turn.session)

    async def rated(self, opinion: Opinion) -> None:
        """Keep the message whose answer got a thumb down; another thumb takes it back."""
        try:
            log = self._log if self._log is not None else await ask(review_log)
            async with self._agent.lock_store.lock(opinion.session):
                exists = self._exists
                if exists is not None and not await ask(lambda: exists(opinion.session)):
                    return
                if opinion.verdict == "up":
                    await ask(lambda: log.withdraw_dislike(opinion.session, opinion.turn))
                    return
                events = await self._agent.tracker_store.turn(opinion.session, opinion.turn)
                if events:
                    turn = turn_of(Message(opinion.session, events[0].text, opinion.turn), events, answered=True)
                    await ask(lambda: log.note_dislike(turn, opinion.word))
        except Exception:
            logger.exception("A thumb could not be noted for the review.")
