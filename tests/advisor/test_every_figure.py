"""Every figure by every kind of question, against figures that this test reads by itself from the survey's file."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from advisor.answer import Answer, answer
from advisor.question.model import Question
from advisor.question.order import Order
from advisor.survey import FactBase
from advisor.wording.template import unaccounted_numbers
from tests.advisor.asking import Visitor, percentages, plain

SURVEY: dict[str, Any] = YAML(typ="safe", pure=True).load(
    (Path(__file__).resolve().parents[2] / "surveys/linkedin-2013.yml").read_text(encoding="utf-8")
)
COUNTS = (4, 50, 200, 999, 12345)


@dataclass(frozen=True)
class Known:
    """A figure as the file has it."""

    id: str
    kind: str
    value: float
    of: int | None
    item: str
    measure: str
    population: str
    secondary: bool

    @property
    def percent(self) -> float:
        return 100 * self.value / self.of if self.of else self.value

    @property
    def counted(self) -> dict[str, str]:
        """Who or what the figure counts."""
        found: dict[str, str] = (
            SURVEY["measures"][self.measure].get("counted") or SURVEY["populations"][self.population]
        )
        return found

    @property
    def said(self) -> str:
        """The value with its population, as it must be told."""
        singular, plural = self.counted["singular"], self.counted["plural"]
        if self.kind == "ratio":
            return f"{self.value:g} {plural} sur {self.of}"
        if self.kind == "more_than":
            return f"lus d'une {singular} sur deux"
        return f"{self.value:g} % des {plural}"

    @property
    def name(self) -> str:
        return str(SURVEY["items"][self.item]["name"])

    @property
    def predicate(self) -> str:
        """What those counted do, up to the first comma."""
        said: str = SURVEY["measures"][self.measure]["predicate"]
        return said.format(item=self.name, year=SURVEY["year"]).split(",")[0]

    def asks(self, kind: str, **more: Any) -> Question:
        """Return a question of this kind about this figure."""
        given = {"items": (self.item,), "measure": self.measure, "population": self.population}
        return Question(kind, **{**given, "asked_population": self.population, **more})


def known_figures() -> list[Known]:
    return [
        Known(
            **{key: figure.get(key) for key in ("id", "kind", "value", "of", "item", "measure", "population")},
            secondary=SURVEY["sources"][figure["source"]]["secondary"],
        )
        for figure in SURVEY["figures"]
        if figure.get("measure")
    ]


FIGURES = known_figures()
BY_ID = {figure.id: figure for figure in FIGURES}
PRIMARY = [figure for figure in FIGURES if not figure.secondary]
MEASURES = {
    name: sorted((f for f in PRIMARY if f.measure == name), key=lambda figure: -figure.percent)
    for name in dict.fromkeys(figure.measure for figure in PRIMARY)
}
LISTS = {name: peers for name, peers in MEASURES.items() if len(peers) > 1}
PAIRS = [(a, b) for a, b in itertools.combinations(PRIMARY, 2) if a.item != b.item]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.id)
each_primary = pytest.mark.parametrize("figure", PRIMARY, ids=lambda figure: figure.id)
each_list = pytest.mark.parametrize("name", LISTS)


def check(given: Answer, *expected: Known) -> str:
    """Check what holds of every answer with figures; return its plain text.

    The figures expected are told with their population, no number comes from nowhere, the values handed to machines are
    those of the file, and the source of each figure is told.
    """
    text = plain(given.text.text)
    assert unaccounted_numbers(given.text) == set()
    told = {figure.id: figure.percent for figure in given.figures}
    for figure in expected:
        assert figure.said in text
        assert told[figure.id] == pytest.approx(figure.percent)
    for name, value in told.items():
        assert name not in BY_ID or value == pytest.approx(BY_ID[name].percent)
    for figure in given.figures:
        assert SURVEY["sources"][figure.source]["label"].split(",")[0] in text
    assert text.rsplit("\n", 1)[-1].startswith("Source")
    return text


def only_these(given: Answer, *expected: Known) -> bool:
    """Whether the answer uses these figures and no other, but for those that are told along with one of them."""
    along = {
        name
        for figure in SURVEY["figures"]
        if figure["id"] in {known.id for known in expected} and figure.get("also")
        for name in re.findall(r"\{([^}]+)\}", SURVEY["notes"][figure["also"]])
    }
    return {known.id for known in expected} <= {f.id for f in given.figures} <= {known.id for known in expected} | along


def test_there_are_figures_to_test() -> None:
    assert len(PRIMARY) == 14
    assert len(FIGURES) == 22
    assert {name: len(peers) for name, peers in LISTS.items()} == {"channel": 5, "motive": 2, "goal": 4}


@each_figure
def test_a_figure_is_told_with_its_population_and_its_source(figure: Known, facts: FactBase) -> None:
    given = answer(figure.asks("ask_figure"), facts)
    text = check(given, figure)
    assert figure.secondary == ("Selon un autre compte rendu" in text.split(figure.said)[0][-60:])
    # « Spending » is told of both populations, since the one means little without the other.
    assert only_these(given, figure) or figure.measure == "spending"
    shares = {f.percent for f in given.figures if f.kind == "exact"}
    assert percentages(text) == shares


@each_primary
def test_a_figure_is_found_from_a_sentence_that_names_it(figure: Known, visitor: Visitor) -> None:
    given = visitor.ask("ask_figure", f"Quelle part des {figure.counted['plural']} {figure.predicate} ?")
    check(given, figure)
    assert only_these(given, figure)


@each_primary
def test_a_figure_is_never_told_of_another_population(figure: Known, facts: FactBase) -> None:
    for other in {"pme", "hypergrowth"} - {figure.population}:
        given = answer(figure.asks("ask_figure", asked_population=other), facts)
        text = check(given)
        plural = SURVEY["populations"][other]["plural"]
        assert not re.search(rf"\b{figure.value:g} (%|{plural}) (des {plural}|sur)", text) or only_these(given, figure)
        told = [BY_ID[f.id] for f in given.figures if f.id in BY_ID and not BY_ID[f.id].secondary]
        assert all(known.said in text or f"{known.name} : {known.value:g} %" in text for known in told)


@each_figure
def test_a_share_of_a_number_of_firms_is_computed(figure: Known, facts: FactBase) -> None:
    for count in COUNTS:
        text = check(answer(figure.asks("convert", numbers=(float(count),)), facts), figure)
        plural, result = figure.counted["plural"], figure.percent * count / 100
        if figure.kind == "more_than":
            assert f"sur {french(count)} {plural}, cela fait plus de {french(math.floor(result))}" in text
        else:
            # To the nearest firm; a half goes up, as at school.
            exact = figure.kind == "exact" and result == int(result)
            told = f"{'' if exact else 'environ '}{french(math.floor(result + 0.5))} {plural}"
            assert f"de {french(count)} {plural}, cela fait {told}" in text


@each_figure
def test_a_share_as_a_fraction_is_the_nearest_that_people_picture(figure: Known, facts: FactBase) -> None:
    text = check(answer(figure.asks("convert", text="cela fait une sur combien ?"), facts), figure)
    if figure.kind == "exact":
        pictured = [(n, d) for d in (2, 3, 4, 5, 10) for n in range(1, d)]
        n, d = min(pictured, key=lambda f: (round(abs(100 * f[0] / f[1] - figure.value), 6), f[1]))
        about = "" if 100 * n / d == figure.value else "environ "
        assert f"{figure.value:g} %, c'est {about}{n} sur {d}" in text


@each_figure
def test_a_claim_gets_the_verdict_and_the_true_figure(figure: Known, facts: FactBase) -> None:
    for off in (0, 1, -1, 2, -2, 3, -3, 20, -20):
        claimed = figure.percent + off
        if not 0 < claimed <= 100:
            continue
        given = answer(figure.asks("check_claim", shares=(claimed,)), facts)
        text = check(given, figure)
        if figure.kind == "more_than":
            expected = "false" if off <= 0 else "undecidable"
        else:
            expected = "true" if off == 0 else "nearly" if abs(off) <= 2 else "false"
        assert (claimed, given.verdict) == (claimed, expected)
        assert only_these(given, figure)
        first = text.split("\n")[0]
        assert first.startswith("Non") == (expected == "false")
        assert percentages(first) <= {claimed}


@each_primary
def test_a_true_claim_in_words_is_true(figure: Known, visitor: Visitor) -> None:
    given = visitor.ask("check_claim", f"{figure.said.replace('lus', 'plus')} {figure.predicate}, c'est bien ça ?")
    check(given, figure)
    assert given.verdict == "true"


@each_primary
def test_a_claim_above_or_below_a_value_is_checked(figure: Known, facts: FactBase) -> None:
    for sense, claimed in itertools.product(("above", "below"), (figure.percent - 10, figure.percent + 9)):
        given = answer(figure.asks("check_claim", shares=(claimed,), bound=sense), facts)
        check(given, figure)
        holds = figure.percent > claimed if sense == "above" else figure.percent < claimed
        if figure.kind == "more_than" and claimed > figure.percent:
            assert given.verdict == "undecidable"
        else:
            assert given.verdict == ("true" if holds else "false")


@each_primary
def test_most_and_few_are_checked_against_the_half(figure: Known, facts: FactBase) -> None:
    verdicts = {
        sense: answer(figure.asks("check_claim", bound=sense), facts).verdict
        for sense in ("majority", "minority", "all", "none")
    }
    most = figure.percent > 50 or figure.kind == "more_than"
    assert verdicts == {
        "majority": "true" if most else "false",
        "minority": "false" if most else "true",
        "all": "false",
        "none": "false",
    }


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{a.id}-{b.id}" for a, b in PAIRS])
def test_two_figures_are_subtracted_inside_a_measure_and_only_there(one: Known, other: Known, facts: FactBase) -> None:
    # Social media stand in three measures: the question says in which.
    asked = other if other.item == "social_media" else one
    given = answer(asked.asks("compare", items=(one.item, other.item), asked_population=None), facts)
    text = check(given, one, other)
    assert only_these(given, one, other)
    if one.measure != other.measure:
        assert "Attention" in text
        assert not re.search(r"\bpoints?\b|en faveur", text)
        return
    high, low = sorted((one, other), key=lambda figure: -figure.percent)
    gap = high.percent - low.percent
    found = re.search(r"écart est de (\d+) points?, en faveur (.+)\.", text)
    assert found
    assert float(found[1]) == gap
    assert high.name.split(" ", 1)[-1] in found[2]
    limit = SURVEY["populations"][high.population].get("meaningful_gap")
    assert ("marge d'erreur" in text) == (limit is not None)
    if limit is not None:
        assert ("ne veut rien dire" in text) == (gap < limit)


@each_list
@pytest.mark.parametrize("end", ("top", "bottom"))
def test_each_place_of_a_ranking_is_right(name: str, end: Any, facts: FactBase) -> None:
    ranked = LISTS[name] if end == "top" else LISTS[name][::-1]
    for position, figure in enumerate(ranked, start=1):
        given = answer(Question("rank", measure=name, order=Order(end, position)), facts)
        text = check(given)
        assert only_these(given, figure)
        assert f"{figure.name}, avec {figure.value:g} %" in text
        assert percentages(text) == {figure.value}
        assert figure.counted["plural"] in text


@each_list
@pytest.mark.parametrize("end", ("top", "bottom"))
def test_the_first_and_the_last_ones_are_listed_in_order(name: str, end: Any, facts: FactBase) -> None:
    ranked = LISTS[name] if end == "top" else LISTS[name][::-1]
    for count in range(2, len(ranked)):
        given = answer(Question("rank", measure=name, order=Order(end, 1, count)), facts)
        assert listed(check(given)) == [f"{f.name} : {f.value:g} %" for f in ranked[:count]]
        assert only_these(given, *ranked[:count])


@each_list
def test_a_whole_ranking_is_in_order_and_names_its_population(name: str, facts: FactBase) -> None:
    peers = LISTS[name]
    for question in (Question("rank", measure=name, order=Order(whole=True)), Question("ask_overview", measure=name)):
        given = answer(question, facts)
        text = check(given)
        assert listed(text) == [f"{f.name} : {f.value:g} %" for f in peers]
        assert only_these(given, *peers)
        plural = SURVEY["populations"][peers[0].population]["plural"]
        assert plural in text.split("\n")[0]


@each_list
@pytest.mark.parametrize("sense", ("above", "below"))
def test_a_threshold_keeps_those_beyond_it(name: str, sense: Any, facts: FactBase) -> None:
    peers = LISTS[name]
    # At a figure's own value the figure is neither above nor below.
    for threshold in sorted({f.percent + step for f in peers for step in (-1, 0, 1)}):
        kept = [f for f in peers if (f.percent > threshold if sense == "above" else f.percent < threshold)]
        given = answer(Question("rank", measure=name, shares=(threshold,), bound=sense), facts)
        text = check(given)
        assert ("Aucun" in text) == (not kept)
        assert listed(text) == [f"{f.name} : {f.value:g} %" for f in kept or peers]
        assert only_these(given, *(kept or peers))


@pytest.mark.parametrize("term", SURVEY["definitions"])
def test_each_word_is_defined_with_the_right_numbers(term: str, facts: FactBase) -> None:
    field = next(
        (f for f, table in (("items", "items"), ("populations", "populations")) if term in SURVEY[table]), "terms"
    )
    text = plain(answer(Question("define", **{field: (term,)}), facts).text.text)
    figures = {figure["id"]: figure for figure in SURVEY["figures"]}
    expected = re.sub(
        r"\{(\w+)\}",
        lambda match: str(SURVEY["year"]) if match[1] == "year" else told_alone(figures[match[1]]),
        SURVEY["definitions"][term],
    )
    assert text.split("\n")[0] == expected


@pytest.mark.parametrize("item", [name for name in SURVEY["items"] if name in SURVEY["definitions"]])
def test_a_thing_with_a_definition_is_defined_when_a_sentence_names_it(item: str, visitor: Visitor) -> None:
    given = visitor.ask("define", f"que veut dire « {SURVEY['items'][item]['aliases'][0]} » au juste ?")
    assert plain(given.text.text).startswith(SURVEY["definitions"][item][:40])


def listed(text: str) -> list[str]:
    """Return the lines of the list in a reply."""
    return [line.removeprefix("- ") for line in text.split("\n") if line.startswith("- ")]


def french(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def told_alone(figure: dict[str, Any]) -> str:
    """Return a value of a definition in French."""
    value = figure["value"]
    number = f"{value:g}".replace(".", ",")
    units = {"money": "million", "points": "point"}
    if figure["kind"] in units:
        return f"{number} {units[figure['kind']]}{'s' if value >= 2 else ''}"
    return {"ratio": f"{number} sur {figure.get('of')}", "approximate": f"environ {number}", "exact": f"{number} %"}[
        figure["kind"]
    ]
