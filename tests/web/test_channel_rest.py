"""What is REST's alone."""

from __future__ import annotations

import pytest

from channels import phrases
from tests.web.fake_rasa import Server

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
