"""What a turn and a thumb leave for the review: read from the conversation once it is saved, never in a visitor's way.

It hangs on the channel because only there each turn ends: fixed replies never reach the action server, and when that
server, Rasa or a database is down the channel alone still knows what was asked.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet

from advisor.review.log import ReviewLog, review_log
from advisor.review.turn import Outcome, Turn
from advisor.wording.phrases import say
from channels.body import Message
from channels.feedback import Opinion
from channels.turn import Reply
from channels.visitor_text import as_typed
from storage.asking import ask

logger = logging.getLogger(__name__)

# The action that forgets a conversation, and the one that hears answers to the assistant's own questions.
_START_AGAIN, _HEAR_ANSWER = "action_start_again", "action_hear_answer"
# What such an answer is counted as, whatever kind of question it looked like.
ANSWER = "answer"
_DECLINING = frozenset({"utter_other_language", "utter_insult"})
# Slots that an action fills when it asks for other words.
_ASKING_AGAIN = "misses"
# A reply of this kind asks which figure is meant; these phrases say that nothing was recognised.
_CLARIFICATION = "clarification"
_NOT_RECOGNISED = ("goals.ask_back", "changed.nothing", "changed.not_heard", "talk.repaired")
# Kinds of reply that take in what an owner tells.
_TAKEN_IN = frozenset({"profile", "goals", "plan", "talk"})

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
                events = await self._agent.tracker_store.turn(message.sender, message.id or "")
                turn = _turn_of(message, events, answered=reply.answered)
                await ask(lambda: log.note(turn))
                if _START_AGAIN in _actions(events):
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
                    turn = _turn_of(Message(opinion.session, events[0].text, opinion.turn), events, answered=True)
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


def _turn_of(message: Message, events: Sequence[Any], *, answered: bool) -> Turn:
    """Return what the conversation tells of a turn; without its `events` no more than that it was."""
    session, name, text = message.sender, message.id or "", as_typed(message.text)
    if not events:
        return Turn(session, name, text, "answered" if answered else "failed")
    parsed = events[0].parse_data or {}
    said = [event for event in events if isinstance(event, BotUttered)]
    content = [(event.data or {}).get("custom") or {} for event in said]
    outcome = _outcome(events, said, content) if answered else "failed"
    expected = (
        _HEAR_ANSWER in _actions(events)
        and outcome == "answered"
        and all(custom.get("kind") in _TAKEN_IN for custom in content)
    )
    intents = [part.get("intent") or {} for part in parsed.get("questions") or [parsed]]
    return Turn(
        session,
        name,
        text,
        outcome,
        kinds=(ANSWER,) if expected else tuple(intent.get("name") or "" for intent in intents),
        confidence=(parsed.get("intent") or {}).get("confidence"),
        answer="\n".join(event.text for event in said if event.text),
        figures=tuple(figure["id"] for custom in content for figure in custom.get("figures", [])),
        topics=tuple({e["value"]: None for e in parsed.get("entities") or [] if e.get("entity") == "topic"}),
        expected=expected,
    )


def _outcome(events: Sequence[Any], said: Sequence[Any], content: Sequence[dict[str, Any]]) -> Outcome:
    if any((event.metadata or {}).get("utter_action") in _DECLINING for event in said):
        return "declined"
    missed = any(isinstance(event, SlotSet) and event.key == _ASKING_AGAIN and event.value for event in events)
    not_recognised = any(say(name).text in (event.text or "") for name in _NOT_RECOGNISED for event in said)
    if missed or not_recognised or any(custom.get("kind") == _CLARIFICATION for custom in content):
        return "asked_again"
    return "answered"


def _actions(events: Sequence[Any]) -> set[str]:
    return {event.action_name for event in events if isinstance(event, ActionExecuted)}
