"""The conversations that the server itself began for visitors of the page: their ids are keys, and can't be made up."""

from __future__ import annotations

import functools
import re
import secrets
from datetime import datetime, timezone

from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Engine

from advisor.database import make_tables, shared_database

# 128 random bits.
_BYTES = 16
ID = re.compile(r"[0-9a-f]{32}")
_METADATA = MetaData()
_SESSIONS = Table(
    "sessions",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("begun_at", DateTime(timezone=True), nullable=False),
)


class SessionStore:
    """Ids of conversations that exist."""

    def __init__(self, engine: Engine) -> None:
        """Use the database behind `engine`; the table is made when it is missing."""
        self._engine = engine
        make_tables(engine, _METADATA)

    def begin(self) -> str:
        """Return the id of a new conversation."""
        name = secrets.token_hex(_BYTES)
        with self._engine.begin() as connection:
            connection.execute(insert(_SESSIONS).values(id=name, begun_at=datetime.now(timezone.utc)))
        return name

    def knows(self, name: str) -> bool:
        """Tell whether the server began this conversation, and nobody erased it."""
        if not ID.fullmatch(name):
            return False
        with self._engine.connect() as connection:
            return connection.execute(select(_SESSIONS.c.id).where(_SESSIONS.c.id == name)).first() is not None

    def begun_before(self, moment: datetime) -> list[str]:
        """Return the conversations that were begun before `moment`."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(_SESSIONS.c.id).where(_SESSIONS.c.begun_at < moment)).scalars())

    def forget(self, name: str) -> None:
        """Erase a conversation's id."""
        with self._engine.begin() as connection:
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.id == name))


@functools.lru_cache(maxsize=1)
def session_store() -> SessionStore:
    """Return the store of this installation."""
    return SessionStore(shared_database())
