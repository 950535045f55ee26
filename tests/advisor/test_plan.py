"""Every plan: its numbers, its choices, its page, its calendar, and where it is kept."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from advisor.advice import AdviceBase, shipped_advice
from advisor.answer import tell
from advisor.chart import Chart
from advisor.database import open_database
from advisor.guard.locating import locate
from advisor.plan.calendar import calendar
from advisor.plan.choose import ASSUMED_MINUTES, MOST_THIS_MONTH, choose
from advisor.plan.document import WEEKS, first_monday, plan_document
from advisor.plan.guarded import PlanHeldBackError, breaches_of, guarded_plan, said_by
from advisor.plan.pages import markdown, page
from advisor.plan.store import KeptPlan, PlanStore
from advisor.profile.model import Profile
from advisor.wording.amounts import duration
from advisor.wording.numerals import numbers_in
from advisor.wording.phrases import say
from advisor.wording.template import Rendered, render

ADVICE = shipped_advice()
FIGURES = {figure.id: figure for figure in ADVICE.facts.survey.figures}
SURVEY_GOALS = ("new_customers", "learning", "brand", "content", "word_of_mouth", "leads")
CHANNELS = tuple(figure.item for figure in ADVICE.channel_figures)
MADE_ON = date(2024, 5, 15)
NAME = "0123456789abcdef" * 2
BRAND = tell.value(FIGURES["goal.brand"])
PROFILE = Profile(goals=("brand", "recruit"), channels=("events",), minutes=90, staff=3, trade="craft")


def subsets(things: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [chosen for size in range(len(things) + 1) for chosen in itertools.combinations(things, size)]


def assert_numbers_of_the_base(text: Rendered) -> None:
    """Every number is a figure of the base with its value, or is marked as the plan's or the owner's own."""
    assert locate(text).stray == (), text.text
    for quantity in text.quantities:
        assert quantity.kind in {"figure", "plan", "quoted", "study"}, quantity
        if quantity.kind == "figure":
            figure = FIGURES[str(quantity.figure_id)]
            allowed = {f"{figure.value:g}".replace(".", ","), f"{figure.of or figure.value:g}", "deux"}
            assert {*numbers_in(quantity.text)} <= allowed, quantity


def test_every_number_of_every_plan_is_a_figure_or_a_quantity_of_the_plan() -> None:
    """All sets of the survey's goals with all sets of channels, by turns with little, some, much and untold time."""
    times, trades = itertools.cycle([None, 15, 60, 300]), itertools.cycle([None, *ADVICE.trades])
    combinations = list(itertools.product(subsets(SURVEY_GOALS), [None, *subsets(CHANNELS)]))
    assert len(combinations) == 64 * 33
    for (goals, channels), minutes, trade in zip(combinations, times, trades, strict=False):
        profile = Profile(goals=goals, channels=channels, minutes=minutes, trade=trade)
        document = plan_document(KeptPlan(profile, MADE_ON), ADVICE)
        for text in document.texts():
            assert_numbers_of_the_base(text)
        assert breaches_of(document, ADVICE.facts, said_by(profile)) == ()


# ---------------------------------------------------------------- the guard


@pytest.mark.parametrize("trade", [None, *ADVICE.trades])
@pytest.mark.parametrize("goals", [(goal,) for goal in ADVICE.goals] + [("passer à 73 % de PME, 3 fois", "brand")])
def test_every_goal_and_trade_passes_the_guard(goals: tuple[str, ...], trade: str | None) -> None:
    """On the first of a month too, with every part of the profile told."""
    for day, minutes in ((MADE_ON, 15), (date(2024, 6, 28), 300)):
        profile = Profile(goals, CHANNELS[:2], minutes, 12, trade, "restaurateur depuis 20 ans")
        assert guarded_plan(KeptPlan(profile, day), ADVICE).weeks


def brand_chart(**change: Any) -> Chart:
    chart = plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE).goals_chart
    return replace(chart, bars=(replace(chart.bars[0], **change), *chart.bars[1:]))


def altered(name: str, old: str, new: str) -> dict[str, Any]:
    """Return the lines under a name with a text altered, the quantities too."""
    changed = [
        Rendered(line.text.replace(old, new), tuple(replace(q, text=q.text.replace(old, new)) for q in line.quantities))
        for line in getattr(plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE), name)
    ]
    return {name: tuple(changed)}


