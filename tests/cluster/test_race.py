"""Simultaneous messages of one visitor on two servers that share a database, with turns that cost next to nothing."""

from __future__ import annotations

import pytest

from tests.cluster.racer import CONVERSATION, Outcome, race
from tests.cluster.races import visitors_messages
from tests.engines import Postgres

SERVERS = 2
# As many as one conversation may have waiting at a server (storage/locks.py).
AT_ONCE = 6


def check(url: str, outcomes: list[Outcome], messages: int) -> None:
    """None lost, none twice, none unanswered, none with another one's answer."""
    assert [outcome.wrong for outcome in outcomes] == [[]] * SERVERS
    said = [event["message_id"] for event in visitors_messages(url, CONVERSATION)]
    assert len(said) == len(set(said)) == SERVERS * messages


def test_with_the_lock_no_turn_is_computed_in_vain(postgres: Postgres) -> None:
    url, messages = postgres.new_database(), 250
    outcomes = race(url, SERVERS, messages, AT_ONCE)
    check(url, outcomes, messages)
    assert sum(outcome.computed for outcome in outcomes) == SERVERS * messages
    assert [outcome.refused for outcome in outcomes] == [{}] * SERVERS


def test_the_numbers_of_the_events_alone_lose_nothing(database_url: str) -> None:
    """As when a lock was lost: turns are computed in vain, and again."""
    outcomes = race(database_url, SERVERS, 100, AT_ONCE, lock=False)
    check(database_url, outcomes, 100)
    assert sum(outcome.computed for outcome in outcomes) > SERVERS * 100


@pytest.mark.parametrize("at_once", [20])
def test_whoever_is_one_too_many_is_answered_when_they_ask_again(postgres: Postgres, at_once: int) -> None:
    url = postgres.new_database()
    outcomes = race(url, SERVERS, 100, at_once)
    check(url, outcomes, 100)
    assert sum(outcome.refused.get(429, 0) for outcome in outcomes) > 0
