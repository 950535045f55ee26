"""What the adviser hears in a message: amounts, clauses, what is added and what is taken away."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import shipped_advice
from advisor.profile.amounts import minutes_a_week, people
from advisor.profile.hear import Change, Clause, apply, hear, own_words
from advisor.profile.model import Profile
from advisor.question.clauses import clauses
from advisor.question.vocabulary import Mention

ADVICE = shipped_advice()


def clause(text: str, *goals: str, item: str | None = None) -> Clause:
    """Return a clause that means `goals` and names `item`."""
    return Clause(text, (Mention("item", item, 0, 1, item),) if item else (), goals)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("une heure par semaine", 60),
        ("2h", 120),
        ("1h30", 90),
        ("une heure et demie", 90),
        ("30 min par jour", 150),
        ("un quart d'heure chaque matin", 75),
        ("quatre heures par mois", 60),
        ("une demi-journée par semaine", 210),
        ("un jour par semaine", 420),
        ("j'ai 3 salariés", None),
        ("ouvert 24 h/24", None),
        ("mon chiffre a doublé", None),
    ],
)
def test_a_time_is_read_in_minutes_a_week(text: str, minutes: int | None) -> None:
    assert minutes_a_week(text) == minutes


@pytest.mark.parametrize(("text", "minutes"), [("pas beaucoup", 30), ("un jour", 420), ("pas le temps", 30)])
def test_a_short_answer_about_time_is_read_when_time_was_asked(text: str, minutes: int) -> None:
    assert minutes_a_week(text, asked=True) == minutes


@pytest.mark.parametrize(
    ("text", "staff"),
    [
        ("on est cinq", 5),
        ("3 personnes", 3),
        ("une dizaine de salariés", 10),
        ("je suis toute seule", 1),
        ("ma femme et moi", 2),
        ("auto-entrepreneur", 1),
        ("on est ouverts depuis 5 ans", None),
        ("5", None),
    ],
)
def test_the_size_of_a_firm_is_read(text: str, staff: int | None) -> None:
    assert people(text) == staff


def test_a_bare_number_is_a_size_when_size_was_asked() -> None:
    assert people("cinq", asked=True) == 5


@given(st.text(max_size=200), st.booleans())
def test_amounts_of_any_text_are_none_or_sensible(text: str, asked: bool) -> None:
    minutes, staff = minutes_a_week(text, asked=asked), people(text, asked=asked)
    assert minutes is None or 5 <= minutes <= 3600
    assert staff is None or 1 <= staff <= 9999


@given(st.text(max_size=200))
def test_clauses_lie_in_the_text_in_order(text: str) -> None:
    spans = list(clauses(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


def test_a_list_of_wishes_is_cut_at_commas_and_ands() -> None:
    text = "des clients, de la notoriété et surtout des avis"
    assert [text[start:end] for start, end in clauses(text)] == [
        "des clients",
        "de la notoriété",
        "et surtout des avis",
    ]


def test_a_replacement_takes_one_away_and_adds_the_other() -> None:
    parts = [clause("remplace les clients", "new_customers"), clause(" par la notoriété", "brand")]
    before = Profile(goals=("new_customers",))
    hearing = hear(parts, before, ADVICE, "change_profile", None)
    assert apply(before, hearing.changes).goals == ("brand",)


def test_what_is_said_both_ways_is_reported_and_the_rest_is_kept() -> None:
    parts = [clause("pas de leads", "leads"), clause("mais surtout des leads", "leads"), clause("deux heures")]
    hearing = hear(parts, Profile(), ADVICE, "state_goals", None)
    assert hearing.contradictions == ("leads",)
    assert hearing.changes == (Change("minutes", "told", 120),)


def test_a_channel_that_is_wished_for_is_not_in_use() -> None:
    wished = [clause("je veux des clients grâce aux salons", "new_customers", item="events")]
    assert hear(wished, Profile(), ADVICE, "state_goals", None).changes == (Change("goals", "added", "new_customers"),)
    used = [clause("on fait des salons", item="events")]
    assert hear(used, Profile(), ADVICE, "state_profile", "channels").changes == (
        Change("channels", "added", "events"),
    )


def test_nothing_answers_the_question_about_channels() -> None:
    changes = hear([clause("rien du tout")], Profile(), ADVICE, "state_profile", "channels").changes
    assert apply(Profile(), changes).channels == ()


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("je suis fleuriste", "shop"),
        ("plombier", "craft"),
        ("un petit hôtel", "hospitality"),
        ("nos machines pour des industriels", "b2b"),
    ],
)
def test_a_trade_is_recognised(text: str, trade: str) -> None:
    assert Change("trade", "told", trade) in hear([clause(text)], Profile(), ADVICE, "state_profile", None).changes


def test_what_is_known_already_is_no_change() -> None:
    assert not hear([clause("des leads", "leads")], Profile(goals=("leads",)), ADVICE, "state_goals", None).changes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Je voudrais devenir zen", "devenir zen"),
        ("mon but c'est de vendre ma boîte", "vendre ma boîte"),
        ("x" * 300, "x" * 80 + "…"),
    ],
)
def test_own_words_are_quoted_without_their_preamble(text: str, words: str) -> None:
    assert own_words(text) == words


def test_a_profile_survives_json() -> None:
    profile = Profile(goals=("brand", "être zen"), channels=(), minutes=60, trade="shop", skipped=("staff",))
    assert Profile.from_dict(profile.to_dict()) == profile
    assert Profile.from_dict(None) == Profile()
