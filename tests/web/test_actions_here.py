"""Actions that the server runs itself: whatever one does, Rasa gets what an action server would give it."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

from channels import actions_here
from channels.actions_here import ActionsHere
from channels.health import health
from channels.rasa_agent import prepare
from observability.stages import watching
from rasa_faster.turns import _call_without_the_past

SLOTS = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("goals", "history")}
DOMAIN = Domain.from_dict({"slots": SLOTS, "actions": ["action_test"]})
Run = Callable[[CollectingDispatcher, Tracker, dict[str, Any]], Any]


def here(action: Run | None = None) -> ActionsHere:
    """Actions as endpoints.yml has them, and one of the test's."""
    endpoint = EndpointConfig("http://127.0.0.1:9/webhook", actions_module="actions", enable_selective_domain=True)
    actions = ActionsHere(endpoint)
    if action is not None:
        actions._executor.register_function("action_test", action)
    return actions


def conversation() -> DialogueStateTracker:
    said = UserUttered("Bonjour", {"name": "greet"}, [{"entity": "item", "value": "brand"}])
    events = [SlotSet("goals", ["brand"]), SlotSet("history", [{"goals": ["leads"]}]), said]
    return DialogueStateTracker.from_events("c", events, DOMAIN.slots)


async def run(
    actions: ActionsHere, tracker: DialogueStateTracker | None = None, name: str = "action_test"
) -> list[Event]:
    """Run an action as Rasa does."""
    answers = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
    try:
        return await RemoteAction(name, actions).run(
            CollectingOutputChannel(), answers, tracker or conversation(), DOMAIN
        )
    finally:
        await actions.close()


def test_rasa_gets_the_messages_and_the_events_of_an_action() -> None:
    def greet(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"Bonjour, {tracker.sender_id}.")
        return [{"event": "slot", "name": "goals", "value": ["leads"], "timestamp": None}]

    said, slot = asyncio.run(run(here(greet)))
    assert isinstance(said, BotUttered) and said.text == "Bonjour, c."
    assert slot == SlotSet("goals", ["leads"])


