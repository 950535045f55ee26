"""Whose turn it is: one message of a conversation after the other, in this process and across servers.

Within a process messages queue, first come first served. On PostgreSQL the first of each server's queue also takes an
advisory lock, which ends with its connection: a server that dies gives it up at once, one that hangs after a while
(`_HELD_AT_MOST`). What a server saves after that is refused by the numbers of the events (storage/events.py).
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from rasa.core.lock_store import LockStore
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from advisor.database import shared_database
from observability.stages import stage
from storage.asking import DatabaseDownError

# Seconds. A turn is given up before the lock is.
_WAIT_AT_MOST, _HELD_AT_MOST = 8, 12
# Conversations that may wait for other servers at once.
_WAITING = 16
# Messages that may wait behind one another in a conversation.
QUEUE = 5


class CrowdedError(Exception):
    """Too many messages of one conversation wait already, or one waits for too long."""


class ConversationLocks(LockStore):
    """Locks by conversation; endpoints.yml names this class."""

    def __init__(self, endpoint_config: Any = None) -> None:
        """Make the locks of this process."""
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._present: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncIterator[None]:
        """Hold the lock of a conversation for as long as the block lasts; the numbers are for Rasa's own locks.

        Raises:
            CrowdedError: if others are before, too many or for too long.
            DatabaseDownError: if the database can't tell who holds the lock.

        """
        if self._present[conversation_id] > QUEUE:
            raise CrowdedError
        self._present[conversation_id] += 1
        try:
            async with AsyncExitStack() as held:
                with stage("lock"):
                    await held.enter_async_context(self._queues[conversation_id])
                    await held.enter_async_context(_across_servers(conversation_id))
                yield
        finally:
            self._present[conversation_id] -= 1
            if not self._present[conversation_id]:
                del self._present[conversation_id], self._queues[conversation_id]


@asynccontextmanager
async def _across_servers(conversation: str) -> AsyncIterator[None]:
    database = shared_database()
    if database.dialect.name != "postgresql":
        # A file has one server.
        yield
        return
    asked = _threads().submit(_take, database, conversation)
    try:
        connection = await asyncio.wrap_future(asked)
    except asyncio.CancelledError:
        asked.add_done_callback(_give_back)
        raise
    try:
        yield
    finally:
        _threads().submit(_release, connection)


def _take(database: Engine, conversation: str) -> Connection:
    key = int.from_bytes(hashlib.blake2b(conversation.encode(), digest_size=8).digest(), "big", signed=True)
    try:
        connection = _connections(database).connect()
    except (DBAPIError, NoConnectionError) as error:
        raise DatabaseDownError(type(error).__name__) from None
    try:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    except DBAPIError as error:
        connection.close()
        # 55P03: the lock was not to be had in time.
        raise (CrowdedError if getattr(error.orig, "pgcode", "") == "55P03" else DatabaseDownError)() from None
    return connection


def _release(connection: Connection) -> None:
    try:
        connection.close()
    except DBAPIError:
        # The server of the database has ended it already.
        connection.invalidate()


def _give_back(asked: Future[Connection]) -> None:
    if not asked.cancelled() and asked.exception() is None:
        _release(asked.result())


@functools.lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2 * _WAITING, thread_name_prefix="locks")


@functools.lru_cache(maxsize=1)
def _connections(database: Engine) -> Engine:
    """Return connections of their own for the locks, so that who waits takes none from who saves."""
    settings = {
        "lock_timeout": _WAIT_AT_MOST * 1000,
        "idle_in_transaction_session_timeout": _HELD_AT_MOST * 1000,
    }
    return create_engine(
        database.url,
        future=True,
        hide_parameters=True,
        pool_size=_WAITING,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 2, "options": " ".join(f"-c {name}={ms}" for name, ms in settings.items())},
    )
