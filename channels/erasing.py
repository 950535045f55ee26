"""Erasing a conversation everywhere: Rasa's tracker store, the plan, the opinions, the review, the session itself."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore

from advisor.plan.store import plan_store
from advisor.review.log import review_log
from channels.feedback import opinion_store
from channels.sessions import session_store


async def erase(agent: Any, session: str) -> None:
    """Erase all that is kept of a conversation; raises when a store can't, before the session itself is forgotten."""
    # Not while a turn is under way, which would save the conversation again, or is noted for the review.
    async with agent.lock_store.lock(session):
        tracker = await agent.tracker_store.retrieve(session)
        plan = tracker.get_slot("plan") if tracker is not None else None
        if plan:
            await asyncio.to_thread(plan_store().forget, plan)
        await asyncio.to_thread(_erase_events, agent.tracker_store, session)
        await asyncio.to_thread(opinion_store().forget, session)
        await asyncio.to_thread(review_log().forget, session)
        await asyncio.to_thread(session_store().forget, session)


def _erase_events(store: TrackerStore, session: str) -> None:
    """Erase a conversation's events: Rasa's tracker stores (3.6) have no method for it."""
    # The agent's store is wrapped into one that fails safely.
    inner = getattr(store, "_tracker_store", store)
    if isinstance(inner, SQLTrackerStore):
        with inner.session_scope() as database:
            database.query(inner.SQLEvent).filter(inner.SQLEvent.sender_id == session).delete()
            database.commit()
    elif isinstance(inner, InMemoryTrackerStore):
        inner.store.pop(session, None)
    else:
        raise NotImplementedError(f"a conversation can't be erased from a {type(inner).__name__}")
