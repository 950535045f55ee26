"""What is replaced inside Rasa does what Rasa does, and Rasa is still the one that it was written for."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import inspect
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core import processor
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot, ListSlot, Slot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses
from rasa.utils.endpoints import EndpointConfig

from rasa_faster import turns
from rasa_faster.turns import make_faster
from scripts.train import MODEL

CHECK = RemoteAction._validate_action_result
CALL = RemoteAction._action_call_format
RESOLVE = Event.resolve_by_type
STATES, FIND = RulePolicy._prediction_states, RulePolicy._find_action_from_rules
POSSIBLE = RulePolicy._get_possible_keys
EXTRACT = ActionExtractSlots.run
RUN = DaskGraphRunner.run
IS_EMPTY = Domain.is_empty
COPYING = (processor, rule_policy)

SLOTS = {"goals": {"type": "any", "mappings": [{"type": "custom"}]}}
GOOD: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "goals", "value": ["brand"], "timestamp": None}], "responses": [{}]},
    {"events": [{"event": "followup", "name": "action_listen", "timestamp": 1.0}], "responses": [{"text": "Bonjour."}]},
    {"events": [{"event": "bot", "text": None, "anything": {}}], "something": "else"},
]
BAD: list[Any] = [
    None,
    [],
    "Bonjour.",
    {"events": {}},
    {"events": None},
    {"events": ["slot"]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "slot", "name": 1, "value": 1}]},
    {"events": [{"event": "user", "text": 1}]},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{"name": "goals"}]},
    {"responses": "Bonjour."},
    {"responses": ["Bonjour."]},
]


@pytest.fixture(autouse=True)
def as_it_is(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Rasa as it is, before each test and after it."""
    monkeypatch.delenv("RASA_AS_IT_IS", raising=False)

    def restore() -> None:
        RemoteAction._validate_action_result = CHECK
        RemoteAction._action_call_format = CALL
        Event.resolve_by_type = staticmethod(RESOLVE)
        RulePolicy._prediction_states, RulePolicy._find_action_from_rules = STATES, FIND
        RulePolicy._get_possible_keys = POSSIBLE
        ActionExtractSlots.run = EXTRACT
        DaskGraphRunner.run = RUN
        Domain.is_empty = IS_EMPTY
        vars(Slot).get("__copy__") and delattr(Slot, "__copy__")
        for module in COPYING:
            vars(module)["copy"] = copy

    restore()
    yield
    restore()


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.load(MODEL)


def is_taken(result: Any) -> bool:
    try:
        return bool(RemoteAction("action_greet", None)._validate_action_result(result))
    except ValidationError:
        return False


def test_what_actions_return_is_judged_as_rasa_does() -> None:
    as_rasa = [is_taken(result) for result in (*GOOD, *BAD)]
    make_faster()
    assert RemoteAction._validate_action_result is not CHECK
    assert [is_taken(result) for result in (*GOOD, *BAD)] == as_rasa
    assert all(as_rasa[: len(GOOD)]) and not any(as_rasa[len(GOOD) :])


@pytest.mark.parametrize("selective", [True, False])
def test_actions_are_sent_what_rasa_sends_without_the_events(selective: bool) -> None:
    domain = Domain.from_dict({"slots": SLOTS, "actions": ["action_greet"]})
    tracker = DialogueStateTracker.from_events(
        "c", [ActionExecuted("action_listen"), UserUttered("Bonjour")], domain.slots
    )
    action = RemoteAction("action_greet", EndpointConfig("http://127.0.0.1", enable_selective_domain=selective))
    as_rasa = action._action_call_format(tracker, domain)
    make_faster()
    call = action._action_call_format(tracker, domain)
    assert len(as_rasa["tracker"].pop("events")) == 2 and call["tracker"].pop("events") == []
    assert call == as_rasa
    assert ("domain" in call) is not selective


def test_no_action_of_ours_reads_events() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path("actions").rglob("*.py"))
    of_events = "events|applied_events|events_after_latest_restart|get_last_event_for|idx_after_latest_restart|copy"
    assert "tracker." in code and re.findall(rf"tracker\.(?:{of_events})\b", code) == []


def test_events_are_of_the_class_that_rasa_finds() -> None:
    names = [cls.type_name for cls in all_subclasses(Event)]
    expected = [Event.resolve_by_type(name) for name in names]
    make_faster()
    assert [Event.resolve_by_type(name) for name in names] == expected
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("unheard_of", SlotSet) is SlotSet
    with pytest.raises(ValueError, match="unheard_of"):
        Event.resolve_by_type("unheard_of")


def policy_of(agent: Agent) -> RulePolicy:
    assert agent.processor is not None
    policy = agent.processor.graph_runner._instantiated_nodes["run_RulePolicy0"]._component
    assert isinstance(policy, RulePolicy)
    return policy


