"""What visitors are quoted with: the numbers that they typed, in this message or before, and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.talk import Greet
from actions.turn import Advise, AnswerQuestion
from advisor.wording.template import Quantity
from advisor.wording.typography import NO_BREAK, number, percent

Trackers = Callable[..., Tracker]
HELD_BACK = "dont je ne suis pas sûr"
EVENTS = [("item", "events"), ("measure", "channel")]


def message(kind: str, text: str, *entities: tuple[str, Any]) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": kind, "confidence": 0.9},
        "entities": [
            {"entity": name, "value": value, "start": 0, "end": 1, "text": "ceci"} for name, value in entities
        ],
        "clauses": [{"text": text, "start": 0, "end": max(len(text), 1), "goals": []}],
    }


def text_of(dispatcher: CollectingDispatcher) -> str:
    (sent,) = dispatcher.messages
    return str(sent["text"])


def test_a_number_in_words_is_quoted_in_digits(tracker: Trackers, dispatcher: CollectingDispatcher) -> None:
    asked = message("convert", "sur trois cents, ça fait combien", ("number", 300.0), *EVENTS)
    AnswerQuestion().run(dispatcher, tracker(asked), {})
    assert "300" in text_of(dispatcher)


def test_a_number_of_an_earlier_message_is_quoted(tracker: Trackers, dispatcher: CollectingDispatcher) -> None:
    before = {"last_kind": "convert", "last_items": ["email"], "last_measure": "channel", "last_numbers": [350.0]}
    AnswerQuestion().run(dispatcher, tracker(message("follow_up", "et les salons", *EVENTS), **before), {})
    assert "350" in text_of(dispatcher)


MISQUOTES: dict[str, Callable[[float], Quantity]] = {
    "quoted_number": lambda count: Quantity("quoted", number(count + 1)),
    "quoted_share": lambda share: Quantity("quoted", percent(share / 2)),
}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("quoted_number", message("convert", "", ("number", 300.0), *EVENTS)),
        ("quoted_share", message("check_claim", "", ("share", 80.0), *EVENTS)),
    ],
)
def test_a_visitor_misquoted_gets_an_honest_word(
    name: str,
    asked: dict[str, Any],
    tracker: Trackers,
    dispatcher: CollectingDispatcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = CollectingDispatcher()
    AnswerQuestion().run(right, tracker(asked), {})
    assert HELD_BACK not in text_of(right)
    monkeypatch.setattr(f"advisor.answer.tell.{name}", MISQUOTES[name])
    AnswerQuestion().run(dispatcher, tracker(asked), {})
    assert HELD_BACK in text_of(dispatcher)


@pytest.mark.parametrize("action", [Advise, Greet])
def test_the_size_of_the_firm_is_that_of_the_profile(
    action: Any, tracker: Trackers, dispatcher: CollectingDispatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tracker(message("recall_profile", "qu'as-tu noté"), goals=["passer à 40 couverts"], staff=3)
    right = CollectingDispatcher()
    action().run(right, told, {})
    assert "40 couverts" in text_of(right) and f"3{NO_BREAK}personnes" in text_of(right)
    wrong = Quantity("quoted", f"4{NO_BREAK}personnes")
    monkeypatch.setattr("advisor.dialogue.recall.persons", lambda count: wrong)
    monkeypatch.setattr("advisor.dialogue.owner.persons", lambda count: wrong)
    action().run(dispatcher, told, {})
    assert HELD_BACK in text_of(dispatcher)
