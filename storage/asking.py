"""Asking the database without holding up the event loop, nor the visitor when it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

T = TypeVar("T")

# Seconds; a database that is gone says so at once, one that hangs says nothing.
PATIENCE = 2.0
# Whoever waits for a hanging database occupies a thread, so that there must be more than cores.
_threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="database")


class DatabaseDownError(Exception):
    """The database does not answer, or can't do its work: locked, full, gone."""


async def ask(question: Callable[[], T], patience: float = PATIENCE) -> T:
    """Return what `question`, which asks the database, returns.

    Raises:
        DatabaseDownError: if the database fails or takes longer than `patience` seconds.

    """
    try:
        return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(_threads, question), patience)
    except (DBAPIError, NoConnectionError, asyncio.TimeoutError) as error:
        # A driver's message may quote what it was asked to write: only the kind of error goes on.
        raise DatabaseDownError(type(error).__name__) from None