def conversations(domain: Domain) -> Iterator[DialogueStateTracker]:
    """Conversations of all intents and actions, each at every moment of a turn."""
    for number, intent in enumerate(domain.intents):
        tracker = DialogueStateTracker.from_events("c", [], domain.slots)
        tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], domain)
        tracker.update(ActionExecuted("action_listen"), domain)
        for turn in range(3):
            heard = intent if turn == 2 else domain.intents[(number * 7 + turn) % len(domain.intents)]
            tracker.update(UserUttered("Bonjour", {"name": heard, "confidence": 1.0}), domain)
            if number % 2:
                tracker.update(SlotSet("asked", "goals" if turn else None), domain)
            yield tracker
            for action in (*domain.user_actions[number % 5 :: 9], "action_not_understood"):
                after = tracker.copy()
                after.update(ActionExecuted(action), domain)
                yield after
            tracker.update(ActionExecuted(domain.user_actions[number % len(domain.user_actions)]), domain)
            tracker.update(ActionExecuted("action_listen"), domain)


def test_rules_decide_as_rasa_lets_them(agent: Agent) -> None:
    policy, domain = policy_of(agent), agent.domain
    assert domain is not None

    def decided() -> list[tuple[Any, ...]]:
        predictions = [policy.predict_action_probabilities(tracker, domain) for tracker in conversations(domain)]
        return [(p.probabilities, p.events, p.is_end_to_end_prediction, p.hide_rule_turn) for p in predictions]

    as_rasa = decided()
    assert len({tuple(probabilities) for probabilities, *_ in as_rasa}) > 10
    make_faster()
    assert decided() == as_rasa


def test_a_rule_that_reads_a_visitors_words_is_still_looked_for(agent: Agent) -> None:
    policy, asked = policy_of(agent), []
    find = turns._unless_no_rule_reads_text(lambda *_: asked.append("rules") or ("a", "b", False))  # type: ignore[func-returns-value]
    tracker = DialogueStateTracker.from_events("c", [])
    assert find(policy, tracker, Domain.empty(), True) == (None, None, False)
    rules = policy.lookup["rules"]
    policy.lookup["rules"] = {**rules, '[{"user": {"text": "Bonjour"}}]': "action_greet"}
    try:
        assert find(policy, tracker, Domain.empty(), True) == ("a", "b", False)
    finally:
        policy.lookup["rules"] = rules
    assert asked == ["rules"]


def test_the_graph_gives_what_dask_gives(agent: Agent) -> None:
    assert agent.processor is not None
    parse = agent.processor._parse_message_with_graph
    texts = ["combien de PME sont sur les réseaux ?", "et l'e-mailing ?", "", "/greet", "je veux des clients"]

    def parsed() -> list[Any]:
        return [parse(UserMessage(text), DialogueStateTracker.from_events("c", [])) for text in texts]

    with_dask = parsed()
    make_faster()
    assert parsed() == with_dask


def test_rules_are_possible_that_rasa_finds_possible() -> None:
    """Rules of one state or two, that begin a conversation, ask for a slot, or for no intent."""
    begins: dict[str, Any] = {"user": {"intent": "greet"}}
    listens = {"prev_action": {"action_name": "action_listen"}}
    rules = [
        [begins],
        [{"user": {"intent": "ask"}, **listens}],
        [{"user": {"intent": "greet"}, **listens}],
        [listens],
        [{"user": {"intent": "greet"}, **listens, "slots": {"asked": [1.0]}}],
        [{"user": {"intent": "greet"}, **listens}, {"prev_action": {"action_name": "action_greet"}}],
    ]
    policy = object.__new__(RulePolicy)
    policy.lookup = {"rules": {json.dumps(rule): "action_greet" for rule in rules}}
    conversations: list[list[dict[str, Any]]] = [
        [],
        [{}],
        *([*before, state] for before in ([], [{}], [begins]) for rule in rules for state in rule),
        [{**listens, "user": {"intent": "unheard of"}}],
        [{**listens, "user": {"intent": "greet"}, "slots": {"asked": (1.0,)}}],
    ]

    def possible() -> list[set[str]]:
        return [policy._get_possible_keys(policy.lookup["rules"], states) for states in conversations]

    as_rasa = possible()
    assert len(set(map(len, as_rasa))) > 2
    make_faster()
    assert possible() == as_rasa


@pytest.mark.parametrize(
    "mapping", [{"type": "custom"}, {"type": "from_text"}, {"type": "custom", "action": "action_a"}]
)
@pytest.mark.parametrize("validated", [True, False])
def test_slots_that_messages_fill_are_looked_for(mapping: dict[str, str], validated: bool) -> None:
    actions = ["action_a", *(["action_validate_slot_mappings"] if validated else [])]
    slots = {"goals": {"type": "any", "mappings": [mapping]}}
    domain = Domain.from_dict({"slots": slots, "actions": actions})
    tracker = DialogueStateTracker.from_events("c", [UserUttered("Bonjour")], domain.slots)

    class Server(EndpointConfig):
        """Says which action it was asked for."""

        async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any]:
            return {"events": [{"event": "slot", "name": "goals", "value": json["next_action"]}], "responses": []}

    def extracted() -> list[Event]:
        run = ActionExtractSlots(Server()).run
        return asyncio.run(
            run(CollectingOutputChannel(), NaturalLanguageGenerator.create(None, domain), tracker, domain)
        )

    as_rasa = extracted()
    assert bool(as_rasa) is (mapping != {"type": "custom"} or validated)
    make_faster()
    assert extracted() == as_rasa


