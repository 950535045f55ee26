"""Two Rasa servers and two action servers behind nginx, on one PostgreSQL: what deploy/compose.yaml starts."""

from __future__ import annotations

import functools
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from channels.history import MAX_MESSAGES
from scripts.run import LOCAL, apart, free_port, rasa_server
from scripts.supervision import Server, wait_until_up
from scripts.train import MODEL
from tests.engines import Nginx, Postgres

REST, WEB = "/webhooks/rest/webhook", "/chat/"
# Seconds after which a client gives up: longer than any answer may take.
PATIENCE = 20


class Node:
    """A server that can be killed, hung and started again at the same port."""

    def __init__(self, name: str, port: int, arguments: list[str], **env: str) -> None:
        """Start `python -m …arguments…`."""
        self.url = f"http://{LOCAL}:{port}"
        self._name, self._arguments, self._env = name, arguments, env
        self.restart()

    def kill(self) -> None:
        """End it as a machine's fault would."""
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()

    def restart(self) -> None:
        """Start it, without waiting until it is up."""
        self.server = Server(self._name, self._arguments, self.url, self._env)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """It does nothing for as long as the block lasts; its connections stay open."""
        os.killpg(self.server.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.server.process.pid, signal.SIGCONT)


@dataclass
class Cluster:
    """The whole of it."""

    postgres: Postgres
    database: str
    nginx: Nginx
    rasa: list[Node]
    actions: list[Node]

    def wait_until_up(self) -> None:
        """Return once all servers answer, and have answered: the first turn of a server costs seconds."""
        wait_until_up(*(node.server for node in (*self.actions, *self.rasa)))
        for node in self.rasa:
            until(functools.partial(_answers, node.url), 60)


@contextmanager
def cluster(postgres: Postgres, folder: Path) -> Iterator[Cluster]:
    """A cluster with an empty database, for as long as the block lasts."""
    ports = {kind: [free_port(), free_port()] for kind in ("rasa", "actions")}
    nginx = Nginx(folder, ports["rasa"], ports["actions"], {"rate=20r/s": "rate=1000r/s", "burst=60": "burst=1000"})
    settings = {
        **apart(folder),
        "DATABASE_URL": postgres.new_database(),
        "ACTIONS_URL": nginx.actions_url,
        "SANIC_HOST": LOCAL,
        "SANIC_PROXIES_COUNT": "1",
    }
    commands: dict[str, Callable[[int], list[str]]] = {
        "actions": lambda port: ["rasa_sdk", "--actions", "actions", "--port", str(port)],
        "rasa": lambda port: rasa_server(port, Path("deploy/endpoints.yml")),
    }
    nodes: dict[str, list[Node]] = {"actions": [], "rasa": []}
    try:
        for kind, command in commands.items():
            for place, port in enumerate(ports[kind], 1):
                nodes[kind].append(Node(f"{kind} {place} of the cluster", port, command(port), **settings))
        whole = Cluster(postgres, settings["DATABASE_URL"], nginx, **nodes)
        whole.wait_until_up()
        yield whole
    finally:
        # Nobody needs their last words.
        for node in (*nodes["rasa"], *nodes["actions"]):
            node.kill()
        nginx.stop()


class Visitor:
    """Somebody who talks over the web channel, and sends again what was not answered."""

    def __init__(self, url: str) -> None:
        """Begin a conversation at the server or the proxy at `url`."""
        self.url = url
        self.session: str = _answer(requests.post(url + WEB + "sessions", timeout=PATIENCE))["sender"]

    def post(self, text: str, name: str | None = None, url: str | None = None) -> requests.Response:
        """Send a message once; `name` is its id."""
        body = {"sender": self.session, "message": text, "id": name or secrets.token_hex(16)}
        return requests.post((url or self.url) + WEB + "messages", json=body, timeout=PATIENCE)

    def say(self, text: str, url: str | None = None) -> str:
        """Send a message that must be answered, and return the text of the answer."""
        answer = _answer(self.post(text, url=url))
        assert answer["answered"], answer
        return "\n".join(message.get("text", "") for message in answer["messages"])

    def history(self, url: str | None = None) -> list[dict[str, Any]]:
        """The conversation as the page shows it."""
        headers = {"X-Chat-Session": self.session}
        messages: list[dict[str, Any]] = _answer(
            requests.get((url or self.url) + WEB + "history", headers=headers, timeout=PATIENCE)
        )["messages"]
        return messages


def _answers(url: str) -> bool:
    return Visitor(url).post("bonjour").json().get("answered") is True


def _answer(response: requests.Response) -> Any:
    assert response.status_code == 200, (response.status_code, response.text)
    return response.json()


@dataclass(frozen=True)
class Sent:
    """A message that was sent once, and what came back."""

    text: str
    status: int
    seconds: float
    answer: Any


@dataclass
class Talk:
    """A visitor of the load: their messages, one after the other."""

    visitor: Visitor
    sent: list[Sent] = field(default_factory=list)


def question(number: int) -> str:
    """A question whose answer quotes `number`, so that it can't be taken for another one's."""
    return f"sur {number} PME, combien sont sur les réseaux sociaux ?"


@contextmanager
def load(url: str, visitors: int) -> Iterator[list[Talk]]:
    """Visitors who each ask question after question for as long as the block lasts; see what came of it afterwards."""
    talks, over = [Talk(Visitor(url)) for _ in range(visitors)], threading.Event()
    threads = [threading.Thread(target=_talk, args=(talk, over, 100 + 200 * place)) for place, talk in enumerate(talks)]
    for thread in threads:
        thread.start()
    try:
        yield talks
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _talk(talk: Talk, over: threading.Event, number: int) -> None:
    # Half of them as programs do, which leave it to nginx to number their messages.
    path = WEB + "messages" if number % 400 == 100 else REST
    while not over.is_set():
        number += 1
        text, begun = question(number), time.monotonic()
        body = {"sender": talk.visitor.session, "message": text}
        response = requests.post(talk.visitor.url + path, json=body, timeout=PATIENCE)
        answer = response.json()
        if path != REST and response.status_code == 200:
            answer = answer["messages"]
        talk.sent.append(Sent(text, response.status_code, time.monotonic() - begun, answer))


def check_nothing_was_lost(talks: list[Talk], longest: float) -> None:
    """Each message was answered, with its own answer, within `longest` seconds, and stands in its conversation once."""
    for talk in talks:
        assert {sent.status for sent in talk.sent} == {200}
        assert max(sent.seconds for sent in talk.sent) < longest
        expected = []
        for sent in talk.sent:
            expected += [{"from": "visitor", "text": sent.text}]
            expected += [{"from": "assistant", **message} for message in sent.answer]
            number = sent.text.split()[1]
            assert any(number in message.get("text", "") for message in sent.answer), sent
        history = [{name: value for name, value in said.items() if name != "id"} for said in talk.visitor.history()]
        assert history == expected[-MAX_MESSAGES:]


def until(done: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so; fails when it takes longer."""
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit, f"not within {seconds} s"
        time.sleep(0.05)


@pytest.fixture(scope="session")
def started(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start it once: that takes longer than all the tests."""
    if not MODEL.exists():
        pytest.fail(f"{MODEL} is missing: `make train` makes it.", pytrace=False)
    try:
        with cluster(postgres, tmp_path_factory.mktemp("cluster")) as whole:
            yield whole
    except SystemExit as problem:
        raise pytest.fail.Exception(str(problem), pytrace=False) from None


@pytest.fixture()
def servers(started: Cluster) -> Cluster:
    """Give all of it up and running to each test, whatever the last one did to it."""
    started.wait_until_up()
    return started
