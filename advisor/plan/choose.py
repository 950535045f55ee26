"""Choosing actions for an owner: the same profile always gets the same plan, and every choice has its reason.

The owner's goals come first, in the order told; then the priorities of hyper-growth companies that the owner lacks,
the most cited first. Each in turn gets the best action that still fits in the time left. Nothing is learnt or drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisor.advice import Action, AdviceBase
from advisor.profile.model import Profile

# Time counted on when the owner told none, in minutes a week.
ASSUMED_MINUTES = 120
# A month holds a few things well done; the others wait.
MOST_THIS_MONTH = 3
MOST_IN_ALL = 6


@dataclass(frozen=True)
class Choice:
    """An action, and the goal or the priority for which it was chosen."""

    action: Action
    reason: Literal["goal", "priority"]
    goal: str


@dataclass(frozen=True)
class Selection:
    """The actions of a plan: those of this month, those that can follow, and whether they fit in the time."""

    now: tuple[Choice, ...]
    later: tuple[Choice, ...]
    minutes: int
    assumed: bool
    fits: bool

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of them, this month's first."""
        return self.now + self.later


def choose(profile: Profile, advice: AdviceBase) -> Selection:
    """Return the actions for an owner; there is always one, be it the smallest for a first goal that has no time."""
    minutes = profile.minutes or ASSUMED_MINUTES
    wanted = list(_wanted(profile, advice))
    now: list[Choice] = []
    left = minutes
    for reason, goal in [*wanted, *wanted]:
        if len(now) == MOST_THIS_MONTH:
            break
        action = _best(goal, profile, advice, {choice.action.id for choice in now}, left)
        if action and (goal not in {choice.goal for choice in now} or len(now) >= len(wanted)):
            now.append(Choice(action, reason, goal))
            left -= action.minutes
    fits = bool(now)
    if not now and wanted:
        reason, goal = wanted[0]
        candidates = [action for action in advice.actions if goal in action.goals] or advice.actions
        now.append(Choice(min(candidates, key=lambda action: action.minutes), reason, goal))
    later: list[Choice] = []
    for reason, goal in wanted:
        taken = {choice.action.id for choice in (*now, *later)}
        action = _best(goal, profile, advice, taken, None)
        if action and len(taken) < MOST_IN_ALL:
            later.append(Choice(action, reason, goal))
    return Selection(tuple(now), tuple(later), minutes, profile.minutes is None, fits)


def _wanted(profile: Profile, advice: AdviceBase) -> Iterator[tuple[Literal["goal", "priority"], str]]:
    """Yield what actions are chosen for: the owner's goals that advice knows, then the priorities that they lack."""
    for goal in profile.goals:
        if goal in advice.goals:
            yield "goal", goal
    for figure in advice.priorities:
        if figure.item not in profile.goals:
            yield "priority", figure.item


def _best(goal: str, profile: Profile, advice: AdviceBase, taken: set[str], left: int | None) -> Action | None:
    """Return the action that serves `goal` best, in at most `left` minutes a week, None when there is none left."""
    candidates = [
        action
        for action in advice.actions
        if goal in action.goals and action.id not in taken and (left is None or action.minutes <= left)
    ]
    return min(candidates, key=lambda action: _rank(action, goal, profile), default=None)


def _rank(action: Action, goal: str, profile: Profile) -> tuple[object, ...]:
    """Return what orders actions for a goal, the smallest first; the id settles what is left."""
    also_wanted = sum(other in action.goals for other in profile.goals)
    used = set(profile.channels or ())
    new_channels = len(set(action.channels) - used) if profile.channels is not None else 0
    costs = ("none", "low", "medium", "high")
    return (
        action.goals[0] != goal,  # the goal for which it was written
        -also_wanted,  # one action for several goals
        new_channels,  # what the owner already does comes before what is new
        costs.index(action.cost),
        action.minutes,
        action.id,
    )
