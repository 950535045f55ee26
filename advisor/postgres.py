"""PostgreSQL that is never waited for longer than a visitor would wait.

A server that is gone says so at once; one that hangs, or a network that swallows everything, says nothing, and libpq
waits without end. psycopg2 lets us wait in its place (its « wait callback »).
"""

from __future__ import annotations

import math
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from psycopg2 import extensions
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import URL

# Seconds longer than the server itself gives a statement, whose own word is better than none.
_GRACE = 0.2
_POLL = {extensions.POLL_READ: select.POLLIN, extensions.POLL_WRITE: select.POLLOUT}


def open_postgres(url: str | URL, connections: int, patience: float, **settings: int) -> Engine:
    """Return the engine of the PostgreSQL database at `url`.

    Args:
        url: its SQLAlchemy address.
        connections: how many are kept, and used at once.
        patience: seconds for a connection or a statement; then the connection is given up with an error.
        settings: the server's, in milliseconds, for these connections.

    """
    settings = {"statement_timeout": int(patience * 1000), **settings}
    extensions.set_wait_callback(_wait)
    return create_engine(
        url,
        future=True,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        # After a restart of the database the next request finds its way by itself.
        pool_pre_ping=True,
        connect_args={
            "connection_factory": type("PatientConnection", (extensions.connection,), {"patience": patience + _GRACE}),
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )


@contextmanager
def waiting_longer(connection: Connection, seconds: float) -> Iterator[None]:
    """Give the statements of a connection's transaction more time, for as long as the block lasts."""
    raw = connection.connection.dbapi_connection
    usual, raw.patience = raw.patience, seconds + _GRACE
    try:
        connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
        yield
    finally:
        raw.patience = usual


def _wait(connection: Any) -> None:
    """Wait until a connection has what it was asked for."""
    # The callback serves every connection of the process, those that somebody else has opened too.
    limit = time.monotonic() + getattr(connection, "patience", math.inf)
    while (state := connection.poll()) != extensions.POLL_OK:
        left = limit - time.monotonic()
        if left <= 0:
            raise psycopg2.OperationalError("the database does not answer")
        poll = select.poll()
        poll.register(connection.fileno(), _POLL[state])
        poll.poll(min(left, 60) * 1000)
