"""The lock of a conversation across processes."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered

from storage import locks
from storage.conversations import ConversationStore
from storage.events import OvertakenError
from storage.locks import ConversationLocks, CrowdedError
from tests.databases import forget_databases
from tests.engines import Postgres, processes

# Seconds: shorter than in production, so that tests are.
HELD, WAIT = 1.5, 4.0


def settle(url: str) -> None:
    """Make this process a server of the database at `url`."""
    os.environ["DATABASE_URL"] = url
    locks._HELD_AT_MOST, locks._WAIT_AT_MOST = HELD, WAIT
    forget_databases()


@pytest.fixture()
def url(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Settle in an empty database."""
    url = postgres.new_database()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr(locks, "_HELD_AT_MOST", HELD)
    monkeypatch.setattr(locks, "_WAIT_AT_MOST", WAIT)
    settle(url)
    yield url
    settle("")


async def turn(name: str, meanwhile: Connection | None = None) -> str:
    """A turn as Rasa has it: lock, read, think, save."""
    store = ConversationStore(Domain.empty())
    async with ConversationLocks().lock("c"):
        tracker = await store.get_or_create_tracker("c", append_action_listen=False)
        if meanwhile is not None:
            meanwhile.send("I hold the lock")
            meanwhile.recv()
        tracker.update_with_events([UserUttered(name, message_id=name), BotUttered("Réponse.")], None)
        try:
            await store.save(tracker)
        except OvertakenError:
            return "overtaken"
    return "saved"


def other_server(url: str, pipe: Connection) -> None:
    """Another process with a turn; it thinks until it is told something."""
    settle(url)
    pipe.send(asyncio.run(turn("other", pipe)))


@pytest.fixture()
def other(url: str) -> Iterator[tuple[BaseProcess, Connection]]:
    """Another server, which holds the lock."""
    context = processes()
    mine, its = context.Pipe()
    process = context.Process(target=other_server, args=(url, its))
    process.start()
    assert mine.poll(60) and mine.recv() == "I hold the lock"
    yield process, mine
    process.kill()
    process.join()


def test_a_turn_waits_for_the_one_on_another_server(other: tuple[BaseProcess, Connection]) -> None:
    async def both() -> str:
        mine = asyncio.ensure_future(turn("mine"))
        await asyncio.sleep(0.5)
        assert not mine.done()
        other[1].send("go on")
        return await mine

    assert asyncio.run(both()) == other[1].recv() == "saved"
    assert said() == ["other", "mine"]


def test_a_server_that_dies_gives_up_its_lock_at_once(other: tuple[BaseProcess, Connection]) -> None:
    other[0].kill()
    begun = time.monotonic()
    assert asyncio.run(turn("mine")) == "saved"
    assert time.monotonic() - begun < HELD
    assert said() == ["mine"]


def test_a_server_that_hangs_loses_its_lock_and_can_t_save_any_more(other: tuple[BaseProcess, Connection]) -> None:
    process, pipe = other
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    assert asyncio.run(turn("mine")) == "saved"
    os.kill(process.pid, signal.SIGCONT)
    pipe.send("go on")
    assert pipe.poll(20) and pipe.recv() == "overtaken"
    assert said() == ["mine"]


def test_who_waits_too_long_is_told_so(other: tuple[BaseProcess, Connection], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_WAIT_AT_MOST", 0.5)
    with pytest.raises(CrowdedError):
        asyncio.run(turn("mine"))


def test_more_conversations_than_places_wait_and_are_served(url: str) -> None:
    async def crowd() -> None:
        held = ConversationLocks()

        async def hold(name: int) -> None:
            async with held.lock(str(name)):
                await asyncio.sleep(0.05)

        await asyncio.gather(*(hold(name) for name in range(5 * locks._HELD_AT_ONCE)))

    asyncio.run(crowd())


def said() -> list[str | None]:
    """The ids of the visitor's messages, in order."""

    async def read() -> list[str | None]:
        tracker = await ConversationStore(Domain.empty()).retrieve_full_tracker("c")
        assert tracker is not None
        return [event.message_id for event in tracker.events if isinstance(event, UserUttered)]

    return asyncio.run(read())
