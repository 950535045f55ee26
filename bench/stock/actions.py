"""The actions of the stock assistant: each says one sentence, which is far less than ours do.

Copied beside domain.yml (bench/stock/project.py), where Rasa's action server finds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher


def _saying(action: str) -> type[Action]:
    class Says(Action):
        def name(self) -> str:
            return action

        def run(self, dispatcher: CollectingDispatcher, tracker: Any, domain: Any) -> list[dict[str, Any]]:
            dispatcher.utter_message(text="Bonjour, voici une réponse.")
            return []

    return Says


# Kept by name: Rasa's action server looks for the classes that are there.
ACTIONS = [_saying(name) for name in yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["actions"]]
