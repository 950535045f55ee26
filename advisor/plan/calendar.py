"""The plan as an .ics calendar: one all-day entry a step, on the Monday of its week."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

from icalendar import Calendar, Event

from advisor.plan.document import PlanDocument


def calendar(document: PlanDocument, name: str) -> bytes:
    """Return the calendar of a plan; `name` makes the entries' ids, so that importing it again replaces them."""
    plan = Calendar()
    plan.add("prodid", "-//Cap Réseaux//plan//FR")
    plan.add("version", "2.0")
    plan.add("x-wr-calname", document.title.text)
    for entry in document.entries:
        event = Event()
        event.add("uid", f"{entry.id}.{name[:12]}@cap-reseaux")
        # The day on which the plan was asked for, so that the same plan is the same file.
        event.add("dtstamp", datetime.combine(document.day, time(), tzinfo=timezone.utc))
        event.add("dtstart", entry.monday)
        event.add("dtend", entry.monday + timedelta(days=1))
        event.add("summary", entry.summary.text)
        event.add("description", entry.text.text)
        event.add("transp", "TRANSPARENT")
        plan.add_component(event)
    return bytes(plan.to_ical())
