"""What the channel notes of a turn, whatever became of it, and of a thumb."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from sanic import Blueprint

from advisor.review.log import ReviewLog, review_log
from advisor.wording.phrases import say
from channels import phrases, reviewing, saved_turn
from channels.body import Message
from channels.conversation import serve_conversation
from channels.erasing import erase
from channels.feedback import Opinion
from channels.rest import RestChannel
from channels.reviewing import Reviewer
from channels.sessions import session_store
from channels.turn import Reply, reply_to
from tests.web.fake_rasa import FakeAgent

ROOT = Path(__file__).resolve().parents[2]
SESSION, TURN = "a" * 32, "1" * 32
FIGURES = {"kind": "figure", "figures": [{"id": "channel.email"}]}

Handle = Callable[[UserMessage], Coroutine[Any, Any, None]]


def rasa(agent: FakeAgent, kind: str, confidence: float, *then: Event, **parsed: Any) -> Handle:
    """Return a Rasa that takes a message for `kind`, does `then`, sends what it says, and saves the conversation."""

    async def handle(message: UserMessage) -> None:
        data = {"text": message.text, "intent": {"name": kind, "confidence": confidence}, "entities": [], **parsed}
        tracker = await agent.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, data["intent"], [], data, message_id=message.message_id))
        for event in then:
            tracker.update(event)
            if isinstance(event, BotUttered):
                await message.output_channel.send_response(message.sender_id, {"text": event.text, **event.data})
        await agent.tracker_store.save(tracker)

    return handle


def said(text: str, custom: dict[str, Any] | None = None, **metadata: Any) -> BotUttered:
    return BotUttered(text, {"custom": custom} if custom else {}, metadata)


def held(agent: FakeAgent, log: ReviewLog, handle: Handle, text: str = "et l'e-mailing ?", turn: str = TURN) -> Reply:
    """Hold one turn of a conversation, up to what is noted of it."""

    async def hold() -> Reply:
        noted: list[asyncio.Task[None]] = []
        reviewer = Reviewer(agent, log)
        agent.handle = handle
        reply = await reply_to(
            Message(SESSION, text, turn),
            "web",
            agent,
            lambda asked, given: noted.append(asyncio.ensure_future(reviewer.note(asked, given))),
        )
        await asyncio.gather(*noted)
        return reply

    return asyncio.run(hold())


@pytest.fixture()
def agent() -> FakeAgent:
    agent = FakeAgent()
    slots = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("misses", "plan")}
    agent.tracker_store.domain = Domain.from_dict({"slots": slots})
    return agent


# ---------------------------------------------------------------- turns

MISSED = SlotSet("misses", 1)
ANSWERED = said("72 %", FIGURES)


@pytest.mark.parametrize(
    ("kind", "confidence", "then", "reasons"),
    [
        ("ask_figure", 0.9, (ActionExecuted("action_answer_question"), ANSWERED), ()),
        ("ask_figure", 0.3, (ActionExecuted("action_answer_question"), ANSWERED), ("doubtful",)),
        ("out_of_scope", 0.9, (ActionExecuted("action_decline_out_of_scope"), said("Non."), MISSED), ("refused",)),
        ("nlu_fallback", 0.8, (ActionExecuted("action_not_understood"), said("Pardon ?"), MISSED), ("not_understood",)),
        ("rank", 0.9, (said("Lequel ?", {"kind": "clarification"}),), ("not_understood",)),
        ("state_goals", 0.9, (said(say("goals.ask_back").text, {"kind": "goals"}),), ("not_understood",)),
        ("change_profile", 0.9, (said(say("changed.nothing").text, {"kind": "talk"}),), ("not_understood",)),
        ("ask_figure", 0.9, (said(say("talk.repaired").text),), ("not_understood",)),
        ("insult", 0.9, (said("Restons courtois.", utter_action="utter_insult"),), ("refused",)),
        ("other_language", 0.4, (said("En français ?", utter_action="utter_other_language"),), ("refused",)),
        ("thank", 0.9, (said("De rien.", utter_action="utter_thank"),), ()),
        # « 3 », when asked how many they are.
        ("out_of_scope", 0.3, (ActionExecuted("action_hear_answer"), said("Trois.", {"kind": "profile"})), ()),
        ("ask_figure", 0.3, (ActionExecuted("action_hear_answer"), ANSWERED), ("doubtful",)),
    ],
)
def test_what_a_turn_leaves(
    agent: FakeAgent, log: ReviewLog, kind: str, confidence: float, then: tuple[Event, ...], reasons: tuple[str, ...]
) -> None:
    held(agent, log, rasa(agent, kind, confidence, *then))
    assert [miss.reasons for miss in log.misses()] == ([reasons] if reasons else [])
    if reasons:
        assert (log.misses()[0].text, log.misses()[0].kind) == ("et l'e-mailing ?", kind)


def test_a_turn_in_which_nothing_was_said_leaves_the_message(agent: FakeAgent, log: ReviewLog) -> None:
    """The action server was down: the turn is not in the conversation."""
    assert not held(agent, log, rasa(agent, "ask_figure", 0.9, ActionExecuted("action_answer_question"))).answered
    (miss,) = log.misses()
    assert (miss.text, miss.reasons, miss.kind) == ("et l'e-mailing ?", ("unanswered",), "")


def test_what_was_asked_and_told_is_counted(agent: FakeAgent, log: ReviewLog) -> None:
    parts = [{"intent": {"name": name, "confidence": 0.9}} for name in ("ask_figure", "define")]
    topic = [{"entity": "topic", "value": "country"}, {"entity": "item", "value": "email"}]
    held(agent, log, rasa(agent, "ask_figure", 0.9, ANSWERED, questions=parts, entities=topic))
    counts = log.counts()
    assert (counts.kinds, counts.figures) == ({"ask_figure": 1, "define": 1}, {"channel.email": 1})
    assert counts.topics == {"country": 1}


def test_an_answer_to_the_assistant_is_counted_as_one(agent: FakeAgent, log: ReviewLog) -> None:
    then = ActionExecuted("action_hear_answer"), said("Trois.", {"kind": "profile"})
    held(agent, log, rasa(agent, "follow_up", 0.3, *then), text="3")
    assert log.counts().kinds == {"answer": 1}


def test_a_server_that_is_down_keeps_the_question(agent: FakeAgent, log: ReviewLog) -> None:
    """Rasa saves nothing of a turn that it could not finish: only the channel knows."""

    async def fall(_: UserMessage) -> None:
        raise ConnectionError

    assert held(agent, log, fall, text="/et l'e-mailing au 06 39 98 12 34 ?").messages[0]["text"] == phrases.NO_ANSWER
    (miss,) = log.misses()
    assert (miss.text, miss.reasons) == ("/et l'e-mailing au <téléphone> ?", ("unanswered",))


def test_the_same_message_sent_again_and_answered_is_no_miss(agent: FakeAgent, log: ReviewLog) -> None:
    held(agent, log, rasa(agent, "ask_figure", 0.9))
    assert len(log.misses()) == 1
    held(agent, log, rasa(agent, "ask_figure", 0.9, ANSWERED))
    assert (log.misses(), log.counts().kinds) == ([], {"ask_figure": 1})


def test_an_answer_that_is_given_again_is_not_counted_again(agent: FakeAgent, log: ReviewLog) -> None:
    held(agent, log, rasa(agent, "ask_figure", 0.9, ANSWERED))

    async def ask_again() -> None:
        ended: list[Message] = []
        asked = Message(SESSION, "et l'e-mailing ?", "1" * 32, again=True)
        assert (await reply_to(asked, "web", agent, lambda message, _: ended.append(message))).answered
        await asyncio.sleep(0)
        assert ended == []

    asyncio.run(ask_again())


def test_a_turn_without_an_id_of_the_client_s_is_found(agent: FakeAgent, log: ReviewLog) -> None:
    async def hold() -> None:
        reviewer = Reviewer(agent, log)
        for text in ("un", "deux"):
            agent.handle = rasa(agent, "out_of_scope", 0.9, said("Non."), MISSED)
            await reply_to(Message(SESSION, text), "rest", agent, reviewer.turn_ended)
        while reviewing._under_way or len(log.misses()) < 2:
            await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(hold(), 10))
    assert {miss.text for miss in log.misses()} == {"un", "deux"}


def test_starting_again_erases(agent: FakeAgent, log: ReviewLog) -> None:
    held(agent, log, rasa(agent, "out_of_scope", 0.9, said("Non."), MISSED))
    held(
        agent, log, rasa(agent, "start_over", 0.3, ActionExecuted("action_start_again"), said("Oublié.")), turn="2" * 32
    )
    assert log.misses() == []
    assert log.counts().kinds == {"out_of_scope": 1, "start_over": 1}


def test_a_log_that_fails_fails_nobody(agent: FakeAgent, log: ReviewLog, caplog: pytest.LogCaptureFixture) -> None:
    broken = ReviewLog(log._engine, lambda: int("x"))
    reply = held(agent, broken, rasa(agent, "insult", 0.9, said("Non.")), text="mon secret")
    assert reply.answered
    assert "could not be noted" in caplog.text and "mon secret" not in caplog.text


# ---------------------------------------------------------------- thumbs


def test_a_thumb_down_finds_its_question(agent: FakeAgent, log: ReviewLog) -> None:
    for number, text in enumerate(("et les salons ?", "et l'e-mailing ?", "et la pub ?"), start=1):
        held(agent, log, rasa(agent, "follow_up", 0.9, said(f"Réponse {number}.")), text=text, turn=f"{number:032}")
    down = Opinion(SESSION, f"{2:032}", "down", "trop long")
    asyncio.run(Reviewer(agent, log).rated(down))
    (miss,) = log.misses()
    assert (miss.text, miss.answer, miss.reasons, miss.word) == (
        "et l'e-mailing ?",
        "Réponse 2.",
        ("disliked",),
        "trop long",
    )
    asyncio.run(Reviewer(agent, log).rated(Opinion(SESSION, f"{2:032}", "up")))
    assert log.misses() == []


def test_a_thumb_for_nothing_keeps_nothing(agent: FakeAgent, log: ReviewLog) -> None:
    asyncio.run(Reviewer(agent, log).rated(Opinion(SESSION, TURN, "down")))
    assert log.misses() == []


# ---------------------------------------------------------------- the channels' routes


class Routes:
    """The routes of both channels, called without a server: a process runs only one, which the web tests have."""

    def __init__(self, agent: FakeAgent) -> None:
        self._app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
        web = Blueprint("web_of_the_review")
        serve_conversation(web, "/chat/", "web")
        rest = RestChannel().blueprint(agent.handle_message)
        self._handlers = {
            route.uri: route.handler
            for routes in (rest, web)
            for route in routes._future_routes
            if "POST" in route.methods
        }

    async def post(self, path: str, **body: Any) -> Any:
        """POST `body`, and wait for what happens after the reply has left."""
        request = SimpleNamespace(
            app=self._app, headers={}, body=json.dumps(body).encode(), remote_addr="", ip="127.0.0.1"
        )
        answer = await self._handlers[path](request)
        await asyncio.sleep(0)
        await asyncio.gather(*reviewing._under_way)
        return json.loads(answer.body)


def kept_here(text: str) -> list[tuple[str, ...]]:
    return [miss.reasons for miss in review_log().misses() if miss.text == text]


def test_erasing_one_s_data_erases_the_review_too(agent: FakeAgent) -> None:
    agent.handle = rasa(agent, "insult", 0.9, said("Non.", utter_action="utter_insult"))

    async def visit() -> None:
        routes = Routes(agent)
        session = (await routes.post("/chat/sessions"))["sender"]
        assert (await routes.post("/chat/messages", sender=session, message="zut à la fin", id=TURN))["answered"]
        assert kept_here("zut à la fin") == [("refused",)]
        await routes.post("/chat/feedback", sender=session, turn=TURN, verdict="down")
        assert kept_here("zut à la fin") == [("refused", "disliked")]
        assert await routes.post("/chat/erase", sender=session) == {"erased": True}
        assert kept_here("zut à la fin") == []

    asyncio.run(visit())


def test_rest_conversations_are_noted_too(agent: FakeAgent) -> None:
    agent.handle = rasa(agent, "insult", 0.9, said("Non.", utter_action="utter_insult"))
    asyncio.run(Routes(agent).post("/webhook", sender="un programme", message="zut par rest"))
    assert kept_here("zut par rest") == [("refused",)]
    review_log().forget("un programme")
    assert kept_here("zut par rest") == []


def test_a_turn_that_ends_after_the_erasing_leaves_nothing(agent: FakeAgent) -> None:
    """The widget erases while an answer is under way."""
    session = session_store().begin()

    async def visit() -> None:
        await erase(agent, session)
        reviewer = Reviewer(agent, exists=session_store().knows)
        await reviewer.note(Message(session, "trop tard", TURN), Reply([], answered=False))
        await reviewer.rated(Opinion(session, TURN, "down"))

    asyncio.run(visit())
    assert kept_here("trop tard") == []


# ---------------------------------------------------------------- names that must be right


def test_the_names_that_are_looked_for_are_those_of_the_product() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert {saved_turn._START_AGAIN, saved_turn._HEAR_ANSWER} <= set(domain["actions"])
    assert domain["responses"].keys() >= saved_turn._DECLINING
    assert saved_turn._ASKING_AGAIN in domain["slots"]
    assert all(say(name).text for name in saved_turn._NOT_RECOGNISED)
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "advisor").rglob("*.py"))
    for kind in (saved_turn._CLARIFICATION, *saved_turn._TAKEN_IN):
        assert re.search(rf'Answer\(\s*"{kind}"', code), kind
