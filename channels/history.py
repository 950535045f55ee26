"""A conversation read back from the tracker store, as the page showed it."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, UserUttered

from channels.turn import MESSAGE_ID
from channels.visitor_text import as_typed

# A page needs the end of a conversation, not all of it.
MAX_MESSAGES = 200


async def history(tracker_store: TrackerStore, sender: str) -> list[dict[str, Any]]:
    """Give the last messages, oldest first.

    A visitor's are {"from": "visitor", "text", "id"}, the id being the client's or missing; the assistant's are those
    that the page had got, with "from": "assistant".
    """
    # The full tracker: a pause starts a new session in Rasa, not a new conversation for a visitor.
    tracker = await tracker_store.retrieve_full_tracker(sender)
    if tracker is None:
        return []

    messages: list[dict[str, Any]] = []
    for event in tracker.events:
        if isinstance(event, UserUttered) and event.text:
            name = (event.metadata or {}).get(MESSAGE_ID)
            messages.append({"from": "visitor", "text": as_typed(event.text), **({"id": name} if name else {})})
        elif isinstance(event, BotUttered):
            messages += [{"from": "assistant", **sent} for sent in await _as_sent(sender, event)]
    return messages[-MAX_MESSAGES:]


async def answer_given(tracker_store: TrackerStore, sender: str, message_id: str) -> list[dict[str, Any]]:
    """Give what was answered to the message of this id, as it was sent; nothing if it never was."""
    tracker = await tracker_store.retrieve_full_tracker(sender)
    answer: list[dict[str, Any]] = []
    found = False
    for event in tracker.events if tracker is not None else ():
        if isinstance(event, UserUttered):
            if found:
                break
            found = (event.metadata or {}).get(MESSAGE_ID) == message_id
        elif found and isinstance(event, BotUttered):
            answer += await _as_sent(sender, event)
    return answer


async def _as_sent(sender: str, event: BotUttered) -> list[dict[str, Any]]:
    """Send the event again through the same output channel as then."""
    collector = CollectingOutputChannel()
    await collector.send_response(sender, event.message())
    messages: list[dict[str, Any]] = collector.messages
    return messages
