"""A sentence with what it means to a person and what the assistant made of it, and the measures of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scripts.nlu_report import scoring

REFUSED = "nlu_fallback"
NOTHING = "(nothing)"


@dataclass(frozen=True)
class Understood:
    """An annotated sentence (see tests/nlu/README.md), what Rasa made of it, and where it stands."""

    entry: dict[str, Any]
    parsed: dict[str, Any]
    place: str

    @property
    def kind(self) -> str:
        """The kind that the assistant took it for."""
        return self.parsed["intent"]["name"] or NOTHING

    @property
    def confidence(self) -> float:
        """How sure it was; 0 where it refused to tell."""
        return 0.0 if self.kind == REFUSED else self.parsed["intent"]["confidence"]


@dataclass(frozen=True)
class Finding:
    """What was to be found in a sentence, and what was."""

    of: Understood
    wanted: frozenset[str]
    found: frozenset[str]

    @property
    def right(self) -> bool:
        """Whether all was found, and nothing else."""
        return self.wanted == self.found


def kinds(understood: Iterable[Understood]) -> list[Finding]:
    """Return the kind of each sentence that has one."""
    return [
        Finding(one, frozenset({one.entry["intent"]}), frozenset({one.kind}))
        for one in understood
        if "intent" in one.entry
    ]


def entities(understood: Iterable[Understood]) -> list[Finding]:
    """Return what each sentence names, where that is annotated (`topic:budget`)."""
    return [
        Finding(
            one,
            frozenset(map(scoring.entity_written, one.entry.get("entities", []))),
            frozenset(scoring.entities_found(one.parsed)),
        )
        for one in understood
        if one.entry.get("intent") in scoring.WITH_ENTITIES
    ]


def goals(understood: Iterable[Understood]) -> list[Finding]:
    """Return the owner's goals in each sentence where they are annotated, as the adviser notes them."""
    return [
        Finding(one, frozenset(one.entry["goals"]), frozenset(scoring.goals_found(one.parsed)))
        for one in understood
        if "goals" in one.entry
    ]


def topics(understood: Iterable[Understood]) -> list[Finding]:
    """Return the topic of each owner's question; one that is taken for another kind of message has none."""
    return [
        Finding(one, frozenset({one.entry["topic"]}), frozenset(filter(None, [one.parsed.get("topic")])))
        for one in understood
        if "topic" in one.entry
    ]


def questions(understood: Iterable[Understood]) -> list[bool]:
    """Tell for each message that may hold two questions whether they were found as annotated."""
    return [scoring.questions_found(one.parsed) == one.entry["intents"] for one in understood if "intents" in one.entry]


@dataclass(frozen=True)
class Tally:
    """How one label was found: rightly, where it was not (extra), or not where it was (missed)."""

    label: str
    hits: int
    extra: int
    missed: int

    @property
    def support(self) -> int:
        """How often it was to be found."""
        return self.hits + self.missed

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right."""
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else None

    @property
    def recall(self) -> float | None:
        """The share of what was to be found that was."""
        return self.hits / self.support if self.support else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        return (
            2 * self.hits / (2 * self.hits + self.extra + self.missed) if self.hits + self.extra + self.missed else None
        )


def whole(value: str) -> str:
    """Return the value as its own label."""
    return value


def entity(value: str) -> str:
    """Return the kind of an entity: `topic` of `topic:budget`."""
    return value.partition(":")[0]


def tallies(findings: Iterable[Finding], label: Callable[[str], str] = whole) -> dict[str, Tally]:
    """Return a tally for each label."""
    hits, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    for finding in findings:
        hits.update(map(label, finding.wanted & finding.found))
        extra.update(map(label, finding.found - finding.wanted))
        missed.update(map(label, finding.wanted - finding.found))
    return {name: Tally(name, hits[name], extra[name], missed[name]) for name in sorted({*hits, *extra, *missed})}


def total(findings: Iterable[Finding]) -> Tally:
    """Return one tally over all labels."""
    return next(iter(tallies(findings, lambda _: "all").values()), Tally("all", 0, 0, 0))


def worst(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """Yield what is most surely wrong, each text once."""
    seen: set[str] = set()
    for finding in sorted(findings, key=lambda one: -one.of.confidence):
        text = finding.of.entry["text"]
        if not finding.right and text not in seen and len(seen) < most:
            seen.add(text)
            yield finding
