"""What both channels do with a message: the same, whichever door it came through."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NamedTuple

import pytest
import requests
from rasa.core.channels.channel import UserMessage

from channels import phrases, turn
from tests.web.fake_rasa import SESSION, Server

SENTENCES = [
    value for name, value in vars(phrases).items() if isinstance(value, str) and name.isupper() and name[0] != "_"
]


class Door(NamedTuple):
    """A channel's address and its name in Rasa."""

    path: str
    channel: str

    def messages(self, answer: requests.Response) -> list[dict[str, Any]]:
        """Read the list of messages in an answer of this channel."""
        assert answer.status_code == 200, answer.text
        content = answer.json()
        messages: list[dict[str, Any]] = content if self.channel == "rest" else content["messages"]
        return messages

    def say(self, server: Server, text: str) -> list[dict[str, Any]]:
        """Send a text and give the messages that come back."""
        return self.messages(server.post(self.path, json={"sender": SESSION, "message": text}))


@pytest.fixture(params=[Door("/webhooks/rest/webhook", "rest"), Door("/chat/messages", "web")])
def door(request: pytest.FixtureRequest) -> Door:
    """Each channel in turn."""
    channel: Door = request.param
    return channel


def test_a_message_reaches_rasa_and_its_answer_comes_back(server: Server, door: Door) -> None:
    """The plain case."""
    assert door.say(server, "combien de PME ?") == [{"recipient_id": SESSION, "text": "Bonjour."}]
    (received,) = server.agent.received
    assert (received.text, received.sender_id) == ("combien de PME ?", SESSION)
    assert received.input_channel == door.channel


def test_buttons_custom_and_image_are_kept(server: Server, door: Door) -> None:
    """One utterance gives text with buttons, then custom, then the image, as stock REST does."""
    buttons = [{"title": "Et l’e-mailing ?", "payload": "Et l’e-mailing ?"}]
    custom = {"kind": "figure", "figures": [{"id": "channel.email", "value": 72}]}
    server.agent.messages = [{"text": "Voici.", "buttons": buttons, "custom": custom, "image": "/chart.svg"}]
    assert door.say(server, "e-mailing") == [
        {"recipient_id": SESSION, "text": "Voici.", "buttons": buttons},
        {"recipient_id": SESSION, "custom": custom},
        {"recipient_id": SESSION, "image": "/chart.svg"},
    ]


@pytest.mark.parametrize("command", ["/restart", '/ask_figure{"item": "x"}', "  /greet@1.0"])
def test_a_leading_slash_is_ordinary_text(server: Server, door: Door, command: str) -> None:
    """Nobody bypasses NLU; all but the first sign stays as typed."""
    door.say(server, command)
    (text,) = server.agent.texts
    assert text == "∕" + command.strip()[1:]


def test_control_characters_are_dropped(server: Server, door: Door) -> None:
    """NUL never reaches a store."""
    door.say(server, "com\x00bien\x07 de PME")
    assert server.agent.texts == ["combien de PME"]


def test_half_a_surrogate_pair_is_dropped(server: Server, door: Door) -> None:
    """JSON can hold what UTF-8 can't."""
    door.messages(server.post(door.path, data=body(message="ok \ud83d")))
    assert server.agent.texts == ["ok"]


def test_the_longest_text_goes_through(server: Server, door: Door) -> None:
    """Characters are counted, not bytes."""
    door.say(server, "é" * 1000)
    assert server.agent.texts == ["é" * 1000]


@pytest.mark.parametrize("length", [1001, 7000])
def test_a_text_too_long_gets_a_french_sentence(server: Server, door: Door, length: int) -> None:
    """And costs Rasa nothing."""
    (message,) = door.say(server, "a" * length)
    assert message["text"] == phrases.TOO_LONG
    assert "1\u202f000\u00a0caractères" in message["text"]
    assert server.agent.received == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\x00"])
def test_an_empty_text_gets_a_french_sentence(server: Server, door: Door, text: str) -> None:
    """Friendly, and without Rasa."""
    (message,) = door.say(server, text)
    assert message["text"] == phrases.EMPTY
    assert server.agent.received == []


