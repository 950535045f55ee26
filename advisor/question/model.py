"""What was asked, and what a conversation remembers of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from advisor.question.order import Order, Sense


@dataclass(frozen=True)
class TopicMention:
    """A topic that no survey measures, and the words by which the visitor named it."""

    id: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question, completed from the conversation: everything that an answer depends on.

    kind: the kind of question, one of the keys of advisor.answer.answerers.
    items, measure, population: ids of the base of facts; measure is None when none could be told.
    asked_population: the population that the visitor named, None when none was named.
    shares: percentages that the visitor typed; numbers: their other numbers.
    inherited: whether something was taken over from the conversation, so that the reply restates it.
    """

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    measure: str | None = None
    population: str | None = None
    asked_population: str | None = None
    populations: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()
    topics: tuple[TopicMention, ...] = ()
    terms: tuple[str, ...] = ()
    order: Order | None = None
    bound: Sense | None = None
    inherited: bool = False
    previous: Context = field(default_factory=lambda: Context())


@dataclass(frozen=True)
class Context:
    """What the next elliptical turn needs to know of the last answer, and of the items of the one before it."""

    kind: str | None = None
    items: tuple[str, ...] = ()
    measure: str | None = None
    population: str | None = None
    figures: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()
    earlier_items: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a form that JSON can hold."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any] | None) -> Context:
        """Return the context that `to_dict` made; unknown or missing keys are left out."""
        known = {key: value for key, value in (data or {}).items() if key in cls.__dataclass_fields__}
        values: dict[str, Any] = {
            key: tuple(v) if isinstance(v, list) else v for key, v in known.items() if v is not None
        }
        return cls(**values)
