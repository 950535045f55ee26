"""Where it is kept, for REVIEW_DAYS days: messages to learn from, without who wrote them, and counts of what is asked.

A row says to which conversation it belongs only to whoever has the conversation's id: it holds a hash of that id with a
salt of its own, so that the rows of one visitor can be erased and can't be put together.
"""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import (
    Column,
    Date,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine

from advisor.database import make_tables, shared_database
from advisor.retention import days_kept
from advisor.review.masking import mask
from advisor.review.turn import REASONS, Reason, Turn, reason_to_keep

DAYS_KEPT = "REVIEW_DAYS"
# Characters of an answer: enough to recognise it.
_MOST_ANSWER = 160
_METADATA = MetaData()
_KEPT = Table(
    "review_kept",
    _METADATA,
    Column("turn", String(32), primary_key=True),
    Column("reason", String(16), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("confidence", Float),
    Column("answer", Text, nullable=False),
    Column("word", Text, nullable=False),
    # A day: an hour would tell whose message it is to whoever reads a web server's log.
    Column("said_on", Date, nullable=False),
)
_COUNTS = Table(
    "review_counts",
    _METADATA,
    Column("day", Date, primary_key=True),
    Column("what", String(8), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Every turn asks these: made once, as SQLAlchemy takes its time to make them.
_NO_MISS = delete(_KEPT).where(_KEPT.c.turn == bindparam("named"), _KEPT.c.reason != "disliked")
# For the first time or not, in the words of PostgreSQL and SQLite alike.
_COUNT = text(
    "INSERT INTO review_counts (day, what, name, count) VALUES (:day, :what, :name, :count)"
    " ON CONFLICT (day, what, name) DO UPDATE SET count = review_counts.count + excluded.count"
).bindparams(bindparam("day", type_=Date))


def review_days() -> int:
    """Return for how many days messages and counts are kept, 0 for not at all; raises ValueError for anything else."""
    return days_kept(DAYS_KEPT, least=0)


@dataclass(frozen=True)
class Miss:
    """A message to learn from; its texts are masked. word: what the visitor wrote beside a thumb down."""

    text: str
    reasons: tuple[Reason, ...]
    kind: str
    confidence: float | None
    answer: str
    word: str
    said_on: date


@dataclass(frozen=True)
class Counts:
    """How often what was asked, by name: kinds of question, figures told, and topics that no survey measures."""

    kinds: Counter[str]
    figures: Counter[str]
    topics: Counter[str]
    by_day: Counter[date]
    """Questions by day."""


class ReviewLog:
    """Messages to learn from, and counts."""

    def __init__(
        self, engine: Engine, days: Callable[[], int] = review_days, today: Callable[[], date] = date.today
    ) -> None:
        """Use the database behind `engine`; the tables are made when they are missing."""
        self._engine = engine
        self._days = days
        self._today = today
        self._purged_on: date | None = None
        make_tables(engine, _METADATA)

    @property
    def keeps_nothing(self) -> bool:
        """Whether the setting is 0."""
        return self._days() == 0

    def note(self, turn: Turn) -> None:
        """Count what was asked, and keep the message if there is a reason.

        A message that is sent again takes the place of itself: what failed and is answered at last was no miss.
        """
        with self._engine.begin() as connection:
            self._purge_daily(connection)
            if self.keeps_nothing:
                return
            name = _name(turn.session, turn.id)
            connection.execute(_NO_MISS, {"named": name})
            reason = reason_to_keep(turn)
            if reason:
                self._keep(connection, turn, reason)
            if turn.outcome != "failed":
                self._count(connection, {"kind": turn.kinds, "figure": turn.figures, "topic": turn.topics})

    def note_dislike(self, turn: Turn, word: str = "") -> None:
        """Keep a message whose answer got a thumb down, once however often the visitor presses."""
        with self._engine.begin() as connection:
            self._purge_daily(connection)
            if not self.keeps_nothing:
                self._withdraw(connection, turn.session, turn.id)
                self._keep(connection, turn, "disliked", word)

    def withdraw_dislike(self, session: str, turn: str) -> None:
        """Forget that the answer to a message got a thumb down."""
        with self._engine.begin() as connection:
            self._withdraw(connection, session, turn)

    def forget(self, session: str) -> None:
        """Erase all messages of a conversation. Counts hold nothing of anybody, and stay."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(_KEPT.c.turn, _KEPT.c.owner).distinct()).all()
            own = [row.turn for row in rows if row.owner == _owner(session, row.turn)]
            for name in own:
                connection.execute(delete(_KEPT).where(_KEPT.c.turn == name))

    def purge(self) -> None:
        """Erase what is older than the setting allows; the first writing of a day does so too."""
        with self._engine.begin() as connection:
            self._purge(connection)

    def misses(self, since: date | None = None) -> list[Miss]:
        """Return the messages kept, the latest first, each once with all its reasons."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(_KEPT).where(_KEPT.c.said_on >= (since or date.min)).order_by(_KEPT.c.said_on.desc())
            ).all()
        by_turn: dict[str, list[Miss]] = {}
        for row in rows:
            miss = Miss(row.text, (row.reason,), row.kind, row.confidence, row.answer, row.word, row.said_on)
            by_turn.setdefault(row.turn, []).append(miss)
        return [_merged(same) for same in by_turn.values()]

    def counts(self, since: date | None = None) -> Counts:
        """Return what was asked and told."""
        found: dict[str, Counter[str]] = {"kind": Counter(), "figure": Counter(), "topic": Counter()}
        by_day: Counter[date] = Counter()
        with self._engine.connect() as connection:
            for row in connection.execute(select(_COUNTS).where(_COUNTS.c.day >= (since or date.min))):
                found[row.what][row.name] += row.count
                if row.what == "kind":
                    by_day[row.day] += row.count
        return Counts(found["kind"], found["figure"], found["topic"], by_day)

    def _keep(self, connection: Connection, turn: Turn, reason: Reason, word: str = "") -> None:
        name = _name(turn.session, turn.id)
        connection.execute(
            insert(_KEPT).values(
                turn=name,
                reason=reason,
                owner=_owner(turn.session, name),
                text=mask(turn.text),
                kind=turn.kind,
                confidence=turn.confidence,
                # A reply may quote the visitor.
                answer=_shortened(mask(turn.answer)),
                word=mask(word),
                said_on=self._today(),
            )
        )

    @staticmethod
    def _withdraw(connection: Connection, session: str, turn: str) -> None:
        here = (_KEPT.c.turn == _name(session, turn)) & (_KEPT.c.reason == "disliked")
        connection.execute(delete(_KEPT).where(here))

    def _count(self, connection: Connection, asked: Mapping[str, Iterable[str]]) -> None:
        # In one order everywhere, so that two servers never wait for each other.
        counted = sorted((what, name, times) for what, names in asked.items() for name, times in Counter(names).items())
        if counted:
            connection.execute(
                _COUNT,
                [{"day": self._today(), "what": what, "name": name, "count": n} for what, name, n in counted],
            )

    def _purge_daily(self, connection: Connection) -> None:
        """Purge with the first writing of a day, and with each one when nothing is kept."""
        if self._purged_on != self._today() or self.keeps_nothing:
            self._purge(connection)
            self._purged_on = self._today()

    def _purge(self, connection: Connection) -> None:
        last = self._today() - timedelta(days=self._days())
        connection.execute(delete(_KEPT).where(_KEPT.c.said_on <= last))
        connection.execute(delete(_COUNTS).where(_COUNTS.c.day <= last))


def _merged(same: list[Miss]) -> Miss:
    reasons = {reason for miss in same for reason in miss.reasons}
    word = " ".join(filter(None, (miss.word for miss in same)))
    first = same[0]
    ordered = tuple(reason for reason in REASONS if reason in reasons)
    return Miss(first.text, ordered, first.kind, first.confidence, first.answer, word, first.said_on)


def _shortened(answer: str) -> str:
    if len(answer) <= _MOST_ANSWER:
        return answer
    return answer[:_MOST_ANSWER].rsplit(" ", 1)[0] + "…"


def _name(session: str, turn: str) -> str:
    """Return the key of a message: the same each time, and of no use to find its conversation."""
    return hashlib.blake2b(f"{session}\0{turn}".encode(), digest_size=16, person=b"turn").hexdigest()


def _owner(session: str, name: str) -> str:
    """Return what ties a message to its conversation, different for each message."""
    salt = bytes.fromhex(name)
    return hashlib.blake2b(session.encode(), digest_size=16, salt=salt, person=b"owner").hexdigest()


@functools.lru_cache(maxsize=1)
def review_log() -> ReviewLog:
    """Return the log of this installation."""
    return ReviewLog(shared_database())
