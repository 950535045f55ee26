"""Every figure by every kind of question, through the real actions, against figures written by hand (study.csv).

What each answer must hold is said here case by case; that nothing else stands in any reply is test_every_reply.py's.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from tests.advisor.asking import Visitor
from tests.advisor.corpus import named
from tests.advisor.turns import Said, Talk
from tests.advisor.witness import (
    BY_ID,
    LARGEST_GAP_WITHOUT_MEANING,
    LISTS,
    PRIMARY,
    SURVEY,
    TABLE,
    YEAR,
    Known,
    fraction_of,
    french,
    part_of,
    plain,
)

pytestmark = pytest.mark.usefixtures("plans_in_memory")
COUNTS = (1.0, 3.0, 4.0, 11.0, 50.0, 200.0, 999.0, 12345.0)
PAIRS = [(a, b) for a, b in itertools.combinations(PRIMARY, 2) if a.item != b.item]
# What is told along with a figure.
ALONG = {"adoption": {"usage.use", "usage.plan"}}
BOUND_WORDS = {"above": "au moins", "below": "au plus"}
PLACES = {1: "le premier", 2: "le deuxième", 3: "le troisième", 4: "le quatrième", 5: "le cinquième"}
BOTTOM_PLACES = {1: "le dernier", 2: "l'avant-dernier"}
each_primary = pytest.mark.parametrize("figure", PRIMARY, ids=lambda figure: figure.id)
each_list = pytest.mark.parametrize("name", LISTS)


def ask(kind: str, figure: Known, text: str = "", *more: tuple[str, Any], population: str | None = None) -> Said:
    """Return the answer to a question about one figure, named by item, measure and population."""
    return Talk().hear(kind, text, [*named((figure.item,), figure.measure, (population or figure.asked,)), *more])


def check(said: Said, *expected: Known) -> str:
    """Check that a reply tells figures as they must be told, and nothing that is wrong; return its text."""
    assert list(said.problems()) == []
    for figure in expected:
        assert tells(said.plain, figure), f"{figure.id} is not told in:\n{said.plain}"
        assert figure.id in said.told
    return said.plain


def tells(text: str, figure: Known) -> bool:
    """Whether a text tells a figure, with whom it counts, what they do and what is about."""
    said = rf"[{figure.said[0].upper()}{figure.said[0]}]{re.escape(figure.said[1:])}"
    return bool(re.search(rf"{said} [^.\n]*{re.escape(figure.does)}", text))


def claimed(figure: Known) -> str:
    """Return what those counted do, as somebody else would say it."""
    return f"y vont {figure.does}" if figure.measure == "motive" else figure.does


def only_these(said: Said, *expected: Known) -> bool:
    """Whether an answer uses these figures and no other, but for those that are told along with one of them."""
    names = {figure.id for figure in expected}
    return names <= {*said.told} <= names.union(*(ALONG.get(name, set()) for name in names))


def listed(text: str) -> list[str]:
    """Return the lines of the list in a reply."""
    return [line.removeprefix("- ") for line in text.split("\n") if line.startswith("- ")]


def is_list_of(lines: list[str], figures: list[Known]) -> bool:
    """Whether lines tell these figures, in this order."""
    return len(lines) == len(figures) and all(
        figure.thing in line and line.endswith(f": {figure.alone}") for line, figure in zip(lines, figures, strict=True)
    )


def percentages(text: str) -> set[float]:
    return {float(found.replace(",", ".")) for found in re.findall(r"(\d+(?:,\d+)?) %", text)}


# ---------------------------------------------------------------- the two witnesses


def test_the_survey_has_the_figures_that_were_read_in_the_study() -> None:
    """Value by value, and none more, none less."""
    keys = ("kind", "value", "of", "item", "measure")
    survey = {figure["id"]: {key: figure.get(key) for key in keys} for figure in SURVEY["figures"]}
    hand = {figure.id: {key: getattr(figure, key) or None for key in keys} for figure in TABLE}
    assert survey == hand
    for figure in SURVEY["figures"]:
        counted = (SURVEY["measures"].get(figure.get("measure")) or {}).get("counted")
        whom = counted or SURVEY["populations"][figure["population"]]
        assert (whom["singular"], whom["plural"]) == BY_ID[figure["id"]].whom
        source = SURVEY["sources"][figure["source"]]
        assert source["label"].startswith(BY_ID[figure["id"]].source)
        assert source["secondary"] == BY_ID[figure["id"]].secondary


def test_the_limit_of_what_means_something_is_that_of_the_study() -> None:
    gaps = {name: population.get("meaningful_gap") for name, population in SURVEY["populations"].items()}
    assert gaps == {"pme": None, "hypergrowth": LARGEST_GAP_WITHOUT_MEANING, "no_growth": None, "users": None}
    assert SURVEY["year"] == YEAR


# ---------------------------------------------------------------- figures


@each_primary
def test_a_figure_is_told_with_its_population_and_its_source(figure: Known) -> None:
    said = ask("ask_figure", figure)
    check(said, figure)
    assert only_these(said, figure)


@pytest.mark.parametrize("name", ["marketing", "spending.hypergrowth", "spending.no_growth", "effectiveness.brand"])
def test_a_figure_of_another_report_is_told_as_such(name: str) -> None:
    figure = BY_ID[name]
    said = Talk().hear("ask_figure", "", named((), figure.measure))
    text = check(said)
    assert name in said.told
    assert {BY_ID[other].secondary for other in said.told} == {True}
    assert re.search(rf"compte rendu|comptes rendus.*{re.escape(figure.alone)}", text.split("Source")[0], re.DOTALL)


def test_what_other_reports_say_is_told_along_or_with_the_source() -> None:
    assert ALONG["adoption"] < {*ask("ask_figure", BY_ID["adoption"]).told}
    for name, others in (
        ("jobs", {"jobs.adweek"}),
        ("goal.brand", {"effectiveness.brand"}),
        ("goal.leads", {"effectiveness.leads"}),
        ("channel.social", {"spending.hypergrowth", "spending.no_growth"}),
    ):
        talk, figure = Talk(), BY_ID[name]
        talk.hear("ask_figure", "", named((figure.item,), figure.measure, (figure.asked,)))
        said = talk.hear("ask_source")
        check(said, figure)
        assert others < {*said.told}


@each_primary
def test_a_figure_is_found_from_a_sentence_that_names_it(figure: Known, visitor: Visitor) -> None:
    given = visitor.ask("ask_figure", f"Quelle part des {figure.whom[1]} {claimed(figure)} ?")
    assert tells(plain(given.text.text), figure)
    assert {f.id for f in given.figures} <= {figure.id, *ALONG.get(figure.id, ())}


@each_primary
def test_a_figure_is_never_told_of_another_population(figure: Known) -> None:
    for other in {"pme", "hypergrowth"} - {figure.asked}:
        said = ask("ask_figure", figure, population=other)
        check(said)
        for name in said.told:
            known = BY_ID[name]
            assert known.said in said.plain.replace("Plus", "plus") or known.alone in said.plain


@each_primary
def test_a_share_of_a_number_of_firms_is_computed(figure: Known) -> None:
    for count in COUNTS:
        said = ask("convert", figure, "", ("number", count))
        text = check(said, figure)
        told = part_of(figure, count)
        if figure.kind == "more_than":
            assert re.search(rf"sur {french(count)} [^.]*{re.escape(told)}\b", text)
        else:
            noun = figure.whom[int(re.sub(r"\D", "", told)) >= 2]
            assert re.search(rf"{french(count)} {figure.whom[count >= 2]}[^.]* {re.escape(told)} {noun}", text), text


@each_primary
def test_a_share_as_a_fraction_is_the_nearest_that_people_picture(figure: Known) -> None:
    text = check(ask("convert", figure, "cela fait une sur combien ?"), figure)
    if figure.kind == "exact":
        assert re.search(rf"{re.escape(figure.alone)}, c'est {fraction_of(figure.value)}", text)


# ---------------------------------------------------------------- claims


@each_primary
def test_a_claim_gets_the_verdict_and_the_true_figure(figure: Known) -> None:
    for off in (0, 0.5, 1, -1, 2, -2, 2.5, 3, -3, 20, -20):
        claimed = figure.percent + off
        if not 0 < claimed <= 100:
            continue
        said = ask("check_claim", figure, "", ("share", claimed))
        text = check(said, figure)
        if figure.kind == "more_than":
            expected = "false" if off <= 0 else "undecidable"
        else:
            expected = "true" if off == 0 else "nearly" if abs(off) <= 2 else "false"
        assert (claimed, said.custom["verdict"]) == (claimed, expected)
        assert only_these(said, figure)
        first = text.split("\n")[0]
        assert first.startswith("Non") == (expected == "false")
        assert percentages(first) <= {claimed}


@each_primary
def test_a_true_claim_in_words_is_true(figure: Known, visitor: Visitor) -> None:
    given = visitor.ask("check_claim", f"{figure.said} {claimed(figure)}, c'est bien ça ?")
    assert given.verdict == "true"


@each_primary
def test_a_claim_above_or_below_a_value_is_checked(figure: Known) -> None:
    for sense, claimed in itertools.product(("above", "below"), (figure.percent - 10, figure.percent + 9)):
        said = ask("check_claim", figure, BOUND_WORDS[sense], ("share", claimed))
        check(said, figure)
        holds = figure.percent > claimed if sense == "above" else figure.percent < claimed
        if figure.kind == "more_than" and claimed > figure.percent:
            assert said.custom["verdict"] == "undecidable"
        else:
            assert said.custom["verdict"] == ("true" if holds else "false")


@each_primary
def test_most_and_few_are_checked_against_the_half(figure: Known) -> None:
    words = {"majority": "la plupart", "minority": "peu de", "all": "toutes les", "none": "aucune"}
    said = {sense: ask("check_claim", figure, text) for sense, text in words.items()}
    most = figure.percent > 50 or figure.kind == "more_than"
    assert {sense: answer.custom["verdict"] for sense, answer in said.items()} == {
        "majority": "true" if most else "false",
        "minority": "false" if most else "true",
        "all": "false",
        "none": "false",
    }
    for sense in ("majority", "minority"):
        assert f"{'plus' if most else 'moins'} de la moitié" in check(said[sense], figure)


# ---------------------------------------------------------------- comparing and ranking


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=[f"{a.id}-{b.id}" for a, b in PAIRS])
def test_two_figures_are_subtracted_inside_a_measure_and_only_there(one: Known, other: Known) -> None:
    # Social media stand in three measures: the other thing says in which.
    asked = other if other.item == "social_media" else one
    said = Talk().hear("compare", "", named((one.item, other.item), asked.measure))
    expected = [figure for figure in (one, other) if figure.id in said.told]
    text = check(said, *expected)
    if one.measure != other.measure:
        # Social media may be taken for the channel that is the other's peer.
        across = len({BY_ID[name].measure for name in said.told} - {"usage"}) > 1
        assert across == ("Attention" in text)
        assert not across or not re.search(r"\bécart\b|\bfaveur\b|\bpoints?\b", text)
        return
    assert len(expected) == 2
    assert only_these(said, one, other)
    high, low = sorted((one, other), key=lambda figure: -figure.percent)
    gap = high.percent - low.percent
    found = re.search(r"(\d+) points?\b[^.]*?(?:faveur|avantage) (.+?)\.", text)
    assert found
    assert (float(found[1]), high.thing in found[2]) == (gap, True)
    assert ("ne veut rien dire" in text) == (high.asked == "hypergrowth" and gap < LARGEST_GAP_WITHOUT_MEANING)


@each_list
@pytest.mark.parametrize("end", ("top", "bottom"))
def test_each_place_of_a_ranking_is_right(name: str, end: str) -> None:
    ranked, places = (LISTS[name], PLACES) if end == "top" else (LISTS[name][::-1], BOTTOM_PLACES)
    for position, figure in enumerate(ranked[: len(places)], start=1):
        said = Talk().hear("rank", places[position], named((), name))
        text = check(said)
        assert said.told == [figure.id]
        assert figure.thing in text and percentages(text) == {figure.value}
        assert figure.whom[1] in text


@each_list
@pytest.mark.parametrize("end", ("top", "bottom"))
def test_the_first_and_the_last_ones_are_listed_in_order(name: str, end: str) -> None:
    ranked, text = (LISTS[name], "les premiers") if end == "top" else (LISTS[name][::-1], "les derniers")
    for count in range(2, len(ranked)):
        said = Talk().hear("rank", text, [*named((), name), ("number", float(count))])
        assert is_list_of(listed(check(said)), ranked[:count])
        assert said.told == [figure.id for figure in ranked[:count]]


@each_list
def test_a_whole_ranking_is_in_order_and_names_its_population(name: str) -> None:
    peers = LISTS[name]
    for kind, text in (("rank", "le classement"), ("ask_overview", "")):
        said = Talk().hear(kind, text, named((), name))
        told = check(said)
        assert is_list_of(listed(told), peers)
        assert only_these(said, *peers)
        assert peers[0].whom[1] in told.split("\n")[0]


@each_list
@pytest.mark.parametrize("side", ("au-dessus de", "au-dessous de"))
def test_a_threshold_keeps_those_beyond_it(name: str, side: str) -> None:
    peers, above = LISTS[name], side == "au-dessus de"
    # At a figure's own value the figure is neither above nor below.
    for threshold in sorted({figure.percent + step for figure in peers for step in (-1, 0, 1)}):
        kept = [f for f in peers if (f.percent > threshold if above else f.percent < threshold)]
        said = Talk().hear("rank", side, [*named((), name), ("share", threshold)])
        text = check(said)
        assert ("Aucun" in text) == (not kept)
        assert is_list_of(listed(text), kept or peers)
        assert only_these(said, *(kept or peers))


# ---------------------------------------------------------------- words, and what several questions share


@pytest.mark.parametrize("term", SURVEY["definitions"])
def test_each_word_is_defined_with_the_right_numbers(term: str) -> None:
    tables = {"item": "items", "population": "populations"}
    kind = next((kind for kind, table in tables.items() if term in SURVEY[table]), "term")
    text = check(Talk().hear("define", "", [(kind, term)]))
    expected = re.sub(
        r"\{(\w+)\}",
        lambda match: str(YEAR) if match[1] == "year" else BY_ID[match[1]].alone,
        SURVEY["definitions"][term],
    )
    assert text.split("\n")[0] == plain(expected)


@pytest.mark.parametrize("item", [name for name in SURVEY["items"] if name in SURVEY["definitions"]])
def test_a_thing_with_a_definition_is_defined_when_a_sentence_names_it(item: str, visitor: Visitor) -> None:
    given = visitor.ask("define", f"que veut dire « {SURVEY['items'][item]['aliases'][0]} » au juste ?")
    assert plain(given.text.text).startswith(SURVEY["definitions"][item][:40])


def test_two_lists_of_a_message_keep_their_headings() -> None:
    """What two answers share is told once; a heading is no such thing, for the first list would be of nobody."""
    last = ("rank", "les moins cités", (("measure", "channel"),))
    text = check(Talk().hear("rank", "les premiers", [("measure", "channel"), ("number", 2.0)], second=last))
    first, second = text.split("Les canaux dans lesquels")[1:]
    assert is_list_of(listed(first), LISTS["channel"][:2])
    assert is_list_of(listed(second), LISTS["channel"][::-1][:3])
    assert text.count("Source") == 1