def wrong_plans() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return wrong plans: the rule that each breaks, and what is changed in the right one."""
    document = plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE)
    sheet, week, entry, chart = document.actions[0], document.weeks[0], document.entries[0], document.goals_chart
    double = Rendered("Visez le double.")
    leads = "obtenir des contacts commerciaux (leads)"
    stray, half = Rendered("Visez 47 visites."), Rendered("La moitié suffit.")
    heading = document.goals[0]
    return {
        "a figure altered": ("wrong_value", altered("goals", "90\u202f%", "91\u202f%")),
        "a figure of others": ("wrong_population", altered("channels", "entreprises en hypercroissance", "PME")),
        "a figure of another thing": ("wrong_item", altered("goals", "renforcer la marque", leads)),
        "a stray number in the introduction": ("stray_number", {"intro": stray}),
        "a stray number beside a figure": ("stray_number", {"goals": (heading, stray, *document.goals[1:])}),
        "a number in words in an action": ("stray_number", {"actions": (replace(sheet, kpi=double),)}),
        "a stray number in a week": ("stray_number", {"weeks": (replace(week, steps=(stray,)),)}),
        "a stray number in a title of the calendar": ("stray_number", {"entries": (replace(entry, summary=stray),)}),
        "a stray number in a text of the calendar": ("stray_number", {"entries": (replace(entry, text=stray),)}),
        "a stray number for later": ("stray_number", {"later": (stray,)}),
        "an untold source": ("untold_source", {"sources": Rendered("")}),
        "a figure that is not in the list of figures": ("unlisted_figure", {"figures": ()}),
        "a number in words among the limits": ("stray_number", {"limits": (*document.limits, half)}),
        "today": ("misreading", {"goals": (*document.goals, say("page.later", {
            "title": "Aujourd'hui", "time": duration(30),
            "why": render("les entreprises en hypercroissance : renforcer la marque, {v}", {"v": BRAND}),
        }))}),
        "a bar altered": ("not_in_text", {"goals_chart": brand_chart(value="91\u202f%")}),
        "a bar of another figure": ("wrong_value", {"goals_chart": brand_chart(figure=FIGURES["goal.leads"])}),
        "a number in a label": ("stray_number", {"goals_chart": brand_chart(label="La marque, 95\u202f%")}),
        "a number in the title of a chart": ("stray_number", {"goals_chart": replace(chart, title="Les 4 objectifs")}),
        "a chart without its source": ("untold_source", {"goals_chart": replace(chart, source=Rendered(""))}),
    }  # fmt: skip


@pytest.mark.parametrize("name", wrong_plans())
def test_a_wrong_plan_is_held_back(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the rule that it breaks."""
    rule, change = wrong_plans()[name]
    document = replace(plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE), **change)
    assert rule in {breach.rule for breach in breaches_of(document, ADVICE.facts, said_by(PROFILE))}
    monkeypatch.setattr("advisor.plan.guarded.plan_document", lambda kept, advice: document)
    with pytest.raises(PlanHeldBackError, match=rule):
        guarded_plan(KeptPlan(PROFILE, MADE_ON), ADVICE)


def test_what_the_operator_reads_of_a_plan_has_no_word_of_the_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it says which number was wrong."""
    kept = KeptPlan(Profile(goals=("plaire à Madame Secret",)), MADE_ON)
    wrong = replace(plan_document(kept, ADVICE), intro=Rendered("Visez 47 visites."))
    monkeypatch.setattr("advisor.plan.guarded.plan_document", lambda kept, advice: wrong)
    with pytest.raises(PlanHeldBackError, match="47") as held_back:
        guarded_plan(kept, ADVICE)
    assert "secret" not in str(held_back.value).lower()


# ---------------------------------------------------------------- the choices


@pytest.mark.parametrize("goal", sorted(ADVICE.goals))
@pytest.mark.parametrize("trade", [None, *ADVICE.trades])
def test_every_goal_has_a_plan_for_every_trade(goal: str, trade: str | None) -> None:
    """The first action serves the goal that was told, and its page holds no number from elsewhere."""
    profile = Profile(goals=(goal,), trade=trade, minutes=120)
    selection = choose(profile, ADVICE)
    assert goal in selection.now[0].action.goals
    document = plan_document(KeptPlan(profile, MADE_ON), ADVICE)
    accounted = set().union(*(numbers_in(quantity.text) for text in document.texts() for quantity in text.quantities))
    for chart in filter(None, (document.goals_chart, document.channels_chart)):
        accounted |= {number for bar in chart.bars for number in numbers_in(bar.value)}
    body = page(document, NAME).split("<body>")[1]
    body = re.sub(r"<svg.*?</svg>", lambda svg: re.sub(r"<[^>]+>", " ", svg[0]), body, flags=re.DOTALL)
    assert {*numbers_in(html.unescape(re.sub(r"<[^>]+>", " ", body)))} <= accounted


@pytest.mark.parametrize("minutes", [15, 30, 60, 90, 180, 600, None])
@pytest.mark.parametrize("goals", [("brand",), ("recruit", "leads"), ("sales", "reviews", "content", "learning")])
def test_the_actions_of_the_month_fit_in_the_time(goals: tuple[str, ...], minutes: int | None) -> None:
    """Or there is only one, and the plan says that it does not fit."""
    selection = choose(Profile(goals=goals, minutes=minutes), ADVICE)
    taken = sum(choice.action.minutes for choice in selection.now)
    assert 1 <= len(selection.now) <= MOST_THIS_MONTH
    assert taken <= (minutes or ASSUMED_MINUTES) if selection.fits else len(selection.now) == 1


def test_the_owners_goals_come_before_missing_priorities() -> None:
    """In the order told; no action twice."""
    selection = choose(Profile(goals=("recruit", "leads"), minutes=600), ADVICE)
    reasons = [choice.reason for choice in selection.choices]
    assert [choice.goal for choice in selection.now][:2] == ["recruit", "leads"]
    assert reasons[:3] == ["goal", "goal", "priority"]
    ids = [choice.action.id for choice in selection.choices]
    assert len(ids) == len(set(ids))


def test_the_same_profile_gets_the_same_plan() -> None:
    """To the letter."""
    kept = KeptPlan(PROFILE, MADE_ON)
    assert page(plan_document(kept, ADVICE), NAME) == page(plan_document(kept, ADVICE), NAME)
    assert calendar(plan_document(kept, ADVICE), NAME) == calendar(plan_document(kept, ADVICE), NAME)


def test_a_goal_in_the_owners_own_words_is_quoted_and_planned_around() -> None:
    """Numbers in it are the owner's; markup in it stays words."""
    kept = KeptPlan(Profile(goals=("passer à 40 <b>couverts</b>",)), MADE_ON)
    document = plan_document(kept, ADVICE)
    for text in document.texts():
        assert_numbers_of_the_base(text)
    assert "passer à 40 &lt;b&gt;couverts&lt;/b&gt;" in page(document, NAME)
    assert "\\<b\\>" in markdown(document)
    assert document.actions