def test_an_action_may_wait_for_something() -> None:
    async def greet(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
        await asyncio.sleep(0.01)
        dispatcher.utter_message(text=threading.current_thread().name)

    (said,) = asyncio.run(run(here(greet)))
    assert isinstance(said, BotUttered) and said.text == "actions"


@pytest.mark.parametrize("call", [RemoteAction._action_call_format, _call_without_the_past])
def test_what_an_action_changes_in_place_is_not_rasas(monkeypatch: pytest.MonkeyPatch, call: Any) -> None:
    """Both as Rasa calls an action and as we have it called."""

    def meddle(_: CollectingDispatcher, tracker: Tracker, __: dict[str, Any]) -> None:
        tracker.slots["goals"].append("changed")
        tracker.slots["history"][0]["goals"].clear()
        tracker.latest_message["entities"][0]["value"] = "changed"
        tracker.latest_message["intent"]["name"] = "changed"

    monkeypatch.setattr(RemoteAction, "_action_call_format", call)
    tracker = conversation()
    before = str(tracker.current_state())
    asyncio.run(run(here(meddle), tracker))
    assert str(tracker.current_state()) == before and "changed" not in before


def test_rasa_s_call_shares_its_values() -> None:
    """Otherwise the test before could not fail."""
    tracker = conversation()
    call = _call_without_the_past(RemoteAction("action_test", EndpointConfig()), tracker, DOMAIN)
    assert call["tracker"]["slots"]["goals"] is tracker.get_slot("goals")


@pytest.mark.parametrize(
    "problem",
    [ValueError("no"), ActionExecutionRejection("action_test", "not now"), SystemExit(1), asyncio.TimeoutError()],
    ids=lambda problem: type(problem).__name__,
)
def test_an_action_that_fails_ends_the_turn_and_nothing_else(problem: BaseException) -> None:
    """Never as a rejection, which would have Rasa predict the same action again; its cause is told."""

    def fail(_: CollectingDispatcher, tracker: Tracker, __: dict[str, Any]) -> None:
        if tracker.get_slot("goals"):
            raise problem

    async def twice() -> None:
        actions = here(fail)
        again = RemoteAction("action_test", actions)
        with pytest.raises(RasaException) as failure:
            await again.run(CollectingOutputChannel(), None, conversation(), DOMAIN)
        assert type(failure.value) is RasaException
        assert failure.value.__cause__.__cause__ is problem
        assert await run(actions, DialogueStateTracker.from_events("c", [UserUttered("Bonjour")], DOMAIN.slots)) == []

    asyncio.run(twice())


def test_an_action_that_nobody_has_ends_the_turn() -> None:
    with pytest.raises(RasaException):
        asyncio.run(run(here(), name="action_of_nobody"))


def test_an_action_that_hangs_is_given_up_and_what_waits_behind_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Meanwhile the server does other things, and says how it is; it is well again once the action has ended."""
    monkeypatch.setattr(actions_here, "PATIENCE", 0.3)
    gate, begun = threading.Event(), []

    def hang(_: CollectingDispatcher, __: Tracker, ___: dict[str, Any]) -> None:
        begun.append(time.monotonic())
        gate.wait(20)

    async def well(actions: ActionsHere) -> bool:
        return bool((await health(SimpleNamespace(is_ready=lambda: True, action_endpoint=actions)))["actions"])

    async def hold() -> None:
        actions = here(hang)
        assert await well(actions)
        calls = [actions.request(json={"next_action": "action_test", "tracker": {"sender_id": "c"}}) for _ in range(2)]
        before = time.monotonic()
        failures = await asyncio.gather(*calls, return_exceptions=True)
        assert time.monotonic() - before < 1
        assert [type(failure) for failure in failures] == [asyncio.TimeoutError] * 2
        # Its answer of a moment ago holds for a second.
        await asyncio.sleep(1.1)
        assert not await well(actions)
        gate.set()
        await asyncio.sleep(1.1)
        assert await well(actions)
        # The call that waited in vain never began.
        assert len(begun) == 1
        await actions.close()

    asyncio.run(hold())


def test_its_time_is_a_stage_of_the_turn() -> None:
    async def timed() -> float:
        with watching() as watch:
            await run(here(lambda _, __, ___: time.sleep(0.05)))
        return watch.stages["actions"]

    assert asyncio.run(timed()) >= 0.05


def test_the_thread_ends_with_the_server() -> None:
    async def end() -> ActionsHere:
        actions = here()
        await actions.close()
        return actions

    loop = asyncio.run(end()).loop
    limit = time.monotonic() + 5
    while not loop.is_closed():
        assert time.monotonic() < limit
        time.sleep(0.01)


def prepared(**settings: str) -> Agent:
    agent = Agent(action_endpoint=EndpointConfig("http://127.0.0.1:9/webhook", **settings))
    agent.processor = SimpleNamespace(tracker_store=agent.tracker_store, action_endpoint=agent.action_endpoint)
    prepare(agent)
    return agent


def test_endpoints_yml_says_where_actions_run() -> None:
    agent = prepared(actions_module="actions")
    actions = agent.action_endpoint
    assert isinstance(actions, ActionsHere) and agent.processor.action_endpoint is actions
    prepare(agent)
    assert agent.action_endpoint is actions
    asyncio.run(actions.close())


def test_a_module_that_can_not_be_imported_ends_the_start_with_one_line(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is not there, one with a mistake, and a package one of whose modules is broken."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "wrong_module.py").write_text("def")
    (tmp_path / "broken_package").mkdir()
    (tmp_path / "broken_package" / "__init__.py").touch()
    (tmp_path / "broken_package" / "part.py").write_text("import not_there_either")
    for module, reason in (
        ("not_there", "No module named 'not_there'"),
        ("wrong_module", "invalid syntax"),
        ("broken_package", "No module named 'not_there_either'"),
    ):
        with pytest.raises(SystemExit) as end:
            prepared(actions_module=module)
        (line,) = str(end.value).splitlines()
        assert line.startswith(f"endpoints.yml: the actions of actions_module ({module}) can't be imported: {reason}")
        sys.modules.pop(module, None)
