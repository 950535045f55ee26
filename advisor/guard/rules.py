"""What a base of facts asks of every text, prepared once: how figures are written, of whom, and with which words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from advisor.guard.locating import canonical
from advisor.guard.naming import Names, begins_a_word
from advisor.guard.writing import ways_of_writing
from advisor.survey import FactBase, Figure
from advisor.survey.schema import Noun, Reading

# « … » of a survey's file: a few words of any kind, within a sentence.
_A_FEW_WORDS = r"[^.!?\n]{0,60}?"


# Compared by identity, which is quick: figures of one measure share their readings.
@dataclass(frozen=True, eq=False)
class WrongReading:
    """The words that make a wrong reading, unless others stand in the same sentence."""

    id: str
    cues: tuple[str, ...]
    unless: tuple[str, ...]

    def may_be_in(self, text: str) -> bool:
        """Tell whether one of its words may stand in a text; quick."""
        for cue in self.cues:  # noqa: SIM110 - any() takes twice as long
            if cue in text:
                return True
        return False

    def made_in(self, sentence: str) -> bool:
        """Tell whether a sentence makes it."""
        if any(words in sentence for words in self.unless):
            return False
        return any(cue in sentence and begins_a_word(cue, sentence) for cue in self.cues)


@dataclass(frozen=True)
class FigureRules:
    """What holds wherever one figure is told.

    written: the ways of writing its value; nouns: of whom or what it counts; source: how its source is named.
    peers: the items of its whole measure.
    always_said: patterns that the text holds; misreadings: what its sentences do not say, of this measure or of any.
    """

    figure: Figure
    written: frozenset[str]
    nouns: frozenset[str]
    source: str
    peers: frozenset[str]
    always_said: tuple[re.Pattern[str], ...]
    misreadings: tuple[WrongReading, ...]


@dataclass(frozen=True)
class Rules:
    """What holds for every text on a base of facts.

    nouns: of every population and of everything else that is counted, each under itself; items: under their ids.
    study: the texts that describe the study; small_gaps: for each population, what is said of differences that mean
    nothing, and under how many points they are so.
    """

    facts: FactBase
    figures: dict[str, FigureRules]
    nouns: Names
    items: Names
    study: frozenset[str]
    small_gaps: dict[str, tuple[float, tuple[str, ...]]]


@functools.lru_cache(maxsize=4)
def rules_of(facts: FactBase) -> Rules:
    """Return the rules of a base of facts."""
    survey = facts.survey
    counted: list[Noun] = [*survey.populations.values(), *(m.counted for m in survey.measures.values() if m.counted)]
    nouns = {name for noun in counted for name in _names(noun)}
    items = {_without_article(item.name): name for name, item in survey.items.items()}
    items |= {canonical(item.short): name for name, item in survey.items.items()}
    study = {str(survey.year), survey.period, survey.title, survey.publisher, survey.country}
    study |= {source.label for source in survey.sources.values()}
    study |= {figure.where for figure in survey.figures if figure.where}
    never_said = _wrong_readings(survey.never_said)
    misreadings = {name: never_said + _wrong_readings(measure.misreadings) for name, measure in survey.measures.items()}
    return Rules(
        facts,
        {
            figure.id: _figure_rules(figure, misreadings.get(figure.measure or "", never_said), facts)
            for figure in survey.figures
        },
        Names({noun: noun for noun in nouns}),
        Names(items),
        frozenset(map(canonical, study)),
        {
            name: (population.meaningful_gap, tuple(map(canonical, population.small_gap_says)))
            for name, population in survey.populations.items()
            if population.meaningful_gap is not None
        },
    )


def _figure_rules(figure: Figure, misreadings: tuple[WrongReading, ...], facts: FactBase) -> FigureRules:
    measure = facts.measure(figure.measure) if figure.measure else None
    nouns = _names((measure and measure.counted) or facts.population(figure.population))
    return FigureRules(
        figure,
        ways_of_writing(figure, nouns),
        nouns,
        canonical(facts.source(figure).label),
        frozenset(peer.item for peer in facts.figures_of(figure.measure)) if figure.measure else frozenset(),
        tuple(_pattern(text) for text in measure.always_said) if measure else (),
        misreadings,
    )


def _without_article(name: str) -> str:
    # « en faveur des réseaux sociaux »
    return re.sub(r"^(?:les?|la) |^l'", "", canonical(name))


def _names(noun: Noun) -> frozenset[str]:
    return frozenset({canonical(noun.singular), canonical(noun.plural)})


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_A_FEW_WORDS.join(re.escape(canonical(part).strip()) for part in text.split("…")))


def _wrong_readings(readings: Iterable[Reading]) -> tuple[WrongReading, ...]:
    return tuple(
        WrongReading(reading.id, tuple(map(canonical, reading.cues)), tuple(map(canonical, reading.unless)))
        for reading in readings
    )
