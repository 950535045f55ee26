"""Where the figures come from: held-out training sentences, the sets for tuning, and the sets that prove something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.nlu_report import scoring, understood
from scripts.nlu_report.understood import Finding, Understood

INDEPENDENT = Path("tests/nlu")
DEVELOPMENT = INDEPENDENT / "development"
# What is measured, in the order of the page.
KIND, ENTITIES = "Kind of question", "Entities (F1)"
GOALS, TOPIC, QUESTIONS = "All goals, and no other", "Topic of an owner’s question", "Two questions told from one"
MEASURES = (KIND, ENTITIES, GOALS, TOPIC, QUESTIONS)


@dataclass(frozen=True)
class Source:
    """Sentences of one origin; `open` when one may read them, `names` when what they name is annotated."""

    key: str
    title: str
    sentences: Sequence[Understood]
    open: bool
    names: bool

    @cached_property
    def kinds(self) -> list[Finding]:
        """The kinds of its sentences."""
        return understood.kinds(self.sentences)

    @cached_property
    def entities(self) -> list[Finding]:
        """What its sentences name."""
        return understood.entities(self.sentences) if self.names else []

    @cached_property
    def goals(self) -> list[Finding]:
        """The owners' goals in its sentences."""
        return understood.goals(self.sentences)

    @cached_property
    def topics(self) -> list[Finding]:
        """The topics of its owners' questions."""
        return understood.topics(self.sentences)

    @cached_property
    def figures(self) -> dict[str, tuple[float, int]]:
        """Its figures in one line each: the share that is right, or F1, and of how many sentences."""
        rows = {
            KIND: [one.right for one in self.kinds],
            GOALS: [one.right for one in self.goals],
            TOPIC: [one.right for one in self.topics],
            QUESTIONS: understood.questions(self.sentences),
        }
        figures = {what: (sum(right) / len(right), len(right)) for what, right in rows.items() if right}
        f1 = understood.total(self.entities).f1
        if f1 is not None:
            figures[ENTITIES] = f1, len(self.entities)
        return {what: figures[what] for what in MEASURES if what in figures}


def read_sets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the annotated sets of a folder by name."""
    return {path.stem: scoring.read(path) for path in sorted(folder.glob("*.yml"))}


def understood_sets(
    sets: dict[str, list[dict[str, Any]]], understand: Callable[[str], dict[str, Any]]
) -> list[Understood]:
    """Return the sentences of sets as they are understood."""
    return [
        Understood(entry, understand(entry["text"]), f"{name}.yml")
        for name, entries in sets.items()
        for entry in entries
    ]
