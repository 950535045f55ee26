"""One turn: each question of the message to whoever answers its kind, one reply, and what is remembered of it."""

from __future__ import annotations

import re
from abc import ABC
from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.ending import EndingAction
from actions.memory import forget_misses, recall, remember
from actions.message import Part, parts_of
from actions.reply import reply
from actions.said import said_in
from actions.talk import miss
from advisor.advice import shipped_advice
from advisor.answer import Answer, answer, answerers
from advisor.answer import remember as remembered
from advisor.dialogue import Outcome, Services, State, handlers
from advisor.dialogue.asking import take_up
from advisor.dialogue.owner import answers, does_not_know, wishes
from advisor.plan.store import plan_address, plan_store
from advisor.profile.amounts import CUES
from advisor.profile.hear import hear
from advisor.profile.model import Profile
from advisor.question.model import Context
from advisor.question.resolve import resolve
from advisor.survey import shipped_facts
from advisor.text import fold

# Asked on the way: the pending question is taken up again after the answer.
_ASIDE = frozenset({"ask_advice", "ask_human"})
# « quels objectifs as-tu notés ? » looks like a question to the survey, and asks for what was told.
_ABOUT_GOALS = frozenset({"ask_overview", "ask_figure", "rank", "ask_total", "ask_explain", "follow_up"})


def services() -> Services:
    """Return the advice and the store of plans of this installation."""
    return Services(
        shipped_advice(), keep_plan=lambda profile, name: plan_store().keep(profile, name), address=plan_address
    )


class Turn(EndingAction, ABC):
    """Answers every question of a message, be it to the survey or about the owner's own firm."""

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Send the answers as one reply; return the slots that changed."""
        before = state = recall(tracker)
        states, parts = [before], list(parts_of(tracker.latest_message))
        # The next question of the same message may lean on an answer that the conversation forgets.
        within = before.context
        given: list[Answer] = []
        kinds: set[str] = set()
        for part in parts:
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
            states.append(state)
        if not kinds & (handlers().keys() - _ASIDE) and (pending := take_up(state)):
            given.append(pending)
        if not reply(dispatcher, given, shipped_facts(), said_in(parts, states)):
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
        asks_for_goals = part.kind in _ABOUT_GOALS and not any(m.type == "population" for m in part.mentions)
        if asks_for_goals and state.profile and CUES["recalled"].search(fold(part.heard.text)):
            return "recall_profile"
        if part.kind == "ask_advice" and len(part.heard.clauses) > 1 and wishes(part.heard):
            return "state_goals"
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


# Kinds that a bare answer is easily taken for, and whose own reply is one fixed phrase of the domain.
_SMALL_TALK = frozenset({"goodbye", "thank", "compliment", "other_language", "insult"})
_FROM_ELSEWHERE = frozenset({"out_of_scope", "nlu_fallback"})
_VAGUE = frozenset({"follow_up", "acknowledge"}) | _FROM_ELSEWHERE
_ASKS = re.compile(
    r"\?|\b(?:combien|quel(?:le)?s?|l[ae]quel(?:le)?|lesquel(?:le)?s|pourquoi|est-ce que|qu'est-ce|c'est quoi)\b"
)


class HearAnswer(Turn):
    """Takes a message as the answer to the question that is pending, unless it asks something itself."""

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_hear_answer"

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Take the message as an answer, decline it, or say a word of small talk."""
        message = tracker.latest_message
        kind = message["intent"]["name"]
        if kind in _FROM_ELSEWHERE and _ASKS.search(message.get("text") or ""):
            # A question from another world is none of the answers that are waited for.
            return DeclineOutOfScope().respond(dispatcher, tracker)
        state = recall(tracker)
        if kind in _SMALL_TALK and all(self.kind_of(part, state) == kind for part in parts_of(message)):
            dispatcher.utter_message(response=f"utter_{kind}")
            return forget_misses(tracker)
        return super().respond(dispatcher, tracker)

    def kind_of(self, part: Part, state: State) -> str:
        """Return the kind of an answer, or its own for a message that asks or says something else."""
        if (own := super().kind_of(part, state)) != part.kind:
            return own
        told = replace(part.heard, kind="state_goals" if state.asked == "goals" else "state_profile")
        if part.kind not in _FROM_ELSEWHERE and self._asks(part) and not does_not_know(told):
            return part.kind
        heard = part.kind in _VAGUE or does_not_know(told) or answers(told, state, shipped_advice())
        return told.kind if heard else part.kind

    @staticmethod
    def _asks(part: Part) -> bool:
        """Tell whether a part asks: it has a word of interrogation, or speaks of the firms of the survey."""
        return bool(_ASKS.search(part.heard.text)) or any(mention.type == "population" for mention in part.mentions)


class Missed(Turn):
    """Says that there is no answer; a wish in words that nobody knows is asked back as a goal, then kept as it is."""

    phrases: tuple[str, ...] = ()
    # From this confidence on, a wish is not for the owner's firm: « je voudrais une pizza ».
    surely_no_goal = 1.0

    def respond(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Take the message for a goal when it is worded as one."""
        message = tracker.latest_message
        text, sure = message.get("text") or "", message["intent"].get("confidence", 0.0)
        told = self._is_a_wish(text) or any(self._tells_the_firm(part) for part in parts_of(message))
        if told and not _ASKS.search(text) and sure < self.surely_no_goal:
            return super().respond(dispatcher, tracker)
        return miss(dispatcher, tracker, self.phrases)

    def kind_of(self, part: Part, state: State) -> str:
        """Return the kind of a wish, or that of a description of the firm."""
        return "state_goals" if self._is_a_wish(part.heard.text) else "state_profile"

    @staticmethod
    def _is_a_wish(text: str) -> bool:
        return bool(CUES["preamble"].match(fold(text)))

    @staticmethod
    def _tells_the_firm(part: Part) -> bool:
        """Tell whether a trade or a number of people is told."""
        changes = hear(part.heard.clauses, Profile(), shipped_advice(), "state_profile", None).changes
        return any(change.field in {"trade", "staff"} for change in changes)


class NotUnderstood(Missed):
    """Asks for other words."""

    phrases = ("not_understood", "not_understood_again", "not_understood_more")

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_not_understood"


class DeclineOutOfScope(Missed):
    """A friendly word on what the assistant can do, for a question from another world."""

    phrases = ("out_of_scope", "out_of_scope_again", "out_of_scope_more")
    surely_no_goal = 0.8

    def name(self) -> str:
        """Return the action's name in domain.yml."""
        return "action_decline_out_of_scope"
