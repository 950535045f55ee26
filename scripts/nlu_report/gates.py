"""The gates that `make test` holds (tests/nlu/test_understanding.py), with what was got."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.nlu_report import scoring
from scripts.nlu_report.scoring import Entries, Understand
from scripts.nlu_report.understood import Understood, goals, questions, topics

# What a gate asks for; a test compares these with the assertions.
KIND, ENTITIES, REFUSED_AT_MOST, REFUSED, SMALL_TALK = 0.95, 0.97, 0.03, 0.92, 0.90
GOALS, DIALOGUE, TOPICS, QUESTIONS, MOST_LOST = 0.88, 0.90, 0.85, 0.75, 0.03


@dataclass(frozen=True)
class Gate:
    """A figure that must not fall under its bound, or not exceed it."""

    name: str
    got: float
    bound: float
    at_most: bool = False

    @property
    def passed(self) -> bool:
        """Whether the gate is passed."""
        return self.got <= self.bound if self.at_most else self.got >= self.bound


def rewritten(sets: dict[str, Entries]) -> Iterator[str]:
    """Yield the texts that the gates of bad spelling are measured on."""
    for rewrite in scoring.TRANSFORMS.values():
        yield from (rewrite(entry["text"]) for entry in sets["field"])


def measured(sets: dict[str, Entries], understand: Understand) -> list[Gate]:
    """Return the gates, measured on the independent sets by name (`field`)."""

    def understood(name: str) -> list[Understood]:
        return [Understood(entry, understand(entry["text"]), name) for entry in sets[name]]

    field, outside = scoring.score(sets["field"], understand), scoring.score(sets["outside"], understand)
    goals_right = [finding.right for finding in goals(understood("goals"))]
    topics_right = [finding.right for finding in topics(understood("advice"))]
    gates = [
        Gate("The kind of question is recognised", field.kind, KIND),
        Gate("What is named is found (F1 of entities)", field.f1, ENTITIES),
        Gate("Good questions are refused", field.refused, REFUSED_AT_MOST, at_most=True),
        Gate("Questions from outside are refused", outside.refused, REFUSED),
        Gate("Small talk is recognised", scoring.score(sets["small_talk"], understand).kind, SMALL_TALK),
        Gate("All the goals of a statement, and no other", _share(goals_right), GOALS),
        Gate("The adviser’s messages are recognised", scoring.score(sets["dialogue"], understand).kind, DIALOGUE),
        Gate("The topic of an owner’s question", _share(topics_right), TOPICS),
        Gate("Two questions are told from one", _share(questions(understood("double"))), QUESTIONS),
    ]
    for name, rewrite in scoring.TRANSFORMS.items():
        spelt = scoring.score(sets["field"], understand, rewrite)
        label = name.replace("_", " ")
        gates.append(Gate(f"Lost by “{label}”: kind", field.kind - spelt.kind, MOST_LOST, at_most=True))
        gates.append(Gate(f"Lost by “{label}”: F1 of entities", field.f1 - spelt.f1, MOST_LOST, at_most=True))
    return gates


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)
