"""What visitors think of the answers: a thumb up or down, with a word if they like."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, delete, insert, select
from sqlalchemy.engine import Engine

from advisor.database import make_tables, shared_database

Verdict = Literal["up", "down"]
VERDICTS = ("up", "down")
MAX_WORD = 300
_METADATA = MetaData()
_OPINIONS = Table(
    "opinions",
    _METADATA,
    Column("session", String(32), primary_key=True),
    Column("turn", String(32), primary_key=True),
    Column("verdict", String(4), nullable=False),
    Column("word", Text, nullable=False),
    Column("given_at", DateTime(timezone=True), nullable=False),
)


@dataclass(frozen=True)
class Opinion:
    """A visitor's opinion of one answer. turn: the id of the visitor's message that was answered."""

    session: str
    turn: str
    verdict: Verdict
    word: str = ""


class OpinionStore:
    """Opinions, the last one for each answer."""

    def __init__(self, engine: Engine) -> None:
        """Use the database behind `engine`; the table is made when it is missing."""
        self._engine = engine
        make_tables(engine, _METADATA)

    def keep(self, opinion: Opinion) -> None:
        """Keep an opinion in place of an earlier one of the same answer."""
        here = (_OPINIONS.c.session == opinion.session) & (_OPINIONS.c.turn == opinion.turn)
        values = {"verdict": opinion.verdict, "word": opinion.word, "given_at": datetime.now(timezone.utc)}
        with self._engine.begin() as connection:
            connection.execute(delete(_OPINIONS).where(here))
            connection.execute(insert(_OPINIONS).values(session=opinion.session, turn=opinion.turn, **values))

    def of(self, session: str) -> list[Opinion]:
        """Return the opinions of a conversation."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_OPINIONS).where(_OPINIONS.c.session == session)).all()
        return [Opinion(row.session, row.turn, row.verdict, row.word) for row in rows]

    def forget(self, session: str) -> None:
        """Erase the opinions of a conversation."""
        with self._engine.begin() as connection:
            connection.execute(delete(_OPINIONS).where(_OPINIONS.c.session == session))


@functools.lru_cache(maxsize=1)
def opinion_store() -> OpinionStore:
    """Return the store of this installation."""
    return OpinionStore(shared_database())
