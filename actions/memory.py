"""Between Rasa's slots and what the adviser remembers of a conversation."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from advisor.question.model import Context

MISSES = "misses"


def recall(tracker: Tracker) -> Context:
    """Return what the slots hold of the last answer."""
    return Context.from_dict({field.name: tracker.get_slot(f"last_{field.name}") for field in fields(Context)})


def remember(context: Context, previous: Context) -> list[dict[str, Any]]:
    """Return the slot events that turn `previous` into `context`: only what changed, so that trackers stay small."""
    before = previous.to_dict()
    return [
        SlotSet(f"last_{name}", value or None) for name, value in context.to_dict().items() if value != before[name]
    ]


def count_miss(tracker: Tracker) -> int:
    """Return how many messages in a row were not understood, this one included."""
    return int(tracker.get_slot(MISSES) or 0) + 1


def forget_misses(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the events after a message that was understood."""
    return [SlotSet(MISSES, None)] if tracker.get_slot(MISSES) else []
