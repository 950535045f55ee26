"""The events of conversations, each under its number in its conversation.

The numbers are the fence: a turn that was computed from an older state of its conversation, because its lock was lost
on the way, finds its numbers taken and is not saved. A visitor's message has an id, which a conversation holds once.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select

from advisor.database import make_tables, patiently, shared_database

# Names in one question.
_AT_ONCE = 500
# Seconds: a purge has more to read than a visitor's question, and nobody waits for it.
PURGE_PATIENCE = 60
_METADATA = MetaData()
_EVENTS = Table(
    "events",
    _METADATA,
    Column("conversation", String(255), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("message_id", String(255)),
    Column("starts_session", Boolean, nullable=False),
    # Seconds since 1970, as Rasa counts.
    Column("at", Float, nullable=False),
    Column("data", Text, nullable=False),
    Index("events_by_message", "conversation", "message_id", unique=True),
)
Index(
    "events_that_start_sessions",
    _EVENTS.c.conversation,
    _EVENTS.c.number,
    sqlite_where=_EVENTS.c.starts_session,
    postgresql_where=_EVENTS.c.starts_session,
)
_NAMED = _EVENTS.c.conversation == bindparam("named")
# Every turn asks it: made once, since SQLAlchemy takes as long to make it and to find what it has compiled of it.
_LATEST_SESSION = (
    select(_EVENTS.c.number, _EVENTS.c.data)
    .where(
        _NAMED,
        _EVENTS.c.number
        >= func.coalesce(
            select(func.max(_EVENTS.c.number)).where(_NAMED, _EVENTS.c.starts_session).scalar_subquery(), 0
        ),
    )
    .order_by(_EVENTS.c.number)
)


@dataclass(frozen=True)
class StoredEvent:
    """An event of Rasa's as JSON. message_id: of a visitor's message alone; starts_session: whether it opens one."""

    data: str
    message_id: str | None = None
    starts_session: bool = False


class AlreadySavedError(Exception):
    """The message of this id has its turn in the conversation already."""


class OvertakenError(Exception):
    """Another turn of the conversation was saved since it was read."""


class EventLog:
    """Conversations, event by event."""

    def __init__(self, engine: Engine) -> None:
        """Use the database behind `engine`; the table is made when it is missing."""
        self._engine = engine
        make_tables(engine, _METADATA)

    def session(self, conversation: str) -> tuple[int, list[str]]:
        """Return the latest session of a conversation: the number of its first event, and its events."""
        with self._engine.connect() as connection:
            rows = connection.execute(_LATEST_SESSION, {"named": conversation}).all()
        return (rows[0].number if rows else 0), [row.data for row in rows]

    def latest(self, conversation: str, most: int | None = None) -> list[str]:
        """Return the events of a conversation in order; no more than the last `most`."""
        with self._engine.connect() as connection:
            rows = connection.execute(_of(conversation).order_by(_EVENTS.c.number.desc()).limit(most)).all()
        return [row.data for row in reversed(rows)]

    def turn(self, conversation: str, message_id: str) -> list[str]:
        """Return a visitor's message and what followed it, up to the next one; nothing when there is none."""
        with self._engine.connect() as connection:
            first = connection.execute(_of(conversation).where(_EVENTS.c.message_id == message_id)).first()
            if first is None:
                return []
            after = select(func.min(_EVENTS.c.number)).where(
                _EVENTS.c.conversation == conversation,
                _EVENTS.c.number > first.number,
                _EVENTS.c.message_id.is_not(None),
            )
            end = connection.execute(after).scalar()
            inside = _EVENTS.c.number >= first.number
            if end is not None:
                inside &= _EVENTS.c.number < end
            rows = connection.execute(_of(conversation).where(inside).order_by(_EVENTS.c.number)).all()
        return [row.data for row in rows]

    def append(self, conversation: str, number: int, events: Sequence[StoredEvent]) -> None:
        """Keep `events`, the first one under `number`: all of them or, on an error, none.

        Raises:
            AlreadySavedError: if one of them is a message that the conversation has already.
            OvertakenError: if these numbers are taken.

        """
        now = time.time()
        rows = [
            {
                "conversation": conversation,
                "number": number + place,
                "message_id": event.message_id,
                "starts_session": event.starts_session,
                "at": now,
                "data": event.data,
            }
            for place, event in enumerate(events)
        ]
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_EVENTS), rows)
        except IntegrityError:
            with self._engine.connect() as connection:
                ids = [event.message_id for event in events if event.message_id]
                known = connection.execute(_of(conversation).where(_EVENTS.c.message_id.in_(ids))).first()
            raise (AlreadySavedError if known else OvertakenError)(number) from None

    def conversations(self) -> list[str]:
        """Return the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(_EVENTS.c.conversation).distinct()).scalars())

    def forget(self, conversation: str) -> None:
        """Erase a conversation."""
        with self._engine.begin() as connection:
            connection.execute(delete(_EVENTS).where(_EVENTS.c.conversation == conversation))

    def unused_since(self, before: float) -> list[str]:
        """Return the conversations whose last event is older than `before` (seconds since 1970)."""
        old = select(_EVENTS.c.conversation).group_by(_EVENTS.c.conversation).having(func.max(_EVENTS.c.at) < before)
        with patiently(self._engine, PURGE_PATIENCE) as connection:
            return list(connection.execute(old).scalars())

    def among(self, names: Sequence[str]) -> list[str]:
        """Return those of `names` that are conversations in which something was said."""
        known = []
        with patiently(self._engine, PURGE_PATIENCE) as connection:
            for start in range(0, len(names), _AT_ONCE):
                part = _EVENTS.c.conversation.in_(names[start : start + _AT_ONCE])
                known += connection.execute(select(_EVENTS.c.conversation).where(part).distinct()).scalars()
        return known


def _of(conversation: str) -> Select:
    return select(_EVENTS.c.number, _EVENTS.c.data).where(_EVENTS.c.conversation == conversation)


@functools.lru_cache(maxsize=1)
def event_log() -> EventLog:
    """Return the log of this installation."""
    return EventLog(shared_database())
