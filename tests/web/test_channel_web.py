"""What is the web channel's alone: the page, its headers, sessions, history and health."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from advisor.database import shared_database
from advisor.plan.store import plan_store
from advisor.profile.model import Profile
from channels import phrases
from channels.feedback import Opinion, opinion_store
from storage.events import event_log
from tests.web.fake_rasa import SESSION, FakeAgent, Server

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
    assert server.get("/chat/widget.js").headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert server.get("/chat/page.css").headers["Content-Type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize("path", ["/chat/other.js", "/chat/..%2fweb.py", "/chat/index.html"])
def test_nothing_else_is_served(server: Server, path: str) -> None:
    """Only the files that are named."""
    assert server.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/chat/", "/chat/widget.js", "/chat/history", "/health"])
def test_security_headers(server: Server, path: str) -> None:
    """On everything that the channel sends, refusals included."""
    headers = server.get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_file_is_sent_once(server: Server) -> None:
    """The browser asks, and gets nothing when it has the file."""
    first = server.get("/chat/widget.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = server.get("/chat/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def chat_file(server: Server) -> str:
    """Return the address of the conversation's script: its name changes with its content."""
    (name,) = re.findall(r"chat-[0-9a-f]{12}[.]js", server.get("/chat/widget.js").text)
    return f"/chat/{name}"


def test_the_conversation_s_script_is_kept_for_good(server: Server) -> None:
    """Its name holds a hash of it."""
    assert "immutable" in server.get(chat_file(server)).headers["Cache-Control"]


def test_files_are_sent_compressed_to_who_can_read_it(server: Server) -> None:
    """The whole widget in 150 kB, its loader in 8."""
    for path, most in (("/chat/widget.js", 8_000), (chat_file(server), 142_000)):
        packed = requests.get(server.url + path, headers={"Accept-Encoding": "gzip"}, stream=True, timeout=10)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert len(packed.raw.read(decode_content=False)) <= most
        plain = server.get(path, headers={"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in plain.headers
        assert plain.text == server.get(path).text


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
            UserUttered("∕aide", {"name": "ask_capabilities"}, message_id="a" * 32),
            ActionExecuted("action_reply"),
            BotUttered("Je réponds.", {"buttons": buttons, "custom": {"kind": "help"}}),
        ],
    )
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert answer.json() == {
        "messages": [
            {"from": "visitor", "text": "/aide", "id": "a" * 32},
            {
                "from": "assistant",
                "recipient_id": SESSION,
                "text": "Je réponds.",
                "buttons": buttons,
            },
            {"from": "assistant", "recipient_id": SESSION, "custom": {"kind": "help"}},
        ],
        "verdicts": {},
    }


def test_history_of_a_new_session_is_empty(server: Server) -> None:
    """Nothing said yet is no error, and is not written down."""
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert (answer.status_code, answer.json()) == (200, {"messages": [], "verdicts": {}})
    assert event_log().conversations() == []


def test_history_keeps_the_end_of_a_long_conversation(server: Server) -> None:
    """A thousand turns are not for a page."""
    keep(server.agent, [*(UserUttered(f"question {n}") for n in range(500)), BotUttered("Enfin.")])
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    messages = answer.json()["messages"]
    assert (len(messages), messages[-2]["text"]) == (200, "question 499")


def test_history_needs_the_id_in_the_header(server: Server) -> None:
    """An address would end up in logs."""
    answer = server.get("/chat/history", params={"sender": SESSION})
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_SESSION})


def test_history_says_so_when_the_store_fails(server: Server) -> None:
    """503 and a sentence; the page goes on without it."""
    server.agent.tracker_store = None
    answer = server.get("/chat/history", headers={"X-Chat-Session": SESSION})
    assert (answer.status_code, answer.json()) == (503, {"error": phrases.HISTORY_UNAVAILABLE})


# ---------------------------------------------------------------- the same message twice


MESSAGE = {"sender": SESSION, "message": "bonjour", "id": "a" * 32}


def test_a_message_carries_its_id_to_the_tracker(server: Server) -> None:
    server.post("/chat/messages", json=MESSAGE)
    (received,) = server.agent.received
    assert received.message_id == "a" * 32


def test_an_answer_that_was_lost_on_the_way_is_given_again(server: Server) -> None:
    """The turn is not played twice: the answer is read back from the tracker."""
    keep(
        server.agent,
        [
            UserUttered("avant", message_id="b" * 32),
            BotUttered("Avant."),
            UserUttered("bonjour", message_id="a" * 32),
            BotUttered("Je réponds."),
            UserUttered("après", message_id="c" * 32),
            BotUttered("Après."),
        ],
    )
    answer = server.post("/chat/messages", json={**MESSAGE, "again": True})
    assert [message["text"] for message in answer.json()["messages"]] == ["Je réponds."]
    assert server.agent.received == []


def test_a_message_that_never_arrived_is_played_when_it_is_sent_again(server: Server) -> None:
    answer = server.post("/chat/messages", json={**MESSAGE, "again": True})
    assert answer.json()["messages"][0]["text"] == "Bonjour."


def test_a_message_that_is_under_way_is_waited_for(server: Server) -> None:
    """Both requests get the one turn's answer."""
    going_on = server.hold()
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(server.post, "/chat/messages", json=MESSAGE) for _ in range(2)]
        while not server.agent.received:
            time.sleep(0.01)
        time.sleep(0.2)
        going_on()
        texts = [request.result().json()["messages"][0]["text"] for request in both]
    assert texts == ["Enfin.", "Enfin."]
    assert len(server.agent.received) == 1


@pytest.mark.parametrize("name", ["", "zoe", 12, "A" * 32, ["a" * 32]])
def test_an_id_of_another_shape_is_refused(server: Server, name: object) -> None:
    answer = server.post("/chat/messages", json={**MESSAGE, "id": name})
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_MESSAGE_ID})


