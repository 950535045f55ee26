"""What is REST's alone."""

from __future__ import annotations

import pytest

from channels import phrases
from storage.events import StoredEvent, event_log
from storage.locks import CrowdedError
from tests.web.fake_rasa import SESSION, Server

WEBHOOK = "/webhooks/rest/webhook"


def test_any_short_name_is_a_sender(server: Server) -> None:
    """Programs name their conversations as they like."""
    answer = server.post(WEBHOOK, json={"sender": "Zoé n° 12", "message": "bonjour"})
    assert answer.json() == [{"recipient_id": "Zoé n° 12", "text": "Bonjour."}]


def test_a_sender_is_needed(server: Server) -> None:
    """Rasa's own default is one conversation that all callers would share."""
    answer = server.post(WEBHOOK, json={"message": "bonjour"})
    assert (answer.status_code, answer.json()) == (400, {"error": phrases.BAD_SENDER})


@pytest.mark.parametrize("query", ["?stream=true", "?stream=oui&token=x"])
def test_stream_is_not_offered(server: Server, query: str) -> None:
    """The stock channel's stream hangs for a minute on a bad body; ours is always one answer."""
    answer = server.post(WEBHOOK + query, json={"sender": "zoe", "message": "bonjour"})
    assert answer.json() == [{"recipient_id": "zoe", "text": "Bonjour."}]
    answer = server.post(WEBHOOK + query, json=[])
    assert answer.status_code == 400


def test_the_caller_sets_neither_channel_nor_metadata(server: Server) -> None:
    """Rasa would write both into the tracker."""
    extra = {"input_channel": ["x"], "metadata": "x"}
    server.post(WEBHOOK, json={"sender": "zoe", "message": "bonjour", **extra})
    (received,) = server.agent.received
    assert (received.input_channel, received.metadata) == ("rest", None)


def test_get_says_that_the_channel_is_there(server: Server) -> None:
    """As stock REST does."""
    assert server.get("/webhooks/rest/").json() == {"status": "ok"}


def test_a_token_that_is_set_is_asked_for(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has it speaks as anybody; the page needs none."""
    body = {"sender": "zoe", "message": "bonjour"}
    monkeypatch.setenv("REST_TOKEN", "un secret")
    for headers in ({}, {"Authorization": "Bearer autre"}, {"Authorization": "un autre"}):
        for path in (WEBHOOK, "/webhooks/rest/erase"):
            answer = server.post(path, json=body, headers=headers)
            assert (answer.status_code, answer.json()) == (401, {"error": phrases.BAD_TOKEN})
    assert server.agent.received == []
    assert server.post(WEBHOOK, json=body, headers={"Authorization": "Bearer un secret"}).status_code == 200
    assert server.post("/chat/messages", json={**body, "sender": SESSION}).status_code == 200


def test_a_program_erases_its_conversation(server: Server) -> None:
    for name in ("zoe", "paul"):
        event_log().append(name, 0, [StoredEvent("{}", "a" * 32)])
    assert server.post("/webhooks/rest/erase", json={"sender": "zoe"}).json() == {"erased": True}
    assert event_log().conversations() == ["paul"]


def test_a_conversation_that_is_crowded_is_erased_later(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is no mistake of the server."""

    async def crowded(*_: object) -> None:
        raise CrowdedError

    monkeypatch.setattr("channels.handlers.erase", crowded)
    answer = server.post("/webhooks/rest/erase", json={"sender": "zoe"})
    assert (answer.status_code, answer.json()) == (503, {"error": phrases.NOT_ERASED})
    assert answer.headers["Retry-After"] == "2"
