"""Whatever becomes of the action server, each message gets a French sentence in time, and its turn once it is back."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from scripts.console import end
from scripts.supervision import Server, wait_until_up
from tests.faults.conftest import Installation
from tests.faults.fake_actions import answering
from tests.faults.visitor import SORRY, Said, Visitor, as_kept, new_id, post

GOAL, REMINDER = "Je veux de la notoriété", "Rappelle-moi mes objectifs"
QUESTION = "Pourquoi les PME vont-elles sur les réseaux sociaux ?"

# What a program that is no action server may say as the body of a 200: no JSON, or not what Rasa asks for.
NONSENSE = {
    "nothing": b"",
    "garbage": bytes(range(256)),
    "null": b"null",
    "list": b"[]",
    "empty_object": b"{}",
    "events_of_another_shape": b'{"events": "none", "responses": [{"text": "Bonjour."}]}',
    "unknown_event": b'{"events": [{"event": "no such event"}], "responses": [{"text": "Bonjour."}]}',
    "answer_is_a_number": b'{"events": [], "responses": [{"text": 12}]}',
    "answer_is_null": b'{"events": [], "responses": [{"text": null}]}',
    "answer_is_blank": b'{"events": [], "responses": [{"text": " "}]}',
    "answer_is_empty": b'{"events": [], "responses": [{}]}',
}
REFUSALS = {
    "error_500": (500, b"Internal Server Error"),
    "rejected": (400, b'{"action_name": "action_reply", "error": "not now"}'),
    "rejected_without_saying_what": (400, b"no"),
}


@contextmanager
def dead(actions: Server) -> Iterator[None]:
    """Nobody listens at its address."""
    actions.process.kill()
    actions.process.wait()
    yield


@contextmanager
def hanging(actions: Server) -> Iterator[None]:
    """Connections are taken, and nothing comes back."""
    actions.process.send_signal(signal.SIGSTOP)
    yield
    # Says nothing to a process that has ended meanwhile.
    actions.process.send_signal(signal.SIGCONT)


@pytest.fixture(autouse=True)
def restored(two_servers: Installation) -> Iterator[None]:
    """The real action server, up, before each test."""
    revive(two_servers.actions)
    yield
    revive(two_servers.actions)


def revive(actions: Server) -> None:
    if actions.how_it_ended():
        actions.start_again()
    wait_until_up(actions)


def hold_through(two_servers: Installation, fault: Callable[[Server], object]) -> None:
    """Three conversations meet the fault: in their first message, in a later one, and on the channel for programs."""
    base = two_servers.rasa.base
    first, later = Visitor(base), Visitor(base)
    goal, question, reminder = new_id(), new_id(), new_id()
    told = later.say(GOAL, goal)
    assert told.answered

    rest = {"sender": first.sender[:16], "message": QUESTION, "id": new_id()}
    with fault(two_servers.actions), ThreadPoolExecutor() as threads:
        answers = [
            threads.submit(first.say, QUESTION, question),
            threads.submit(later.say, REMINDER, reminder),
            threads.submit(post, f"{base}/webhooks/rest/webhook", rest),
        ]
        for answer in answers:
            check_apology(answer.result())
    assert first.history() == []
    assert later.history() == as_kept(GOAL, goal, told)

    revive(two_servers.actions)
    answered = first.say(QUESTION, question, again=True)
    reminded = later.say(REMINDER, reminder, again=True)
    assert answered.answered and "%" in " ".join(answered.sentences)
    assert reminded.answered and "renforcer la marque" in " ".join(reminded.sentences)
    assert first.history() == as_kept(QUESTION, question, answered)
    assert later.history() == [*as_kept(GOAL, goal, told), *as_kept(REMINDER, reminder, reminded)]
    # Asked once more it is the same answer, and no other turn.
    assert first.say(QUESTION, question, again=True).content == answered.content
    assert first.history() == as_kept(QUESTION, question, answered)
    check_goes_on(first)
    programs = post(f"{base}/webhooks/rest/webhook", {**rest, "again": True})
    assert programs.sentences == answered.sentences


def check_apology(said: Said) -> None:
    """A sentence of ours and nothing else, which says that the message may be sent again."""
    assert said.status in (200, 503)
    assert len(said.sentences) == 1 and said.sentences[0] in SORRY
    if said.status == 200 and isinstance(said.content, dict):
        assert said.content["answered"] is False


def check_goes_on(visitor: Visitor) -> None:
    """A conversation whose first message met the fault is one like any other."""
    assert visitor.say(GOAL).answered
    assert "renforcer la marque" in " ".join(visitor.say(REMINDER).sentences)


def test_it_is_killed_in_the_middle_of_a_turn(two_servers: Installation) -> None:
    """The connection that breaks is noticed, and nobody is there for the tries after it."""

    @contextmanager
    def killed_soon(actions: Server) -> Iterator[None]:
        with hanging(actions), ThreadPoolExecutor() as threads:

            def kill() -> None:
                time.sleep(1)
                actions.process.kill()

            threads.submit(kill)
            yield
            actions.process.wait()

    hold_through(two_servers, killed_soon)


def test_it_comes_back_while_a_message_waits(two_servers: Installation) -> None:
    """A restart that takes a few seconds is not noticed by anybody."""
    visitor = Visitor(two_servers.rasa.base)
    with dead(two_servers.actions), ThreadPoolExecutor() as threads:
        answer = threads.submit(visitor.say, QUESTION)
        time.sleep(0.5)
        revive(two_servers.actions)
        assert answer.result().answered


def test_it_hangs(two_servers: Installation) -> None:
    hold_through(two_servers, hanging)


def test_nobody_listens(two_servers: Installation) -> None:
    hold_through(two_servers, dead)


@pytest.mark.parametrize(
    "status, body",
    [*((200, body) for body in NONSENSE.values()), *REFUSALS.values()],
    ids=[*NONSENSE, *REFUSALS],
)
def test_it_answers_something_else(two_servers: Installation, status: int, body: bytes) -> None:
    @contextmanager
    def replaced(actions: Server) -> Iterator[None]:
        end(actions.process)
        port = urlsplit(actions.base).port
        assert port
        with answering(port, status, body):
            yield

    hold_through(two_servers, replaced)
