"""Erasing a conversation everywhere: its events, the plan, the opinions, the review, the session itself."""

from __future__ import annotations

from typing import Any

from advisor.plan.store import plan_store
from advisor.review.log import review_log
from channels.feedback import opinion_store
from channels.sessions import session_store
from storage.asking import ask


async def erase(agent: Any, session: str) -> None:
    """Erase all that is kept of a conversation; raises when a store can't, before the session itself is forgotten."""
    # Not while a turn is under way, which would save the conversation again, or is noted for the review.
    async with agent.lock_store.lock(session):
        tracker = await agent.tracker_store.retrieve(session)
        plan = tracker.get_slot("plan") if tracker is not None else None
        if plan:
            await ask(lambda: plan_store().forget(plan))
        await agent.tracker_store.forget(session)
        await ask(lambda: opinion_store().forget(session))
        await ask(lambda: review_log().forget(session))
        await ask(lambda: session_store().forget(session))
