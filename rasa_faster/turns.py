"""What is replaced on the way of a message through Rasa: each function does what Rasa's does, in less time."""

from __future__ import annotations

import functools
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from graphlib import TopologicalSorter
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

import rasa
import rasa.core.policies.rule_policy
import rasa.core.processor
from fastjsonschema import JsonSchemaValueException
from fastjsonschema import compile as compile_schema
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import (
    ACTION_VALIDATE_SLOT_MAPPINGS,
    DEFAULT_SLOT_NAMES,
    MAPPING_TYPE,
    PREVIOUS_ACTION,
    USER,
    SlotMappingType,
)
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT
from rasa.shared.utils.common import all_subclasses

from rasa_faster import is_on

# They copy nothing but what they show to a debugging log.
_COPY_FOR_THE_LOG = (rasa.core.processor, rasa.core.policies.rule_policy)

Find: TypeAlias = Callable[[RulePolicy, DialogueStateTracker, Domain, bool], tuple[str | None, str | None, bool]]


def make_faster() -> None:
    """Replace what is slow, once for the process."""
    if is_on("validator"):
        check = _ResponseCheck(RemoteAction.action_response_format_spec())
        RemoteAction._validate_action_result = lambda _, result: check(result)
    if is_on("past"):
        RemoteAction._action_call_format = _call_without_the_past
    if is_on("events"):
        Event.resolve_by_type = staticmethod(_event_class)
    if is_on("rules"):
        RulePolicy._prediction_states = _latest_states
        RulePolicy._get_possible_keys = _possible_rules
        RulePolicy._find_action_from_rules = _unless_no_rule_reads_text(RulePolicy._find_action_from_rules)
    if is_on("extraction"):
        ActionExtractSlots.run = _extracted_slots
    if is_on("graph"):
        DaskGraphRunner.run = _run_in_order
    if is_on("copies"):
        Slot.__copy__ = _copied_slot
        if not logging.getLogger("rasa").isEnabledFor(logging.DEBUG):
            for module in _COPY_FOR_THE_LOG:
                vars(module)["copy"] = SimpleNamespace(deepcopy=lambda logged: logged)
    if is_on("domain"):
        Domain.is_empty = _is_empty


class _ResponseCheck:
    """Checks what actions return with validators that are made once.

    Rasa makes one for each call, and checks its own schema of 22 kinds of event each time: three quarters of a turn's
    processor time. Then each event is tried as each kind, although its name says which one it is. Here that kind alone
    is looked at, by a function that fastjsonschema has written for it.
    """

    def __init__(self, schema: dict[str, Any]) -> None:
        self._whole: Validator = validator_for(schema)(schema)
        events = schema["properties"]["events"]["items"]
        self._kinds = {kind["properties"]["event"]["const"]: {**events, "oneOf": [kind]} for kind in events["oneOf"]}
        self._checks: dict[str, Callable[[Any], Any]] = {}

    def __call__(self, result: Any) -> bool:
        """Return True, or raise Rasa's ValidationError."""
        if self._is_plainly_right(result):
            return True
        error = best_match(self._whole.iter_errors(result))
        if error is not None:
            raise error
        return True

    def _is_plainly_right(self, result: Any) -> bool:
        if not isinstance(result, dict):
            return False
        events, responses = result.get("events", []), result.get("responses", [])
        return (
            isinstance(responses, list)
            and all(isinstance(response, dict) for response in responses)
            and isinstance(events, list)
            and all(map(self._is_of_its_kind, events))
        )

    def _is_of_its_kind(self, event: Any) -> bool:
        if not (isinstance(event, dict) and isinstance(name := event.get("event"), str) and name in self._kinds):
            return False
        if name not in self._checks:
            # Our actions return few kinds; each takes some milliseconds.
            self._checks[name] = compile_schema(self._kinds[name], use_default=False)
        try:
            self._checks[name](event)
        except JsonSchemaValueException:
            return False
        return True


def _call_without_the_past(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """Return what the action server is sent, without the events: our actions read slots and the latest message."""
    call = {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**tracker.current_state(), "events": []},
        "version": rasa.__version__,
    }
    if not action._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(action.name()):
        call["domain"] = domain.as_dict()
    return call


@functools.lru_cache(maxsize=1)
def _event_classes() -> dict[str, type[Event]]:
    # The first one of a name counts.
    return {cls.type_name: cls for cls in reversed(all_subclasses(Event))}


