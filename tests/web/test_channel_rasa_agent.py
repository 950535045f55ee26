"""Where the channels touch Rasa's inside, checked on the Rasa that is installed: a change there fails here first."""

from __future__ import annotations

import asyncio
import inspect
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import aiohttp
import pytest
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from channels import action_server
from channels.action_server import ActionServer
from channels.rasa_agent import prepare
from storage.conversations import ConversationStore


def test_a_database_that_fails_is_not_replaced_by_memory() -> None:
    """Rasa's agent wraps each store into one that forgets; ours is without."""
    store = ConversationStore(Domain.empty())
    agent = Agent(tracker_store=store, action_endpoint=EndpointConfig("http://127.0.0.1:9/webhook"))
    assert isinstance(agent.tracker_store, FailSafeTrackerStore)
    agent.processor = SimpleNamespace(tracker_store=agent.tracker_store, action_endpoint=agent.action_endpoint)
    prepare(agent)
    assert agent.tracker_store is agent.processor.tracker_store is store
    assert isinstance(agent.processor.action_endpoint, ActionServer)
    assert agent.processor.action_endpoint.url == "http://127.0.0.1:9/webhook"
    prepare(agent)
    assert agent.tracker_store is store


def test_rasa_s_processor_still_asks_what_we_replace() -> None:
    """Attributes that are only assigned would change nothing if Rasa named them otherwise."""
    source = inspect.getsource(MessageProcessor)
    assert "self.tracker_store.save(tracker)" in source
    assert "self.action_endpoint" in source
    assert "lock_store.lock(message.sender_id)" in inspect.getsource(Agent.handle_message)


class Handler(BaseHTTPRequestHandler):
    """Answers one JSON object, over a connection that stays open; counts connections."""

    protocol_version = "HTTP/1.1"
    connections = 0
    status, body = 200, b'{"events": [], "responses": []}'
    delay = 0.0

    def setup(self) -> None:
        type(self).connections += 1
        super().setup()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.delay)
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Be quiet."""


Serve = Callable[..., EndpointConfig]


@pytest.fixture()
def serve() -> Iterator[Serve]:
    """Start an action server that answers as the test says."""
    servers = []

    def start(port: int = 0, **how: object) -> EndpointConfig:
        handler = type("Handler", (Handler,), {"connections": 0, **how})
        server = HTTPServer(("127.0.0.1", port), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        endpoint = EndpointConfig(f"http://127.0.0.1:{server.server_port}/webhook")
        endpoint.handler = handler
        return endpoint

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def ask(endpoint: EndpointConfig, times: int = 1) -> list[object]:
    async def several() -> list[object]:
        actions = ActionServer.like(endpoint)
        try:
            return [await actions.request(json={"next_action": "action_greet"}) for _ in range(times)]
        finally:
            await actions.close()

    return asyncio.run(several())


def test_calls_share_a_connection(serve: Serve) -> None:
    endpoint = serve()
    assert ask(endpoint, times=3) == [{"events": [], "responses": []}] * 3
    assert endpoint.handler.connections == 1


def test_an_error_is_raised(serve: Serve) -> None:
    with pytest.raises(ClientResponseError):
        ask(serve(status=500))
    with pytest.raises(ValueError):
        ask(serve(body=b"<html>"))


def test_one_that_hangs_is_given_up(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_server, "PATIENCE", 0.2)
    with pytest.raises(asyncio.TimeoutError):
        ask(serve(delay=1.0))


def test_one_that_comes_back_is_asked_again(serve: Serve) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    threading.Timer(0.5, lambda: serve(port)).start()
    assert ask(EndpointConfig(f"http://127.0.0.1:{port}/webhook")) == [{"events": [], "responses": []}]


def test_one_that_stays_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_server, "_PAUSES", (0.01,))
    with pytest.raises(aiohttp.ClientConnectorError):
        ask(EndpointConfig("http://127.0.0.1:9/webhook"))
