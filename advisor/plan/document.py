"""The complete plan as a document: every text typeset and accounted for, ready for a page, Markdown or a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from advisor.advice import AdviceBase
from advisor.answer import tell
from advisor.answer.model import unique
from advisor.chart import Chart
from advisor.dialogue.comparing import channels_chart, compare_channels, compare_goals, goals_chart
from advisor.dialogue.planning import own_goal_lines, too_long_lines, why
from advisor.dialogue.recall import profile_lines
from advisor.plan.choose import Choice, Selection, choose
from advisor.plan.store import KeptPlan
from advisor.survey import Figure
from advisor.wording.amounts import duration, whole_number
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, Rendered, join, render
from advisor.wording.typography import NO_BREAK

WEEKS = 4


@dataclass(frozen=True)
class ActionSheet:
    """One action in full."""

    heading: Rendered
    why: Rendered
    facts: tuple[Rendered, ...]
    start: Rendered
    routine: Rendered
    kpi: Rendered
    example: Rendered | None
    support: Rendered


@dataclass(frozen=True)
class Week:
    """A week of the month: its Monday, its heading, and what is to be done."""

    monday: date
    heading: Rendered
    steps: tuple[Rendered, ...]


@dataclass(frozen=True)
class Entry:
    """An entry of the calendar, on a Monday; `id` makes it another than the plan's other entries."""

    id: str
    monday: date
    summary: Rendered
    text: Rendered


