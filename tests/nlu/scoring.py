"""Measuring the understanding of a trained model on annotated sentences: kinds of question, entities, refusals.

`python tests/nlu/scoring.py FILE…` prints the figures and the mistakes of sets that are for tuning.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from actions.message import parts_of
from actions.turn import AnswerQuestion
from advisor.advice import OTHER, shipped_advice
from advisor.dialogue import State
from advisor.profile.hear import hear
from advisor.profile.model import Profile

MODEL = Path(os.environ.get("CAP_RESEAUX_MODEL", "models/cap-reseaux.tar.gz"))
OUTSIDE = frozenset({"out_of_scope", "other_language", "insult", "nlu_fallback"})
SMALL_TALK = frozenset(
    {"greet", "goodbye", "thank", "compliment", "acknowledge", "ask_identity", "ask_capabilities", "start_over"}
)
# The kinds whose entities are annotated, and the entities that are scored: see README.md.
WITH_ENTITIES = frozenset(
    {"ask_figure", "ask_overview", "rank", "compare", "convert", "check_claim", "define", "follow_up", "state_goals"}
)
# The kinds of which the adviser takes up the goals.
WITH_GOALS = frozenset({"state_goals", "change_profile", "what_if"})
SCORED = frozenset({"item", "population", "topic", "share", "number"})


@dataclass(frozen=True)
class Score:
    """How a set was understood; each figure is a share from 0 to 1."""

    sentences: int
    kind: float
    refused: float
    precision: float
    recall: float
    mistakes: tuple[str, ...] = field(repr=False)

    @property
    def f1(self) -> float:
        """Harmonic mean of the entities' precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return (
            f"{self.sentences} sentences: kind {self.kind:.1%}, refused {self.refused:.1%}, "
            f"entities F1 {self.f1:.3f} (precision {self.precision:.3f}, recall {self.recall:.3f})"
        )


class Understanding:
    """The NLU of a trained model."""

    def __init__(self, model: Path = MODEL) -> None:
        """Load `model`; raises FileNotFoundError when it is not there, since Rasa would take another one silently."""
        if not model.is_file():
            raise FileNotFoundError(f"{model}: no such model; run `make train`")
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        self._agent = Agent.load(model)
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str) -> dict[str, Any]:
        """Return what Rasa makes of `text`."""
        result: dict[str, Any] = self._loop.run_until_complete(self._agent.parse_message(text))
        return result


def read(*paths: Path) -> list[dict[str, Any]]:
    """Return the annotated sentences of `paths`."""
    return [entry for path in paths for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def score(
    entries: Sequence[dict[str, Any]], understand: Callable[[str], dict[str, Any]], rewrite: Callable[[str], str] = str
) -> Score:
    """Return how `understand` does on `entries`, each first rewritten by `rewrite`."""
    right = refused = hits = extra = missed = 0
    mistakes = []
    for entry in entries:
        text = rewrite(entry["text"])
        parsed = understand(text)
        kind = parsed["intent"]["name"]
        right += kind == entry["intent"]
        refused += kind in OUTSIDE
        if kind != entry["intent"]:
            confidence = parsed["intent"]["confidence"]
            mistakes.append(f"{entry['intent']} -> {kind} {confidence:.2f} | {text}")
        if entry["intent"] in WITH_ENTITIES:
            found, wanted = _found(parsed), {_normal(entity) for entity in entry.get("entities", [])}
            hits, extra, missed = hits + len(found & wanted), extra + len(found - wanted), missed + len(wanted - found)
            if found != wanted:
                mistakes.append(f"extra {sorted(found - wanted)} missed {sorted(wanted - found)} | {text}")
    count = len(entries)
    precision = hits / (hits + extra) if hits + extra else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    return Score(count, right / count, refused / count, precision, recall, tuple(mistakes))


def questions_found(parsed: dict[str, Any]) -> list[str]:
    """Return the kinds of question that the assistant will answer, in order."""
    return [part["intent"]["name"] for part in parsed.get("questions") or [parsed]]


def goals_found(parsed: dict[str, Any]) -> set[str]:
    """Return the goals that the adviser will note of an owner who says this first, as it hears them in production.

    Of a correction or a change that is imagined, those that it names, also to take them away.
    """
    advice = shipped_advice()
    found: set[str] = set()
    for part in parts_of(parsed):
        kind = AnswerQuestion().kind_of(part, State())
        if kind in {"state_goals", "state_profile"}:
            changes = hear(part.heard.clauses, Profile(), advice, kind, None).changes
            told = [str(change.value) for change in changes if change.field == "goals"]
            found |= {goal if goal in advice.goals else OTHER for goal in told}
        elif kind in WITH_GOALS:
            found |= {goal for clause in part.heard.clauses for goal in clause.goals}
    return found


def _found(parsed: dict[str, Any]) -> set[str]:
    return {_normal(f"{e['entity']}:{e['value']}") for e in parsed["entities"] if e["entity"] in SCORED}


def _normal(entity: str) -> str:
    kind, _, value = entity.partition(":")
    return f"{kind}:{float(value):.3g}" if kind in {"share", "number"} else entity


if __name__ == "__main__":
    understanding = Understanding()
    for name in sys.argv[1:]:
        entries = read(Path(name))
        if "intents" in entries[0]:
            wrong = [
                (e, found)
                for e in entries
                if (found := questions_found(understanding.parse(e["text"]))) != e["intents"]
            ]
            print(f"{name}: {1 - len(wrong) / len(entries):.1%} of {len(entries)} cut rightly")
            print("\n".join(f"  {e['intents']} -> {found} | {e['text']}" for e, found in wrong))
        elif "goals" in entries[0]:
            missed = [
                (e, found) for e in entries if (found := goals_found(understanding.parse(e["text"]))) != set(e["goals"])
            ]
            print(f"{name}: {1 - len(missed) / len(entries):.1%} of {len(entries)} mapped rightly")
            print("\n".join(f"  {sorted(e['goals'])} -> {sorted(found)} | {e['text']}" for e, found in missed))
        elif "topic" in entries[0]:
            topics = [(e, understanding.parse(e["text"]).get("topic")) for e in entries]
            off = [(e, found) for e, found in topics if found != e["topic"]]
            print(f"{name}: {1 - len(off) / len(entries):.1%} of {len(entries)} topics right")
            print("\n".join(f"  {e['topic']} -> {found} | {e['text']}" for e, found in off))
        else:
            result = score(entries, understanding.parse)
            print(f"{name}: {result}", *result.mistakes, sep="\n  ")
