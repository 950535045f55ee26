"""A conversation read back from its events, as the page showed it."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import BotUttered, UserUttered

from channels.visitor_text import as_typed
from storage.conversations import ConversationStore

# A page needs the end of a conversation, not all of it; a turn has some ten events.
MAX_MESSAGES, MAX_EVENTS = 200, 2000


async def history(store: ConversationStore, sender: str) -> list[dict[str, Any]]:
    """Give the last messages, oldest first.

    A visitor's are {"from": "visitor", "text", "id"}; the assistant's are those that the page had got, with
    "from": "assistant".
    """
    messages: list[dict[str, Any]] = []
    for event in await store.latest(sender, MAX_EVENTS):
        if isinstance(event, UserUttered) and event.text:
            messages.append({"from": "visitor", "text": as_typed(event.text), "id": event.message_id})
        elif isinstance(event, BotUttered):
            messages += [{"from": "assistant", **sent} for sent in await _as_sent(sender, event)]
    return messages[-MAX_MESSAGES:]


async def answer_given(store: ConversationStore, sender: str, message_id: str) -> list[dict[str, Any]]:
    """Give what was answered to the message of this id, as it was sent; nothing if it never was."""
    said = [event for event in await store.turn(sender, message_id) if isinstance(event, BotUttered)]
    return [sent for event in said for sent in await _as_sent(sender, event)]


async def _as_sent(sender: str, event: BotUttered) -> list[dict[str, Any]]:
    """Send the event again through the same output channel as then."""
    collector = CollectingOutputChannel()
    await collector.send_response(sender, event.message())
    messages: list[dict[str, Any]] = collector.messages
    return messages