# ---------------------------------------------------------------- opinions, and erasing


def test_a_conversation_that_the_server_did_not_begin_is_gone(server: Server) -> None:
    for path, body in (("messages", {"message": "bonjour"}), ("feedback", {"turn": "a" * 32, "verdict": "up"})):
        answer = server.post(f"/chat/{path}", json={"sender": "f" * 32, **body})
        assert (answer.status_code, answer.json()) == (410, {"error": phrases.BAD_SESSION})
    assert server.agent.received == []


def test_an_opinion_is_kept_and_the_last_one_counts(server: Server) -> None:
    for verdict, word in (("up", ""), ("down", "trop long\x00")):
        opinion = {"sender": SESSION, "turn": "a" * 32, "verdict": verdict, "word": word}
        assert server.post("/chat/feedback", json=opinion).json() == {"noted": True}
    assert opinion_store().of(SESSION) == [Opinion(SESSION, "a" * 32, "down", "trop long")]
    history = server.get("/chat/history", headers={"X-Chat-Session": SESSION}).json()
    assert history["verdicts"] == {"a" * 32: "down"}
    opinion_store().forget(SESSION)


@pytest.mark.parametrize("fields", [{"verdict": "yes"}, {"turn": "zoe"}, {"word": 3}, {"turn": None}])
def test_an_opinion_that_is_none_is_refused(server: Server, fields: dict[str, Any]) -> None:
    opinion = {"sender": SESSION, "turn": "a" * 32, "verdict": "up", **fields}
    answer = server.post("/chat/feedback", json=opinion)
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_OPINION})


def test_erasing_leaves_nothing(server: Server) -> None:
    """Neither the events, nor the plan, nor opinions, nor the session; another conversation stays."""
    domain = Domain.from_dict({"slots": {"plan": {"type": "any", "mappings": [{"type": "custom"}]}}})
    store = server.agent.tracker_store
    store.domain = domain
    sender = server.post("/chat/sessions", data="{}").json()["sender"]
    plan = plan_store().keep(Profile(goals=("brand",)))
    opinion_store().keep(Opinion(sender, "a" * 32, "up"))

    async def save(name: str) -> None:
        tracker = await store.get_or_create_tracker(name)
        tracker.update_with_events([UserUttered("bonjour"), SlotSet("plan", plan), BotUttered("Bonjour.")], domain)
        await store.save(tracker)

    for name in (sender, SESSION):
        asyncio.run(save(name))
    assert server.post("/chat/erase", json={"sender": sender}).json() == {"erased": True}

    assert list(asyncio.run(store.keys())) == [SESSION]
    assert plan_store().find(plan) is None
    assert opinion_store().of(sender) == []
    assert server.post("/chat/messages", json={"sender": sender, "message": "bonjour"}).status_code == 410


def test_what_could_not_be_erased_is_said(server: Server) -> None:
    server.agent.tracker_store = None
    answer = server.post("/chat/erase", json={"sender": SESSION})
    assert (answer.status_code, answer.json()) == (503, {"error": phrases.NOT_ERASED})


# ---------------------------------------------------------------- other sites


def test_only_the_sites_of_the_setting_may_talk(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://un.example, https://deux.example/")
    for origin, allowed in (("https://deux.example", True), ("https://trois.example", False), ("null", False)):
        asked = requests.options(server.url + "/chat/messages", headers={"Origin": origin}, timeout=10)
        said = server.post("/chat/messages", json=MESSAGE, headers={"Origin": origin})
        for answer in (asked, said):
            assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_only_what_other_sites_may_ask_for_has_options(server: Server) -> None:
    """Rasa's own rules would say 200 at any address."""
    for path, status in (("/chat/messages", 204), ("/webhooks/rest/webhook", 405), ("/health", 405), ("/nowhere", 404)):
        answer = requests.options(server.url + path, headers={"Origin": "https://un.example"}, timeout=10)
        assert (answer.status_code, "Access-Control-Allow-Origin" in answer.headers) == (status, False)


def test_anybody_may_load_the_widget_itself(server: Server) -> None:
    answer = server.get(chat_file(server), headers={"Origin": "https://trois.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


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
    assert answer.json() == {"status": "ok", "model": True, "actions": True, "database": True}


def test_not_healthy_without_a_model(server: Server) -> None:
    """503 before the assistant can answer."""
    server.agent.ready = False
    answer = server.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "model": False, "actions": True, "database": True}


@pytest.mark.parametrize("agent", ["absent", None])
def test_not_healthy_without_an_agent(server: Server, agent: Any) -> None:
    """As Rasa's own server is at first."""
    del server.app.ctx.agent
    if agent is None:
        server.app.ctx.agent = None
    assert server.get("/health").status_code == 503


def test_not_healthy_while_the_database_takes_no_turn(server: Server) -> None:
    """What can be read may be locked; it is asked again a second later."""
    file = shared_database().url.database
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        eventually(lambda: server.get("/health").status_code == 503)
        answer = server.get("/health")
        assert answer.json() == {"status": "unavailable", "model": True, "actions": True, "database": False}
        other.execute("ROLLBACK")
    eventually(lambda: server.get("/health").status_code == 200)


def eventually(is_so: Callable[[], bool], patience: float = 10) -> None:
    """Wait for something to become true; fail when it does not."""
    limit = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_not_healthy_without_the_action_server(server: Server, action_server: Any) -> None:
    """Failing or absent."""
    server.agent.action_endpoint = endpoint(action_server.server_port)
    action_server.status = 500
    answer = server.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "model": True, "actions": False, "database": True}

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server.agent.action_endpoint = endpoint(port)
    assert server.get("/health").status_code == 503
