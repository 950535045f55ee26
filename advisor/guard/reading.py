"""How figures are read where they are told: of whom, of what, with what always goes with them, in no wrong way."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisor.guard.locating import Located, Place
from advisor.guard.naming import Mention
from advisor.guard.rules import FigureRules, Rules
from advisor.wording.template import Quantity

# « 73% des », « environ 118 »: what comes next is whom the number counts.
_OF_WHOM = re.compile(r" (?:des |de |d')?")
# Derived numbers that are themselves shares, numbers of firms or differences, and have to be read like figures.
_READ_LIKE_FIGURES = frozenset({"difference", "part", "fraction"})
Finding = tuple[str, str]


@dataclass(frozen=True)
class Telling:
    """A place where figures are told: those of a difference both, the greater first."""

    place: Place
    figures: tuple[FigureRules, ...]
    sentence: tuple[int, int]


def told_by(quantity: Quantity) -> tuple[str, ...]:
    """Return the ids of the figures that a quantity tells; a definition or a count tells none."""
    if quantity.kind == "figure":
        return (quantity.figure_id or "",)
    derivation = quantity.derivation
    return derivation.figures if derivation and derivation.how in _READ_LIKE_FIGURES else ()


def misread(located: Located, rules: Rules) -> Iterator[Finding]:
    """Yield each way in which a text misreads the figures that it tells: the rule, and what is wrong."""
    tellings = [
        Telling(place, figures, located.sentence(place.start))
        for place in located.places
        if (figures := tuple(_known(told_by(place.quantity), rules)))
    ]
    if not tellings:
        return
    populations, items = rules.nouns.find(located.words), rules.items.find(located.words)
    for telling in tellings:
        for figure in telling.figures:
            yield from _of_others(telling, figure, populations, located, rules)
        yield from _small_gap(telling, located, rules)
    for _, group in itertools.groupby(tellings, key=lambda telling: telling.sentence):
        yield from _of_other_items(list(group), items)
    yield from _wrong_words(tellings, located, rules)


def _known(names: Iterable[str], rules: Rules) -> Iterator[FigureRules]:
    return (rules.figures[name] for name in names if name in rules.figures)


def _of_others(
    telling: Telling, figure: FigureRules, populations: Sequence[Mention], located: Located, rules: Rules
) -> Iterator[Finding]:
    """Yield what is wrong when a figure is told of others than those whom it counts, or of nobody.

    Whom it is told of stands right behind it, else somewhere in its sentence, else in the last sentence before that
    names somebody (the heading of a list), else in the first one after.
    """
    start, end = telling.sentence
    after = _OF_WHOM.match(located.words, telling.place.end)
    behind = rules.nouns.at(located.words, after.end()) if after else None
    spoken_of = [behind] if behind else [told.name for told in populations if start <= told.start < end]
    if not spoken_of and populations:
        heading = max((told.start for told in populations if told.start < start), default=populations[0].start)
        first, last = located.sentence(heading)
        spoken_of = [told.name for told in populations if first <= told.start < last]
    if not spoken_of:
        yield "no_population", figure.figure.id
    elif figure.nouns.isdisjoint(spoken_of):
        yield "wrong_population", f"{figure.figure.id} told of « {spoken_of[-1]} »"


def _of_other_items(tellings: Sequence[Telling], items: Sequence[Mention]) -> Iterator[Finding]:
    """Yield what is wrong when a figure of a sentence is told of another item of its measure.

    Where an item is named before the first figure, each figure follows its item (« les événements : 59 % »); else items
    follow their figures. With a difference only the first figure, the greater, is named.
    """
    start, end = tellings[0].sentence
    inside = [item for item in items if start <= item.start < end]
    peers = tellings[0].figures[0].peers
    items_first = any(item.start < tellings[0].place.start and item.name in peers for item in inside)
    starts = [*(telling.place.start for telling in tellings), end]
    ends = [start, *(telling.place.end for telling in tellings)]
    for index, telling in enumerate(tellings):
        rule = telling.figures[0]
        first, last = (ends[index], starts[index]) if items_first else (ends[index + 1], starts[index + 1])
        named = [item.name for item in inside if first <= item.start < last and item.name in rule.peers]
        nearest = named[-1 if items_first else 0] if named else rule.figure.item
        if nearest != rule.figure.item:
            yield "wrong_item", f"{rule.figure.id} told of {nearest}"


def _small_gap(telling: Telling, located: Located, rules: Rules) -> Iterator[Finding]:
    """Yield what is wrong when a difference inside the margin of error is told as if it meant something."""
    derivation = telling.place.quantity.derivation
    if derivation is None or derivation.how != "difference" or len(telling.figures) != 2:
        return
    one, other = (rule.figure for rule in telling.figures)
    if one.population not in rules.small_gaps:
        return
    limit, says = rules.small_gaps[one.population]
    if abs(one.percent - other.percent) < limit and not any(words in located.words for words in says):
        yield "small_gap", f"{' and '.join(derivation.figures)} differ by less than {limit:g} points"


def _wrong_words(tellings: Sequence[Telling], located: Located, rules: Rules) -> Iterator[Finding]:
    """Yield what is not said though it always is with a figure, and what is said though it never is."""
    sentences: dict[tuple[int, int], dict[str, FigureRules]] = {}
    for telling in tellings:
        sentences.setdefault(telling.sentence, {}).update({rule.figure.id: rule for rule in telling.figures})
    # Nearly always none: the sentences are looked at only for cues that stand somewhere.
    never = [reading for reading in rules.never_said if reading.may_be_in(located.words)]
    for (start, end), figures in sentences.items():
        sentence, told = located.words[start:end], ", ".join(figures)
        for name, figure in figures.items():
            if not all(pattern.search(located.words, 0, end) for pattern in figure.always_said):
                yield "not_said", f"{name} without what is always said with it"
        misreadings = {reading: None for figure in figures.values() for reading in figure.misreadings}
        yield from (("misreading", f"{r.id} of {told}") for r in (*never, *misreadings) if r.made_in(sentence))
