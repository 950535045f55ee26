"""What is replaced inside Rasa does what Rasa does, and Rasa is still the one that it was written for."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from channels.rasa_faster import make_faster

ITS_OWN = RemoteAction._validate_action_result
GOOD: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "goals", "value": ["brand"], "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "followup", "name": "action_listen", "timestamp": 1.0}], "responses": [{"text": "Bonjour."}]},
]
BAD: list[Any] = [
    None,
    [],
    "Bonjour.",
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"name": "goals"}]},
    {"responses": "Bonjour."},
    {"responses": ["Bonjour."]},
]


@pytest.fixture()
def action() -> Iterator[RemoteAction]:
    try:
        yield RemoteAction("action_greet", None)
    finally:
        RemoteAction._validate_action_result = ITS_OWN


def is_taken(action: RemoteAction, result: Any) -> bool:
    try:
        return bool(action._validate_action_result(result))
    except ValidationError:
        return False


def test_what_actions_return_is_judged_as_rasa_does(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    as_rasa = [is_taken(action, result) for result in (*GOOD, *BAD)]
    monkeypatch.delenv("RASA_AS_IT_IS", raising=False)
    make_faster()
    assert RemoteAction._validate_action_result is not ITS_OWN
    assert [is_taken(action, result) for result in (*GOOD, *BAD)] == as_rasa
    assert all(as_rasa[: len(GOOD)]) and not any(as_rasa[len(GOOD) :])


def test_a_switch_leaves_rasa_as_it_is(action: RemoteAction, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_AS_IT_IS", "1")
    make_faster()
    assert RemoteAction._validate_action_result is ITS_OWN


def test_rasa_has_not_changed_there() -> None:
    """Else read what it does now, mend channels/rasa_faster.py, and put the new hash here."""
    source = inspect.getsource(ITS_OWN) + inspect.getsource(RemoteAction.action_response_format_spec)
    assert hashlib.sha256(source.encode()).hexdigest()[:16] == "92c725034cf9d06a"
