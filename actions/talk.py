"""What is said around the questions: greetings, help, misses, starting again."""

from __future__ import annotations

from abc import ABC
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.ending import EndingAction
from actions.memory import MISSES, count_miss, forget_misses, recall
from actions.reply import reply
from actions.said import said_in
from advisor.advice import shipped_advice
from advisor.answer import Answer
from advisor.answer.tell import values_for
from advisor.dialogue.owner import profile_told
from advisor.plan.store import plan_store
from advisor.survey import shipped_facts
from advisor.wording.phrases import say

# Three openings into the survey; a repeated miss offers others.
_STARTERS = (
    ("Combien de PME sont sur les réseaux sociaux ?", "Pourquoi les PME y vont-elles ?", "Qui a fait l'étude ?"),
    ("Quel est le canal le plus cité ?", "Réseaux sociaux ou e-mailing ?", "C'est quoi un lead ?"),
    ("Je veux de nouveaux clients", "Je veux de la notoriété", "Je veux des contacts commerciaux"),
)


class _Talk(EndingAction, ABC):
    """An action that says fixed phrases and suggests questions."""

    phrases: tuple[str, ...] = ()
    starters = _STARTERS[0]

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Say the phrases of the class."""
        self.say(dispatcher, self.phrases, self.starters)
        return forget_misses(tracker)

    @staticmethod
    def say(dispatcher: CollectingDispatcher, phrases: tuple[str, ...], starters: tuple[str, ...]) -> None:
        """Send `phrases`, one a line, with `starters` as suggestions."""
        lines = tuple(say(f"talk.{phrase}", values_for(shipped_facts())) for phrase in phrases)
        reply(dispatcher, [Answer("talk", lines, suggestions=starters)], shipped_facts())


class Greet(_Talk):
    """Says hello, that it is a robot, and what its figures are worth."""

    phrases = ("greet", "greet_more")

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_greet"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Say hello; to an owner who comes back, say what is remembered of them."""
        state = recall(tracker)
        profile = state.profile
        if not profile:
            return super().respond(dispatcher, tracker)
        line = say("recall.welcome_back", {"goals": profile_told(profile, shipped_advice())})
        welcome = Answer("talk", (line,), suggestions=("Reprendre", "Effacer"))
        reply(dispatcher, [welcome], shipped_facts(), said_in([], [state]))
        return forget_misses(tracker)


class SayWhoIAm(_Talk):
    """Says that it is a robot, and where its figures come from."""

    phrases = ("identity",)

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_say_who_i_am"


class SayWhatICanDo(_Talk):
    """Lists what can be asked, with examples."""

    phrases = (
        "capabilities",
        "capability_figures",
        "capability_lists",
        "capability_claims",
        "capability_words",
        "capability_goals",
    )

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_say_what_i_can_do"


class StartAgain(_Talk):
    """Forgets what was told, and erases the plan."""

    phrases = ("restarted",)

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_start_again"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Say so, and empty every slot."""
        if plan := recall(tracker).plan:
            plan_store().forget(plan)
        super().respond(dispatcher, tracker)
        return [AllSlotsReset()]


def miss(dispatcher: CollectingDispatcher, tracker: Tracker, phrases: tuple[str, ...]) -> list[dict[str, Any]]:
    """Say the phrase whose turn it is, with suggestions of its own; never twice in a row the same words."""
    misses = count_miss(tracker)
    # The first phrase is for a first miss; after it the others take turns.
    turn = 0 if misses == 1 else 1 + misses % (len(phrases) - 1)
    _Talk.say(dispatcher, (phrases[turn],), _STARTERS[turn])
    return [SlotSet(MISSES, misses)]
