"""What nobody uses any more goes by itself."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from sqlalchemy import update

from advisor.plan.store import plan_store
from advisor.profile.model import Profile
from channels import sessions
from channels.feedback import Opinion, opinion_store
from channels.purging import DAYS_KEPT, conversation_days, purge
from channels.sessions import session_store
from storage import events
from storage.events import event_log
from tests.web.fake_rasa import FakeAgent

NOW = datetime.now(timezone.utc)
MONTHS_AGO, BEFORE = NOW - timedelta(days=100), NOW - timedelta(days=90)
PLAN = {"plan": {"type": "any", "mappings": [{"type": "custom"}]}}


async def hold(agent: FakeAgent, conversation: str, plan: str) -> None:
    tracker = await agent.tracker_store.get_or_create_tracker(conversation)
    tracker.update_with_events([UserUttered("bonjour"), SlotSet("plan", plan), BotUttered("Bonjour.")], None)
    await agent.tracker_store.save(tracker)
    opinion_store().keep(Opinion(conversation, "a" * 32, "up"))


def age(*conversations: str, begun: bool = True, used: bool = True) -> None:
    """Make conversations as old as a hundred days: begun then, or also last used then."""
    with event_log()._engine.begin() as connection:
        for name in conversations:
            if begun:
                table = sessions._SESSIONS
                connection.execute(update(table).where(table.c.id == name).values(begun_at=MONTHS_AGO))
            if used:
                table = events._EVENTS
                connection.execute(update(table).where(table.c.conversation == name).values(at=MONTHS_AGO.timestamp()))


def test_conversations_go_some_time_after_their_last_message(database: None) -> None:
    """With all that belongs to them; one that was begun long ago and is still used stays, and so does its plan."""
    agent = FakeAgent()
    agent.tracker_store.domain = Domain.from_dict({"slots": PLAN})
    old, used, never_used, new = (session_store().begin() for _ in range(4))
    plans = {name: plan_store().keep(Profile(goals=("brand",))) for name in (old, used)}
    for name, plan in plans.items():
        asyncio.run(hold(agent, name, plan))
    age(old, never_used)
    age(used, used=False)

    assert asyncio.run(purge(agent, BEFORE)) == 2
    assert [session_store().knows(name) for name in (old, used, never_used, new)] == [False, True, False, True]
    assert event_log().conversations() == [used]
    assert [plan_store().find(plan) is None for plan in plans.values()] == [True, False]
    assert [len(opinion_store().of(name)) for name in (old, used)] == [0, 1]


def test_a_plan_whose_conversation_is_unknown_goes_too(database: None) -> None:
    name = plan_store().keep(Profile(goals=("brand",)), today=MONTHS_AGO.date())
    asyncio.run(purge(FakeAgent(), BEFORE))
    assert plan_store().find(name) is None


@pytest.mark.parametrize("setting", ["0", "-1", "trois", "1e3", "99999999"])
def test_a_setting_that_is_no_number_of_days_is_said(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DAYS_KEPT, setting)
    with pytest.raises(ValueError, match=f"{DAYS_KEPT}={setting}"):
        conversation_days()
