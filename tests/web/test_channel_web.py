"""What is the web channel's alone: the page, its headers, sessions, history and health."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered

from channels import phrases
from tests.web.fake_rasa import FakeAgent, Server

SESSION = "0123456789abcdef0123456789abcdef"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
}


# ---------------------------------------------------------------- the page


@pytest.mark.parametrize("path", ["/", "/?a=1", "/chat"])
def test_the_root_leads_to_the_page(server: Server, path: str) -> None:
    """Rasa's greeting in English is never seen."""
    answer = server.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/chat/")


def test_the_page_and_its_files(server: Server) -> None:
    """Each with the type that nosniff needs."""
    page = server.get("/chat/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="fr">' in page.text and "<title>Cap Réseaux</title>" in page.text
    assert "<style" not in page.text and " style=" not in page.text and " on" not in page.text
    assert server.get("/chat/page.js").headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert server.get("/chat/page.css").headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", ["/chat/other.js", "/chat/..%2fweb.py", "/chat/index.html"])
def test_nothing_else_is_served(server: Server, path: str) -> None:
    """Only the files that are named."""
    assert server.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/chat/", "/chat/page.js", "/chat/history", "/health"])
def test_security_headers(server: Server, path: str) -> None:
    """On everything that the channel sends, refusals included."""
    headers = server.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_file_is_sent_once(server: Server) -> None:
    """The browser asks, and gets nothing when it has the file."""
    first = server.get("/chat/page.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = server.get("/chat/page.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


# ---------------------------------------------------------------- sessions and history


def test_session_ids_are_random(server: Server) -> None:
    """128 bits, made by the server, kept by no cache."""
    answers = [server.post("/chat/sessions", data="{}") for _ in range(20)]
    ids = {answer.json()["sender"] for answer in answers}
    assert len(ids) == 20
    assert all(len(bytes.fromhex(sender)) == 16 for sender in ids)
    assert answers[0].headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("sender", ["zoe", SESSION.upper(), SESSION + "0", SESSION + "\n"])
def test_a_session_of_another_shape_is_refused(server: Server, sender: str) -> None:
    """A name can be guessed; the page's conversations are not kept under names."""
    answer = server.post("/chat/messages", json={"sender": sender, "message": "bonjour"})
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_SENDER})


def test_the_page_is_told_when_rasa_was_silent(server: Server) -> None:
    """So that it can offer to send the message again."""
    message = {"sender": SESSION, "message": "bonjour"}
    assert server.post("/chat/messages", json=message).json()["answered"] is True
    server.agent.messages = []
    assert server.post("/chat/messages", json=message).json()["answered"] is False


def keep(agent: FakeAgent, events: list[Event]) -> None:
    """Put a conversation into the tracker store."""

    async def save() -> None:
        tracker = await agent.tracker_store.get_or_create_tracker(SESSION)
        tracker.update_with_events(events, agent.tracker_store.domain)
        await agent.tracker_store.save(tracker)

    asyncio.run(save())


def test_history_gives_the_conversation_as_it_was_shown(server: Server) -> None:
    """Texts in order, with the buttons and the custom part; the slash as typed."""
    buttons = [{"title": "Et la pub ?", "payload": "Et la pub ?"}]
    keep(
        server.agent,
        [
            UserUttered("∕aide", {"name": "ask_capabilities"}),
            ActionExecuted("action_reply"),
            BotUttered("Je réponds.", {"buttons": buttons, "custom": {"kind": "help"}}),
        ],
    )
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert answer.json() == {
        "messages": [
            {"from": "visitor", "text": "/aide"},
            {
                "from": "assistant",
                "recipient_id": SESSION,
                "text": "Je réponds.",
                "buttons": buttons,
            },
            {"from": "assistant", "recipient_id": SESSION, "custom": {"kind": "help"}},
        ]
    }


def test_history_of_a_new_session_is_empty(server: Server) -> None:
    """Nothing said yet is no error, and is not written down."""
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert (answer.status_code, answer.json()) == (200, {"messages": []})
    assert list(server.agent.tracker_store.store) == []


def test_history_keeps_the_end_of_a_long_conversation(server: Server) -> None:
    """A thousand turns are not for a page."""
    keep(server.agent, [UserUttered(f"question {n}") for n in range(500)])
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    messages = answer.json()["messages"]
    assert (len(messages), messages[-1]["text"]) == (200, "question 499")


def test_history_needs_the_id_in_the_header(server: Server) -> None:
    """An address would end up in logs."""
    answer = server.get("/chat/history", params={"sender": SESSION})
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_SESSION})


def test_history_says_so_when_the_store_fails(server: Server) -> None:
    """503 and a sentence; the page goes on without it."""
    server.agent.tracker_store = None
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert (answer.status_code, answer.json()) == (503, {"error": phrases.HISTORY_UNAVAILABLE})


# ---------------------------------------------------------------- health


@pytest.fixture()
def action_server() -> Iterator[Any]:
    """Start an action server that is well, until its `status` is set to something else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(http.status if self.path == "/health" else 404)  # type: ignore
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    http.status = 200  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield http
    http.shutdown()
    http.server_close()


def endpoint(port: int) -> SimpleNamespace:
    """Name the action server as endpoints.yml does."""
    return SimpleNamespace(url=f"http://127.0.0.1:{port}/webhook")


def test_healthy(server: Server, action_server: Any) -> None:
    """Model and action server."""
    server.agent.action_endpoint = endpoint(action_server.server_port)
    answer = server.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "model": True, "actions": True}


def test_not_healthy_without_a_model(server: Server) -> None:
    """503 before the assistant can answer."""
    server.agent.ready = False
    answer = server.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "model": False, "actions": True}


@pytest.mark.parametrize("agent", ["absent", None])
def test_not_healthy_without_an_agent(server: Server, agent: Any) -> None:
    """As Rasa's own server is at first."""
    del server.app.ctx.agent
    if agent is None:
        server.app.ctx.agent = None
    assert server.get("/health").status_code == 503


def test_not_healthy_without_the_action_server(server: Server, action_server: Any) -> None:
    """Failing or absent."""
    server.agent.action_endpoint = endpoint(action_server.server_port)
    action_server.status = 500
    answer = server.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "model": True, "actions": False}

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server.agent.action_endpoint = endpoint(port)
    assert server.get("/health").status_code == 503
