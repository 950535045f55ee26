"""What a turn and a thumb leave for the review, noted once the turn is saved, never in a visitor's way.

It hangs on the channel because only there each turn ends: fixed replies never reach the action server, and when that
server, Rasa or a database is down the channel alone still knows what was asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from advisor.review.log import ReviewLog, review_log
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
            log = await self._opened()
            if log.keeps_nothing:
                await ask(log.purge)
                return
            # An erasure holds the same lock: nothing is noted of a conversation that it has just erased.
            async with self._agent.lock_store.lock(message.sender):
                if await self._is_gone(message.sender):
                    return
                turn = turn_of(message, reply.events, answered=reply.answered)
                await ask(lambda: log.note(turn))
                if starts_again(reply.events):
                    await ask(lambda: log.forget(message.sender))
        except Exception:
            logger.exception("A turn could not be noted for the review.")

    async def rated(self, opinion: Opinion) -> None:
        """Keep the message whose answer got a thumb down; another thumb takes it back."""
        try:
            log = await self._opened()
            async with self._agent.lock_store.lock(opinion.session):
                if await self._is_gone(opinion.session):
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

    async def _opened(self) -> ReviewLog:
        if self._log is None:
            self._log = await ask(review_log)
        return self._log

    async def _is_gone(self, session: str) -> bool:
        exists = self._exists
        return exists is not None and not await ask(lambda: exists(session))
