"""The one place where answers leave."""

from __future__ import annotations

import logging
import re
from copy import copy
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import reply
from advisor.advice import Contact, shipped_advice
from advisor.answer import Answer, answer
from advisor.dialogue import Heard, Services, State, handlers
from advisor.dialogue.comparing import compare_goals
from advisor.guard import Said
from advisor.profile.model import Profile
from advisor.question.model import Question
from advisor.question.order import Order
from advisor.survey import shipped_facts as facts
from advisor.wording.template import Quantity, Rendered, render


def only_message(dispatcher: CollectingDispatcher) -> dict[str, object]:
    (message,) = dispatcher.messages
    return message


@pytest.mark.parametrize("stray", ["47 % des rues", "quarante-sept rues", "1 200 rues", "8,5 points"])
def test_a_text_with_a_stray_number_is_held_back(
    dispatcher: CollectingDispatcher, caplog: pytest.LogCaptureFixture, stray: str
) -> None:
    good = answer(Question("ask_figure", items=("events",), measure="channel"), facts())
    with caplog.at_level(logging.ERROR):
        assert reply(dispatcher, [good, Answer("talk", (Rendered(f"Il y a {stray}."),))], facts()) is False
    message = only_message(dispatcher)
    assert message["text"]
    assert not re.search(r"\d", str(message["text"]))
    assert message["custom"] == {}
    assert message["buttons"] == []
    assert stray.split()[0] in caplog.text


def test_a_number_that_a_placeholder_brought_in_leaves(dispatcher: CollectingDispatcher) -> None:
    line = Rendered("Il y a 47 rues.", (Quantity("quoted", "47"),))
    assert reply(dispatcher, [Answer("talk", (line,))], facts(), Said(frozenset({47.0}))) is True
    assert only_message(dispatcher)["text"] == "Il y a 47 rues."


