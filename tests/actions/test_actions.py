"""The custom actions, as rasa_sdk calls them."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.memory import recall, remember
from actions.talk import StartAgain
from actions.turn import Advise, AnswerQuestion, DeclineOutOfScope, HearAnswer, NotUnderstood
from advisor.database import open_database
from advisor.dialogue import State
from advisor.guard import Breach, Verdict
from advisor.plan.store import PlanStore
from advisor.profile.model import Profile
from advisor.question.model import Context

Trackers = Callable[..., Tracker]


def run(action: Action, tracker: Tracker) -> tuple[str, list[dict[str, Any]]]:
    """Run an action; return what it says, and the events that it returns before it listens."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    if inspect.isawaitable(events):
        events = asyncio.run(events)  # type: ignore[arg-type]
    assert events.pop() == FollowupAction("action_listen")
    return "\n".join(message["text"] for message in dispatcher.messages), events


def after(tracker: Tracker, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the filled slots once Rasa has taken the events in."""
    slots = dict(tracker.slots)
    for event in events:
        if event["event"] == "reset_slots":
            slots = {}
        elif event["event"] == "slot":
            slots[event["name"]] = event["value"]
    return {name: value for name, value in slots.items() if value is not None}


def message(intent: str, text: str, *entities: tuple[str, Any]) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [{"entity": kind, "value": value, "start": 0, "end": 1, "text": "x"} for kind, value in entities],
    }


EVENTS_FAIR = message("ask_figure", "et les foires chez celles-là", ("item", "events"), ("population", "hypergrowth"))


@pytest.fixture(scope="module")
def actions() -> dict[str, Callable[..., Any]]:
    """The actions that rasa_sdk finds in the package."""
    executor = ActionExecutor()
    executor.register_package("actions")
    found: dict[str, Callable[..., Any]] = executor.actions
    return found


def test_rasa_sdk_finds_exactly_the_actions_of_the_domain(
    actions: dict[str, Callable[..., Any]], domain: dict[str, Any]
) -> None:
    assert set(actions) == set(domain["actions"])


def test_every_action_says_something_whatever_it_is_given(
    actions: dict[str, Callable[..., Any]], tracker: Trackers
) -> None:
    for name, action in actions.items():
        dispatcher = CollectingDispatcher()
        action(dispatcher, tracker(message("ask_advice", "euh")), {})
        (sent,) = dispatcher.messages
        assert len(sent["text"]) > 20, name
        assert "{" not in sent["text"], name


def test_a_greeting_says_that_it_is_a_robot_and_what_its_figures_are(
    actions: dict[str, Callable[..., Any]], tracker: Trackers
) -> None:
    dispatcher = CollectingDispatcher()
    actions["action_greet"](dispatcher, tracker(message("greet", "ohé")), {})
    text = dispatcher.messages[0]["text"]
    assert re.search(r"robot.*2013.*améric", text, re.DOTALL)


def test_an_answer_fills_the_slots_that_the_next_ellipsis_needs(tracker: Trackers) -> None:
    given = tracker(EVENTS_FAIR)
    text, events = run(AnswerQuestion(), given)
    assert "59" in text
    assert after(given, events) == {
        "last_kind": "ask_figure", "last_items": ["events"], "last_measure": "channel",
        "last_population": "hypergrowth", "last_figures": ["channel.events"],
    }  # fmt: skip


def test_an_ellipsis_leans_on_the_slots(tracker: Trackers) -> None:
    first = tracker(EVENTS_FAIR)
    slots = after(first, run(AnswerQuestion(), first)[1])
    text, _ = run(AnswerQuestion(), tracker(message("follow_up", "et sur 200 alors", ("number", 200.0)), **slots))
    assert re.search(r"\b118\b", text)


def test_the_same_answer_again_changes_no_slot(tracker: Trackers) -> None:
    first = tracker(EVENTS_FAIR)
    slots = after(first, run(AnswerQuestion(), first)[1])
    assert run(AnswerQuestion(), tracker(EVENTS_FAIR, **slots))[1] == []


def test_both_questions_of_a_message_are_answered_and_the_last_is_remembered(tracker: Trackers) -> None:
    both = message("ask_figure", "le tout") | {
        "questions": [
            message("ask_figure", "les foires", ("item", "events")),
            message("ask_figure", "la notoriété", ("item", "brand")),
        ]
    }
    given = tracker(both)
    text, events = run(AnswerQuestion(), given)
    assert re.search(r"\b59\b.*\b90\b", text, re.DOTALL)
    assert after(given, events)["last_items"] == ["brand"]


def test_a_reply_that_is_held_back_is_not_remembered(tracker: Trackers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.reply.judge", lambda *_: Verdict((Breach("stray_number", "47"),), ""))
    text, events = run(AnswerQuestion(), tracker(EVENTS_FAIR, misses=1))
    assert "59" not in text
    assert events == []


def test_an_answer_ends_a_run_of_misses(tracker: Trackers) -> None:
    given = tracker(EVENTS_FAIR, misses=2)
    assert "misses" not in after(given, run(AnswerQuestion(), given)[1])


@pytest.mark.parametrize("pattern", itertools.product((DeclineOutOfScope, NotUnderstood), repeat=3))
def test_no_two_misses_in_a_row_get_the_same_words(tracker: Trackers, pattern: tuple[type[Action], ...]) -> None:
    said, slots = [], {}
    for miss in pattern * 3:
        given = tracker(message("out_of_scope", "zzz"), **slots)
        text, events = run(miss(), given)
        said.append(text)
        slots = after(given, events)
    assert slots == {"misses": 9}
    assert [a for a, b in itertools.pairwise(said) if a == b] == []


def test_a_miss_keeps_what_was_said(tracker: Trackers) -> None:
    given = tracker(message("out_of_scope", "zzz"), last_items=["events"], last_kind="ask_figure")
    assert after(given, run(DeclineOutOfScope(), given)[1]) == {
        "misses": 1, "last_items": ["events"], "last_kind": "ask_figure",
    }  # fmt: skip


def test_starting_again_forgets_everything(tracker: Trackers) -> None:
    given = tracker(message("start_over", "stop"), last_items=["events"], misses=2)
    assert after(given, run(StartAgain(), given)[1]) == {}


def test_the_slots_of_the_domain_are_what_is_remembered(domain: dict[str, Any]) -> None:
    dialogue = {"misses", "asked", "asked_back", "doubtful", "history", "plan"}
    assert set(domain["slots"]) == {f"last_{name}" for name in Context().to_dict()} | {*Profile().to_dict()} | dialogue
    assert [name for name, slot in domain["slots"].items() if slot["influence_conversation"]] == ["asked"]


def test_what_is_remembered_can_be_recalled(tracker: Trackers) -> None:
    told = State(
        Context("convert", ("events",), "channel", "hypergrowth", ("channel.events",), (59.0,), (40.0,), ("brand",)),
        Profile(("brand", "mes mots"), (), 60, 3, "craft", None, ("staff",)),
        asked="trade", asked_back=True, doubtful=("leads",), history=(Profile(("leads",)),), plan="0" * 32,
    )  # fmt: skip
    empty = tracker()
    slots = after(empty, remember(told, State()))
    assert recall(tracker(**slots)) == told
    assert remember(told, told) == []
    assert after(tracker(**slots), remember(State(), told)) == {}


# ---------------------------------------------------------------- the dialogue with an owner


@pytest.fixture(autouse=True)
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlanStore:
    """Plans of this test alone."""
    store = PlanStore(open_database(f"sqlite:///{tmp_path / 'plans.db'}"))
    monkeypatch.setattr("actions.turn.plan_store", lambda: store)
    monkeypatch.setattr("actions.talk.plan_store", lambda: store)
    return store


def told(intent: str, text: str, *goals: str) -> dict[str, Any]:
    """A message of one clause that names these goals."""
    clause = {"text": text, "start": 0, "end": len(text), "goals": list(goals)}
    return message(intent, text) | {"clauses": [clause]}


def test_a_goal_is_compared_at_once_and_the_next_thing_is_asked(tracker: Trackers) -> None:
    given = tracker(told("state_goals", "la célébrité", "brand"))
    text, events = run(Advise(), given)
    assert re.search(r"90.*89.*88.*82.*[Cc]anaux", text, re.DOTALL)
    slots = after(given, events)
    assert (slots["goals"], slots["asked"]) == (["brand"], "channels")


def test_a_question_on_the_way_is_answered_and_the_pending_one_taken_up(tracker: Trackers) -> None:
    given = tracker(EVENTS_FAIR, goals=["brand"], asked="minutes")
    text, events = run(AnswerQuestion(), given)
    assert re.search(r"59.*temps par semaine", text, re.DOTALL)
    assert after(given, events)["asked"] == "minutes"


def test_a_bare_number_answers_the_pending_question(tracker: Trackers) -> None:
    given = tracker(told("follow_up", "7"), goals=["brand"], channels=[], minutes=60, asked="staff")
    text, events = run(HearAnswer(), given)
    assert "7" in text
    assert after(given, events)["staff"] == 7


def test_a_question_from_another_world_is_no_answer(tracker: Trackers) -> None:
    given = tracker(told("out_of_scope", "quelle heure est-il ?"), goals=["brand"], asked="trade")
    text, events = run(HearAnswer(), given)
    assert "domaine" in text
    slots = after(given, events)
    assert (slots["asked"], slots.get("trade_words")) == ("trade", None)


def test_the_plan_is_kept_until_it_is_erased(tracker: Trackers, plans: PlanStore) -> None:
    given = tracker(message("ask_plan", "montre"), goals=["brand"])
    text, events = run(Advise(), given)
    slots = after(given, events)
    assert f"/plan/{slots['plan']}" in text
    assert plans.find(slots["plan"])
    run(StartAgain(), tracker(message("start_over", "stop"), **slots))
    assert plans.find(slots["plan"]) is None


def test_a_wish_in_unknown_words_is_asked_back_then_kept(tracker: Trackers) -> None:
    given = tracker(told("nlu_fallback", "je voudrais zozoter"))
    text, events = run(NotUnderstood(), given)
    assert "objectif" in text
    again = tracker(told("nlu_fallback", "zozoter en rythme"), **after(given, events))
    text, events = run(HearAnswer(), again)
    assert after(again, events)["goals"] == ["zozoter en rythme"]
    assert "« zozoter en rythme »" in text.replace("\u00a0", " ")


def test_why_alone_explains_the_pending_question(tracker: Trackers) -> None:
    text, _ = run(AnswerQuestion(), tracker(message("ask_why", "pourquoi"), goals=["brand"], asked="staff"))
    assert "se partager" in text
