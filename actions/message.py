"""What the pipeline understood of a message, as the adviser reads it: its questions, mentions, clauses and topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.dialogue import Heard
from advisor.profile.hear import Clause
from advisor.question.vocabulary import Mention


@dataclass(frozen=True)
class Part:
    """One question of a message."""

    heard: Heard
    mentions: tuple[Mention, ...]

    @property
    def kind(self) -> str:
        """The kind of question."""
        return self.heard.kind


def parts_of(message: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the questions of a message: itself, or the two that it holds."""
    for part in message.get("questions") or [message]:
        typed = message.get("text") or ""
        start, end = part.get("start", 0), part.get("end", len(typed))
        entities = part["entities"]
        clauses = tuple(
            Clause(
                clause["text"],
                tuple(_mention(entity) for entity in entities if clause["start"] <= entity["start"] < clause["end"]),
                tuple(clause["goals"]),
                typed[clause["start"] : clause["end"]],
            )
            for clause in message.get("clauses") or []
            # By its middle: a joint (« et ») belongs to a clause, and to no question.
            if start <= (clause["start"] + clause["end"]) / 2 < end
        )
        text = part.get("reading") or part.get("text") or ""
        intent = part["intent"]
        heard = Heard(
            intent["name"] or "", text, clauses, message.get("topic"), typed[start:end], intent.get("confidence", 1.0)
        )
        yield Part(heard, tuple(_mention(entity) for entity in entities))


def _mention(entity: Mapping[str, Any]) -> Mention:
    # Every digit that was typed: six, as « g » has it, would make 1 234 570 of 1 234 567.
    value = f"{entity['value']:.15g}" if isinstance(entity["value"], float) else str(entity["value"])
    return Mention(entity["entity"], value, entity["start"], entity["end"], entity.get("text", ""))
