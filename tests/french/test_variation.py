"""Replies vary where people repeat themselves, and never where a fact is stated."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.memory import MISSES
from actions.turn import DeclineOutOfScope, NotUnderstood
from advisor.answer import answer
from advisor.dialogue import Heard, State, handlers
from advisor.profile.model import Profile
from advisor.survey import shipped_facts
from advisor.wording.phrases import phrases
from scripts.french.sources.adviser import services
from scripts.french.sources.questions import questions
from scripts.french.sources.talk import MOST_MISSES, responses, tracker


@pytest.mark.parametrize("name", responses())
def test_what_people_say_again_has_several_replies(name: str) -> None:
    wordings = responses()[name]
    assert len(set(wordings)) == len(wordings) >= 2


@pytest.mark.parametrize("action", [NotUnderstood(), DeclineOutOfScope()], ids=lambda action: action.name())
def test_a_miss_is_never_told_twice_in_a_row_in_the_same_words(action: Any) -> None:
    told = []
    for misses in range(MOST_MISSES):
        dispatcher = CollectingDispatcher()
        action.run(dispatcher, tracker(**{MISSES: misses}), {})
        told.append(dispatcher.messages[0]["text"])
    assert all(one != other for one, other in itertools.pairwise(told))
    assert len(set(told)) == 3


def test_a_fact_is_always_told_in_the_same_words() -> None:
    """Each question twice, and each sentence of phrases.yml once: there is nothing to choose from."""
    facts = shipped_facts()
    for _, question in questions(facts):
        assert answer(question, facts) == answer(question, facts)
    state = State(profile=Profile(goals=("brand", "recruit"), channels=("events",), minutes=90))
    for kind in handlers():
        first, second = (handlers()[kind](Heard(kind), state, services()).answers for _ in range(2))
        assert first == second
    assert all(isinstance(text, str) for group in phrases().values() for text in group.values())


@pytest.mark.parametrize("name", responses())
def test_replies_that_vary_state_no_fact(name: str) -> None:
    for wording in responses()[name]:
        assert not re.search(r"\d|source|hypercroissance", wording.replace("la source", "").lower())
