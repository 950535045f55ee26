"""Rasa's trackers in our store."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from advisor.database import open_database
from storage import conversations
from storage.conversations import TURNS_A_SESSION, ConversationStore, UnansweredError
from storage.events import EventLog, OvertakenError

SLOTS = {name: {"type": "any", "mappings": [{"type": "custom"}]} for name in ("goals", "asked")}


@pytest.fixture()
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConversationStore]:
    engine = open_database(database_url)
    log = EventLog(engine)
    monkeypatch.setattr(conversations, "event_log", lambda: log)
    yield ConversationStore(Domain.from_dict({"slots": SLOTS}))
    engine.dispose()


async def say(store: ConversationStore, number: int, *more: SlotSet) -> None:
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    heard = UserUttered(f"question {number}", message_id=f"{number:032}")
    tracker.update_with_events([heard, *more, BotUttered(f"Réponse {number}."), ActionExecuted("action_listen")], None)
    await store.save(tracker)


def test_a_long_conversation_is_read_a_session_at_a_time_and_forgets_nothing(store: ConversationStore) -> None:
    """Slots go on, an emptied one stays empty, and every turn stands once in the whole conversation."""

    async def talk() -> None:
        await say(store, 1, SlotSet("goals", ["brand"]), SlotSet("asked", "goals"))
        await say(store, 2, SlotSet("asked", None))
        for number in range(3, 105):
            await say(store, number)
            tracker = await store.retrieve("c")
            assert tracker is not None
            assert sum(isinstance(event, UserUttered) for event in tracker.events) < TURNS_A_SESSION
            assert (tracker.get_slot("goals"), tracker.get_slot("asked")) == (["brand"], None)
            assert tracker.latest_action_name == "action_listen"
        whole = await store.retrieve_full_tracker("c")
        assert whole is not None
        said = [event.text for event in whole.events if isinstance(event, UserUttered)]
        assert said == [f"question {number}" for number in range(1, 105)]

    asyncio.run(talk())


def test_a_copy_of_a_tracker_is_the_one_that_rasa_would_replay(store: ConversationStore) -> None:
    async def talk() -> None:
        await say(store, 1, SlotSet("goals", ["brand"]), SlotSet("asked", "goals"))
        tracker = await store.get_or_create_tracker("c", append_action_listen=False)
        tracker.update(UserUttered("et les salons ?", {"name": "follow_up"}))
        replayed, twin = tracker.travel_back_in_time(float("inf")), tracker.copy()
        assert list(twin.events) == list(replayed.events) and twin.current_state() == replayed.current_state()
        told = {"_max_event_history", "sender_id", "is_rule_tracker", "_paused", "followup_action", "active_loop"}
        assert {name: vars(twin)[name] for name in told} == {name: vars(replayed)[name] for name in told}
        twin.update_with_events([SlotSet("goals", None), ActionExecuted("action_listen")], None)
        assert (tracker.get_slot("goals"), tracker.latest_action_name) == (["brand"], "action_listen")
        assert list(tracker.events) == list(replayed.events)

    asyncio.run(talk())


@pytest.mark.parametrize("answers", [[], [BotUttered()], [BotUttered(" \n")]], ids=["none", "empty", "blank"])
def test_a_turn_without_an_answer_is_not_kept(store: ConversationStore, answers: list[BotUttered]) -> None:
    """So that the same message can be sent again and makes one turn."""

    async def talk() -> None:
        tracker = await store.get_or_create_tracker("c", append_action_listen=False)
        tracker.update_with_events([UserUttered("question"), *answers, ActionExecuted("action_listen")], None)
        with pytest.raises(UnansweredError):
            await store.save(tracker)
        assert await store.retrieve("c") is None
        assert list(await store.keys()) == []

    asyncio.run(talk())


def test_two_turns_from_one_state_make_one(store: ConversationStore) -> None:
    async def talk() -> None:
        await say(store, 1)
        one, other = await store.retrieve("c"), await store.retrieve("c")
        for number, tracker in ((2, one), (3, other)):
            assert tracker is not None
            tracker.update_with_events([UserUttered("q", message_id=str(number)), BotUttered("Réponse.")], None)
        assert one is not None and other is not None
        await store.save(one)
        with pytest.raises(OvertakenError):
            await store.save(other)

    asyncio.run(talk())


def test_a_tracker_may_be_saved_twice(store: ConversationStore) -> None:
    async def talk() -> None:
        tracker = await store.get_or_create_tracker("c", append_action_listen=False)
        for number in range(2):
            tracker.update_with_events([UserUttered("q", message_id=str(number)), BotUttered("Réponse.")], None)
            await store.save(tracker)
            await store.save(tracker)
        assert len(await store.latest("c", 100)) == 4

    asyncio.run(talk())
