"""How each number may be written: figures as the base of facts has them, computed numbers computed again.

Nothing here asks the module that wrote the number: two ways to the same text, so that a slip in one of them shows.
All texts are canonical (see locating.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from advisor.guard.locating import canonical
from advisor.survey import FactBase, Figure
from advisor.wording.grammar import ordinal
from advisor.wording.template import Derivation
from advisor.wording.typography import counted, number, percent

# Denominators of the fractions that people picture.
_PICTURED = (2, 3, 4, 5, 10)
_ABOUT = "environ"
_HALF = 50


def ways_of_writing(figure: Figure, nouns: frozenset[str]) -> frozenset[str]:
    """Return the texts that tell a figure's value: « 9 sur 10 », « 9 pme sur 10 », « 73% », « plus d'une sur deux »."""
    return frozenset(canonical(text) for text in _ways(figure, nouns))


def _ways(figure: Figure, nouns: frozenset[str]) -> Iterator[str]:
    value = number(figure.value)
    if figure.kind == "ratio":
        yield from _out_of(figure.value, figure.of or 0, nouns)
    elif figure.kind == "more_than":
        yield f"plus de {value} %"
        if figure.value == _HALF:
            yield from ("plus d'une sur deux", *(f"plus d'une {noun} sur deux" for noun in nouns))
    elif figure.kind == "exact":
        yield f"{value} %"
        if figure.value % 10 == 0:
            yield from _out_of(figure.value / 10, 10, nouns)
    elif figure.kind == "money":
        yield counted(figure.value, "million", "millions")
    elif figure.kind == "points":
        yield counted(figure.value, "point", "points")
    elif figure.kind == "approximate":
        yield f"{_ABOUT} {value}"
    else:
        yield value


def _out_of(part: float, whole: float, nouns: frozenset[str]) -> Iterator[str]:
    yield f"{number(part)} sur {number(whole)}"
    yield from (f"{number(part)} {noun} sur {number(whole)}" for noun in nouns)


@dataclass(frozen=True)
class Operands:
    """What a number is computed from: figures, the visitor's numbers, and the base of facts around them."""

    figures: tuple[Figure, ...]
    numbers: tuple[Fraction, ...]
    facts: FactBase

    @property
    def share(self) -> Fraction:
        """The share to compute with, in percent: the figure's, or else the visitor's."""
        return _share(self.figures[0]) if self.figures else self.numbers[0]

    @property
    def bounded(self) -> bool:
        """Whether the figure is only a lower bound."""
        return any(figure.kind == "more_than" for figure in self.figures)

    def announced(self, text: str) -> list[str]:
        """Return a number with each of the words that may announce it, when it is computed from rounded figures."""
        measures = [figure.measure for figure in self.figures if figure.is_rounded and figure.measure]
        if not measures:
            return [text]
        before = self.facts.measure(measures[0]).computed_with
        return [f"{words}{text}" if words.endswith("'") else f"{words} {text}" for words in before]

    @property
    def is_rounded(self) -> bool:
        """Whether the figure is rounded."""
        return any(figure.is_rounded for figure in self.figures)


def computed(derivation: Derivation, facts: FactBase) -> frozenset[str]:
    """Return the texts of a number computed in this way, with what has to stand before it; none where it can't be.

    Raises LookupError, ValueError or ArithmeticError when the derivation makes no sense.
    """
    figures = tuple(facts.figure(name) for name in derivation.figures)
    numbers = tuple(Fraction(str(value)) for value in derivation.numbers)
    return frozenset(canonical(text) for text in _COMPUTED[derivation.how](Operands(figures, numbers, facts)))


def _difference(operands: Operands) -> list[str]:
    one, other = operands.figures
    if (one.measure, one.population) != (other.measure, other.population):
        return []
    return operands.announced(counted(float(abs(_share(one) - _share(other))), "point", "points"))


def _limit(operands: Operands) -> list[str]:
    gaps = [operands.facts.population(figure.population).meaningful_gap for figure in operands.figures]
    return [counted(gap, "point", "points") for gap in gaps if gap is not None]


def _count(operands: Operands) -> list[str]:
    of_one_measure = len({figure.measure for figure in operands.figures}) == 1
    return [number(len(operands.figures))] if of_one_measure else []


def _rank(operands: Operands) -> list[str]:
    (figure,) = operands.figures
    peers = [_share(peer) for peer in operands.facts.figures_of(figure.measure or "")]
    # Equal figures share their places.
    first = 1 + sum(peer > _share(figure) for peer in peers)
    last = sum(peer >= _share(figure) for peer in peers)
    return [ordinal(place) for place in range(first, last + 1)]


def _part(operands: Operands) -> list[str]:
    part = operands.share * operands.numbers[-1] / 100
    if operands.bounded:
        return operands.announced(number(math.floor(part)))
    nearest = number(math.floor(part + Fraction(1, 2)))
    if operands.is_rounded:
        return operands.announced(nearest)
    return [nearest if part.denominator == 1 else f"{_ABOUT} {nearest}"]


def _fraction(operands: Operands) -> list[str]:
    pictured = {(n, d): abs(Fraction(n, d) - operands.share / 100) for d in _PICTURED for n in range(1, d)}
    least = min(pictured.values())
    nearest = [f"{n} sur {d}" for (n, d), off in pictured.items() if off == least]
    if operands.is_rounded:
        return [told for text in nearest for told in operands.announced(text)]
    return nearest if least == 0 else [f"{_ABOUT} {text}" for text in nearest]


def _percentage(operands: Operands) -> list[str]:
    part, whole = operands.numbers
    return [percent(float(100 * part / whole))]


def _half(operands: Operands) -> list[str]:
    (figure,) = operands.figures
    if figure.percent > _HALF or (operands.bounded and figure.percent == _HALF):
        return ["plus de la moitié"]
    return ["moins de la moitié"] if figure.percent < _HALF and not operands.bounded else []


_COMPUTED: dict[str, Callable[[Operands], list[str]]] = {
    "difference": _difference,
    "limit": _limit,
    "count": _count,
    "rank": _rank,
    "part": _part,
    "fraction": _fraction,
    "share": _percentage,
    "half": _half,
}


def _share(figure: Figure) -> Fraction:
    """Return a share in percent, exactly."""
    value = Fraction(str(figure.value))
    return 100 * value / figure.of if figure.of else value
