"""Sentences with typed placeholders: the only way for a number to reach a visitor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from advisor.wording.grammar import listed
from advisor.wording.typography import typeset

QuantityKind = Literal["figure", "definition", "derived", "quoted", "study", "plan", "contact"]
How = Literal["difference", "limit", "count", "rank", "part", "fraction", "share", "half"]
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Derivation:
    """How a number was computed, told so that the guard can compute it again.

    difference: between two `figures`, in points
    limit: the difference under which two figures of this one's population are the same
    count: how many `figures` there are
    rank: the place of a figure in its measure
    part: a figure, or the share `numbers[0]`, of the last of `numbers`
    fraction: a figure, or the share `numbers[0]`, as a fraction that people picture
    share: `numbers[0]` out of `numbers[1]`, in percent
    half: the half, with which a figure is compared
    """

    how: How
    figures: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """A number on its way into a sentence, with where it comes from.

    figure: a value of the base of facts, under `figure_id`; definition: one that bounds what a word means, likewise;
    derived: computed, as `derivation` states; quoted: the visitor's own number or words; study: a year, a title or
    another part of the study's description; plan: a quantity of the plan itself (effort, week, rank, date, address);
    contact: how a person is reached.
    """

    kind: QuantityKind
    text: str
    figure_id: str | None = None
    derivation: Derivation | None = None


@dataclass(frozen=True)
class Rendered:
    """A French text, and the quantities that it holds."""

    text: str
    quantities: tuple[Quantity, ...] = field(default=())


Value = str | Quantity | Rendered


def render(pattern: str, values: Mapping[str, Value] | None = None) -> Rendered:
    """Return `pattern` with its {placeholders} filled, typeset; raises KeyError when one has no value."""
    quantities: list[Quantity] = []

    def fill(match: re.Match[str]) -> str:
        value = (values or {})[match[1]]
        if isinstance(value, Quantity):
            quantities.append(value)
        elif isinstance(value, Rendered):
            quantities.extend(value.quantities)
        return value if isinstance(value, str) else value.text

    text = _PLACEHOLDER.sub(fill, pattern)
    return Rendered(typeset(text), tuple(quantities))


def join(parts: Iterable[Rendered], glue: str = " ") -> Rendered:
    """Return `parts` one after the other, with `glue` between."""
    kept = [part for part in parts if part.text]
    return Rendered(glue.join(part.text for part in kept), tuple(q for part in kept for q in part.quantities))


def enumerated(values: Sequence[Value], last: str = "et") -> Rendered:
    """Return « a, b et c », with the quantities of all."""
    names = {f"v{index}": value for index, value in enumerate(values)}
    return render(listed([f"{{{name}}}" for name in names], last), names)
