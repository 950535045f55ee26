"""Ten thousand simultaneous messages of one visitor on two servers: none lost, none twice, none unanswered."""

from __future__ import annotations

from tests.cluster.cluster import Cluster
from tests.cluster.racer import race
from tests.cluster.races import race_of_servers
from tests.cluster.test_race import AT_ONCE, SERVERS, check
from tests.engines import Postgres

MESSAGES = 10_000


def test_turns_that_cost_next_to_nothing(postgres: Postgres) -> None:
    url = postgres.new_database()
    outcomes = race(url, SERVERS, MESSAGES // SERVERS, AT_ONCE)
    check(url, outcomes, MESSAGES // SERVERS)
    assert sum(outcome.computed for outcome in outcomes) == MESSAGES
    print(f"{MESSAGES} messages, the slowest {max(outcome.slowest for outcome in outcomes):.2f} s")


def test_turns_of_rasa(servers: Cluster) -> None:
    """With as many clients as make some wait too long in the queue of a server, and ask again."""
    slowest = race_of_servers(servers, MESSAGES, at_once=16)
    print(f"{MESSAGES} messages, the slowest {slowest:.1f} s")
