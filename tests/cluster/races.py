"""Messages of one visitor, all at the same time and to every server, each sent again until it is answered."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from typing import Any

from advisor.database import open_database
from storage.events import EventLog
from tests.cluster.cluster import Cluster, Visitor, question

# Seconds after which a refused message is sent again.
_AGAIN = 0.2


def race_of_servers(servers: Cluster, messages: int, at_once: int) -> float:
    """Send them; each must be answered with its own answer, and stand in the conversation once.

    Returns:
        The longest that a message waited for its answer, with all its sendings, in seconds.

    """
    urls = [node.url for node in servers.rasa]
    visitor = Visitor(urls[0])
    with ThreadPoolExecutor(at_once) as clients:
        waits = list(clients.map(lambda place: _ask(visitor, place, urls), range(messages)))
    said = visitors_messages(servers.database, visitor.session)
    assert sorted(event["message_id"] for event in said) == [_name(place) for place in range(messages)]
    return max(waits)


def _name(place: int) -> str:
    return f"{place:032x}"


def visitors_messages(database: str, conversation: str) -> list[dict[str, Any]]:
    """What the visitor said in a conversation, as Rasa's events."""
    engine = open_database(database)
    events = [json.loads(event) for event in EventLog(engine).latest(conversation)]
    engine.dispose()
    return [event for event in events if event["event"] == "user"]


def _ask(visitor: Visitor, place: int, urls: list[str]) -> float:
    number, begun = 101 + place % 899, time.monotonic()
    # The same message goes to another server each time.
    for url in islice(cycle(urls), place % len(urls), None):
        answer = visitor.post(question(number), _name(place), url)
        if answer.status_code == 200 and answer.json()["answered"]:
            text = answer.json()["messages"][0]["text"]
            assert f" {number} PME" in text.replace("\u00a0", " ").replace("\u202f", " "), (number, text)
            return time.monotonic() - begun
        assert answer.status_code in (200, 429, 503), answer.text
        time.sleep(_AGAIN)
    raise AssertionError("unreachable")
