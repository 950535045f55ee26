"""What a turn was, read from its events."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet

from advisor.review.turn import Outcome, Turn
from advisor.wording.phrases import say
from channels.body import Message
from channels.visitor_text import as_typed

# The action that forgets a conversation, and the one that hears answers to the assistant's own questions.
_START_AGAIN, _HEAR_ANSWER = "action_start_again", "action_hear_answer"
# What such an answer is counted as, whatever kind of question it looked like.
ANSWER = "answer"
_DECLINING = frozenset({"utter_other_language", "utter_insult"})
# Slots that an action fills when it asks for other words.
_ASKING_AGAIN = "misses"
# A reply of this kind asks which figure is meant; these phrases say that nothing was recognised.
_CLARIFICATION = "clarification"
_NOT_RECOGNISED = ("goals.ask_back", "changed.nothing", "changed.not_heard", "talk.repaired")
# Kinds of reply that take in what an owner tells.
_TAKEN_IN = frozenset({"profile", "goals", "plan", "talk"})


def turn_of(message: Message, events: Sequence[Any], *, answered: bool) -> Turn:
    """Return what the conversation tells of a turn; without its `events` no more than that it was."""
    session, name, text = message.sender, message.id or "", as_typed(message.text)
    if not events:
        return Turn(session, name, text, "answered" if answered else "failed")
    # A session that opens after the turn tells what the slots held before.
    events = list(itertools.takewhile(lambda event: not isinstance(event, SessionStarted), events))
    parsed = events[0].parse_data or {}
    said = [event for event in events if isinstance(event, BotUttered)]
    content = [(event.data or {}).get("custom") or {} for event in said]
    outcome = _outcome(events, said, content) if answered else "failed"
    expected = (
        _HEAR_ANSWER in _actions(events)
        and outcome == "answered"
        and all(custom.get("kind") in _TAKEN_IN for custom in content)
    )
    intents = [part.get("intent") or {} for part in parsed.get("questions") or [parsed]]
    return Turn(
        session,
        name,
        text,
        outcome,
        kinds=(ANSWER,) if expected else tuple(intent.get("name") or "" for intent in intents),
        confidence=(parsed.get("intent") or {}).get("confidence"),
        answer="\n".join(event.text for event in said if event.text),
        figures=tuple(figure["id"] for custom in content for figure in custom.get("figures", [])),
        topics=tuple({e["value"]: None for e in parsed.get("entities") or [] if e.get("entity") == "topic"}),
        expected=expected,
    )


def starts_again(events: Sequence[Any]) -> bool:
    """Tell whether the visitor had everything forgotten."""
    return _START_AGAIN in _actions(events)


def _outcome(events: Sequence[Any], said: Sequence[Any], content: Sequence[dict[str, Any]]) -> Outcome:
    if any((event.metadata or {}).get("utter_action") in _DECLINING for event in said):
        return "declined"
    missed = any(isinstance(event, SlotSet) and event.key == _ASKING_AGAIN and event.value for event in events)
    not_recognised = any(words in (event.text or "") for words in _not_recognised() for event in said)
    if missed or not_recognised or any(custom.get("kind") == _CLARIFICATION for custom in content):
        return "asked_again"
    return "answered"


@functools.lru_cache(maxsize=1)
def _not_recognised() -> tuple[str, ...]:
    return tuple(say(name).text for name in _NOT_RECOGNISED)


def _actions(events: Sequence[Any]) -> set[str]:
    return {event.action_name for event in events if isinstance(event, ActionExecuted)}
