"""One process of tests after the other database."""

from __future__ import annotations

from advisor.database import shared_database
from advisor.plan.store import plan_store
from advisor.review.log import review_log
from channels.feedback import opinion_store
from channels.sessions import session_store
from storage import locks
from storage.events import event_log


def forget_databases() -> None:
    """Let whoever asks next open the database that DATABASE_URL names now."""
    opened = (shared_database, plan_store, review_log, opinion_store, session_store, event_log, locks._connections)
    for cached in opened:
        cached.cache_clear()
