"""Talking with the real actions: trackers in, messages out, as the action server does it, without understanding."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.turn as turn
from tests.advisor.witness import BY_ID, Inputs, plain, unsound

ROOT = Path(__file__).resolve().parents[2]
SLOTS = tuple(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"])
DURATIONS = frozenset(
    action["minutes"]
    for path in (ROOT / "advice/actions").glob("*.yml")
    for action in yaml.safe_load(path.read_text(encoding="utf-8"))["actions"]
) | {120}
Entity = tuple[str, Any]


class Plans:
    """Plans that last as long as the process."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def keep(self, profile: Any, name: str | None = None) -> str:
        name = name or f"{len(self.kept):032x}"
        self.kept[name] = profile
        return name

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)


@contextmanager
def without_database() -> Iterator[None]:
    """Keep plans in memory, for as long as the block lasts."""
    plans = Plans()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("actions.turn.plan_store", lambda: plans)
        patch.setattr("actions.talk.plan_store", lambda: plans)
        # A reply that is held back is a failure here, and told as one.
        patch.setattr(logging.getLogger("actions.reply"), "disabled", True)
        yield


@dataclass(frozen=True)
class Said:
    """What the assistant answered to a message, and all that the visitor had said by then."""

    asked: str
    text: str
    custom: dict[str, Any]
    buttons: tuple[str, ...]
    inputs: Inputs

    @property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def told(self) -> list[str]:
        """The ids of the figures that it tells."""
        return [figure["id"] for figure in self.custom.get("figures", [])]

    @property
    def held_back(self) -> bool:
        """Whether the guard did not let the answer pass."""
        return "dont je ne suis pas sûr" in self.plain

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with it, as the second witness sees it."""
        if self.held_back:
            yield "held back"
            return
        yield from _unsound(self.text, tuple(self.told), self.inputs)
        for figure in self.custom.get("figures", []):
            yield from _machine_problems(figure, self.plain)
        if "{" in self.text or "\n\n" in self.text:
            yield "a placeholder or a blank line"


@dataclass(frozen=True)
class Reply:
    """What stays of a reply once it was read: thousands of them are kept."""

    asked: str
    text: str
    told: tuple[str, ...]
    problems: tuple[str, ...]

    @classmethod
    def of(cls, said: Said) -> Reply:
        return cls(said.asked, said.plain, tuple(said.told), tuple(said.problems()))


@functools.lru_cache(maxsize=20_000)
def _unsound(text: str, told: tuple[str, ...], inputs: Inputs) -> tuple[str, ...]:
    # Many questions have the same answer.
    return tuple(unsound(text, told, inputs, DURATIONS))


def _machine_problems(figure: dict[str, Any], text: str) -> Iterator[str]:
    known, source = BY_ID[figure["id"]], figure["source"]
    share = known.kind in {"exact", "ratio", "more_than"} and bool(known.measure)
    expected = {
        "value": known.percent if share else known.value,
        "unit": "%" if share else None,
        "text": known.alone,
        "population": known.whom[1] if known.whom[1] != "nouveaux emplois" else "PME",
    }
    for name, value in expected.items():
        if (plain(figure[name]) if isinstance(figure[name], str) else figure[name]) != value:
            yield f"for machines, {known.id} has {name} {figure[name]!r}, not {value!r}"
    if (source["secondary"], source["year"]) != (known.secondary, 2013) or known.source not in source["label"]:
        yield f"for machines, {known.id} has the source {source['label']}"
    if known.source not in text:
        yield f"the source of {known.id} is not told"


@dataclass
class Talk:
    """A conversation: what the slots hold, and what the visitor has said."""

    slots: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(SLOTS))
    inputs: Inputs = field(default_factory=Inputs)

    def hear(
        self,
        kind: str,
        text: str = "",
        entities: Iterable[Entity] = (),
        *,
        goals: Iterable[str] = (),
        topic: str | None = None,
        second: tuple[str, str, tuple[Entity, ...]] | None = None,
        action: Action | None = None,
    ) -> Said:
        """Hear a message of this kind, or of two questions; answer, and remember what the action tells to remember."""
        entities = list(entities)
        message = _message(kind, text, entities) | {"topic": topic, "clauses": [_clause(text, goals)]}
        if second:
            message["questions"] = [_message(kind, text, entities), _message(*second)]
            entities += second[2]
        self._note(entities)
        dispatcher = CollectingDispatcher()
        tracker = Tracker("someone", dict(self.slots), message, [], False, None, {}, "action_listen")
        events: Any = (action or turn.AnswerQuestion()).run(dispatcher, tracker, {})
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        (sent,) = dispatcher.messages
        buttons = tuple(button["title"] for button in sent.get("buttons") or ())
        asked = f"{kind} {text!r} {entities} {list(goals)} {topic or ''} {second or ''}"
        return Said(asked, sent.get("text") or "", sent.get("custom") or {}, buttons, self.inputs)

    def _note(self, entities: list[Entity]) -> None:
        self.inputs = replace(
            self.inputs,
            numbers=(*self.inputs.numbers, *(value for kind, value in entities if kind == "number")),
            shares=(*self.inputs.shares, *(value for kind, value in entities if kind == "share")),
        )


def _message(kind: str, text: str, entities: Iterable[Entity]) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": kind, "confidence": 0.9},
        "entities": [_entity(*entity) for entity in entities],
    }


def _entity(kind: str, value: Any) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": 0, "end": 1, "text": "ceci"}


def _clause(text: str, goals: Iterable[str]) -> dict[str, Any]:
    return {"text": text, "start": 0, "end": max(len(text), 1), "goals": list(goals)}
