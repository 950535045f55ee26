"""Every reply that can be counted, and random ones: the second witness (witness.py) explains each of their numbers."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.turn import Advise
from tests.advisor.corpus import BOUNDS, CHANNELS, CUES, GOALS, ITEMS, KINDS, ORDERS, TOPICS, TRADES, named, owner
from tests.advisor.turns import Entity, Reply, Said, Talk
from tests.advisor.witness import SURVEY, TABLE, Inputs, unsound

pytestmark = pytest.mark.usefixtures("plans_in_memory")


def report(wrong: list[tuple[str, str, str]]) -> str:
    """Return the first wrong replies of each sort."""
    first = {problem.split("«")[0]: (problem, asked, text) for problem, asked, text in reversed(wrong)}
    return "\n\n".join("\n".join(one) for one in first.values())


# ---------------------------------------------------------------- the exhaustive part


def test_no_reply_holds_a_number_that_is_not_the_studys(replies: list[Reply]) -> None:
    """Nor is one held back: what the guard refuses is a mistake of ours."""
    wrong = [(problem, reply.asked, reply.text) for reply in replies for problem in reply.problems]
    assert not wrong, f"{len(wrong)} of {len(replies)}:\n{report(wrong)}"


def test_there_are_thousands_and_every_figure_is_told(replies: list[Reply]) -> None:
    assert len(replies) > 25_000
    told = Counter(name for reply in replies for name in reply.told)
    # Numbers that bound what a word means are told with it, and in no list of figures of a topic.
    assert {figure.id for figure in TABLE} == {*told}


# ---------------------------------------------------------------- the witness itself


@pytest.mark.parametrize(
    "text",
    [
        "74 % des entreprises en hypercroissance investissent dans les réseaux sociaux.",
        "73 % des PME investissent dans les réseaux sociaux.",
        "73 % des entreprises en hypercroissance investissent dans les événements.",
        "Les PME :\n- les réseaux sociaux : 73 %",
        "73 % des entreprises en hypercroissance, soit environ 146 sur 200.",
        "73 % des entreprises en hypercroissance, soit sept sur dix.",
        "73 % des entreprises en hypercroissance, en 2014.",
        "73 % des entreprises en hypercroissance, un écart de 14 points.",
        "73 % des entreprises en hypercroissance, et 72 %.",
        "9 PME sur 10 utilisent les réseaux sociaux.",
    ],
)
def test_the_witness_sees_what_is_wrong(text: str) -> None:
    assert list(unsound(text, ["channel.social"], Inputs()))


def test_the_witness_lets_pass_what_is_right() -> None:
    text = "73 % des entreprises en hypercroissance investissent dans les réseaux sociaux, soit environ 7 sur 10."
    text = (
        text.replace("environ 7 sur 10", "environ 3 sur 4") + "\nSur 200, cela fait 146 entreprises en hypercroissance."
    )
    assert list(unsound(text, ["channel.social"], Inputs(numbers=(200.0,)))) == []


# ---------------------------------------------------------------- the random part

COUNTS = st.one_of(
    st.integers(0, 999_999).map(float),
    st.sampled_from([1e6, 1e9, 1e12, 0.5, 2.5, 99.5, 0.001]),
    st.decimals(0, 9999, places=1, allow_nan=False).map(float),
)
SHARES_SAID = st.one_of(
    st.integers(0, 300).map(float), st.decimals(0, 101, places=1, allow_nan=False).map(float), st.just(66.6667)
)
POPULATIONS = st.sampled_from(sorted(SURVEY["populations"]))
ENTITIES: st.SearchStrategy[Entity] = st.one_of(
    st.tuples(st.just("item"), st.sampled_from(ITEMS)),
    st.tuples(st.just("measure"), st.sampled_from(CUES)),
    st.tuples(st.just("population"), POPULATIONS.filter(lambda name: name != "users")),
    st.tuples(st.just("topic"), st.sampled_from(sorted(TOPICS))),
    st.tuples(st.just("term"), st.sampled_from(sorted(SURVEY["terms"]))),
    st.tuples(st.just("number"), COUNTS),
    st.tuples(st.just("share"), SHARES_SAID),
)
TEXTS = st.lists(
    st.sampled_from((*BOUNDS, *ORDERS, "une sur combien", "passe devant", "combien de répondants")), max_size=2
)
MESSAGES = st.tuples(st.sampled_from(KINDS), TEXTS.map(" ".join), st.lists(ENTITIES, max_size=4))
fewer = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


def sound(said: Said) -> None:
    problems = list(said.problems())
    assert not problems, f"{problems}\n{said.asked}\n{said.plain}"


@fewer
@given(st.lists(MESSAGES, min_size=1, max_size=4))
def test_any_conversation_about_the_survey_is_sound(messages: list[tuple[str, str, list[Entity]]]) -> None:
    talk = Talk()
    for kind, text, entities in messages:
        sound(talk.hear(kind, text, entities))


@fewer
@given(MESSAGES, MESSAGES)
# The second answer repeats the figure from which the first one computes.
@example(("ask_figure", "", [("item", "social_media"), ("number", 1.0)]), ("ask_overview", "", []))
def test_any_two_questions_in_a_message_are_answered_soundly(
    first: tuple[str, str, list[Entity]], second: tuple[str, str, list[Entity]]
) -> None:
    kind, text, entities = second
    sound(Talk().hear(*first, second=(kind, text, tuple(entities))))


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="«»{}"), min_size=1, max_size=40)
OWN_GOALS = st.one_of(WORDS.map(str.strip).filter(bool), st.sampled_from(["73 % de clients", "2 PME", "la moitié"]))
PROFILES = st.fixed_dictionaries(
    {
        "goals": st.lists(st.one_of(st.sampled_from(GOALS), OWN_GOALS), max_size=5, unique=True),
        "channels": st.none() | st.lists(st.sampled_from(CHANNELS), max_size=5, unique=True),
        "minutes": st.none() | st.integers(5, 2400),
        "staff": st.none() | st.integers(1, 5000),
        "trade": st.none() | st.sampled_from(TRADES),
        "history": st.just([{"goals": ["leads"], "minutes": 45, "staff": 3}]),
    }
)
OWNER_MESSAGES = st.tuples(
    st.sampled_from(
        ["ask_plan", "ask_comparison", "ask_missing", "ask_advice_reason", "recall_profile", "undo", "what_if"]
    ),
    st.sampled_from(["et si j'ajoute", "et si j'enlève", "euh"]),
    st.lists(st.sampled_from(GOALS), max_size=2),
    st.lists(st.sampled_from(CHANNELS), max_size=2),
)


@fewer
@given(PROFILES, st.lists(OWNER_MESSAGES, min_size=1, max_size=3))
def test_any_owner_gets_sound_advice(
    profile: dict[str, object], messages: list[tuple[str, str, list[str], list[str]]]
) -> None:
    talk = owner(**profile)
    talk.inputs = Inputs(words=talk.inputs.words, minutes=(*talk.inputs.minutes, 45), people=(*talk.inputs.people, 3))
    for kind, text, goals, channels in messages:
        sound(talk.hear(kind, text, named(channels), goals=goals, action=Advise()))
