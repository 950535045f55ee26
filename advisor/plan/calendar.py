"""The plan as an .ics calendar: one all-day entry a step, on the Monday of its week."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from icalendar import Calendar, Event

from advisor.advice import AdviceBase
from advisor.plan.choose import choose
from advisor.plan.document import WEEKS, first_monday
from advisor.plan.store import KeptPlan
from advisor.wording.phrases import say


def calendar(kept: KeptPlan, name: str, advice: AdviceBase) -> bytes:
    """Return the calendar of a plan; `name` makes the entries' ids, so that importing it again replaces them."""
    selection = choose(kept.profile, advice)
    entries: list[tuple[str, int, str, str]] = []
    for index, choice in enumerate(selection.now):
        action = choice.action
        entries.append(
            (
                f"{action.id}-0",
                index,
                say("page.event", {"title": action.title}).text,
                say("page.start", {"text": action.start}).text,
            )
        )
        for week in range(index + 1, WEEKS):
            told = say("page.event_go_on", {"title": action.title}).text
            entries.append((f"{action.id}-{week}", week, told, say("page.routine", {"text": action.routine}).text))
    measures = [say("page.step_measure", {"what": choice.action.kpi.what}).text for choice in selection.now]
    decide = say("page.step_decide").text
    entries.append(("review", WEEKS - 1, say("page.event_review").text, "\n".join([*measures, decide])))
    plan = Calendar()
    plan.add("prodid", "-//Cap Réseaux//plan//FR")
    plan.add("version", "2.0")
    plan.add("x-wr-calname", say("page.title").text)
    for identifier, week, summary, text in entries:
        monday = first_monday(kept.made_on) + timedelta(weeks=week)
        event = Event()
        event.add("uid", f"{identifier}.{name[:12]}@cap-reseaux")
        # The day on which the plan was asked for, so that the same plan is the same file.
        event.add("dtstamp", datetime.combine(kept.made_on, time(), tzinfo=timezone.utc))
        event.add("dtstart", monday)
        event.add("dtend", monday + timedelta(days=1))
        event.add("summary", summary)
        event.add("description", text)
        event.add("transp", "TRANSPARENT")
        plan.add_component(event)
    return bytes(plan.to_ical())
