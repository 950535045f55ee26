"""What is said around the questions: the fixed replies of domain.yml, and the actions that greet, help and miss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

from actions.memory import MISSES
from actions.talk import Greet, SayWhatICanDo, SayWhoIAm, StartAgain
from actions.turn import DeclineOutOfScope, NotUnderstood
from advisor.advice import shipped_advice
from advisor.wording.phrases import say
from scripts.french.model import Collection
from scripts.french.sources.owners import profiles
from scripts.french.sources.sending import collect_messages

# As many misses in a row as there are wordings, and again.
MOST_MISSES = 6


def responses() -> dict[str, list[str]]:
    """Return the wordings of each fixed reply."""
    domain = YAML(typ="safe").load(Path("domain.yml").read_text(encoding="utf-8"))
    return {name: [wording["text"] for wording in wordings] for name, wordings in domain["responses"].items()}


def tracker(**slots: Any) -> Tracker:
    """Return a tracker with these slots, in which nothing was understood."""
    message = {"text": "", "intent": {"name": "nlu_fallback", "confidence": 0.0}, "entities": []}
    return Tracker("someone", slots, message, [], False, None, {}, "action_listen")


def collect_talk(into: Collection) -> None:
    """Add the fixed replies and what the actions say."""
    for name, wordings in responses().items():
        for wording in wordings:
            into.add("message", wording, f"domain.yml, {name}")
    for action in (Greet(), SayWhoIAm(), SayWhatICanDo(), StartAgain()):
        run(action, tracker(), into)
    for profile in profiles(shipped_advice()):
        known = {name: value for name, value in profile.to_dict().items() if value}
        run(Greet(), tracker(**known), into)
    for miss in (NotUnderstood(), DeclineOutOfScope()):
        for misses in range(MOST_MISSES):
            run(miss, tracker(**{MISSES: misses}), into)
    into.add("message", say("talk.repaired").text, "reply(), when a reply is held back")


def run(action: Any, given: Tracker, into: Collection) -> None:
    """Add what an action says."""
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, given, {})
    collect_messages(dispatcher, action.name(), into)
