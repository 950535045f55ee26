"""Quantities of the plan in French, marked as its own: « 45 minutes », « 1 heure », « 1 h 30 »."""

from __future__ import annotations

from advisor.wording.template import Quantity
from advisor.wording.typography import NO_BREAK, counted, number


def duration(minutes: int) -> Quantity:
    """Return a time given in minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        text = counted(rest, "minute", "minutes")
    elif not rest:
        text = counted(hours, "heure", "heures")
    else:
        text = f"{number(hours)}{NO_BREAK}h{NO_BREAK}{rest:02d}"
    return Quantity("plan", text)


def persons(count: int) -> Quantity:
    """Return a number of people."""
    return Quantity("quoted", counted(count, "personne", "personnes"))


def whole_number(value: int) -> Quantity:
    """Return a rank, a week or another count of the plan."""
    return Quantity("plan", number(value))
