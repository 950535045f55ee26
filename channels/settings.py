"""The settings that are read in a visitor's way, or an hour later: a wrong one is said as the server starts."""

from __future__ import annotations

from advisor.review.log import review_days
from channels.limits import limits
from channels.purging import conversation_days
from rasa_faster import gains


def check_settings() -> None:
    """End the server with one line when a setting is wrong."""
    for read in (limits, conversation_days, review_days, gains):
        try:
            read()
        except ValueError as problem:
            raise SystemExit(str(problem)) from None
