"""What all our actions have in common: each ends its turn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher


class EndingAction(Action, ABC):
    """Answers, and has Rasa listen.

    Each rule says that it listens then. Saying so here spares it the search for that rule in every turn, and holds
    where the rule that led to the action no longer does, once the slots have changed.
    """

    @abstractmethod
    def name(self) -> str:
        """Return the action's name in domain.yml; Rasa registers only classes that have one."""

    @abstractmethod
    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Answer through `dispatcher`, and return the slots that change, as events."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer, then listen."""
        return [*self.respond(dispatcher, tracker), FollowupAction("action_listen")]
