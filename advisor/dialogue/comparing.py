"""The owner beside the hyper-growth companies: goals, channels, and what is missing."""

from __future__ import annotations

from advisor.advice import MOTIVE, AdviceBase
from advisor.answer import tell
from advisor.answer.model import Answer, unique
from advisor.chart import Bar, Chart
from advisor.profile.model import Profile
from advisor.survey import Figure
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, Rendered, Value, enumerated, join, render
from advisor.wording.typography import typeset

_MOST_IN_A_SENTENCE = 3


def goal_value(goal: str, advice: AdviceBase) -> Value:
    """Return a goal's name; numbers in an owner's own words are theirs."""
    name = advice.goal_name(goal)
    return name if goal in advice.goals else Quantity("quoted", name)


def goals_named(goals: tuple[str, ...], advice: AdviceBase) -> Rendered:
    """Return « trouver de nouveaux clients et renforcer la marque »."""
    named = [goal_value(goal, advice) for goal in goals]
    # « apprendre et se former » has an « et » of its own.
    return enumerated(named, "puis" if any(" et " in str(name) for name in named) else "et")


def channels_named(channels: tuple[str, ...], advice: AdviceBase) -> Rendered:
    """Return « les réseaux sociaux et les événements »."""
    return enumerated([advice.facts.item(channel).name for channel in channels])


def compare_goals(profile: Profile, advice: AdviceBase) -> Answer:
    """Return the owner's goals beside the priorities of hyper-growth companies and the motives of PME."""
    facts = advice.facts
    figures = {goal: figure for goal in profile.goals if (figure := advice.goal_figure(goal))}
    motives = [figure for figure in figures.values() if figure.measure == MOTIVE]
    shared = [figure for figure in figures.values() if figure.measure != MOTIVE]
    own = tuple(goal for goal in profile.goals if goal not in figures)
    missing = missing_goals(profile, advice)
    lines: list[Rendered] = []
    if len(profile.goals) <= _MOST_IN_A_SENTENCE:
        # More of them are named by the lists alone.
        lines.append(_counted("goals.noted", profile.goals, goals_named(profile.goals, advice)))
    # PME first: « ce qu'elles visent » has to come after hyper-growth companies.
    if motives:
        lines += [say("goals.motive"), *(tell.list_line(figure, facts) for figure in motives)]
    if own:
        lines.append(say("goals.own" if len(own) == 1 else "goals.own_many", {"goals": goals_named(own, advice)}))
    if shared:
        lines.append(say("goals.shared_one" if len(profile.goals) == 1 else "goals.shared_many"))
        lines += [tell.list_line(figure, facts) for figure in shared]
    if missing:
        none_shared = "goals.none_shared_one" if len(profile.goals) == 1 else "goals.none_shared_many"
        lines += [say("goals.missing" if shared else none_shared)]
        lines += [tell.list_line(figure, facts) for figure in missing]
    else:
        lines.append(say("goals.all_shared"))
    if motives:
        lines.append(say("goals.different"))
    used = unique([*shared, *motives, *missing])
    lines.append(tell.source_line(used, facts))
    return Answer(
        "goals", tuple(lines), used, items=tuple(f.item for f in (*shared, *motives)), measure="goal",
        population="hypergrowth", chart=goals_chart(profile, advice),
    )  # fmt: skip


def compare_channels(profile: Profile, advice: AdviceBase) -> Answer:
    """Return the owner's channels beside those of hyper-growth companies; the owner has told theirs."""
    facts, used = advice.facts, profile.channels or ()
    shared = [figure for figure in advice.channel_figures if figure.item in used]
    missing = missing_channels(profile, advice)
    lines = [say("channels.used_none")]
    if used:
        # Every channel that an owner can name is one of the survey's, so that the list tells which they are.
        lines = [say("channels.shared_one" if len(used) == 1 else "channels.shared_many")]
        lines += [tell.list_line(figure, facts) for figure in shared]
    title = "channels.missing" if used else "channels.missing_all"
    lines.append(say(title if missing else "channels.all_used"))
    lines += [tell.list_line(figure, facts) for figure in missing]
    lines += [*tell.notes(advice.channel_figures, facts), tell.source_line(advice.channel_figures, facts)]
    return Answer(
        "goals", tuple(lines), unique(advice.channel_figures), measure="channel", population="hypergrowth",
        chart=channels_chart(profile, advice),
    )  # fmt: skip


def missing_goals(profile: Profile, advice: AdviceBase) -> list[Figure]:
    """Return the priorities of hyper-growth companies that the owner lacks, the most cited first."""
    return [figure for figure in advice.priorities if figure.item not in profile.goals]


def missing_channels(profile: Profile, advice: AdviceBase) -> list[Figure]:
    """Return the channels of hyper-growth companies that the owner does not use, the most cited first."""
    return [figure for figure in advice.channel_figures if figure.item not in (profile.channels or ())]


def goals_chart(profile: Profile, advice: AdviceBase) -> Chart:
    """Return the priorities of hyper-growth companies, with those that are the owner's marked."""
    return _chart("goals", advice.priorities, profile.goals, advice)


def channels_chart(profile: Profile, advice: AdviceBase) -> Chart:
    """Return the channels of hyper-growth companies, with those that the owner uses marked."""
    return _chart("channels", advice.channel_figures, profile.channels or (), advice)


def _chart(kind: str, figures: list[Figure], yours: tuple[str, ...], advice: AdviceBase) -> Chart:
    facts = advice.facts
    bars = tuple(
        Bar(typeset(facts.item(figure.item).short), figure, tell.value(figure).text, figure.item in yours)
        for figure in figures
    )
    told = join([render("{item}, {value}", {"item": bar.label, "value": bar.value}) for bar in bars], " ; ")
    return Chart(
        say(f"chart.{kind}").text,
        say("chart.description", {"bars": told}).text,
        say(f"chart.{kind}_yours").text,
        say(f"chart.{kind}_not_yours").text,
        tell.source_line(figures, facts),
        bars,
    )


def _counted(name: str, things: tuple[str, ...], told: Rendered) -> Rendered:
    return say(f"{name}_{'one' if len(things) == 1 else 'many'}", {"goals": told})
