"""An answer: French lines, the figures that they used, and what the conversation has to remember."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.chart import Chart
from advisor.question.model import Question
from advisor.survey import FactBase, Figure
from advisor.wording.template import Rendered, join

Verdict = Literal["true", "nearly", "false", "undecidable", "not_measured"]


@dataclass(frozen=True)
class Answer:
    """What is said to one question.

    kind: what the message is for machines (figure, comparison, ranking, claim, …).
    figures: every figure told, in the order told; their sources are told with them.
    items, measure, population, shares, numbers: what the next ellipsis may lean on.
    """

    kind: str
    lines: tuple[Rendered, ...]
    figures: tuple[Figure, ...] = ()
    suggestions: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    measure: str | None = None
    population: str | None = None
    shares: tuple[float, ...] = ()
    numbers: tuple[float, ...] = ()
    verdict: Verdict | None = None
    chart: Chart | None = None
    # The address of the complete plan, on the same origin.
    plan: str | None = None
    # Whether the answer changes what the conversation is about; « source ? » does not.
    keeps_context: bool = False

    @property
    def text(self) -> Rendered:
        """The lines, one under the other."""
        return join(self.lines, "\n")


Answerer = Callable[[Question, FactBase], Answer]
_ANSWERERS: dict[str, Answerer] = {}


def answers(*kinds: str) -> Callable[[Answerer], Answerer]:
    """Register a function as the one that answers these kinds of question."""

    def register(function: Answerer) -> Answerer:
        for kind in kinds:
            _ANSWERERS[kind] = function
        return function

    return register


def answerers() -> dict[str, Answerer]:
    """Return the functions that answer, by kind of question."""
    return dict(_ANSWERERS)


def unique(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return `figures` without repetition, in order."""
    return tuple({figure.id: figure for figure in figures}.values())
