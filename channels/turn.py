"""One turn of a conversation, the same on every channel: a text in, never silence out."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels import phrases
from channels.body import Message
from channels.visitor_text import MAX_CHARACTERS, clean

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
# What is told of each message that Rasa was asked, once its turn has ended, answered or not.
Ended = Callable[[Message, "Reply"], None]

# Rasa itself would wait five minutes for an action server that hangs.
ANSWER_WITHIN_SECONDS = 9.0

# The key of a message's id in the metadata of its event.
MESSAGE_ID = "message_id"

# The event loop holds tasks weakly; this keeps a turn alive when its visitor has gone. A second sending of a message
# that is under way waits for the same turn.
_turns_under_way: dict[object, asyncio.Future[Reply]] = {}


class Reply(NamedTuple):
    """What goes back to the visitor."""

    messages: list[dict[str, Any]]
    answered: bool
    """False when Rasa gave nothing: the same message may be sent again."""


async def reply_to(message: Message, channel: str, on_new_message: OnNewMessage, ended: Ended | None = None) -> Reply:
    """Rasa's messages, or one French sentence if there are none.

    They leave after the tracker is saved: `on_new_message` ends with the processor's save, and
    whatever was said before an exception is not sent on, since it is not in the conversation.
    """
    text = clean(message.text)
    if not text:
        return Reply([_say(message.sender, phrases.EMPTY)], answered=True)
    if len(text) > MAX_CHARACTERS:
        return Reply([_say(message.sender, phrases.TOO_LONG)], answered=True)

    key: object = (message.sender, message.id) if message.id else object()
    turn = _turns_under_way.get(key)
    if turn is None:
        asked = message._replace(text=text)
        # By Rasa's id of the message its turn is found again in the conversation, whatever came after it.
        name = message.id or secrets.token_hex(16)
        turn = asyncio.ensure_future(_ask(asked, name, channel, on_new_message))
        _turns_under_way[key] = turn
        turn.add_done_callback(lambda _: _turns_under_way.pop(key, None))
        if ended:
            turn.add_done_callback(
                lambda done: None if done.cancelled() else ended(asked._replace(id=name), done.result())
            )
    # Sanic cancels the handler of a visitor who leaves. The turn goes on to its end, so that a
    # reload of the page finds it whole.
    return await asyncio.shield(turn)


async def _ask(message: Message, name: str, channel: str, on_new_message: OnNewMessage) -> Reply:
    collector = CollectingOutputChannel()
    metadata = {MESSAGE_ID: message.id} if message.id else None
    question = UserMessage(
        message.text, collector, message.sender, input_channel=channel, message_id=name, metadata=metadata
    )
    nothing = Reply([_say(message.sender, phrases.NO_ANSWER)], answered=False)
    try:
        await asyncio.wait_for(on_new_message(question), ANSWER_WITHIN_SECONDS)
    except (Exception, asyncio.CancelledError):
        # The visitor must get a sentence whatever went wrong; the log holds no text of theirs.
        logger.exception("A message got no answer: Rasa failed on it.")
        return nothing
    if not collector.messages:
        logger.error("A message got no answer: Rasa said nothing. Is the action server up?")
        return nothing
    return Reply(collector.messages, answered=True)


def _say(sender: str, sentence: str) -> dict[str, Any]:
    return {"recipient_id": sender, "text": sentence}
