"""One visitor, or one address, asks only so much."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from channels import limits as module
from channels import phrases
from channels.rest import RestChannel
from tests.web.fake_rasa import SESSION, Server

WEBHOOK = "/webhooks/rest/webhook"


@pytest.fixture()
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Allow three messages a minute to a visitor, and eight requests to an address."""
    module.limits.cache_clear()
    monkeypatch.setattr("channels.refusals.PAUSE", 0.01)
    monkeypatch.setenv("VISITOR_LIMIT", "3/minute")
    monkeypatch.setenv("ADDRESS_LIMIT", "8/minute")
    yield
    module.limits.cache_clear()


def test_a_visitor_who_floods_is_told_to_wait_and_another_is_not(server: Server, few: None) -> None:
    body = {"sender": SESSION, "message": "bonjour"}
    answers = [server.post("/chat/messages", json=body) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].json() == {"error": phrases.TOO_MANY}
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert len(server.agent.received) == 3
    assert server.post(WEBHOOK, json={"sender": "zoe", "message": "bonjour"}).status_code == 200


def test_what_is_over_is_forgotten_by_one_thread_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SWEPT_EVERY", 0.05)
    before = set(threading.enumerate())
    counts = module._Counts()
    try:
        for _ in range(3):
            assert counts.acquire_entry("zoe", 3, 1)
            time.sleep(0.1)
        assert set(threading.enumerate()) - before == {counts.timer}
        assert not counts.acquire_entry("zoe", 3, 1)
        assert len(counts.events["zoe"]) == 3
        time.sleep(1.1)
        assert counts.events["zoe"] == []
    finally:
        counts.timer.cancel()


def test_an_address_that_makes_up_visitors_is_told_to_wait(server: Server, few: None) -> None:
    answers = [server.post(WEBHOOK, json={"sender": f"zoe {n}", "message": "bonjour"}) for n in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 8 + [429] * 2
    for path in ("sessions", "erase", "feedback"):
        assert server.post(f"/chat/{path}", json={"sender": SESSION}).status_code == 429
    assert server.get("/chat/history", headers={"X-Chat-Session": SESSION}).status_code == 429
    assert server.get("/plan/" + "0" * 32).status_code == 429
    # The page itself, and the health, are no burden.
    assert server.get("/chat/").status_code == 200


@pytest.mark.parametrize(
    ("setting", "value"),
    [("VISITOR_LIMIT", "beaucoup"), ("CONVERSATION_DAYS", "0"), ("REVIEW_DAYS", "un mois"), ("RASA_AS_IT_IS", "lent")],
)
def test_a_wrong_setting_ends_the_server_with_one_line(
    setting: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it starts, not in a visitor's way."""
    module.limits.cache_clear()
    monkeypatch.setenv(setting, value)
    with pytest.raises(SystemExit, match=rf"^{setting}={value}.* is no "):
        RestChannel.from_credentials({})