@dataclass(frozen=True)
class PlanDocument:
    """The whole plan, in the order of the page; `day` is that on which it was asked for."""

    day: date
    title: Rendered
    made_on: Rendered
    intro: Rendered
    profile: tuple[Rendered, ...]
    goals: tuple[Rendered, ...]
    goals_chart: Chart
    channels: tuple[Rendered, ...]
    channels_chart: Chart | None
    notes: tuple[Rendered, ...]
    actions: tuple[ActionSheet, ...]
    weeks: tuple[Week, ...]
    entries: tuple[Entry, ...]
    later: tuple[Rendered, ...]
    limits: tuple[Rendered, ...]
    sources: Rendered
    figures: tuple[Figure, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts that there are."""
        return (self.goals_chart, self.channels_chart) if self.channels_chart else (self.goals_chart,)

    def sections(self) -> list[list[Rendered]]:
        """Return every text of the document but those of the charts, by what is read together."""
        sheets = [
            [
                *(sheet.heading, sheet.why, *sheet.facts, sheet.start, sheet.routine, sheet.kpi, sheet.support),
                *([sheet.example] if sheet.example else []),
            ]
            for sheet in self.actions
        ]
        return [
            [self.title, self.made_on, self.intro, *self.profile],
            [*self.goals],
            [*self.channels],
            [*self.notes],
            *sheets,
            *([week.heading, *week.steps] for week in self.weeks),
            *([entry.summary, entry.text] for entry in self.entries),
            [*self.later],
            [*self.limits, self.sources],
        ]

    def texts(self) -> list[Rendered]:
        """Return the texts of all sections."""
        return [text for section in self.sections() for text in section]


def plan_document(kept: KeptPlan, advice: AdviceBase) -> PlanDocument:
    """Return the complete plan of a kept profile."""
    profile, facts = kept.profile, advice.facts
    selection = choose(profile, advice)
    goals = compare_goals(profile, advice) if profile.goals else None
    channels = compare_channels(profile, advice) if profile.channels is not None else None
    figures = [*advice.priorities, *(goals.figures if goals else ()), *advice.channel_figures]
    figures += [facts.figure(name) for choice in selection.now for name in choice.action.figures]
    figures += tell.also_told(figures, facts)
    told = unique(figures)
    return PlanDocument(
        day=kept.made_on,
        title=say("page.title"),
        made_on=say("page.made_on", {"date": _day(kept.made_on)}),
        intro=say("page.intro"),
        profile=tuple(profile_lines(profile, advice)[1:]),
        # The sources of all stand at the end.
        goals=goals.lines[:-1] if goals else (),
        goals_chart=goals_chart(profile, advice),
        channels=channels.lines[:-1] if channels else (),
        channels_chart=channels_chart(profile, advice) if channels else None,
        notes=(*own_goal_lines(profile.goals, advice), *too_long_lines(selection), _time_line(selection)),
        actions=tuple(
            _sheet(rank, choice, profile.trade, advice) for rank, choice in enumerate(selection.now, start=1)
        ),
        weeks=tuple(_weeks(selection, kept.made_on)),
        entries=tuple(_entries(selection, kept.made_on)),
        later=tuple(
            say("page.later", {"title": c.action.title, "time": duration(c.action.minutes), "why": why(c, advice)})
            for c in selection.later
        ),
        limits=(say("page.limit_advice"), say("page.limit_cause"), say("page.limit_budget"), *tell.notes(told, facts)),
        sources=tell.source_line(told, facts),
        figures=told,
    )  # fmt: skip


def first_monday(made_on: date) -> date:
    """Return the Monday on which the plan begins: the next one, or the day itself."""
    return made_on + timedelta(days=-made_on.weekday() % 7)


def _day(day: date) -> Quantity:
    """Return « 15 mai 2024 », « 1er juillet 2024 », with the day kept beside its month."""
    number = "1er" if day.day == 1 else str(day.day)
    return Quantity("plan", f"{number}{NO_BREAK}{format_date(day, 'MMMM y', locale='fr')}")


def _time_line(selection: Selection) -> Rendered:
    return say("page.time_assumed" if selection.assumed else "page.time", {"time": duration(selection.minutes)})


def _sheet(rank: int, choice: Choice, trade: str | None, advice: AdviceBase) -> ActionSheet:
    action, facts = choice.action, advice.facts
    figures = [facts.figure(name) for name in action.figures]
    details = [
        say("page.effort", {"time": duration(action.minutes)}),
        say(f"page.cost_{action.cost}"),
        say("page.needs", {"needs": " ; ".join(action.needs)}) if action.needs else say("page.needs_nothing"),
    ]
    example = say("page.example", {"example": getattr(action.examples, trade)}) if trade in advice.trades else None
    support = Rendered("")
    if figures:
        told = [tell.sentence(figure, facts) for figure in figures]
        support = say("page.support", {"figures": _joined(told)})
    else:
        support = say("page.no_support")
    return ActionSheet(
        heading=say("page.action", {"rank": whole_number(rank), "title": action.title}),
        why=say("page.why", {"why": why(choice, advice)}),
        facts=tuple(details),
        start=say("page.start", {"text": action.start}),
        routine=say("page.routine", {"text": action.routine}),
        kpi=say("page.kpi", {"what": action.kpi.what, "reading": action.kpi.reading}),
        example=example,
        support=support,
    )


def _joined(parts: list[Rendered]) -> Rendered:
    names = {f"p{index}": part for index, part in enumerate(parts)}
    return render(" ".join(f"{{{name}}}" for name in names), names)


def _weeks(selection: Selection, made_on: date) -> list[Week]:
    """Return the month: each week begins one action and goes on with those before; the last one also takes stock."""
    weeks = []
    for index in range(WEEKS):
        monday = first_monday(made_on) + timedelta(weeks=index)
        running = selection.now[:index]
        steps = [
            say("page.step_go_on", {"title": choice.action.title, "time": duration(choice.action.minutes)})
            for choice in running
        ]
        if index < len(selection.now):
            action = selection.now[index].action
            steps.insert(0, say("page.step_begin", {"title": action.title, "text": action.start}))
        if index == WEEKS - 1:
            steps += [say("page.step_measure", {"what": choice.action.kpi.what}) for choice in selection.now]
            steps.append(say("page.step_decide"))
        heading = say("page.week", {"week": whole_number(index + 1), "day": _day(monday)})
        weeks.append(Week(monday, heading, tuple(steps)))
    return weeks


def _entries(selection: Selection, made_on: date) -> Iterator[Entry]:
    """Yield the month for a calendar: each action begins in its own week and goes on; the last week takes stock."""
    mondays = [first_monday(made_on) + timedelta(weeks=week) for week in range(WEEKS)]
    for index, choice in enumerate(selection.now):
        action = choice.action
        begin, go_on = (say(f"page.{name}", {"title": action.title}) for name in ("event", "event_go_on"))
        yield Entry(f"{action.id}-0", mondays[index], begin, say("page.start", {"text": action.start}))
        for week in range(index + 1, WEEKS):
            yield Entry(f"{action.id}-{week}", mondays[week], go_on, say("page.routine", {"text": action.routine}))
    stock = [say("page.step_measure", {"what": choice.action.kpi.what}) for choice in selection.now]
    yield Entry("review", mondays[-1], say("page.event_review"), join([*stock, say("page.step_decide")], "\n"))
