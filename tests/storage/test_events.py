"""Conversations as numbered events."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.database import open_database
from storage.events import AlreadySavedError, EventLog, OvertakenError, StoredEvent


@pytest.fixture()
def log(database_url: str) -> Iterator[EventLog]:
    engine = open_database(database_url)
    yield EventLog(engine)
    engine.dispose()


def turn(name: str) -> list[StoredEvent]:
    return [StoredEvent(f"user {name}", name), StoredEvent(f"bot {name}")]


def test_a_turn_computed_from_an_older_state_is_not_saved(log: EventLog) -> None:
    """Two servers read the conversation at the same time; the second to save is told so, and nothing of it is kept."""
    log.append("c", 0, turn("a"))
    log.append("c", 2, turn("b"))
    with pytest.raises(OvertakenError):
        log.append("c", 2, turn("x"))
    assert log.latest("c") == ["user a", "bot a", "user b", "bot b"]


def test_a_message_is_in_a_conversation_once(log: EventLog) -> None:
    """And may be in another one."""
    log.append("c", 0, turn("a"))
    with pytest.raises(AlreadySavedError):
        log.append("c", 2, turn("a"))
    log.append("d", 0, turn("a"))
    assert (len(log.latest("c")), len(log.latest("d"))) == (2, 2)


def test_the_latest_session_begins_where_it_was_started(log: EventLog) -> None:
    assert log.session("c") == (0, [])
    log.append("c", 0, turn("a"))
    assert log.session("c") == (0, ["user a", "bot a"])
    log.append("c", 2, [StoredEvent("start", starts_session=True), *turn("b")])
    assert log.session("c") == (2, ["start", "user b", "bot b"])


def test_a_turn_ends_where_the_next_message_begins(log: EventLog) -> None:
    log.append("c", 0, [*turn("a"), *turn("b")])
    assert log.turn("c", "a") == ["user a", "bot a"]
    assert log.turn("c", "b") == ["user b", "bot b"]
    assert log.turn("c", "x") == log.turn("d", "a") == []


def test_the_end_of_a_conversation_comes_in_order(log: EventLog) -> None:
    log.append("c", 0, [*turn("a"), *turn("b")])
    assert log.latest("c", 3) == ["bot a", "user b", "bot b"]


def test_what_nobody_uses_is_found(log: EventLog) -> None:
    log.append("c", 0, turn("a"))
    assert log.unused_since(time.time() - 60) == [] and log.unused_since(time.time() + 60) == ["c"]
    assert log.among(["c", "d"]) == ["c"]


def test_what_postgresql_can_t_hold_is_refused_and_the_log_goes_on(log: EventLog) -> None:
    """A NUL in a name ended the process of Rasa's own store."""
    if log._engine.dialect.name == "postgresql":
        with pytest.raises(ValueError, match="NUL"):
            log.append("c\0", 0, turn("a"))
    log.append("c", 0, [StoredEvent(json.dumps({"text": "\0"}), "a")])
    assert [json.loads(data) for data in log.turn("c", "a")] == [{"text": "\0"}]


def test_what_is_forgotten_is_overwritten(tmp_path: Path) -> None:
    """In a file at once; PostgreSQL's VACUUM does it in its own time."""
    log = EventLog(open_database(f"sqlite:///{tmp_path / 'events.db'}"))
    log.append("c", 0, [StoredEvent("un secret bien gardé")])
    log.append("d", 0, [StoredEvent("autre chose")])
    log.forget("c")
    assert log.conversations() == ["d"]
    with log._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"autre chose" in kept and "un secret bien gardé".encode() not in kept
