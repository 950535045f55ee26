"""Two servers of each kind behind nginx, and what happens when one of them, or the database, is not there."""

from __future__ import annotations

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import requests
from sqlalchemy import create_engine, text

from channels import phrases
from tests.cluster.cluster import (
    PATIENCE,
    REST,
    WEB,
    Cluster,
    Node,
    Talk,
    Visitor,
    check_nothing_was_lost,
    load,
    question,
    until,
)
from tests.cluster.races import race_of_servers

# Seconds. What a visitor may wait when a server dies, when the database does, when a server hangs with their lock.
SERVER_GONE, DATABASE_GONE, HANGING_SERVER = 3, 2, 10


def test_a_conversation_continues_on_the_other_server(servers: Cluster) -> None:
    """The profile, the plan, the past and the erasing are the same whomever one asks."""
    one, other = (node.url for node in servers.rasa)
    visitor = Visitor(one)
    assert "renforcer la marque" in visitor.say("Je veux de la notoriété", one)
    assert "renforcer la marque" in visitor.say("Rappelle-moi mes objectifs", other)
    visitor.say("Fais-moi un plan", one)
    plan = next(word for word in _texts(visitor.history(other)).split() if "/plan/" in word)
    assert requests.get(other + plan.strip("()[]."), timeout=PATIENCE).status_code == 200
    assert visitor.history(one) == visitor.history(other)

    assert requests.post(one + WEB + "erase", json={"sender": visitor.session}, timeout=PATIENCE).status_code == 200
    assert visitor.post("Rappelle-moi mes objectifs", url=other).status_code == 410
    assert requests.get(other + plan.strip("()[]."), timeout=PATIENCE).status_code == 404


def test_simultaneous_messages_of_one_visitor_are_each_answered_once(servers: Cluster) -> None:
    race_of_servers(servers, messages=200, at_once=8)


def test_a_database_that_is_down_is_said_and_forgets_nothing(servers: Cluster) -> None:
    visitor = Visitor(servers.nginx.url)
    visitor.say("Je veux de la notoriété")
    servers.postgres.stop()
    try:
        _check_that_it_is_said(visitor)
    finally:
        servers.postgres.start()
    _check_that_nothing_is_forgotten(visitor)


def test_a_database_that_hangs_is_said_and_forgets_nothing(servers: Cluster) -> None:
    visitor = Visitor(servers.nginx.url)
    visitor.say("Je veux de la notoriété")
    with servers.postgres.hanging():
        _check_that_it_is_said(visitor)
    _check_that_nothing_is_forgotten(visitor)


def _check_that_it_is_said(visitor: Visitor) -> None:
    message = {"sender": visitor.session, "message": "Rappelle-moi mes objectifs"}
    headers = {"X-Chat-Session": visitor.session}
    questions = [("POST", path) for path in (WEB + "messages", REST, WEB + "sessions")] + [("GET", WEB + "history")]

    def ask(method: str, path: str) -> tuple[int, float]:
        begun = time.monotonic()
        answer = requests.request(method, visitor.url + path, json=message, headers=headers, timeout=PATIENCE)
        if path in (WEB + "messages", REST):
            assert answer.json() == {"error": phrases.BACK_SOON} and answer.headers["Retry-After"].isdecimal()
        return answer.status_code, time.monotonic() - begun

    # At once, and again when the connections that were open are known to be dead.
    for _ in range(3):
        with ThreadPoolExecutor() as clients:
            answers = list(clients.map(ask, *zip(*2 * questions, strict=True)))
        assert {status for status, _ in answers} == {503}
        assert max(seconds for _, seconds in answers) < DATABASE_GONE


def _check_that_nothing_is_forgotten(visitor: Visitor) -> None:
    until(lambda: visitor.post("Bonjour").status_code == 200, 10)
    assert "renforcer la marque" in visitor.say("Rappelle-moi mes objectifs")
    said = _texts(visitor.history())
    assert said.count("Je veux de la notoriété") == said.count("Rappelle-moi mes objectifs") == 1


def test_nobody_notices_that_an_action_server_dies(servers: Cluster) -> None:
    _talks_while_it_dies(servers, servers.actions[0])


def test_a_server_that_hangs_with_the_lock_holds_up_nobody_for_long(servers: Cluster) -> None:
    """When it goes on, its turn is not saved behind the other one's back."""
    hung, other = servers.rasa
    visitor, name = Visitor(other.url), secrets.token_hex(16)
    visitor.say("Je veux de la notoriété")
    got: list[requests.Response] = []
    asking = threading.Thread(target=lambda: got.append(visitor.post(question(137), name, hung.url)))
    with ExitStack() as stack:
        with servers.actions[0].hanging(), servers.actions[1].hanging():
            asking.start()
            until(lambda: _a_turn_holds_its_lock(servers), 5)
            stack.enter_context(hung.hanging())
        begun = time.monotonic()
        visitor.say("Rappelle-moi mes objectifs")
        assert 1 < time.monotonic() - begun < HANGING_SERVER
    asking.join()
    # It was given up, and may be sent again.
    assert got[0].json().get("answered") is not True or _texts(visitor.history()).count(question(137)) == 1
    until(lambda: visitor.post(question(137), name, hung.url).json().get("answered"), 20)
    said = [message["text"] for message in visitor.history() if message["from"] == "visitor"]
    assert sorted(said) == sorted(["Je veux de la notoriété", "Rappelle-moi mes objectifs", question(137)])


def test_nobody_notices_that_a_server_dies(servers: Cluster) -> None:
    """Messages under way are asked of the other one, and count once."""
    victim, other = servers.rasa
    talks = _talks_while_it_dies(servers, victim)
    tried = [line.split(" ")[6] for line in servers.nginx.access_log.read_text().splitlines()]
    assert f"{victim.url}, {other.url}".replace("http://", "") in " ".join(tried) or any("," in one for one in tried)
    servers.wait_until_up()
    assert question(101) in _texts(talks[0].visitor.history(victim.url))


def _talks_while_it_dies(servers: Cluster, victim: Node) -> list[Talk]:
    """Return three visitors' talks in which nothing was lost, although a server was killed in the middle."""
    try:
        with load(servers.nginx.url, 3) as talks:
            until(lambda: all(len(talk.sent) >= 3 for talk in talks), 30)
            victim.kill()
            so_far = [len(talk.sent) for talk in talks]
            until(lambda: all(len(talk.sent) >= before + 4 for talk, before in zip(talks, so_far, strict=True)), 60)
    finally:
        victim.restart()
    check_nothing_was_lost(talks, SERVER_GONE)
    return talks


def _texts(history: list[dict[str, Any]]) -> str:
    return "\n".join(message.get("text", "") for message in history)


def _a_turn_holds_its_lock(servers: Cluster) -> bool:
    """Whether one does for longer than the note on the turn before (channels/reviewing.py) would."""
    held = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted"
    engine = create_engine(servers.database, future=True)
    with engine.connect() as connection:
        count = connection.execute(text(f"{held} AND now() - xact_start > interval '1 second'")).scalar_one()
    engine.dispose()
    return bool(count)
