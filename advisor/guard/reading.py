"""How figures are read where they are told: of whom, of what, with what always goes with them, in no wrong way."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.guard.locating import Located, Place
from advisor.guard.naming import Mention
from advisor.guard.rules import FigureRules, Rules

# « 73% des », « environ 118 »: what comes next is whom the number counts.
_OF_WHOM = re.compile(r" (?:des |de |d')?")
Finding = tuple[str, str]


class Telling(NamedTuple):
    """A place where figures are told: those of a difference both, the greater first."""

    place: Place
    figures: Sequence[FigureRules]
    sentence: tuple[int, int]


def misread(located: Located, rules: Rules) -> Iterator[Finding]:
    """Yield each way in which a text misreads the figures that it tells: the rule, and what is wrong."""
    tellings = [
        Telling(place, figures, located.sentence(place.start))
        for place in located.places
        if (figures := [rules.figures[name] for name in place.told if name in rules.figures])
    ]
    if not tellings:
        return
    populations, items = rules.nouns.find(located.words), rules.items.find(located.words)
    for _, group in itertools.groupby(tellings, key=lambda telling: telling.sentence):
        together = list(group)
        yield from _of_others(together, populations, located, rules)
        yield from _of_other_items(together, items)
    for telling in tellings:
        yield from _small_gap(telling, located, rules)
    yield from _not_said(tellings, located)
    yield from _wrongly_said(tellings, located)


def _of_others(
    tellings: Sequence[Telling], populations: Sequence[Mention], located: Located, rules: Rules
) -> Iterator[Finding]:
    """Yield what is wrong when a figure of a sentence is told of others than those whom it counts, or of nobody.

    Whom it is told of stands right behind it, else somewhere in its sentence, else in the last sentence before that
    names somebody (the heading of a list), else in the first one after.
    """
    start, end = tellings[0].sentence
    around = [told.name for told in populations if start <= told.start < end]
    if not around and populations:
        heading = max((told.start for told in populations if told.start < start), default=populations[0].start)
        first, last = located.sentence(heading)
        around = [told.name for told in populations if first <= told.start < last]
    for telling in tellings:
        after = _OF_WHOM.match(located.words, telling.place.end)
        behind = rules.nouns.at(located.words, after.end()) if after else None
        spoken_of = [behind] if behind else around
        for rule in telling.figures:
            if not spoken_of:
                yield "no_population", rule.figure.id
            elif rule.nouns.isdisjoint(spoken_of):
                yield "wrong_population", f"{rule.figure.id} told of « {spoken_of[-1]} »"


def _of_other_items(tellings: Sequence[Telling], items: Sequence[Mention]) -> Iterator[Finding]:
    """Yield what is wrong when a figure of a sentence is told of another item of its measure.

    Where an item is named before the first figure, each figure follows its item (« les événements : 59 % »); else items
    follow their figures. With a difference only the first figure, the greater, is named.
    """
    start, end = tellings[0].sentence
    inside = [item for item in items if start <= item.start < end]
    peers = tellings[0].figures[0].peers
    begin = tellings[0].place.start
    items_first = bool([item for item in inside if item.start < begin and item.name in peers])
    # Between one figure and the next: what an item there names is the second's, or else the first's.
    starts = [start, *[telling.place.end for telling in tellings]]
    ends = [*[telling.place.start for telling in tellings], end]
    for index, telling in enumerate(tellings):
        rule, gap = telling.figures[0], index if items_first else index + 1
        named = [item.name for item in inside if starts[gap] <= item.start < ends[gap] and item.name in rule.peers]
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


def _not_said(tellings: Sequence[Telling], located: Located) -> Iterator[Finding]:
    """Yield the figures that are told without what is always said with them, there or before."""
    for telling in tellings:
        for rule in telling.figures:
            if not all(pattern.search(located.words, 0, telling.sentence[1]) for pattern in rule.always_said):
                yield "not_said", f"{rule.figure.id} without what is always said with it"


def _wrongly_said(tellings: Sequence[Telling], located: Located) -> Iterator[Finding]:
    """Yield the sentences that tell a figure and say what is never said of it."""
    readings = {reading: None for telling in tellings for rule in telling.figures for reading in rule.misreadings}
    for reading in readings:
        # Nearly always none of its words is there, and no sentence has to be looked at.
        if not reading.may_be_in(located.words):
            continue
        for telling in tellings:
            told = [rule.figure.id for rule in telling.figures if reading in rule.misreadings]
            if told and reading.made_in(located.words[slice(*telling.sentence)]):
                yield "misreading", f"{reading.id} of {', '.join(told)}"