def _event_class(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
    """Return the class of an event: Rasa goes over all classes for each event that it reads."""
    return _event_classes().get(type_name) or _slow_event_class(type_name, default)


_slow_event_class = Event.resolve_by_type


def _latest_states(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: Mapping[str, Any] | None = None,
) -> list[State]:
    """Return as many of the latest states as the longest rule has: those before them decide nothing."""
    longest = _rules_of(policy).longest
    states = 1 + sum(isinstance(event, ActionExecuted) for event in tracker.applied_events())
    past = tracker.generate_all_prior_trackers()
    # It is one tracker, moved on: a state has to be taken when it is there.
    latest = [domain.get_active_state(then) for place, (then, _) in enumerate(past) if place >= states - longest]
    policy.featurizer._choose_last_user_input([latest], use_text_for_last_user_input)
    return latest


def _unless_no_rule_reads_text(find: Find) -> Find:
    """Skip the search for a rule that names a visitor's very words when there is none."""

    def find_action(
        policy: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        if use_text_for_last_user_input and not _rules_of(policy).read_text:
            return None, None, False
        return find(policy, tracker, domain, use_text_for_last_user_input)

    return find_action


class _Rules(NamedTuple):
    """What the rules of a policy have in common.

    lookup: Rasa's own form of them; longest: the states of the longest one; read_text: whether one names the very words
    of a visitor; by_last: those that end in a state with this action and this intent.
    """

    lookup: dict[str, str]
    longest: int
    read_text: bool
    by_last: dict[tuple[str | None, str | None], list[str]]


def _rules_of(policy: RulePolicy) -> _Rules:
    known: _Rules | None = vars(policy).get("known_rules")
    if known is None or known.lookup is not policy.lookup[RULES]:
        states = {rule: policy._rule_key_to_state(rule) for rule in policy.lookup[RULES]}
        read_text = not all("intent" in rule[-1].get(USER, {}) for rule in states.values())
        by_last = defaultdict(list)
        for rule, of_rule in states.items():
            by_last[_action_and_intent(of_rule[-1])].append(rule)
        longest = max(map(len, states.values()), default=1)
        known = vars(policy)["known_rules"] = _Rules(policy.lookup[RULES], longest, read_text, by_last)
    return known


def _action_and_intent(state: State) -> tuple[str | None, str | None]:
    return state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) or None, state.get(USER, {}).get(INTENT) or None


def _possible_rules(policy: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """Have Rasa compare those rules alone whose last state names no other action or intent than the conversation's."""
    rules = _rules_of(policy)
    action, intent = _action_and_intent(states[-1]) if states else (None, None)
    # At the beginning of a conversation, before any action, Rasa does not look at intents.
    if lookup is rules.lookup and action:
        ends = {(a, i) for a in (action, None) for i in (intent, None)}
        lookup = {rule: lookup[rule] for end in ends for rule in rules.by_last.get(end, ())}
    possible: set[str] = _slow_possible_rules(policy, lookup, states)
    return possible


_slow_possible_rules = RulePolicy._get_possible_keys


async def _extracted_slots(
    action: ActionExtractSlots,
    channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """Return no event, as Rasa does after a look at each slot, if none is filled by anything but our actions."""
    if "fills_no_slot" not in vars(domain):
        vars(domain)["fills_no_slot"] = ACTION_VALIDATE_SLOT_MAPPINGS not in domain.user_actions and all(
            SlotMappingType(mapping[MAPPING_TYPE]) is SlotMappingType.CUSTOM and not mapping.get("action")
            for slot in domain.slots
            if slot.name not in DEFAULT_SLOT_NAMES
            for mapping in slot.mappings
        )
    if vars(domain)["fills_no_slot"]:
        return []
    events: list[Event] = await _slow_extracted_slots(action, channel, nlg, tracker, domain)
    return events


_slow_extracted_slots = ActionExtractSlots.run


_slow_is_empty = Domain.is_empty


def _is_empty(domain: Domain) -> bool:
    """Return what Rasa finds out anew in each turn; a domain stays as it is, and is remembered with the answer."""
    if "is_found_empty" not in vars(domain):
        vars(domain)["is_found_empty"] = _slow_is_empty(domain)
    return bool(vars(domain)["is_found_empty"])


def _copied_slot(slot: Slot) -> Slot:
    """Return what copy.copy does, which would ask the class how its objects are pickled."""
    twin = object.__new__(type(slot))
    twin.__dict__.update(slot.__dict__)
    return twin


def _run_in_order(
    runner: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Run the components one after the other: dask finds out anew for each run what order they go in.

    Raises GraphRunError and what components raise, as dask does.
    """
    wanted = tuple(targets or runner._graph_schema.target_names)
    orders = runner.__dict__.setdefault("_orders", {})
    if wanted not in orders:
        orders[wanted] = _order(runner._graph_schema.minimal_graph_schema(list(wanted)))
    done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name, needs in orders[wanted]:
        if name in done:
            # What is given stands for what would be computed.
            continue
        try:
            done[name] = runner._instantiated_nodes[name](*(done.get(need, need) for need in needs))
        except RuntimeError as problem:
            raise GraphRunError("Error running runner.") from problem
    return dict(done[name] for name in wanted)


def _order(schema: GraphSchema) -> list[tuple[str, list[str]]]:
    """Return the nodes of a graph with what each needs, in an order in which what is needed comes first."""
    needs = {name: list(node.needs.values()) for name, node in schema.nodes.items()}
    return [(name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs]
