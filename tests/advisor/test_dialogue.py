"""The adviser's dialogue, turn by turn, as the kinds of message and their clauses drive it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import pytest

from advisor.advice import shipped_advice
from advisor.dialogue import Heard, Outcome, Services, State, handlers
from advisor.profile.hear import Clause
from advisor.profile.model import Field, Profile
from advisor.question.vocabulary import Mention

SERVICES = Services(shipped_advice(), lambda profile, name: name or "0" * 32, lambda name: f"/plan/{name}")


def say(kind: str, text: str = "", state: State | None = None, goals: Iterable[str] = (), item: str = "") -> Outcome:
    """Return what the assistant makes of a message of one clause."""
    mentions = (Mention("item", item, 0, 1, item),) if item else ()
    heard = Heard(kind, text, (Clause(text, mentions, tuple(goals)),))
    return handlers()[kind](heard, state or State(), SERVICES)


def words(outcome: Outcome) -> str:
    """Return the whole text of an outcome, with ordinary spaces."""
    lines = [line.text for answer in outcome.answers for line in answer.lines]
    return "\n".join(lines).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_first_goal_is_compared_at_once_and_channels_are_asked() -> None:
    outcome = say("state_goals", "des leads", goals=["leads"])
    text = words(outcome)
    assert "82 %" in text and "90 %" in text and "89 %" in text and "88 %" in text
    assert outcome.state.asked == "channels"
    assert outcome.state.profile.goals == ("leads",)


def test_a_goal_of_the_pme_is_compared_with_the_warning() -> None:
    assert "questions et d’entreprises différentes" in words(say("state_goals", "des clients", goals=["new_customers"]))


def test_a_goal_without_figure_is_said_to_have_none() -> None:
    text = words(say("state_goals", "embaucher", goals=["recruit"]))
    assert "recruter" in text
    assert "pas de chiffre" in text


@pytest.mark.parametrize("field", [field for field in get_args(Field) if field != "goals"])
def test_what_is_skipped_is_not_asked_again(field: Field) -> None:
    before = State(profile=Profile(goals=("brand",)), asked=field)
    after = say("skip", "passe", before).state
    assert field in after.profile.skipped
    assert after.asked != field


def test_the_last_answer_brings_the_plan() -> None:
    before = State(profile=Profile(goals=("brand",), channels=("events",), minutes=60, staff=3), asked="trade")
    outcome = say("state_profile", "fleuriste", before)
    assert "/plan/" in words(outcome)
    assert outcome.state.plan == "0" * 32
    assert outcome.state.asked is None


def test_there_is_no_plan_without_a_goal() -> None:
    outcome = say("ask_plan", "fais-moi un plan")
    assert "/plan/" not in words(outcome)
    assert outcome.state.asked == "goals"


def test_a_correction_says_what_changed_and_can_be_taken_back() -> None:
    before = State(profile=Profile(goals=("brand", "leads"), minutes=60))
    removed = say("change_profile", "enlève la notoriété", before, goals=["brand"])
    assert removed.state.profile.goals == ("leads",)
    assert "renforcer la marque" in words(removed)
    undone = say("undo", "annule", removed.state)
    assert undone.state.profile == before.profile
    assert say("undo", "annule", State()).state == State()


def test_imagining_shows_the_difference_and_keeps_nothing() -> None:
    before = State(profile=Profile(goals=("brand",), channels=("social_media",)))
    outcome = say("what_if", "et si j'ajoute les événements", before, item="events")
    assert "59 %" in words(outcome)
    assert outcome.state.profile == before.profile


def test_a_goal_that_nobody_knows_is_asked_back_once_then_kept() -> None:
    first = say("state_goals", "je veux du glagla")
    assert not first.state.profile.goals
    second = say("state_goals", "je veux du glagla", first.state)
    assert second.state.profile.goals == ("du glagla",)
    assert "« du glagla »" in words(second)


def test_a_contradiction_is_asked_back_and_settled_by_yes() -> None:
    torn = (Clause("pas de leads", (), ("leads",)), Clause("mais surtout des leads", (), ("leads",)))
    before = State(profile=Profile(goals=("brand",)))
    first = handlers()["state_goals"](Heard("state_goals", "", torn), before, SERVICES)
    assert first.state.profile == before.profile
    assert "contacts commerciaux (leads)" in words(first) and "?" in words(first)
    second = say("state_goals", "oui garde-les", first.state)
    assert second.state.profile.goals == ("brand", "leads")


def test_missing_priorities_are_named_with_their_figures() -> None:
    text = words(say("ask_missing", "", State(profile=Profile(goals=("brand", "content", "leads")))))
    assert "88 %" in text


def test_what_was_told_is_recalled() -> None:
    profile = Profile(goals=("brand",), channels=(), minutes=90, staff=4, trade="shop")
    text = words(say("recall_profile", "", State(profile=profile)))
    for part in ("renforcer la marque", "aucun", "1 h 30", "4 personnes", "commerce"):
        assert part in text


def test_nobody_to_talk_to_is_said_plainly() -> None:
    assert "robot" in words(say("ask_human", "un numéro ?"))


@pytest.mark.parametrize("kind", sorted(handlers()))
@pytest.mark.parametrize(
    "state",
    [
        State(),
        State(asked="goals", asked_back=True),
        State(profile=Profile(goals=("brand", "être zen")), asked="channels"),
        State(profile=Profile(channels=()), asked="minutes"),
        State(profile=Profile(goals=("recruit",), channels=("email",), minutes=5, staff=1, trade="b2b"), plan="0" * 32),
    ],
    ids=["new", "asked back", "one goal", "channels only", "all told"],
)
def test_every_kind_of_message_gets_an_answer_in_every_state(kind: str, state: State) -> None:
    outcome = handlers()[kind](Heard(kind, "euh", (Clause("euh"),), "cost"), state, SERVICES)
    assert words(outcome).strip()
