"""A message becomes a whole question, with what the conversation already said."""

from __future__ import annotations

import pytest

from advisor.question.model import Context
from tests.advisor.asking import Visitor, plain


@pytest.mark.parametrize(
    ("kind", "text", "measure", "population"),
    [
        ("ask_figure", "quelle part des petites boîtes utilise les médias sociaux", "adoption", "pme"),
        ("ask_figure", "qui paie des affiches", "channel", "hypergrowth"),
        ("ask_figure", "les boîtes qui explosent et les médias sociaux", "channel", "hypergrowth"),
        ("ask_figure", "quelle part vient pour se former", "motive", "pme"),
        ("ask_figure", "la notoriété en chiffres", "goal", "hypergrowth"),
        ("ask_figure", "les emplois créés en chiffres", "jobs", "pme"),
        ("ask_figure", "combien de PME y passent plus de temps", "time", "pme"),
        ("ask_figure", "et chez les PME sans croissance", "spending", "no_growth"),
        ("ask_overview", "dans quoi investissent-elles", "channel", "hypergrowth"),
        ("ask_overview", "les objectifs des PME", "motive", "pme"),
        ("ask_overview", "les objectifs des boîtes en hypercroissance", "goal", "hypergrowth"),
        ("rank", "quel canal vient en tête", "channel", "hypergrowth"),
        ("rank", "la motivation principale des PME", "motive", "pme"),
        ("ask_figure", "le bidule", None, None),
    ],
)
def test_the_measure_and_the_population_are_told_from_what_is_named(
    visitor: Visitor, kind: str, text: str, measure: str | None, population: str | None
) -> None:
    question = visitor.question(kind, text)
    assert (question.measure, question.population) == (measure, population)


# What was said before, each turn with its kind; an ellipsis; the kind that it continues and the figures that answer.
ELLIPSES = [
    ([("ask_figure", "qui fait des mailings ?")], "puis les foires ?", "ask_figure", ["channel.events"]),
    ([("ask_figure", "qui veut des leads ?")], "et la marque ?", "ask_figure", ["goal.brand"]),
    ([("convert", "sur 40 firmes, qui fait des foires ?")], "et la radio ?", "convert", ["channel.traditional_ads"]),
    ([("convert", "sur 40 firmes, qui fait des foires ?")], "et sur 90 ?", "convert", ["channel.events"]),
    ([("ask_figure", "qui fait des foires ?")], "sur 90 ?", "convert", ["channel.events"]),
    ([("ask_figure", "qui fait des foires ?")], "sur 2000 ?", "convert", ["channel.events"]),
    ([("rank", "quel canal vient en tête ?")], "et le dernier ?", "rank", ["channel.traditional_ads"]),
    ([("rank", "quel canal vient en tête ?")], "et le troisième ?", "rank", ["channel.events"]),
    ([("ask_overview", "que cherchent les PME ?")], "et les boîtes en hypercroissance ?", "ask_overview",
     ["goal.brand", "goal.content", "goal.word_of_mouth", "goal.leads"]),
    ([("check_claim", "80 % paient de la pub en ligne")], "et 57 % ?", "check_claim", ["channel.online_ads"]),
    ([("define", "un lead, c'est quoi ?")], "et l'hypercroissance ?", "define", ["hypergrowth_share"]),
    ([("ask_figure", "qui fait des foires ?"), ("ask_source", "ça sort d'où")], "puis les affiches ?", "ask_figure",
     ["channel.traditional_ads"]),
    ([("ask_figure", "qui fait des foires ?"), ("ask_causality", "c'est ce qui fait grandir ?")], "sur 90 ?", "convert",
     ["channel.events"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "text", "kind", "figures"), ELLIPSES, ids=[f"{e[0][-1][1]} {e[1]}" for e in ELLIPSES]
)
def test_an_ellipsis_is_completed_from_the_last_answer(
    visitor: Visitor, before: list[tuple[str, str]], text: str, kind: str, figures: list[str]
) -> None:
    for asked in before:
        visitor.ask(*asked)
    question = visitor.question("follow_up", text)
    assert (question.kind, question.inherited) == (kind, True)
    assert [figure.id for figure in visitor.ask("follow_up", text).figures] == figures


def test_an_ellipsis_restates_what_it_took_over(visitor: Visitor) -> None:
    visitor.ask("convert", "sur 40 boîtes en hypercroissance, combien font des foires ?")
    text = plain(visitor.ask("follow_up", "et des mailings ?").text.text)
    assert "40 entreprises en hypercroissance" in text
    assert "29 entreprises en hypercroissance" in text


def test_comparing_one_thing_takes_the_other_from_the_last_answer(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui fait des foires ?")
    assert visitor.question("compare", "c'est plus que les affiches ?").items == ("traditional_ads", "events")


def test_a_share_quoted_from_the_last_answer_is_known_again(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui fait des foires ?")
    assert [f.id for f in visitor.ask("convert", "59 % de 200, ça donne quoi ?").figures] == ["channel.events"]


def test_without_a_conversation_an_ellipsis_takes_over_nothing(visitor: Visitor) -> None:
    question = visitor.question("follow_up", "et alors ?")
    assert (question.kind, question.inherited, question.measure) == ("ask_explain", False, None)


def test_what_was_not_measured_does_not_stick(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "combien de coiffeurs font des foires ?")
    assert visitor.question("follow_up", "puis les affiches ?").topics == ()


def test_a_population_named_once_more_is_not_carried_to_another_subject(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui veut des leads ?")
    assert visitor.question("ask_figure", "quelle part des PME vient pour se former ?").population == "pme"


def test_a_topic_keeps_the_words_of_the_visitor(visitor: Visitor) -> None:
    (topic,) = visitor.question("ask_figure", "combien de pme sur pinterest").topics
    assert (topic.id, topic.text) == ("network", "pinterest")


def test_a_context_survives_its_slots() -> None:
    context = Context(
        "convert", ("events",), "channel", "hypergrowth", ("channel.events",), (59.0,), (40.0,), ("brand",)
    )
    assert Context.from_dict(context.to_dict()) == context
    assert Context.from_dict(None) == Context.from_dict({"kind": None, "stranger": 1}) == Context()
