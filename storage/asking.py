"""Asking the database without holding up the event loop, nor the visitor when it does not answer."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

T = TypeVar("T")

# Seconds; a database that is gone says so at once, one that hangs says nothing. A visitor is told within two seconds.
PATIENCE = 1.5
# Seconds for which nobody else waits for a database that has just kept somebody waiting in vain, and how long that was.
_SILENCE, _IN_VAIN = 0.5, 1.1
# Whoever waits for a hanging database occupies a thread, so that there must be more than cores.
_threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="database")
_silent_until = 0.0


class DatabaseDownError(Exception):
    """The database does not answer, or can't do its work: locked, full, gone."""


async def ask(question: Callable[[], T], patience: float = PATIENCE, late: Callable[[T], None] | None = None) -> T:
    """Return what `question`, which asks the database, returns.

    Args:
        question: runs in a thread.
        patience: seconds.
        late: what to do with an answer that comes when nobody waits for it any more.

    Raises:
        DatabaseDownError: if the database fails or takes longer than `patience` seconds.

    """
    global _silent_until
    begun = time.monotonic()
    if begun < _silent_until:
        # Messages that wait behind one another would each wait anew.
        raise DatabaseDownError("it was silent a moment ago")
    asked = _threads.submit(question)
    try:
        await _wait(asked, patience)
        return asked.result()
    except (DBAPIError, NoConnectionError, asyncio.TimeoutError, asyncio.CancelledError) as error:
        asked.cancel()
        if late is not None:
            asked.add_done_callback(lambda done: _hand_over(done, late))
        if isinstance(error, asyncio.CancelledError):
            raise
        # A file that is locked can still be read.
        locked = isinstance(getattr(error, "orig", None), sqlite3.Error)
        if time.monotonic() - begun > _IN_VAIN and not locked:
            _silent_until = time.monotonic() + _SILENCE
        # A driver's message may quote what it was asked to write: only the kind of error goes on.
        raise DatabaseDownError(type(error).__name__) from None


async def _wait(asked: Future[T], patience: float) -> None:
    heard = asyncio.wrap_future(asked)
    # Its error is raised by whoever asked.
    heard.add_done_callback(lambda done: done.cancelled() or done.exception())
    await asyncio.wait({heard}, timeout=patience)
    # When the event loop had no time to hear the answer, the database has answered all the same.
    if not asked.done():
        raise asyncio.TimeoutError


def _hand_over(done: Future[T], late: Callable[[T], None]) -> None:
    if not done.cancelled() and done.exception() is None:
        late(done.result())
