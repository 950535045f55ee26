"""Whose turn it is: one message of a conversation after the other, in this process and across servers.

Within a process messages queue, first come first served. On PostgreSQL the first of each server's queue also takes an
advisory lock, which ends with its connection: a server that dies gives it up at once, one that hangs after a while
(`_HELD_AT_MOST`). What a server saves after that is refused by the numbers of the events (storage/events.py).

The numbers alone would lose nothing either, but of simultaneous messages every third turn would be computed in vain,
and some would wait long (tests/cluster/test_race.py).
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from rasa.core.lock_store import LockStore
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from advisor.database import shared_database
from observability.stages import stage
from storage.asking import PATIENCE, DatabaseDownError, ask

# Seconds. Who waits for a server that hangs gets the lock before their turn is given up (channels/turn.py).
_HELD_AT_MOST, _WAIT_AT_MOST = 7.0, 8.0
# Seconds after which who waits asks again, so that a database which hangs is not taken for a lock that is held.
_ASK_AGAIN = 1.0
# Conversations that may hold a lock, or wait for other servers, at once.
_HELD_AT_ONCE = 16
# Messages that may wait behind one another in a conversation.
QUEUE = 5
_LOCK_NOT_AVAILABLE = "55P03"


class CrowdedError(Exception):
    """Too many messages of one conversation wait already, or one waits for too long."""


class ConversationLocks(LockStore):
    """Locks by conversation; endpoints.yml names this class."""

    def __init__(self, **_: Any) -> None:
        """Make the locks of this process."""
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._present: defaultdict[str, int] = defaultdict(int)
        self._places = asyncio.Semaphore(_HELD_AT_ONCE)

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: float, **__: float) -> AsyncIterator[None]:
        """Hold the lock of a conversation for as long as the block lasts; the numbers are Rasa's, for its own locks.

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
                    await held.enter_async_context(self._across_servers(conversation_id))
                yield
        finally:
            self._present[conversation_id] -= 1
            if not self._present[conversation_id]:
                del self._present[conversation_id], self._queues[conversation_id]

    @asynccontextmanager
    async def _across_servers(self, conversation: str) -> AsyncIterator[None]:
        database = shared_database()
        if database.dialect.name != "postgresql":
            # A file has one server.
            yield
            return
        async with self._places:
            connection = await ask(_connections(database).connect, late=_release)
            taken = _threads().submit(_take, connection, conversation)
            try:
                await asyncio.wrap_future(taken)
                yield
            finally:
                _threads().submit(_release, connection, taken)


def _take(connection: Connection, conversation: str) -> None:
    key = int.from_bytes(hashlib.blake2b(conversation.encode(), digest_size=8).digest(), "big", signed=True)
    limit = time.monotonic() + _WAIT_AT_MOST
    while time.monotonic() < limit:
        try:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) != _LOCK_NOT_AVAILABLE:
                raise DatabaseDownError(type(error).__name__) from None
            connection.rollback()
        else:
            return
    raise CrowdedError


def _release(connection: Connection, taken: Future[None] | None = None) -> None:
    if taken is not None:
        # Who has gone away while waiting leaves a statement under way.
        wait([taken])
    try:
        connection.close()
    except DBAPIError:
        # The server of the database has ended it already.
        connection.invalidate()


@functools.lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    # Who gives a lock back must not wait behind those who wait for it.
    return ThreadPoolExecutor(max_workers=2 * _HELD_AT_ONCE, thread_name_prefix="locks")


@functools.lru_cache(maxsize=1)
def _connections(database: Engine) -> Engine:
    """Return connections of their own for the locks, so that who waits takes none from who saves."""
    # Imported here: with SQLite, whose file has one server, nobody comes here.
    from advisor.postgres import open_postgres

    return open_postgres(
        database.url,
        _HELD_AT_ONCE,
        PATIENCE,
        lock_timeout=int(_ASK_AGAIN * 1000),
        idle_in_transaction_session_timeout=int(_HELD_AT_MOST * 1000),
    )
