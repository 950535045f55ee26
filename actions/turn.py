"""One turn: each question of the message to whoever answers its kind, one reply, and what is remembered of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import forget_misses, recall, remember
from actions.message import Part, parts_of
from actions.reply import reply
from actions.talk import DeclineOutOfScope, miss
from advisor.advice import shipped_advice
from advisor.answer import Answer, answer, answerers
from advisor.answer import remember as remembered
from advisor.dialogue import Outcome, Services, State, handlers
from advisor.dialogue.asking import take_up
from advisor.plan.store import plan_address, plan_store
from advisor.profile.amounts import CUES
from advisor.question.model import Context
from advisor.question.resolve import resolve
from advisor.survey import shipped_facts
from advisor.text import fold

# Asked on the way: the pending question is taken up again after the answer.
_ASIDE = frozenset({"ask_advice", "ask_human"})


def services() -> Services:
    """Return the advice and the store of plans of this installation."""
    return Services(
        shipped_advice(), keep_plan=lambda profile, name: plan_store().keep(profile, name), address=plan_address
    )


class Turn(Action, ABC):
    """Answers every question of a message, be it to the survey or about the owner's own firm."""

    @abstractmethod
    def name(self) -> str:
        """Return the action's name in domain.yml; Rasa registers only classes that have one."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Send the answers as one reply; return the slots that changed."""
        before = state = recall(tracker)
        # The next question of the same message may lean on an answer that the conversation forgets.
        within = before.context
        given: list[Answer] = []
        kinds: set[str] = set()
        for part in parts_of(tracker.latest_message):
            kind = self.kind_of(part, state)
            kinds.add(kind)
            if kind in handlers():
                outcome = handlers()[kind](replace(part.heard, kind=kind), state, services())
            else:
                outcome, within = _ask_survey(part, kind, state, within)
            given += outcome.answers
            for told in outcome.answers if kind in handlers() else ():
                if told.figures and not told.keeps_context:
                    question = resolve(kind, [], "", state.context, shipped_facts())
                    outcome = replace(outcome, state=replace(outcome.state, context=remembered(question, told)))
                    within = outcome.state.context
            state = outcome.state
        if not kinds & (handlers().keys() - _ASIDE) and (pending := take_up(state)):
            given.append(pending)
        if not reply(dispatcher, given, shipped_facts()):
            return []
        return [*remember(state, before), *forget_misses(tracker)]

    def kind_of(self, part: Part, state: State) -> str:
        """Return what a question is taken for: its own kind, or what the conversation makes of it."""
        if part.kind == "ask_why" and not part.mentions:
            # « pourquoi ? », just after a question or a piece of advice.
            if state.asked:
                return "ask_question_reason"
            if state.context.kind in {"ask_plan", "state_goals"} or (state.plan and state.context.kind is None):
                return "ask_advice_reason"
        return part.kind


def _ask_survey(part: Part, kind: str, state: State, within: Context) -> tuple[Outcome, Context]:
    facts = shipped_facts()
    known = kind if kind in answerers() or kind == "follow_up" else "ask_explain"
    question = resolve(known, list(part.mentions), part.heard.text, within, facts)
    given = answer(question, facts)
    state = replace(state, context=remembered(question, given))
    return Outcome((given,), state), remembered(question, given, within_message=True)


class AnswerQuestion(Turn):
    """Answers questions to the survey; the pending question is taken up again after them."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_answer_question"


class Advise(Turn):
    """Takes in what an owner tells, compares, plans and advises."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_advise"


_FROM_ELSEWHERE = frozenset({"out_of_scope", "nlu_fallback"})
_ASKS_AGAIN = re.compile(r"^\s*(?:et|sinon|combien|quel|quelle)\b.*\?|\?\s*$")


class HearAnswer(Turn):
    """Takes a message as the answer to the question that is pending, unless it asks something itself."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_hear_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer, then listen: the rule that led here holds only while the slot `asked` is what it was."""
        message = tracker.latest_message
        if message["intent"]["name"] in _FROM_ELSEWHERE and "?" in (message.get("text") or ""):
            # A question from another world is none of the answers that are waited for.
            events = DeclineOutOfScope().run(dispatcher, tracker, domain)
            return [*events, FollowupAction("action_listen")]
        return [*super().run(dispatcher, tracker, domain), FollowupAction("action_listen")]

    def kind_of(self, part: Part, state: State) -> str:
        """Return `state_profile` for an answer, the kind of its own for a question."""
        if part.kind in {"follow_up", "ask_figure"} and _ASKS_AGAIN.search(part.heard.text):
            return part.kind
        return "state_goals" if state.asked == "goals" else "state_profile"


class NotUnderstood(Turn):
    """Asks for other words; a wish in words that nobody knows is asked back as a goal, and then kept as it is."""

    phrases = ("not_understood", "not_understood_again", "not_understood_more")

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Take the message for a goal when it is worded as one."""
        if CUES["preamble"].match(fold(tracker.latest_message.get("text") or "")):
            return super().run(dispatcher, tracker, domain)
        return miss(dispatcher, tracker, self.phrases)

    def kind_of(self, part: Part, state: State) -> str:
        """Return the kind of a wish."""
        return "state_goals"
