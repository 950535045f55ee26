"""A chat turned into a test, which is green when the same is said again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
import yaml

from scripts.conversations import __main__ as command
from scripts.conversations.holding import hold
from scripts.conversations.leaks import trained_sentences
from scripts.conversations.patterns import Patterns, read_patterns
from scripts.conversations.reading import FOLDER, PATTERNS, read_folder
from scripts.conversations.recording import Chat, chat_at, proposed, recorded
from scripts.conversations.talking import Reply, Told, Visitor
from scripts.conversations.writing import scalar, yaml_of
from tests.conversations_tool.conftest import ANSWERS, FakeAssistant

Write = Callable[..., Path]
SESSION = "a" * 32
NAMES = """
matches:
  asks: {means: asks for a question, proposed: true, any: [votre question]}
  polite: {means: is polite, any: [bonjour]}
"""


@pytest.fixture()
def folder(write: Write, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Record into a folder of the test's own."""
    folder = write(patterns=NAMES)
    monkeypatch.setattr(command, "FOLDER", folder)
    monkeypatch.delenv("ASSISTANT_URL", raising=False)
    return folder


@pytest.fixture()
def chat(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    """Let the fake assistant remember a chat."""
    monkeypatch.setenv("ASSISTANT_URL", fake.url)
    for said, messages in ANSWERS.items():
        fake.chat.append({"from": "visitor", "text": said})
        fake.chat += [{"from": "assistant", **message} for message in messages]
    fake.chat.append({"from": "visitor", "text": "sans réponse"})
    return fake


def test_a_recorded_chat_is_green_when_it_is_held_again(folder: Path, chat: FakeAssistant) -> None:
    command.record("mine", SESSION, Path("none.db"))
    [conversation] = read_folder(folder)
    assert [turn.said for turn in conversation.turns] == list(ANSWERS)
    assert not hold(conversation, Visitor(chat.url).say).failed


def test_it_proposes_figures_populations_and_named_patterns(folder: Path, chat: FakeAssistant) -> None:
    command.record("mine", SESSION, Path("none.db"))
    steps = yaml.safe_load((folder / "mine.yml").read_text(encoding="utf-8"))["test_cases"][0]["steps"]
    assert steps[1]["bot"] == {"matches": ["<asks>"], "figures": {}}
    assert steps[3]["bot"] == {
        "matches": ["73 %", "entreprises en hypercroissance"],
        "figures": {"channel.social": 73},
    }


def test_a_recorded_chat_fails_when_the_reply_is_another(folder: Path, chat: FakeAssistant) -> None:
    command.record("mine", SESSION, Path("none.db"))
    [conversation] = read_folder(folder)
    assert hold(conversation, lambda _: Reply("72\u202f% des PME.", (Told("channel.email", 72),))).failed


@pytest.mark.parametrize(
    ("name", "session", "wrong"),
    [
        ("Mon test", SESSION, "small letters"),
        ("patterns", SESSION, "is there already"),
        ("mine", "abc", "32 hexadecimal"),
        ("mine", "b" * 32, "no chat"),
        ("mine", None, "give SESSION"),
    ],
)
def test_what_can_not_be_recorded_is_said(
    folder: Path, chat: FakeAssistant, name: str, session: str | None, wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        command.record(name, session, Path("none.db"))


def test_a_number_told_in_other_words_is_found() -> None:
    reply = Reply("9\u00a0PME sur\u00a010 y sont.", (Told("adoption", 90, "9 sur 10", "PME"),))
    assert proposed(reply, Patterns())["matches"] == ["9.{1,9}sur.{1,9}10", "PME"]


def test_figures_of_other_reports_count_where_they_are_all_there_is() -> None:
    reply = Reply("94\u202f%", (Told("marketing", 94, "94\u202f%", "PME présentes", secondary=True),))
    assert proposed(reply, Patterns()) == {"matches": ["94 %"], "figures": {"marketing": 94}}


def test_sentences_of_the_training_data_are_pointed_out(write: Write) -> None:
    training = write(ask="nlu:\n- intent: a\n  examples: |\n    - Combien de PME y sont ?\n    - merci\n")
    assert trained_sentences(["combien de pme y sont", "merci", "autre chose que cela"], training) == [
        "combien de pme y sont"
    ]


TEXTS = [
    "simple",
    "deux : points",
    "73 %",
    r"\b(3|trois)\b",
    "l'étude",
    "oui",
    "no",
    "12",
    "# rien",
    '"x"',
    "«",
    "",
    "  ",
]


@pytest.mark.parametrize("text", [*TEXTS, "a\n\tb", "\x1b[0m"])
def test_any_text_is_read_back_from_the_yaml_as_it_was(text: str) -> None:
    written = yaml_of([{"test_case": "x", "steps": [{"user": text}, {"bot": {"matches": [text, text]}}]}])
    steps = yaml.safe_load(written)["test_cases"][0]["steps"]
    assert steps == [{"user": text}, {"bot": {"matches": [text, text]}}]


def test_quotes_stand_only_where_they_are_needed() -> None:
    assert scalar("Je veux des clients, et vite !") == "Je veux des clients, et vite !"
    assert scalar("oui, c'est : ça") == "'oui, c''est : ça'"


def test_a_chat_held_in_the_widget_of_the_real_assistant_is_green_again(assistant_url: str, write: Write) -> None:
    session = requests.post(f"{assistant_url}/chat/sessions", timeout=30).json()["sender"]
    for text in (
        "salut à toi, le robot",
        "quelle part des boîtes en hypercroissance font des salons ?",
        "et du mailing ?",
    ):
        body = {"sender": session, "message": text}
        requests.post(f"{assistant_url}/chat/messages", json=body, timeout=30).raise_for_status()
    chat: Chat = chat_at(assistant_url, session)
    names = (FOLDER / PATTERNS).read_text(encoding="utf-8")
    text = recorded("mine", chat, read_patterns(FOLDER / PATTERNS))
    [conversation] = read_folder(write(patterns=names, mine=text))
    assert len(conversation.turns) == 3
    assert "figures: {channel.events: 59}" in text
    assert not hold(conversation, Visitor(assistant_url).say).failed
