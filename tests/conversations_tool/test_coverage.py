"""What conversations visit, as the assistant's own database tells it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.database import open_database
from scripts.conversations.coverage import Rule, Territory, coverage
from scripts.conversations.holding import Held, HeldTurn
from scripts.conversations.trackers import Understood, exchanges, latest_conversation
from storage.events import EventLog, StoredEvent

Keep = Callable[..., Path]


def heard(text: str, intent: str, entities: list[str] | None = None, **more: Any) -> dict[str, Any]:
    parsed = {"intent": {"name": intent, "confidence": 0.5}, "entities": entities or []}
    return {"event": "user", "text": text, "parse_data": {**parsed, **more}, "input_channel": "web"}


def done(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name}


def said(text: str, custom: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {"custom": custom}}


@pytest.fixture()
def keep(tmp_path: Path) -> Keep:
    """Keep conversations as Rasa does in SQLite."""

    def keep(**conversations: list[dict[str, Any]]) -> Path:
        path = tmp_path / "conversations.db"
        log = EventLog(open_database(f"sqlite:///{path}"))
        for sender, events in conversations.items():
            ids = [f"{sender} {place}" if event["event"] == "user" else None for place, event in enumerate(events)]
            stored = [StoredEvent(json.dumps(event), name) for event, name in zip(events, ids, strict=True)]
            log.append(sender, 0, stored)
        return path

    return keep


def test_a_conversation_is_read_back_as_it_was_held(keep: Keep) -> None:
    figure = {"id": "adoption", "value": 90}
    database = keep(
        someone=[
            done("action_session_start"),
            heard("\N{DIVISION SLASH}salut", "greet"),
            done("action_greet"),
            said("Bonjour."),
            said("Posez."),
            done("action_listen"),
            heard("combien ?", "ask_figure", ["item"]),
            done("action_answer_question"),
            said("9 sur 10.", {"figures": [figure]}),
        ]
    )
    first, second = exchanges(database, "someone")
    assert (first.said, first.reply.text) == ("/salut", "Bonjour.\nPosez.")
    assert second.reply.figures == {"adoption": 90}
    assert second.understood == Understood("ask_figure", 0.5, "action_answer_question", ["ask_figure"])
    assert exchanges(database, "nobody") == []


def test_a_message_may_hold_two_questions_and_a_bare_why_is_not_sure(keep: Keep) -> None:
    parts = [heard("", "rank", ["x"])["parse_data"], heard("", "ask_why")["parse_data"]]
    database = keep(someone=[heard("a et b", "rank", questions=parts), done("action_answer_question"), said("…")])
    assert exchanges(database, "someone")[0].understood.kinds == ["rank"]


def test_the_latest_chat_of_the_widget_is_found_among_those_of_programs(keep: Keep) -> None:
    program = {**heard("salut", "greet"), "input_channel": "rest"}
    assert latest_conversation(keep(old=[heard("a", "greet")], new=[heard("b", "greet")], other=[program])) == "new"


def test_no_chat_and_no_database_are_said(keep: Keep, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="missing"):
        latest_conversation(tmp_path / "none.db")
    with pytest.raises(ValueError, match="no chat"):
        latest_conversation(keep())


TERRITORY = Territory(
    figures=("adoption", "time"),
    kinds=("ask_figure", "undo"),
    intents=("ask_figure", "undo", "greet"),
    rules=(
        Rule("answers", frozenset({"ask_figure"}), "action_answer_question"),
        Rule("hears", frozenset({"ask_figure", "greet"}), "action_hear_answer"),
    ),
)


def held(*turns: tuple[dict[str, float], Understood | None]) -> Held:
    return Held("mine", "one", ["mine"], [HeldTurn("…", "…", figures, [], heard) for figures, heard in turns])


def test_what_is_visited_and_what_is_missing() -> None:
    asked = Understood("ask_figure", 0.9, "action_answer_question", ["ask_figure"])
    # Heard as an answer: the kind was not answered as such.
    answered = Understood("undo", 0.9, "action_hear_answer", ["undo"])
    parts = coverage([held(({"adoption": 90}, asked), ({}, answered))], TERRITORY)
    assert {part.title: part.missing for part in parts} == {
        "figures": ["time"],
        "kinds of question": ["undo"],
        "intents": ["greet"],
        "rules": ["hears"],
    }
    assert parts[0].visits["adoption"] == ["mine::one"]
    assert [part.title for part in parts if part.gated] == ["figures", "kinds of question"]


def test_without_the_database_only_figures_are_known() -> None:
    assert [part.title for part in coverage([held(({"adoption": 90}, None))], TERRITORY)] == ["figures"]


def test_the_territory_is_all_of_the_assistant() -> None:
    territory = Territory.of_the_assistant()
    assert {"adoption", "goal.brand", "margin_high"} <= set(territory.figures)
    assert {"ask_figure", "compare", "undo", "ask_plan"} <= set(territory.kinds)
    assert {"greet", "nlu_fallback"} <= set(territory.intents)
    hears = next(rule for rule in territory.rules if rule.action == "action_hear_answer")
    assert {"follow_up", "goodbye"} <= hears.intents
