"""A new session keeps what the visitor told: one slot event for each filled slot."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecuted, SessionStarted, SlotSet
from rasa_sdk.executor import CollectingDispatcher


class StartSession(Action):
    """Replaces Rasa's own, which copies every slot event of the past into each new session."""

    def name(self) -> str:
        """Return the name by which Rasa calls it."""
        return "action_session_start"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the events that open a session."""
        filled = [SlotSet(name, value) for name, value in tracker.slots.items() if value is not None]
        return [SessionStarted(), *filled, ActionExecuted("action_listen")]
