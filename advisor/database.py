"""The one database of an installation: conversations, sessions, plans, opinions, the review.

DATABASE_URL names it (an SQLAlchemy address); without it, it is a SQLite file in var/.
"""

from __future__ import annotations

import functools
import os
from typing import Any

from sqlalchemy import MetaData, create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from advisor.survey.shipped import ROOT

# Seconds for which a writer of SQLite waits for another one, and a client of PostgreSQL for a connection.
_PATIENCE = 2
# Connections that a process keeps open.
_CONNECTIONS = 8
# Any number, the same in every process: who holds it makes tables.
_MAKING_TABLES = 0x43415052


def open_database(url: str) -> Engine:
    """Return the engine of the database at `url`."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            future=True,
            hide_parameters=True,
            pool_size=_CONNECTIONS,
            max_overflow=0,
            pool_timeout=_PATIENCE,
            # After a restart of the database the next request finds its way by itself.
            pool_pre_ping=True,
            connect_args={"connect_timeout": _PATIENCE},
        )
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_PATIENCE,
        connect_args={"timeout": _PATIENCE, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    # Two servers share the file: with a write-ahead log readers and the writer do not wait for each other. What a turn
    # has saved survives the end of any process; erased pages are overwritten.
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")


def make_tables(engine: Engine, tables: MetaData) -> None:
    """Make the tables that are missing; several servers may start at once."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MAKING_TABLES})
        tables.create_all(connection)


@functools.lru_cache(maxsize=1)
def shared_database() -> Engine:
    """Return the engine of this installation's database."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        file = ROOT / "var" / "cap-reseaux.db"
        file.parent.mkdir(exist_ok=True)
        url = f"sqlite:///{file}"
    return open_database(url)
