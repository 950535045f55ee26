"""Sentences with typed placeholders: the only way for a number to reach a visitor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from text_to_num import alpha2digit

from advisor.text import fold
from advisor.wording.grammar import listed
from advisor.wording.typography import typeset

QuantityKind = Literal["figure", "derived", "quoted", "study", "plan", "contact"]
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_DIGITS = re.compile(r"\d+(?:[ \u202f\u00a0]\d{3})*(?:[.,]\d+)?")
# « un », « une » and « premier » are articles and adjectives far more often than numbers.
_ARTICLE = re.compile(r"\b(?:une?|premi(?:er|ere)s?)\b")


@dataclass(frozen=True)
class Quantity:
    """A number on its way into a sentence, with where it comes from.

    figure: a value of the base of facts; derived: computed from one, and stated as such; quoted: the visitor's own
    number or words; study: a year or another number of the study's description; plan: a quantity of the plan itself
    (effort, week, rank, date, address); contact: how a person is reached.
    """

    kind: QuantityKind
    text: str
    figure_id: str | None = None


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


def numbers_in(text: str) -> set[str]:
    """Return the numbers that a reader finds in `text`, in digits or in words, written plainly: « 1234,5 »."""
    spelled = alpha2digit(_ARTICLE.sub("", fold(text).replace("-", " ")), "fr", 1)
    return {re.sub(r"[ \u202f\u00a0]", "", found).replace(".", ",") for found in _DIGITS.findall(spelled)}


def unaccounted_numbers(rendered: Rendered) -> set[str]:
    """Return the numbers of a text that none of its quantities brought in: there should be none."""
    accounted: set[str] = set()
    for quantity in rendered.quantities:
        accounted |= numbers_in(quantity.text)
    return numbers_in(rendered.text) - accounted
