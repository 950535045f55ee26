"""What an action is given: a tracker with slots and a message, and a dispatcher that collects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture()
def dispatcher() -> CollectingDispatcher:
    return CollectingDispatcher()


@pytest.fixture()
def tracker(domain: dict[str, Any]) -> Callable[..., Tracker]:
    """Make trackers as Rasa sends them: every slot of the domain is there, empty or not."""

    def make(message: dict[str, Any] | None = None, **slots: Any) -> Tracker:
        unknown = slots.keys() - domain["slots"].keys()
        assert not unknown, f"the domain has no slot {unknown}"
        filled = {**dict.fromkeys(domain["slots"]), **slots}
        return Tracker("someone", filled, message or {}, [], False, None, {}, "action_listen")

    return make
