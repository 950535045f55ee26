"""Whatever is refused is refused in French, by a sentence that says what to do."""

from __future__ import annotations

import pytest
import requests

from channels import phrases
from tests.web.fake_rasa import SESSION, Server

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.parametrize(
    ("method", "path", "status", "sentence"),
    [
        ("GET", "/nulle-part", 404, phrases.NOT_FOUND),
        ("GET", "/webhooks/nulle-part", 404, phrases.NOT_FOUND),
        ("GET", "/chat/messages", 405, phrases.NOT_ALLOWED),
        ("DELETE", "/webhooks/rest/webhook", 405, phrases.NOT_ALLOWED),
        ("POST", "/health", 405, phrases.NOT_ALLOWED),
    ],
)
def test_an_address_that_is_none(server: Server, method: str, path: str, status: int, sentence: str) -> None:
    answer = requests.request(method, server.url + path, timeout=10)
    assert (answer.status_code, answer.json()) == (status, {"error": sentence})


def test_a_person_reads_a_sentence(server: Server) -> None:
    answer = server.get("/nulle-part", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.text == phrases.NOT_FOUND
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_refusal_names_the_methods_that_are_allowed(server: Server) -> None:
    assert set(server.get("/chat/erase").headers["Allow"].split(", ")) >= {"POST"}


def test_a_failure_of_ours_is_said_without_its_details(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.conversation.reply_to", lambda *_: 1 / 0)
    answer = server.post("/chat/messages", json={"sender": SESSION, "message": "bonjour"})
    assert (answer.status_code, answer.json()) == (500, {"error": phrases.BACK_SOON})
