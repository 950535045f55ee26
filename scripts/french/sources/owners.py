"""Profiles of owners, and what they may tell: a spread that names every goal, channel, time, size and trade."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from advisor.advice import AdviceBase
from advisor.dialogue import Heard
from advisor.profile.hear import Clause
from advisor.profile.model import FIELDS, Profile
from advisor.question.vocabulary import Mention

# From less than any action takes to more than all of them.
MINUTES = (10, 15, 30, 45, 60, 90, 120, 600)
STAFF = (1, 2, 12, 1234)
OWN_GOALS = ("gagner du temps", "passer à 40 couverts")
OWN_TRADE = "dresseur de faucons"


def profiles(advice: AdviceBase) -> Iterator[Profile]:
    """Yield every goal and every channel beside all the others, with times, sizes and trades by turns."""
    goals = tuple(advice.goals)
    survey = tuple(goal for goal in goals if advice.goal_figure(goal))
    others = tuple(goal for goal in goals if goal not in survey)
    channels = tuple(figure.item for figure in advice.channel_figures)
    wanted: list[tuple[str, ...]] = [(goal,) for goal in (*goals, *OWN_GOALS)]
    wanted += [(), survey, others[:3], OWN_GOALS, (survey[0], others[0]), (survey[-1], OWN_GOALS[0]), survey[:2]]
    used: list[tuple[str, ...] | None] = [None, (), *((channel,) for channel in channels), channels[:2], channels]
    times, sizes = itertools.cycle((None, *MINUTES)), itertools.cycle((*STAFF, None))
    trades = itertools.cycle((None, *advice.trades, OWN_TRADE))
    for mine, via in itertools.product(wanted, used):
        trade = next(trades)
        own = trade == OWN_TRADE
        yield Profile(
            goals=mine, channels=via, minutes=next(times), staff=next(sizes),
            trade=None if own else trade, trade_words=trade if own else None,
        )  # fmt: skip


def complete(profile: Profile) -> Profile:
    """Return `profile` with all that it lacks skipped, so that nothing is left to ask."""
    return replace(profile, skipped=tuple(field for field in FIELDS if not profile.knows(field)))


def tellings(advice: AdviceBase) -> Iterator[tuple[str, Heard]]:
    """Yield what a message may tell, one thing at a time, then several and both ways."""
    for goal in (*advice.goals, "other"):
        yield f"wants {goal}", _heard("je veux", goals=(goal,))
    yield "wants several", _heard("je veux", goals=tuple(advice.goals)[:3])
    for figure in advice.channel_figures:
        yield f"uses {figure.item}", _heard("on fait", items=(figure.item,))
    yield "uses all", _heard("tout")
    yield "uses none", _heard("rien")
    for minutes in MINUTES:
        yield f"has {minutes} minutes", _heard(f"j'ai {minutes} minutes par semaine")
    yield "has an hour and a half", _heard("j'ai 1h30 par semaine")
    for staff in STAFF:
        yield f"are {staff}", _heard(f"nous sommes {staff} salariés" if staff > 1 else "je suis seul")
    for trade, given in advice.trades.items():
        yield f"trade {trade}", _heard(str(given.aliases[0]).split("|")[0])
    yield "own words", _heard(OWN_TRADE)
    yield "does not know", _heard("je ne sais pas")
    yield "nothing", _heard("euh")
    goal, channel = next(iter(advice.goals)), advice.channel_figures[0].item
    for torn in ({"goals": (goal,)}, {"items": (channel,)}):
        there = (_clause("ajoute", **torn), _clause("enlève", **torn))
        yield f"both ways {torn}", Heard("change_profile", "ajoute, enlève", there, typed="ajoute, enlève")


def corrections(advice: AdviceBase) -> Iterator[tuple[str, Heard]]:
    """Yield what a correction may add or take away."""
    for word, (field, name) in itertools.product(
        ("ajoute", "enlève"),
        [("goals", goal) for goal in advice.goals] + [("items", figure.item) for figure in advice.channel_figures],
    ):
        yield f"{word} {name}", _heard(word, **{field: (name,)})


def _heard(text: str, goals: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Heard:
    return Heard("state_goals" if goals else "state_profile", text, (_clause(text, goals, items),), typed=text)


def _clause(text: str, goals: tuple[str, ...] = (), items: tuple[str, ...] = ()) -> Clause:
    mentions = tuple(Mention("item", item, 0, len(text), text) for item in items)
    return Clause(text, mentions, goals, text)
