"""Each module of advisor/answer, beyond what test_every_figure.py covers figure by figure."""

from __future__ import annotations

import re

import pytest

from advisor.answer import answerers
from advisor.guard.locating import locate
from advisor.survey import FactBase
from tests.advisor.asking import Visitor, percentages, plain

CHANNELS = ["channel.social", "channel.email", "channel.events", "channel.online_ads", "channel.traditional_ads"]
GOALS = ["goal.brand", "goal.content", "goal.word_of_mouth", "goal.leads"]
MOTIVES = ["motive.customers", "motive.learning"]
ADOPTION = ["adoption", "usage.use", "usage.plan"]
# The kind, what is said, the figures that must be used, and words that the reply must hold (regexes).
REPLIES: list[tuple[str, str, list[str], list[str]]] = [
    # A figure, or what comes nearest.
    ("ask_figure", "quelle part des PME est sur pinterest", ADOPTION, ["ne donne aucun chiffre réseau", "plus proche"]),
    ("ask_figure", "combien de coiffeurs font des mailings", ["channel.email"], ["secteurs", "plus proche", "72 %"]),
    ("ask_figure", "combien d'euros pour les foires", ["channel.events"], ["aucun montant", "59 %"]),
    ("ask_figure", "quelle part des PME fait des foires", ["channel.events"], ["pas ce chiffre .*des PME", "59 %"]),
    ("ask_figure", "qui fait des foires et des mailings", ["channel.events", "channel.email"], ["59 %", "72 %"]),
    ("ask_figure", "et les PME sans croissance", ["spending.hypergrowth", "spending.no_growth"], ["42 %", "dépenses"]),
    ("ask_figure", "le machin", [], ["Je n'ai pas reconnu"]),
    ("ask_overview", "les canaux des PME", CHANNELS, ["pas ce chiffre pour l'ensemble des PME"]),
    ("ask_overview", "les objectifs des PME", MOTIVES, ["PME", "ne s'additionnent pas"]),
    # A place in a ranking.
    ("rank", "le classement", [], ["Lesquels voulez-vous"]),
    ("rank", "le sixième canal", CHANNELS, ["ne compte que 5"]),
    ("rank", "le top 9 des canaux", CHANNELS, ["ne compte que 5"]),
    ("rank", "le premier usage des PME sur les réseaux sociaux", ADOPTION, ["qu'un seul chiffre"]),
    ("rank", "les canaux au-dessous de 50 %", ["channel.traditional_ads"], ["Au-dessous de 50 %"]),
    ("rank", "les objectifs sous 50 %", GOALS, ["Aucun", "50 %"]),
    # A comparison.
    ("compare", "qu'est-ce qui est mieux", [], ["Que voulez-vous comparer"]),
    ("compare", "73 contre 59, c'est loin ?", ["channel.social", "channel.events"], ["14 points", "marge d'erreur"]),
    ("compare", "pinterest ou les foires", ["channel.events"], ["réseau par réseau", "59 %"]),
    ("compare", "les PME face aux boîtes en hypercroissance sur les réseaux sociaux", [*ADOPTION, "channel.social"],
     ["Attention", "9 PME sur 10", "73 %"]),
    ("compare", "les boîtes sans croissance face à celles en hypercroissance",
     ["spending.hypergrowth", "spending.no_growth"], ["73 %", "42 %", "autre compte rendu"]),
    # A conversion.
    ("convert", "sur 0 PME présentes sur les réseaux", ADOPTION, ["Je ne peux pas faire ce calcul sur 0"]),
    ("convert", "120 % de 50 firmes", [], ["120 %", "plus que la totalité"]),
    ("convert", "30 % de 50 firmes", [], ["15 entreprises", "pas un chiffre de l'étude"]),
    ("convert", "45 %, soit une sur combien", [], ["environ 1 sur 2", "pas un chiffre de l'étude"]),
    ("convert", "75 %, soit une sur combien", [], ["c'est 3 sur 4"]),
    ("convert", "130 sur 200, quel pourcentage", [], ["65 %", "pas un chiffre de l'étude"]),
    ("convert", "cela en nombre", [], ["De quel chiffre"]),
    # A word.
    ("define", "un bidule", [], ["Je ne connais pas ce mot"]),
    ("define", "une petite entreprise", ["small_min", "small_max"], ["1 million à 10 millions"]),
    # The study.
    ("ask_method", "raconte-moi ça", ["sample", "revenue_min", "revenue_max"],
     ["LinkedIn", "2013", "américain", "998"]),
    ("ask_method", "combien en hypercroissance, dans l'échantillon", ["sample", "revenue_min", "revenue_max",
     "hypergrowth_sample_growing", "hypergrowth_sample_all", "growing_share"], ["998", "166", "106"]),
    ("ask_method", "quelle fiabilité", ["margin_low", "margin_high"], ["7 points", "8,5 points"]),
    ("ask_source", "ça sort d'où", [], ["Social Small Business", "2013"]),
    ("ask_total", "le total fait trop", ["channel.social", "channel.email"], ["plusieurs réponses", "73 %", "72 %"]),
    ("ask_causality", "c'est ce qui fait grandir", [], ["Rien ne permet de l'affirmer"]),
    ("ask_why", "voyez-vous cela", [], ["Posez-moi une question"]),
    ("ask_explain", "hein", [], ["Posez-moi une question"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "figures", "holds"), REPLIES, ids=[f"{r[0]}: {r[1]}" for r in REPLIES])
def test_a_question_gets_its_figures_and_its_words(
    visitor: Visitor, kind: str, text: str, figures: list[str], holds: list[str]
) -> None:
    given = visitor.ask(kind, text)
    said = plain(given.text.text)
    assert sorted(figure.id for figure in given.figures) == sorted(figures)
    assert [pattern for pattern in holds if not re.search(pattern, said)] == []
    assert locate(given.text).stray == ()
    assert "\n\n" not in said


CLAIMS = [
    ("73 % des boîtes en hypercroissance misent sur les réseaux sociaux", "true"),
    ("9 PME sur 10 utilisent les réseaux sociaux", "nearly"),
    ("9 PME sur 10 utilisent ou projettent d'utiliser les réseaux sociaux", "true"),
    ("73 % des budgets des boîtes en hypercroissance vont aux réseaux sociaux", "nearly"),
    ("72 % des PME font des mailings", "nearly"),
    ("40 % des PME font des mailings", "not_measured"),
    ("80 % des PME sont sur pinterest", "not_measured"),
    ("le machin est vrai", "not_measured"),
    ("toutes les PME sont sur les réseaux sociaux", "false"),
    ("les foires passent devant les mailings", "false"),
    ("les foires passent derrière les mailings", "true"),
    ("la notoriété est le premier objectif", "true"),
    ("les leads sont le premier objectif", "false"),
    ("les affiches sont le dernier canal", "true"),
    ("au-dessus de 50 % des boîtes en hypercroissance font des foires", "true"),
    ("59 % font des foires et 57 % de la pub en ligne", "true"),
    ("59 % font des foires et 20 % de la pub en ligne", "false"),
    ("60 % des PME y passent plus de temps", "undecidable"),
    ("moins de 40 % des PME y passent plus de temps", "false"),
    ("au moins 40 % des PME y passent plus de temps", "true"),
]


@pytest.mark.parametrize(("text", "verdict"), CLAIMS)
def test_a_claim_gets_its_verdict(visitor: Visitor, text: str, verdict: str) -> None:
    given = visitor.ask("check_claim", f"{text}, n'est-ce pas ?")
    assert given.verdict == verdict
    assert locate(given.text).stray == ()
    first = plain(given.text.text).split("\n")[0]
    assert first.startswith("Non") == (verdict == "false")
    assert bool(re.match(r"(C'est exact|Oui)", first)) == (verdict == "true")


def test_a_question_on_the_time_of_hypergrowth_firms_gets_no_other_figures(visitor: Visitor) -> None:
    given = visitor.ask("ask_overview", "combien de temps y passent les boîtes en hypercroissance ?")
    assert not {figure.id for figure in given.figures} & {*GOALS, *MOTIVES}


def test_the_source_of_the_last_answer_is_told_with_all_its_figures(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui veut une marque plus forte ?")
    given = visitor.ask("ask_source", "ça sort d'où ?")
    text = plain(given.text.text)
    assert "90 % des entreprises en hypercroissance veulent renforcer la marque : LinkedIn" in text
    assert "partie sur l'hypercroissance" in text
    assert percentages(text) <= {figure.percent for figure in given.figures}


def test_why_after_a_figure_gives_motives_or_goals_and_no_cause(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "quelle part des PME utilise les réseaux sociaux ?")
    given = visitor.ask("ask_why", "ah bon, et la raison ?")
    assert [figure.id for figure in given.figures] == MOTIVES
    assert "n'en explique pas les raisons" in plain(given.text.text)


def test_explaining_says_the_last_answer_otherwise(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui veut une marque plus forte ?")
    text = plain(visitor.ask("ask_explain", "hein ?").text.text)
    assert "90 % des entreprises en hypercroissance veulent renforcer la marque" in text
    assert "9 sur 10" in text
    assert "Renforcer la marque, c'est" in text


def test_side_questions_leave_the_conversation_where_it_was(visitor: Visitor) -> None:
    visitor.ask("ask_figure", "qui fait des foires ?")
    before = visitor.context
    for kind in ("ask_source", "ask_method", "ask_total", "ask_causality", "ask_explain"):
        visitor.ask(kind, "pardon ?")
        assert visitor.context == before
    visitor.ask("ask_figure", "qui fait des mailings ?")
    assert visitor.context.items == ("email",)


def test_every_suggestion_of_the_survey_is_a_plain_french_sentence(facts: FactBase) -> None:
    suggestions = [text for measure in facts.survey.measures.values() for text in measure.suggestions]
    assert suggestions
    assert [text for text in suggestions if text.startswith("/") or len(text) > 60 or "{" in text] == []


def test_every_kind_of_question_has_its_answer() -> None:
    assert set(answerers()) == {
        "ask_figure", "ask_overview", "rank", "compare", "convert", "check_claim", "define", "ask_method", "ask_source",
        "ask_total", "ask_causality", "ask_why", "ask_explain",
    }  # fmt: skip