def test_the_month_has_four_weeks_and_ends_in_taking_stock() -> None:
    """Each action begins in a week of its own."""
    document = plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE)
    assert len(document.weeks) == WEEKS
    assert [week.monday.weekday() for week in document.weeks] == [0] * WEEKS
    assert document.weeks[0].monday >= MADE_ON
    assert "Faire le point" in document.weeks[-1].steps[-1].text


@pytest.mark.parametrize(("day", "monday"), [(13, 13), (14, 20), (19, 20)])
def test_the_plan_begins_on_a_monday(day: int, monday: int) -> None:
    """That of the day itself, or the next."""
    assert first_monday(date(2024, 5, day)) == date(2024, 5, monday)


def test_the_calendar_holds_the_steps_of_the_month() -> None:
    """Read back by a library: all-day entries on Mondays, each with an id of its own."""
    kept = KeptPlan(PROFILE, MADE_ON)
    events = Calendar.from_ical(calendar(plan_document(kept, ADVICE), NAME)).walk("VEVENT")
    count = len(choose(PROFILE, ADVICE).now)
    assert len(events) == sum(WEEKS - index for index in range(count)) + 1
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert {event.decoded("dtstart").weekday() for event in events} == {0}
    assert not any(NAME in str(event["uid"]) for event in events)


def test_the_charts_hold_the_figures_of_the_text() -> None:
    """And mark what is the owner's."""
    document = plan_document(KeptPlan(PROFILE, MADE_ON), ADVICE)
    assert [(bar.value, bar.yours) for bar in document.goals_chart.bars] == [
        ("90\u202f%", True),
        ("89\u202f%", False),
        ("88\u202f%", False),
        ("82\u202f%", False),
    ]
    assert document.channels_chart
    assert [bar.label for bar in document.channels_chart.bars if bar.yours] == ["Événements"]


@pytest.fixture
def store(tmp_path: Path) -> PlanStore:
    return PlanStore(open_database(f"sqlite:///{tmp_path / 'plans.db'}"))


def test_a_plan_survives_a_restart_under_its_secret_name(tmp_path: Path, store: PlanStore) -> None:
    """The name is 128 random bits, and stays the conversation's own when the plan changes."""
    name = store.keep(PROFILE)
    assert re.fullmatch("[0-9a-f]{32}", name)
    assert store.keep(PROFILE) != name
    changed = Profile(goals=("leads",))
    assert store.keep(changed, name, MADE_ON) == name
    again = PlanStore(open_database(f"sqlite:///{tmp_path / 'plans.db'}"))
    assert again.find(name) == KeptPlan(changed, MADE_ON)


@pytest.mark.parametrize("name", ["", "0" * 32, "../plans", "' or 1=1 --", "0" * 33])
def test_no_other_name_opens_a_plan(store: PlanStore, name: str) -> None:
    """Nor does the name of a plan that was erased."""
    kept = store.keep(PROFILE)
    assert store.find(name) is None
    store.forget(kept)
    assert store.find(kept) is None


def test_the_advice_is_wide_enough() -> None:
    """At least thirty actions; every goal is the first of one, every channel is used by one."""
    advice: AdviceBase = ADVICE
    assert len(advice.actions) >= 30
    assert {action.goals[0] for action in advice.actions} == set(advice.goals)
    assert {channel for action in advice.actions for channel in action.channels} == set(CHANNELS)
