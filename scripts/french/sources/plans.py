"""Plans: their page, Markdown and calendar for a spread of owners, and every action in every trade."""

from __future__ import annotations

import copy
import re
from datetime import date

from icalendar import Calendar

from advisor.advice import AdviceBase, shipped_advice
from advisor.plan.calendar import calendar
from advisor.plan.document import plan_document
from advisor.plan.pages import held_back_page, markdown, not_found_page, page
from advisor.plan.store import KeptPlan
from advisor.profile.model import Profile
from scripts.french.model import Collection
from scripts.french.sources.markup import words_of
from scripts.french.sources.owners import profiles

_NAME = "0" * 32
# The first of a month is what French dates treat apart.
_DAYS = (date(2024, 5, 15), date(2024, 6, 28))
_MARKS = re.compile(r"^(?:#+ |- \[ \] |- |\||-+\|)")


def collect_plans(into: Collection) -> None:
    """Add the texts of plans."""
    advice = shipped_advice()
    for notice in (not_found_page(), held_back_page()):
        for words in words_of(notice):
            into.add("page", words, "page instead of a plan")
    # Each of them is shown as a page; a part is enough for the other two forms, which hold the same texts.
    for index, profile in enumerate(profiles(advice)):
        kept = KeptPlan(profile, _DAYS[index % 2])
        _add_page(kept, advice, into)
        if index % 4 == 0:
            _add_markdown(kept, advice, into)
            _add_calendar(kept, advice, into)
    for action in advice.actions:
        alone = copy.copy(advice)
        alone.actions = [action]
        for goal, trade in zip(action.goals * len(advice.trades), [*advice.trades] * len(action.goals), strict=True):
            profile = Profile(goals=(goal,), minutes=action.minutes, trade=trade)
            _add_document(KeptPlan(profile, _DAYS[0]), alone, f"action {action.id}", into)


def _add_page(kept: KeptPlan, advice: AdviceBase, into: Collection) -> None:
    for words in words_of(page(plan_document(kept, advice), _NAME)):
        into.add("page", words, "page of a plan")


def _add_document(kept: KeptPlan, advice: AdviceBase, origin: str, into: Collection) -> None:
    for rendered in plan_document(kept, advice).texts():
        into.add("page", rendered.text.removeprefix("- "), origin)


def _add_markdown(kept: KeptPlan, advice: AdviceBase, into: Collection) -> None:
    for line in markdown(plan_document(kept, advice)).splitlines():
        cells = [cell.strip(" ") for cell in line.strip("|").split("|")] if line.startswith("|") else [line]
        for cell in cells:
            words = re.sub(r"\\(.)", r"\1", _MARKS.sub("", cell))
            if re.search(r"\w", words):
                into.add("page", words, "plan.md")


def _add_calendar(kept: KeptPlan, advice: AdviceBase, into: Collection) -> None:
    plan = Calendar.from_ical(calendar(plan_document(kept, advice), _NAME))
    into.add("label", str(plan["x-wr-calname"]), "plan.ics")
    for event in plan.walk("VEVENT"):
        into.add("label", str(event["summary"]), "plan.ics")
        for line in str(event["description"]).splitlines():
            into.add("page", line, "plan.ics")