@pytest.mark.parametrize("slot_type", [AnySlot, ListSlot, TextSlot])
def test_a_slot_is_copied_as_copy_does(slot_type: type[Slot]) -> None:
    slot = slot_type("goals", mappings=[{"type": "custom"}], initial_value=["brand"])
    expected = copy.copy(slot)
    make_faster()
    twin = copy.copy(slot)
    assert type(twin) is slot_type and vars(twin) == vars(expected)
    twin.value = ["leads"]
    assert slot.value == ["brand"]


@pytest.mark.parametrize("debugging", [True, False])
def test_what_is_copied_for_a_debugging_log_is_copied_when_there_is_one(debugging: bool) -> None:
    rasas = logging.getLogger("rasa")
    before = rasas.level
    rasas.setLevel(logging.DEBUG if debugging else logging.INFO)
    try:
        make_faster()
        shown = [{"event": "slot"}]
        assert [(module.copy.deepcopy(shown) is shown) for module in COPYING] == [not debugging] * 2
    finally:
        rasas.setLevel(before)


def test_whether_a_domain_is_empty_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(turns, "_slow_is_empty", lambda domain: asked.append(domain) or IS_EMPTY(domain))
    make_faster()
    empty, full = Domain.empty(), Domain.from_dict({"intents": ["greet"]})
    assert [domain.is_empty() for domain in (empty, full, empty, full)] == [True, False, True, False]
    assert len(asked) == 2


class Node:
    """A node of a graph that fails on demand."""

    def __init__(self, problem: Exception | None) -> None:
        self._problem = problem

    def __call__(self, *inputs: Any) -> tuple[str, Any]:
        if self._problem:
            raise self._problem
        return "last", inputs


@pytest.mark.parametrize("run", [RUN, turns._run_in_order], ids=["dask", "in order"])
def test_problems_of_a_graph_are_told_alike(run: Callable[..., Any]) -> None:
    def runner(problem: Exception | None = None) -> DaskGraphRunner:
        made = object.__new__(DaskGraphRunner)
        made._graph_schema = GraphSchema(
            {"last": SchemaNode({"x": "given"}, object, "create", "run", {}, is_target=True)}
        )  # type: ignore[arg-type]
        made._instantiated_nodes = {"last": Node(problem)}  # type: ignore[dict-item]
        made._execution_context = None  # type: ignore[assignment]
        return made

    assert run(runner(), {"given": 1}) == {"last": (("given", 1),)}
    assert run(runner(), {}) == {"last": ("given",)}
    with pytest.raises(GraphRunError):
        run(runner(RuntimeError()), {"given": 1})
    with pytest.raises(KeyError):
        run(runner(KeyError()), {"given": 1})
    assert run(runner(), {"given": 1, "last": 2}) == {"last": 2}


def test_a_switch_leaves_rasa_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_AS_IT_IS", "1")
    make_faster()
    assert (RemoteAction._validate_action_result, RemoteAction._action_call_format) == (CHECK, CALL)
    assert Event.resolve_by_type is RESOLVE
    assert (RulePolicy._prediction_states, RulePolicy._find_action_from_rules) == (STATES, FIND)
    assert RulePolicy._get_possible_keys is POSSIBLE
    assert ActionExtractSlots.run is EXTRACT
    assert DaskGraphRunner.run is RUN
    assert Domain.is_empty is IS_EMPTY
    assert "__copy__" not in vars(Slot) and all(module.copy is copy for module in COPYING)


WRITTEN_FOR = {
    (CHECK, RemoteAction.action_response_format_spec): "92c725034cf9d06a",
    (CALL, DialogueStateTracker.current_state): "f0da4ba7e1eefdaf",
    (RESOLVE,): "b5cf570fa7f286c7",
    (
        STATES,
        FIND,
        RulePolicy._predict,
        RulePolicy._get_possible_keys,
        RulePolicy._is_rule_applicable,
        RulePolicy._does_rule_match_state,
        DialogueStateTracker.generate_all_prior_trackers,
        Domain.states_for_tracker_history,
    ): "ab929be8cf2f3541",
    (RUN, DaskGraphRunner._build_dask_graph): "4a7ee4881343048f",
    (
        EXTRACT,
        ActionExtractSlots._execute_custom_action,
        ActionExtractSlots._execute_validation_action,
    ): "50c51519273974f5",
    (IS_EMPTY, MessageProcessor._check_for_unseen_features): "ba2141c171aefcc4",
    # These copy for the log alone.
    COPYING: "fdc3d40a2d953e45",
}


@pytest.mark.parametrize(
    ("sources", "written_for"),
    WRITTEN_FOR.items(),
    ids=["validator", "past", "events", "rules", "graph", "extraction", "domain", "copies"],
)
def test_rasa_has_not_changed_there(sources: tuple[Any, ...], written_for: str) -> None:
    """Else read what it does now, mend rasa_faster/turns.py, and put the new hash here."""
    source = "".join(map(inspect.getsource, sources))
    assert hashlib.sha256(source.encode()).hexdigest()[:16] == written_for
