"""Rasa's tracker store: conversations as events, of which a turn reads the latest session alone.

A session holds so many turns; then a new one opens with what the slots hold, so that turn 1,000 reads no more than turn
10. What was said before stays in the conversation.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from observability import stages
from storage.asking import ask
from storage.events import StoredEvent, event_log

# A turn is copied, replayed and sent along with all those of its session; actions read slots and the message alone.
TURNS_A_SESSION = 4


class UnansweredError(Exception):
    """Nothing was said to the visitor's message: such a turn is not kept, so that it can be tried again whole."""


class StoredTracker(DialogueStateTracker):
    """A tracker that knows where its events stand: the number of its first one, and how many are saved."""

    first = 0
    saved = 0

    def copy(self) -> DialogueStateTracker:
        """Return one that goes its own way from here; Rasa would replay the conversation for it, twice a turn."""
        twin = copy.copy(self)
        twin.events = copy.copy(self.events)
        twin.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        twin.active_loop = copy.copy(self.active_loop)
        return twin


class ConversationStore(TrackerStore):
    """Keeps conversations in the installation's database; endpoints.yml names this class."""

    def __init__(self, domain: Domain | None = None, event_broker: EventBroker | None = None, **_: Any) -> None:
        """Make the store that Rasa asks for; the database is opened with the first conversation."""
        super().__init__(domain, event_broker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the latest session of a conversation, None when there is none."""
        with stages.stage("read"):
            first, events = await ask(lambda: event_log().session(sender_id))
            return self._tracker(sender_id, events, first) if events else None

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return the whole conversation, None when there is none."""
        events = await ask(lambda: event_log().latest(conversation_id))
        return self._tracker(conversation_id, events, 0) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is new in `tracker`, all of it or nothing.

        Raises:
            UnansweredError: if the new turn holds no answer.
            AlreadySavedError, OvertakenError: see EventLog.append.
            DatabaseDownError: if the database can't keep it.

        """
        first, saved = getattr(tracker, "first", 0), getattr(tracker, "saved", 0)
        new = list(tracker.events)[saved:]
        if not new:
            return
        if any(isinstance(event, UserUttered) for event in new) and not any(map(_says_something, new)):
            raise UnansweredError
        if sum(isinstance(event, UserUttered) for event in tracker.events) >= TURNS_A_SESSION:
            opening = _new_session(tracker)
            tracker.update_with_events(opening, self.domain)
            new += opening
        with stages.stage("save"):
            rows = [_stored(event) for event in new]
            await ask(lambda: event_log().append(tracker.sender_id, first + saved, rows))
        stages.saved(new)
        if isinstance(tracker, StoredTracker):
            tracker.saved += len(new)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return await ask(lambda: event_log().conversations())

    async def turn(self, conversation: str, message_id: str) -> Sequence[Event]:
        """Return a visitor's message and what followed it; nothing when the conversation does not hold it."""
        return _events(await ask(lambda: event_log().turn(conversation, message_id)))

    async def latest(self, conversation: str, most: int) -> Sequence[Event]:
        """Return the last `most` events of a conversation."""
        return _events(await ask(lambda: event_log().latest(conversation, most)))

    async def forget(self, conversation: str) -> None:
        """Erase a conversation."""
        await ask(lambda: event_log().forget(conversation))

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """Return an empty tracker."""
        return StoredTracker(sender_id, self.domain.slots)

    def _tracker(self, conversation: str, events: Sequence[str], first: int) -> DialogueStateTracker:
        tracker: StoredTracker = StoredTracker.from_events(conversation, _events(events), self.domain.slots)
        tracker.first, tracker.saved = first, len(events)
        return tracker


def _new_session(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that open a session which knows what this one knew."""
    filled = [SlotSet(name, slot.value) for name, slot in tracker.slots.items() if slot.value is not None]
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), *filled, ActionExecuted(ACTION_LISTEN_NAME)]


def _says_something(event: Event) -> bool:
    return isinstance(event, BotUttered) and isinstance(event.text, str) and bool(event.text.strip())


def _stored(event: Event) -> StoredEvent:
    return StoredEvent(
        json.dumps(event.as_dict(), ensure_ascii=False),
        event.message_id if isinstance(event, UserUttered) else None,
        isinstance(event, SessionStarted),
    )


def _events(stored: Iterable[str]) -> list[Event]:
    events: list[Event] = deserialise_events([json.loads(event) for event in stored])
    return events