def test_a_number_that_nobody_typed_is_not_quoted(
    dispatcher: CollectingDispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    line = Rendered("Il y a 47 rues.", (Quantity("quoted", "47"),))
    assert reply(dispatcher, [Answer("talk", (line,))], facts(), Said(frozenset({48.0}))) is False
    assert "never_typed" in caplog.text


def test_what_two_answers_share_is_told_once_at_the_end(dispatcher: CollectingDispatcher) -> None:
    first = answer(Question("ask_figure", items=("events",), measure="channel"), facts())
    second = answer(Question("ask_figure", items=("email",), measure="channel"), facts())
    assert reply(dispatcher, [first, second], facts())
    text = str(only_message(dispatcher)["text"])
    assert "59\u202f%" in text and "72\u202f%" in text
    assert text.count("Source") == 1 and text.splitlines()[-1].startswith("Source")


def test_figures_leave_for_machines_with_their_source(dispatcher: CollectingDispatcher) -> None:
    given = answer(Question("ask_figure", items=("social_media",), measure="adoption"), facts())
    assert reply(dispatcher, [given], facts())
    custom = only_message(dispatcher)["custom"]
    assert isinstance(custom, dict)
    assert custom["kind"] == "figure"
    figures = {figure["id"]: figure for figure in custom["figures"]}
    assert {name: figure["value"] for name, figure in figures.items()} == {
        "adoption": 90, "usage.use": 81, "usage.plan": 9,
    }  # fmt: skip
    assert {name: figure["source"]["secondary"] for name, figure in figures.items()} == {
        "adoption": False, "usage.use": True, "usage.plan": True,
    }  # fmt: skip
    adoption = figures["adoption"]
    assert (adoption["label"], adoption["unit"], adoption["population"]) == ("Réseaux sociaux", "%", "PME")
    assert adoption["text"].split() == ["9", "sur", "10"]
    assert adoption["source"]["year"] == 2013
    assert adoption["source"]["where"]
    assert "LinkedIn" in adoption["source"]["label"]


def test_a_number_that_is_no_share_has_its_own_value_and_no_percent_sign(dispatcher: CollectingDispatcher) -> None:
    given = answer(Question("ask_method", text="combien de répondants ?"), facts())
    assert reply(dispatcher, [given], facts())
    custom = only_message(dispatcher)["custom"]
    assert isinstance(custom, dict)
    sample = next(figure for figure in custom["figures"] if figure["id"] == "sample")
    assert (sample["value"], sample["unit"]) == (998, None)


def test_two_answers_are_one_message_without_blank_lines_or_repeated_figures(dispatcher: CollectingDispatcher) -> None:
    one = answer(Question("ask_figure", items=("events",), measure="channel"), facts())
    spaced = Answer("talk", (Rendered("Un mot.\n\n \nUn autre."),), suggestions=("Et puis ?",))
    assert reply(dispatcher, [one, spaced, one], facts())
    message = only_message(dispatcher)
    assert not re.search(r"\n\s*\n", str(message["text"]))
    assert "Un mot.\nUn autre." in str(message["text"])
    custom = message["custom"]
    assert isinstance(custom, dict)
    assert custom["kind"] == "several"
    assert [figure["id"] for figure in custom["figures"]] == ["channel.events"]


def test_suggestions_are_a_few_plain_sentences_each_once(dispatcher: CollectingDispatcher) -> None:
    asked = ("D'où cela vient-il ?", "D'où cela vient-il ?", "Et ici ?", "Et là ?", "Et ailleurs ?")
    assert reply(dispatcher, [Answer("talk", (Rendered("Un mot."),), suggestions=asked)], facts())
    message = only_message(dispatcher)
    buttons = message["buttons"]
    assert isinstance(buttons, list)
    assert [button["title"] for button in buttons] == [
        "D’où cela vient-il\u202f?", "Et ici\u202f?", "Et là\u202f?",
    ]  # fmt: skip
    assert all(button["payload"] == button["title"] for button in buttons)
    custom = message["custom"]
    assert isinstance(custom, dict)
    assert custom["suggestions"] == [button["title"] for button in buttons]


def test_the_operator_reads_what_was_wrong_and_no_word_of_the_visitors(
    dispatcher: CollectingDispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    good = answer(Question("ask_figure", items=("events",), measure="channel"), facts())
    goal = Quantity("quoted", "« plaire à Madame Secret »")
    line = render("Votre objectif : {goal}. Et 47.", {"goal": goal})
    with caplog.at_level(logging.ERROR):
        assert reply(dispatcher, [good, Answer("goals", (line,))], facts()) is False
    (record,) = caplog.records
    told = record.getMessage()
    assert "stray_number (47)" in told
    assert "answers: figure, goals" in told and "figures: channel.events" in told
    assert "votre objectif" in told and "secret" not in told.lower()


@pytest.mark.parametrize("change", [{"value": "91\u202f%"}, {"figure": facts().figure("goal.leads")}])
def test_a_chart_whose_bars_are_wrong_is_held_back(dispatcher: CollectingDispatcher, change: dict[str, Any]) -> None:
    advice = shipped_advice()
    given = compare_goals(Profile(goals=("brand",)), advice)
    assert given.chart
    assert reply(dispatcher, [given], facts())
    bars = (replace(given.chart.bars[0], **change), *given.chart.bars[1:])
    wrong = replace(given, chart=replace(given.chart, bars=bars))
    assert reply(CollectingDispatcher(), [wrong], facts()) is False


def test_the_sites_contact_leaves_with_its_numbers(dispatcher: CollectingDispatcher) -> None:
    advice = copy(shipped_advice())
    advice.contact = Contact(name="Anne", phone="01 23 45 67 89", address="3 rue des Deux Ponts")
    services = Services(advice, lambda profile, name: "0" * 32, lambda name: f"/plan/{name}")
    answers = handlers()["ask_human"](Heard("ask_human"), State(), services).answers
    assert reply(dispatcher, answers, facts())
    assert "01 23 45 67 89, 3 rue des Deux Ponts" in str(only_message(dispatcher)["text"])


def test_what_the_product_gets_wrong_is_held_back(dispatcher: CollectingDispatcher, monkeypatch: Any) -> None:
    """The guard does not ask the module that writes the numbers."""
    monkeypatch.setattr("advisor.answer.tell.percent", lambda value: f"{value + 1:g}\u202f%")
    given = answer(Question("ask_figure", items=("events",), measure="channel"), facts())
    assert "60" in given.text.text
    assert reply(dispatcher, [given], facts()) is False


def test_a_heading_that_two_lists_share_stands_above_both(dispatcher: CollectingDispatcher) -> None:
    first = answer(Question("rank", measure="channel", order=Order("top", 1, 2)), facts())
    last = answer(Question("rank", measure="channel", order=Order("bottom", 1, 2)), facts())
    assert reply(dispatcher, [first, last], facts())
    text = str(only_message(dispatcher)["text"])
    assert text.count("Les canaux dans lesquels") == 2
    assert text.count("jamais") == text.count("Source") == 1
