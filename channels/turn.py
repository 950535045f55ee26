"""One turn of a conversation, the same on every channel: a text in, never silence out."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels import phrases
from channels.body import Message
from channels.history import answer_given
from channels.observing import Ending, count, observed
from channels.refusals import SOON, RefusedError
from channels.visitor_text import MAX_CHARACTERS, clean
from storage.asking import DatabaseDownError
from storage.conversations import UnansweredError
from storage.events import AlreadySavedError, OvertakenError
from storage.locks import CrowdedError

logger = logging.getLogger(__name__)

# Who is told of each turn once it has ended, answered or not; of the answer of a turn before it nobody is.
Ended = Callable[[Message, "Reply"], None]

# Rasa itself would wait five minutes for an action that hangs.
ANSWER_WITHIN_SECONDS = 9.0
# How often a turn is computed when another server saves one of the same conversation in between.
_TRIES = 3

# The event loop holds tasks weakly; this keeps a turn alive when its visitor has gone. A second sending of a message
# that is under way waits for the same turn.
_turns_under_way: dict[object, asyncio.Future[Reply]] = {}


class Reply(NamedTuple):
    """What goes back to the visitor."""

    messages: list[dict[str, Any]]
    answered: bool
    """False when Rasa gave nothing: the same message may be sent again."""
    was_saved: bool = False
    """True for the answer of an earlier turn: the message was sent again."""
    events: Sequence[Any] = ()
    """What Rasa saved of the turn, the visitor's message first."""


async def reply_to(message: Message, channel: str, agent: Any, ended: Ended | None = None) -> Reply:
    """Rasa's messages, or one French sentence if there are none.

    They leave after the tracker is saved, and whatever was said before an exception is not sent on, since it is not in
    the conversation. A message whose turn was saved already gets the answer of that turn.

    Raises:
        RefusedError: if the conversation has too many messages waiting (429) or the database does not answer (503).

    """
    text = clean(message.text)
    if not text:
        count(channel, "refused", "empty")
        return Reply([_say(message.sender, phrases.EMPTY)], answered=True)
    if len(text) > MAX_CHARACTERS:
        count(channel, "refused", "too_long")
        return Reply([_say(message.sender, phrases.TOO_LONG)], answered=True)

    # By Rasa's id of the message its turn is found again in the conversation, whatever came after it.
    asked = message._replace(text=text, id=message.id or secrets.token_hex(16))
    key = (asked.sender, asked.id)
    turn = _turns_under_way.get(key)
    if turn is None:
        turn = asyncio.ensure_future(_ask(asked, channel, agent))
        _turns_under_way[key] = turn
        turn.add_done_callback(lambda _: _turns_under_way.pop(key, None))
        if ended:
            turn.add_done_callback(lambda done: ended(asked, done.result()) if _is_new(done) else None)
    # Sanic cancels the handler of a visitor who leaves. The turn goes on to its end, so that a
    # reload of the page finds it whole.
    return await asyncio.shield(turn)


def _is_new(turn: asyncio.Future[Reply]) -> bool:
    return not (turn.cancelled() or turn.exception() or turn.result().was_saved)


async def _ask(message: Message, channel: str, agent: Any) -> Reply:
    with observed(message, channel) as ending:
        reply = await _answer(message, channel, agent, ending)
        return reply._replace(events=ending.saved)


async def _answer(message: Message, channel: str, agent: Any, ending: Ending) -> Reply:
    try:
        reply = await asyncio.wait_for(_turn(message, channel, agent), ANSWER_WITHIN_SECONDS)
        ending.is_("answered")
        return reply
    except CrowdedError:
        ending.is_("refused", "crowded")
        raise RefusedError(phrases.ONE_AT_A_TIME, 429, retry_after=SOON) from None
    except DatabaseDownError as problem:
        ending.is_("refused", "database")
        logger.error("A message was refused: the database does not answer (%s).", problem)
        raise RefusedError(phrases.BACK_SOON, 503, retry_after=SOON) from None
    except UnansweredError:
        ending.is_("unanswered", "silence")
        logger.error("A message got no answer: Rasa said nothing. Its action failed, or nobody runs actions.")
    except (Exception, asyncio.CancelledError) as problem:
        if isinstance(problem, asyncio.TimeoutError):
            ending.is_("unanswered", "timeout")
        # The visitor must get a sentence whatever went wrong; the log holds no text of theirs.
        logger.exception("A message got no answer: Rasa failed on it.")
    return Reply([_say(message.sender, phrases.NO_ANSWER)], answered=False)


async def _turn(message: Message, channel: str, agent: Any) -> Reply:
    """Return the answer of the message's one turn in its conversation: the saved one, or that of a new turn."""
    if message.again:
        given = await answer_given(agent.tracker_store, message.sender, message.id or "")
        if given:
            return Reply(given, answered=True, was_saved=True)
    for _ in range(_TRIES):
        try:
            return await _computed(message, channel, agent)
        except OvertakenError:
            logger.warning("A turn was overtaken by another one of its conversation, and is computed again.")
        except AlreadySavedError:
            given = await answer_given(agent.tracker_store, message.sender, message.id or "")
            return Reply(given, answered=True, was_saved=True)
    raise CrowdedError


async def _computed(message: Message, channel: str, agent: Any) -> Reply:
    collector = CollectingOutputChannel()
    await agent.handle_message(
        UserMessage(
            message.text,
            collector,
            message.sender,
            input_channel=channel,
            message_id=message.id,
        )
    )
    if not collector.messages:
        raise UnansweredError
    return Reply(collector.messages, answered=True)


def _say(sender: str, sentence: str) -> dict[str, Any]:
    return {"recipient_id": sender, "text": sentence}
