"""The one database of an installation: conversations, sessions, plans, opinions, the review.

DATABASE_URL names it (an SQLAlchemy address); without it, it is a SQLite file in var/.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import MetaData, create_engine, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import QueuePool
from sqlalchemy.schema import CreateIndex, CreateTable

from advisor.survey.shipped import ROOT

# Seconds for a statement, for a connection, and for another writer of a SQLite file.
_PATIENCE = 1.2
# Connections that a process keeps open.
_CONNECTIONS = 8
# How long PostgreSQL lets a process that hangs keep rows from the others, in milliseconds.
_HANGING = 10_000
# Any number, the same in every process: who holds it makes tables.
_MAKING_TABLES = 0x43415052


def open_database(url: str, patience: float = _PATIENCE) -> Engine:
    """Return the engine of the database at `url`; `patience`: seconds for a connection or a statement.

    Raises:
        ValueError: if it is neither PostgreSQL nor SQLite.

    """
    kind = make_url(url).get_backend_name()
    if kind == "postgresql":
        # Imported here and below: psycopg2 takes 5 MB of a process, and SQLite needs none of it.
        from advisor.postgres import open_postgres

        return open_postgres(url, _CONNECTIONS, patience, idle_in_transaction_session_timeout=_HANGING)
    if kind != "sqlite":
        raise ValueError(f"DATABASE_URL names {kind}: write postgresql://… or sqlite:///….")
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"timeout": patience, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    # Two servers share the file: with a write-ahead log readers and the writer do not wait for each other. What a turn
    # has saved survives the end of any process; erased pages are overwritten.
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")


@contextmanager
def patiently(engine: Engine, seconds: float) -> Iterator[Connection]:
    """A connection whose statements may take longer than a visitor would wait, for work that nobody waits for."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            from advisor.postgres import waiting_longer

            with waiting_longer(connection, seconds):
                yield connection
        else:
            yield connection


def make_tables(engine: Engine, tables: MetaData) -> None:
    """Make the tables that are missing; several servers may start at once."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING_TABLES})
        for table in tables.sorted_tables:
            # Asking first whether it is there would be a race on SQLite, which has no lock for it.
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))


@functools.lru_cache(maxsize=1)
def shared_database() -> Engine:
    """Return the engine of this installation's database."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        file = ROOT / "var" / "cap-reseaux.db"
        file.parent.mkdir(exist_ok=True)
        url = f"sqlite:///{file}"
    return open_database(url)
