"""What nobody has used for CONVERSATION_DAYS days is erased, as a visitor would erase it.

Messages for review have a time of their own, REVIEW_DAYS.
"""

from __future__ import annotations

import asyncio
import logging
import random
from datetime import datetime, timedelta, timezone
from typing import Any

from sanic import Blueprint, Sanic

from advisor.plan.store import plan_store
from advisor.retention import days_kept
from advisor.review.log import review_log
from channels.erasing import erase
from channels.sessions import session_store
from storage.asking import ask
from storage.events import PURGE_PATIENCE, event_log

logger = logging.getLogger(__name__)

DAYS_KEPT = "CONVERSATION_DAYS"
# Seconds. Servers that were started together do not purge together.
_HOUR = 3600


def conversation_days() -> int:
    """Return for how many days an unused conversation is kept; raises ValueError for what is no such number."""
    return days_kept(DAYS_KEPT, least=1)


def serve_purge(routes: Blueprint) -> None:
    """Purge every hour for as long as the server runs."""

    @routes.listener("after_server_start")
    async def start(app: Sanic, _: Any) -> None:
        app.ctx.purging = asyncio.ensure_future(_purge_hourly(app))

    @routes.listener("before_server_stop")
    async def stop(app: Sanic, _: Any) -> None:
        app.ctx.purging.cancel()


async def _purge_hourly(app: Sanic) -> None:
    while True:
        await asyncio.sleep(_HOUR * (0.5 + random.random() / 2))  # noqa: S311 (no secret)
        try:
            erased = await purge(app.ctx.agent, datetime.now(timezone.utc) - timedelta(days=conversation_days()))
            logger.info("%d conversations were purged.", erased)
        except Exception:
            logger.exception("The purge failed, and is tried again in an hour.")


async def purge(agent: Any, before: datetime) -> int:
    """Erase the conversations that nobody has used since `before`, and what is left of plans; return how many."""
    unused = await ask(lambda: event_log().unused_since(before.timestamp()), PURGE_PATIENCE)
    empty = await ask(lambda: session_store().begun_before(before), PURGE_PATIENCE)
    spoken = set(await ask(lambda: event_log().among(empty), PURGE_PATIENCE))
    gone = [*unused, *(name for name in empty if name not in spoken)]
    for conversation in gone:
        await erase(agent, conversation)
    await ask(lambda: plan_store().forget_older(before.date()), PURGE_PATIENCE)
    await ask(lambda: review_log().purge(), PURGE_PATIENCE)
    return len(gone)
