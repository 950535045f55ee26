"""Between Rasa's slots and what a conversation remembers."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from advisor.dialogue import State
from advisor.profile.model import Profile
from advisor.question.model import Context

MISSES = "misses"
_LAST = "last_"


def recall(tracker: Tracker) -> State:
    """Return what the slots hold: the last answer, the owner's profile, and what was asked."""
    slot = tracker.get_slot
    return State(
        context=Context.from_dict({field.name: slot(_LAST + field.name) for field in fields(Context)}),
        profile=Profile.from_dict({field.name: slot(field.name) for field in fields(Profile)}),
        asked=slot("asked"),
        asked_back=bool(slot("asked_back")),
        doubtful=tuple(slot("doubtful") or ()),
        history=tuple(Profile.from_dict(profile) for profile in slot("history") or ()),
        plan=slot("plan"),
    )


def remember(state: State, before: State) -> list[dict[str, Any]]:
    """Return the slot events that turn `before` into `state`: only what changed, so that trackers stay small."""
    old = _slots(before)
    return [SlotSet(name, value) for name, value in _slots(state).items() if value != old[name]]


def _slots(state: State) -> dict[str, Any]:
    last = {_LAST + name: value or None for name, value in state.context.to_dict().items()}
    return {
        **last,
        # No channel at all is something that was told.
        **{name: value if name == "channels" else value or None for name, value in state.profile.to_dict().items()},
        "asked": state.asked,
        "asked_back": state.asked_back or None,
        "doubtful": list(state.doubtful) or None,
        "history": [profile.to_dict() for profile in state.history] or None,
        "plan": state.plan,
    }


def count_miss(tracker: Tracker) -> int:
    """Return how many messages in a row were not understood, this one included."""
    return int(tracker.get_slot(MISSES) or 0) + 1


def forget_misses(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the events after a message that was understood."""
    return [SlotSet(MISSES, None)] if tracker.get_slot(MISSES) else []
