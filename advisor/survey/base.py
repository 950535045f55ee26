"""The base of facts: all surveys together, and the questions that can be put to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.survey.schema import Figure, Item, Measure, Population, Source, Survey, Topic


class FactBase:
    """Every figure, name and sentence of surveys/, by id. The first survey by file name is the one that answers."""

    def __init__(self, surveys: Iterable[Survey], topics: dict[str, Topic], ignored: Iterable[str] = ()) -> None:
        self.surveys = list(surveys)
        self.survey = self.surveys[0]
        self.topics = topics
        self.ignored = list(ignored)
        self._figures = {figure.id: figure for figure in self.survey.figures}

    def figure(self, figure_id: str) -> Figure:
        """Return the figure with this id; raises KeyError where there is none."""
        return self._figures[figure_id]

    def item(self, item_id: str) -> Item:
        """Return the item with this id; raises KeyError where there is none."""
        return self.survey.items[item_id]

    def measure(self, measure_id: str) -> Measure:
        """Return the measure with this id; raises KeyError where there is none."""
        return self.survey.measures[measure_id]

    def population(self, population_id: str) -> Population:
        """Return the population with this id; raises KeyError where there is none."""
        return self.survey.populations[population_id]

    def source(self, figure: Figure) -> Source:
        """Return where `figure` was read."""
        return self.survey.sources[figure.source]

    def figures_of(self, measure_id: str, population_id: str | None = None) -> list[Figure]:
        """Return the figures of a measure, greatest first: the peers among which ranking makes sense."""
        peers = [
            figure
            for figure in self.survey.figures
            if figure.measure == measure_id and population_id in (None, figure.population)
        ]
        return sorted(peers, key=lambda figure: -figure.percent)

    def find(self, measure_id: str, item_id: str, population_id: str | None = None) -> Figure | None:
        """Return the figure of an item in a measure, for a population or (None) for whichever the measure has first."""
        for figure in self.figures_of(measure_id, population_id):
            if figure.item == item_id:
                return figure
        return None

    def measures_of(self, item_id: str) -> list[str]:
        """Return the article's measures in which an item has a figure, in the order of the file."""
        found = {
            figure.measure for figure in self.survey.figures if figure.item == item_id and figure.measure is not None
        }
        return [name for name, measure in self.survey.measures.items() if name in found and not measure.secondary]

    def broken_topics(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Yield each mistake in the topics: its path, and what is wrong."""
        known = {"mention", "year", *self._figures}
        for name, topic in self.topics.items():
            for figure_id in topic.nearest:
                if figure_id not in self._figures:
                    yield ("topics", name, "nearest"), f"unknown figure {figure_id}"
            for placeholder in topic.text.placeholders:
                if placeholder not in known:
                    yield ("topics", name, "text"), f"unknown placeholder {{{placeholder}}}"
