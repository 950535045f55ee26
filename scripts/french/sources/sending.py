"""Answers as they leave: through the one function that sends replies, into the collection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.reply import reply
from advisor.answer import Answer
from advisor.dialogue import State
from advisor.dialogue.asking import take_up
from advisor.guard import quoted_in
from advisor.profile.model import FIELDS
from advisor.survey import shipped_facts
from scripts.french.model import Collection


def pending_questions() -> list[Answer]:
    """Return the adviser's questions as they come again after an answer, the longest first."""
    asked = filter(None, (take_up(State(asked=field)) for field in FIELDS))
    return sorted(asked, key=lambda given: -len(given.text.text))


def send(answers: Sequence[Answer], origin: str, into: Collection) -> None:
    """Add what a visitor sees of `answers` sent as one message, or the note that the guard held it back."""
    dispatcher = CollectingDispatcher()
    if reply(dispatcher, answers, shipped_facts(), quoted_in(answer.text for answer in answers)):
        collect_messages(dispatcher, origin, into)
    else:
        into.held_back.append(f"{origin}: {' / '.join(answer.text.text for answer in answers)}")


def collect_messages(dispatcher: CollectingDispatcher, origin: str, into: Collection) -> None:
    """Add every message that was sent: its text, its buttons, and the words that go with its figures and charts."""
    for message in dispatcher.messages:
        into.add("message", message.get("text") or "", origin)
        for button in message.get("buttons") or ():
            into.add("suggestion", button["title"], f"button of {origin}")
        custom = message.get("custom") or {}
        for figure in custom.get("figures") or ():
            _add_figure(figure, into)
        for chart in custom.get("charts") or ():
            _add_chart(chart, into)


def _add_figure(figure: dict[str, Any], into: Collection) -> None:
    origin = f"figure {figure['id']} for the widget"
    for words in (figure["label"], figure["text"], figure["population"], figure["source"]["label"]):
        into.add("label", words, origin)


def _add_chart(chart: dict[str, Any], into: Collection) -> None:
    words = [chart["title"], chart["description"], chart["source"], *chart["legend"].values()]
    words += [word for bar in chart["bars"] for word in (bar["label"], bar["text"])]
    for word in words:
        into.add("label", word, "chart for the widget")
