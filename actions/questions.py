"""Questions to the survey, and goals: from Rasa's tracker to the adviser and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import forget_misses, recall, remember
from actions.reply import reply
from advisor.answer import answer
from advisor.answer import remember as remembered
from advisor.question.resolve import resolve
from advisor.question.vocabulary import Mention
from advisor.survey import shipped_facts


class AnswerQuestion(Action):
    """Answers whatever kind of question the message holds, or both its questions when it holds two."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_answer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Send the answer; return the slots that the next ellipsis needs."""
        before = kept = context = recall(tracker)
        given = []
        message = tracker.latest_message
        for part in message.get("questions") or [message]:
            question = resolve(
                part["intent"]["name"],
                _mentions(part["entities"]),
                part.get("reading") or part["text"] or "",
                context,
                shipped_facts(),
            )
            given.append(answer(question, shipped_facts()))
            kept = remembered(question, given[-1])
            context = remembered(question, given[-1], within_message=True)
        if not reply(dispatcher, given, shipped_facts()):
            return []
        return [*remember(kept, before), *forget_misses(tracker)]


class CompareGoals(AnswerQuestion):
    """Sets the owner's goals beside the priorities of hyper-growth companies, and gives a first piece of advice."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_compare_goals"


def _mentions(entities: list[Mapping[str, Any]]) -> list[Mention]:
    """Return the entities that come from the base of facts as the adviser's mentions."""
    return [
        Mention(
            entity["entity"],
            f"{entity['value']:g}" if isinstance(entity["value"], float) else str(entity["value"]),
            entity["start"],
            entity["end"],
            entity.get("text", ""),
        )
        for entity in entities
    ]
