"""Servers that are killed at any moment of conversations, again and again: nothing is lost, and nothing is told twice.

A seed makes the same kills again, as far as chance between processes allows.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from advisor.database import open_database
from scripts.run import LOCAL, apart, assistant, free_port
from scripts.supervision import PATIENCE, Server, is_up, watched
from scripts.train import MODEL
from storage.events import EventLog
from tests.faults.visitor import SORRY, Said, Visitor, as_kept, new_id

# Visitors at once; messages of a conversation, more than a session of the store holds.
VISITORS, MESSAGES = 4, 25
# Messages that are sent between two kills.
MOST_BETWEEN_KILLS = 20
# Seconds after a message was sent, which takes some tenths to be answered; and seconds between an answer and the next.
LATEST_KILL, LONGEST_PAUSE = 0.5, 1.0
TEXTS = (
    "Bonjour",
    "Je veux de la notoriété",
    "Rappelle-moi mes objectifs",
    "Pourquoi les PME vont-elles sur les réseaux sociaux ?",
    "Fais-moi un plan",
    "Quelle part des PME utilise les réseaux sociaux ?",
    "J’ajoute Facebook",
    "Que sais-tu de moi ?",
    "Et la pub ?",
    "Merci",
)


class Talker:
    """A visitor who holds one conversation after the other, and sends each message until it is answered."""

    def __init__(self, base: str, rng: random.Random, sent: threading.Event, over: threading.Event) -> None:
        """Talk at this address until `over`; `sent` tells that a message is on its way."""
        self._base, self._rng, self._sent, self._over = base, rng, sent, over
        self.kept: dict[str, list[tuple[str, str, Said]]] = {}
        """What was answered: by conversation, each message's text and id with the answer that arrived."""
        self.retries = 0

    def talk(self) -> None:
        """Hold conversations; the last one ends with an answer."""
        while not self._over.is_set():
            visitor = self._begin()
            turns = self.kept.setdefault(visitor.sender, [])
            for _ in range(MESSAGES):
                if self._over.is_set():
                    break
                text, name = self._rng.choice(TEXTS), new_id()
                turns.append((text, name, self._until_answered(visitor, text, name)))
                time.sleep(self._rng.uniform(0, LONGEST_PAUSE))

    def _begin(self) -> Visitor:
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                return Visitor(self._base)
            except requests.RequestException:
                assert time.monotonic() < limit, "no conversation could begin"
                time.sleep(0.5)

    def _until_answered(self, visitor: Visitor, text: str, name: str) -> Said:
        limit = time.monotonic() + PATIENCE
        again = False
        while True:
            try:
                self._sent.set()
                said = visitor.say(text, name, again)
                if said.answered:
                    return said
                # A conversation that is gone (410), or a text that is not ours, is no hiccup.
                assert said.sentences and said.sentences[0] in SORRY, said
            except requests.RequestException:
                pass
            assert time.monotonic() < limit, f"no answer to « {text} »"
            again = True
            self.retries += 1
            time.sleep(0.3)


def kill_at_any_moment(
    servers: Sequence[Server], kills: int, rng: random.Random, sent: threading.Event, over: threading.Event
) -> Counter[str]:
    """Kill a server, or all, soon after some message was sent; wait until they are back; return the deaths of each."""
    killed: Counter[str] = Counter()
    # Each as often as the other, so that few kills meet both.
    victims = list(servers) * (kills // len(servers) + 1)
    rng.shuffle(victims)
    try:
        while killed.total() < kills:
            for _ in range(rng.randint(1, MOST_BETWEEN_KILLS)):
                sent.clear()
                assert sent.wait(PATIENCE), "nobody talks any more"
            time.sleep(rng.uniform(0, LATEST_KILL))
            for server in servers if rng.random() < 0.1 else [victims.pop()]:
                server.process.kill()
                server.process.wait()
                killed[server.name] += 1
            limit = time.monotonic() + PATIENCE
            # Rasa's /health is good when the action server's is.
            while not all(is_up(server.base) for server in servers):
                assert time.monotonic() < limit, "a server did not come back"
                time.sleep(0.2)
    finally:
        over.set()
    return killed


def check(conversation: str, turns: Sequence[tuple[str, str, Said]], base: str, log: EventLog) -> None:
    """Every answer that a visitor got is in the conversation as it was given, each message once, and nothing else."""
    told = requests.get(f"{base}/chat/history", headers={"X-Chat-Session": conversation}, timeout=30).json()
    assert told["messages"] == [message for text, name, said in turns for message in as_kept(text, name, said)]

    events: list[dict[str, Any]] = [json.loads(event) for event in log.latest(conversation)]
    asked = [event["message_id"] for event in events if event["event"] == "user"]
    assert asked == [name for _, name, _ in turns]
    answers = Counter[str]()
    for event in events:
        if event["event"] == "user":
            name = event["message_id"]
        elif event["event"] == "bot":
            answers[name] += 1
    assert answers == Counter(dict.fromkeys(asked, 1))


def nothing_is_lost_nor_told_twice(database: Path, kills: int, seed: int, action_port: int | None = None) -> None:
    """Hold conversations while servers are killed so many times, and check each of them.

    With an `action_port` the actions have a server of their own, and some kills meet that one.
    """
    print(f"\n{kills} kills, seed {seed}")
    sent, over = threading.Event(), threading.Event()
    with (
        assistant(LOCAL, free_port(), MODEL, " to be killed", apart(database), action_port) as servers,
        watched(*servers),
        ThreadPoolExecutor() as threads,
    ):
        base = servers[0].base
        talkers = [Talker(base, random.Random(f"{seed} {n}"), sent, over) for n in range(VISITORS)]
        talks = [threads.submit(talker.talk) for talker in talkers]
        killed = kill_at_any_moment(servers, kills, random.Random(seed), sent, over)
        for talk in talks:
            talk.result()
        log = EventLog(open_database(f"sqlite:///{database}"))
        conversations = {name: turns for talker in talkers for name, turns in talker.kept.items()}
        for name, turns in conversations.items():
            check(name, turns, base, log)
        assert set(log.conversations()) <= set(conversations)
    turns, retries = sum(map(len, conversations.values())), sum(talker.retries for talker in talkers)
    print(f"{dict(killed)} killed; {len(conversations)} conversations, {turns} turns, {retries} retries")
    assert retries, "no kill met a message: nothing was tested"