def body(**fields: Any) -> str:
    """Write a body that is right but for the fields given."""
    return json.dumps({"sender": SESSION, "message": "bonjour", **fields})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", phrases.BODY_NOT_JSON),
        ("bonjour", phrases.BODY_NOT_JSON),
        ('{"sender": ', phrases.BODY_NOT_JSON),
        (b"\xff\xfe\x00", phrases.BODY_NOT_JSON),
        ("[" * 4_000, phrases.BODY_NOT_JSON),
        ("null", phrases.BODY_NOT_OBJECT),
        ("[]", phrases.BODY_NOT_OBJECT),
        ('[{"message": "x"}]', phrases.BODY_NOT_OBJECT),
        ('"bonjour"', phrases.BODY_NOT_OBJECT),
        ("12", phrases.BODY_NOT_OBJECT),
        (body(message=None), phrases.MESSAGE_NOT_TEXT),
        (body(message=12), phrases.MESSAGE_NOT_TEXT),
        (body(message=["bonjour"]), phrases.MESSAGE_NOT_TEXT),
        (body(message={"text": "bonjour"}), phrases.MESSAGE_NOT_TEXT),
        (body(sender=None), phrases.BAD_SENDER),
        (body(sender=12), phrases.BAD_SENDER),
        (body(sender=""), phrases.BAD_SENDER),
        (body(sender="a\x00b"), phrases.BAD_SENDER),
        (body(sender="a" * 129), phrases.BAD_SENDER),
    ],
)
def test_a_bad_body_is_refused_in_french(server: Server, door: Door, content: Any, sentence: str) -> None:
    """400 and the reason; Rasa is not asked."""
    answer = server.post(door.path, data=content)
    assert answer.status_code == 400
    assert answer.json() == {"error": sentence}
    assert server.agent.received == []


def test_an_absurdly_large_body_is_refused(server: Server, door: Door) -> None:
    """413, before anything is parsed."""
    answer = server.post(door.path, data=body(message="a" * 100_000))
    assert (answer.status_code, answer.json()) == (413, {"error": phrases.BODY_TOO_LARGE})


def test_a_silent_rasa_gives_a_french_sentence(server: Server, door: Door) -> None:
    """The action server is down: Rasa ends the turn with no message."""
    server.agent.messages = []
    (message,) = door.say(server, "bonjour")
    assert message["text"] == phrases.NO_ANSWER


def test_an_exception_gives_a_french_sentence(server: Server, door: Door) -> None:
    """And not what was said before it: it is not in the tracker."""

    async def speak_then_fail(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Perdu."})
        raise RuntimeError("database is locked")

    server.agent.handle = speak_then_fail
    (message,) = door.say(server, "bonjour")
    assert message["text"] == phrases.NO_ANSWER


def test_no_agent_gives_a_french_sentence(server: Server, door: Door) -> None:
    """As while the server starts."""
    del server.app.ctx.agent
    (message,) = door.say(server, "bonjour")
    assert message["text"] == phrases.NO_ANSWER


def test_a_hanging_rasa_gives_a_french_sentence_in_time(
    server: Server, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn is ended, so that sending the message again doesn't make it two turns."""
    monkeypatch.setattr(turn, "ANSWER_WITHIN_SECONDS", 0.2)
    ends: list[str] = []

    async def hang(_: UserMessage) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            ends.append("cancelled")
            raise

    server.agent.handle = hang
    (message,) = door.say(server, "bonjour")
    assert message["text"] == phrases.NO_ANSWER
    assert ends == ["cancelled"]


def test_an_answer_leaves_after_the_turn_is_over(server: Server, door: Door) -> None:
    """Rasa's `handle_message` is awaited to its end, which is the tracker's save."""
    saved: list[bool] = []

    async def speak_then_save(message: UserMessage) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Oui."})
        await asyncio.sleep(0.1)
        saved.append(True)

    server.agent.handle = speak_then_save
    (message,) = door.say(server, "bonjour")
    assert (message["text"], saved) == ("Oui.", [True])


def test_a_visitor_who_leaves_does_not_end_the_turn(server: Server, door: Door) -> None:
    """A reload in the middle of an answer finds it in the history."""
    saved: list[bool] = []

    async def think(_: UserMessage) -> None:
        await asyncio.sleep(0.6)
        saved.append(True)

    server.agent.handle = think
    with pytest.raises(requests.Timeout):
        requests.post(server.url + door.path, data=body(), timeout=0.2)
    server.agent.handle = None
    for _ in range(20):
        if saved:
            break
        door.say(server, "encore")
        asyncio.run(asyncio.sleep(0.1))
    assert saved == [True]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_sentences_are_set_as_french_is(sentence: str) -> None:
    """Real apostrophes, and the right space beside each double sign."""
    assert "'" not in sentence and '"' not in sentence
    assert " :" not in sentence and " ?" not in sentence and " !" not in sentence
    assert "« " not in sentence and " »" not in sentence
    assert sentence[0].isupper() and sentence[-1] in ".?!"
