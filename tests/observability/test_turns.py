"""What is counted of a turn, whatever becomes of it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from prometheus_client import REGISTRY
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered

from channels import turn
from channels.body import Message
from channels.refusals import RefusedError
from channels.turn import reply_to
from observability import stages
from observability.metrics import serve_metrics
from storage.asking import DatabaseDownError
from storage.locks import CrowdedError

SENDER = "un-visiteur-et-son-secret"
Handle = Callable[[UserMessage], Awaitable[None]]


def send(handle: Handle, text: str = "combien de PME ?") -> None:
    """Hold one turn with a Rasa that does `handle`."""

    async def hold() -> None:
        await reply_to(Message(SENDER, text), "rest", SimpleNamespace(handle_message=handle))

    asyncio.run(hold())


async def answer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "Oui."})


async def say_nothing(_: UserMessage) -> None:
    pass


async def hang(_: UserMessage) -> None:
    await asyncio.sleep(30)


def failing(problem: Exception) -> Handle:
    async def fail(_: UserMessage) -> None:
        raise problem

    return fail


class Counted:
    """How much each sample of ours has grown since the test began."""

    def __init__(self) -> None:
        self.before = self.samples()

    @staticmethod
    def samples() -> dict[tuple[str, ...], float]:
        return {
            (sample.name, *sample.labels.values()): sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name.startswith("cap_reseaux") and not sample.name.endswith("_bucket")
        }

    def grown(self, name: str) -> dict[tuple[str, ...], float]:
        now = self.samples()
        return {
            key[1:]: now[key] - self.before.get(key, 0)
            for key in now
            if key[0] == name and now[key] != self.before.get(key, 0)
        }


@pytest.fixture()
def counted() -> Counted:
    return Counted()


@pytest.fixture()
def line(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], Any]]:
    """Give the one line of the log that tells a turn."""
    caplog.set_level(logging.INFO, "channels.observing")

    def told() -> Any:
        (record,) = (record for record in caplog.records if record.getMessage() == "turn")
        return record

    yield told


@pytest.mark.parametrize(
    ("handle", "outcome", "reason"),
    [
        (answer, "answered", ""),
        (say_nothing, "unanswered", "silence"),
        (failing(RuntimeError()), "unanswered", "failure"),
        (hang, "unanswered", "timeout"),
        (failing(CrowdedError()), "refused", "crowded"),
        (failing(DatabaseDownError()), "refused", "database"),
    ],
)
def test_every_turn_is_counted_once_timed_and_told(
    monkeypatch: pytest.MonkeyPatch, counted: Counted, line: Any, handle: Handle, outcome: str, reason: str
) -> None:
    monkeypatch.setattr(turn, "ANSWER_WITHIN_SECONDS", 0.2)
    try:
        send(handle)
    except RefusedError:
        assert outcome == "refused"
    assert counted.grown("cap_reseaux_turns_total") == {("rest", outcome, reason): 1}
    assert counted.grown("cap_reseaux_turn_seconds_count") == {("rest",): 1}
    assert (line().channel, line().outcome, line().reason) == ("rest", outcome, reason)
    assert SENDER not in str(vars(line())) and "combien" not in str(vars(line()))


@pytest.mark.parametrize(("text", "reason"), [(" ", "empty"), ("a" * 1001, "too_long")])
def test_what_never_reaches_rasa_is_counted_and_takes_no_time(counted: Counted, text: str, reason: str) -> None:
    send(answer, text)
    assert counted.grown("cap_reseaux_turns_total") == {("rest", "refused", reason): 1}
    assert counted.grown("cap_reseaux_turn_seconds_count") == {}


def test_a_turn_is_the_sum_of_its_stages(counted: Counted, line: Any) -> None:
    async def work(message: UserMessage) -> None:
        with stages.stage("read"):
            await asyncio.sleep(0.05)
        for _ in range(2):
            with stages.stage("actions"):
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.03)
        await answer(message)

    send(work)
    times = line().stages_ms
    assert times.keys() == {"read", "actions", "understanding"}
    assert times["read"] >= 49 and times["actions"] >= 39 and times["understanding"] >= 29
    assert sum(times.values()) == pytest.approx(line().ms, abs=1)
    assert counted.grown("cap_reseaux_turn_stage_seconds_count") == {
        ("read",): 1,
        ("actions",): 1,
        ("understanding",): 1,
    }


def test_turns_at_the_same_time_are_timed_apart() -> None:
    async def one(name: stages.Stage) -> dict[stages.Stage, float]:
        with stages.watching() as watch, stages.stage(name):
            await asyncio.sleep(0.01)
        return watch.stages

    async def both() -> list[dict[stages.Stage, float]]:
        return await asyncio.gather(one("read"), one("save"))

    assert [list(times) for times in asyncio.run(both())] == [["read"], ["save"]]


def test_outside_a_turn_nothing_is_timed(counted: Counted) -> None:
    """Reading a conversation back passes the same points."""
    with stages.stage("read"):
        stages.saved([1])
    assert counted.grown("cap_reseaux_turn_stage_seconds_count") == {}


MISSED = SlotSet("misses", 1)


@pytest.mark.parametrize(
    ("kind", "then", "fallback", "reply"),
    [
        ("ask_figure", [BotUttered("9 sur 10", {"custom": {"figures": [{"id": "adoption"}]}})], None, "answered"),
        (
            "nlu_fallback",
            [ActionExecuted("action_not_understood"), BotUttered("Pardon ?"), MISSED],
            "not_understood",
            "asked_again",
        ),
        (
            "out_of_scope",
            [ActionExecuted("action_decline_out_of_scope"), BotUttered("Non."), MISSED],
            "refused",
            "asked_again",
        ),
        ("insult", [BotUttered("Restons courtois.", {}, {"utter_action": "utter_insult"})], "refused", "declined"),
        # The session that opens after the turn tells of an earlier miss.
        (
            "thank",
            [BotUttered("De rien."), ActionExecuted("action_session_start"), SessionStarted(), MISSED],
            None,
            "answered",
        ),
    ],
)
def test_a_fallback_is_read_from_what_was_saved(
    counted: Counted, line: Any, kind: str, then: list[Event], fallback: str | None, reply: str
) -> None:
    async def handle(message: UserMessage) -> None:
        intent = {"name": kind, "confidence": 0.876}
        heard = UserUttered(message.text, intent, [], {"intent": intent}, message_id=message.message_id)
        stages.saved([ActionExecuted("action_session_start"), SessionStarted(), heard, *then])
        await answer(message)

    send(handle)
    assert counted.grown("cap_reseaux_fallbacks_total") == ({(fallback,): 1} if fallback else {})
    assert (line().reply, line().kinds, line().confidence) == (reply, (kind,), 0.88)
    assert line().figures == (1 if kind == "ask_figure" else 0)


def test_a_turn_that_cant_be_told_is_answered_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    async def handle(message: UserMessage) -> None:
        stages.saved([UserUttered(message.text, parse_data={"questions": 7})])
        await answer(message)

    send(handle)
    assert "A turn could not be told." in caplog.text


def test_metrics_are_served_to_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("METRICS_PORT", str(port))
    serve_metrics("METRICS_PORT")
    assert "cap_reseaux_turns_total" in requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    # Another address of this machine, where a server of all addresses would answer.
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


@pytest.mark.parametrize("port", ["taken", "many", "0x12", "70000", "-1"])
def test_a_port_that_cant_be_used_costs_the_metrics_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, port: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        value = str(taken.getsockname()[1]) if port == "taken" else port
        monkeypatch.setenv("METRICS_PORT", value)
        serve_metrics("METRICS_PORT")
    assert f"There are no metrics: METRICS_PORT={value} can't be used" in caplog.text


def test_without_a_port_there_is_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delenv("METRICS_PORT", raising=False)
    monkeypatch.setattr("observability.metrics.start_http_server", lambda *_, **__: pytest.fail("it was started"))
    serve_metrics("METRICS_PORT")
    assert caplog.text == ""
