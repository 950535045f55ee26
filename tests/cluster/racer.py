"""A server of the race: messages of one visitor, answered by a turn that costs next to nothing.

All is real but for Rasa's thinking: the channel's turn, the lock, the store and the database.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered

from channels.body import Message
from channels.refusals import RefusedError
from channels.turn import reply_to
from storage.conversations import ConversationStore
from storage.locks import ConversationLocks
from tests.engines import processes

CONVERSATION = "c"
# Seconds for a turn, in which another server may come first.
THINKS = 0.005


class Outcome(NamedTuple):
    """What became of a server's messages. Seconds."""

    wrong: list[str]
    """Messages that got another one's answer."""
    computed: int
    """Turns that were computed, whether they could be saved or not."""
    refused: dict[int, int]
    """How often a message was refused and sent again, by status."""
    slowest: float
    """The longest that a message was under way, with all its sendings."""


class QuickAgent:
    """Rasa's agent with little to think about: it repeats the message."""

    def __init__(self) -> None:
        self.tracker_store = ConversationStore(Domain.empty())
        self.lock_store = ConversationLocks()
        self.computed = 0

    async def handle_message(self, message: UserMessage) -> None:
        async with self.lock_store.lock(message.sender_id):
            tracker = await self.tracker_store.get_or_create_tracker(message.sender_id, append_action_listen=False)
            self.computed += 1
            await asyncio.sleep(THINKS)
            said = f"Réponse à {message.text}"
            heard = UserUttered(message.text, message_id=message.message_id)
            tracker.update_with_events([heard, BotUttered(said), ActionExecuted("action_listen")], None)
            await self.tracker_store.save(tracker)
            await message.output_channel.send_text_message(message.sender_id, said)


def race(url: str, servers: int, messages: int, at_once: int, lock: bool = True) -> list[Outcome]:
    """Send `messages` of one visitor to each of some servers, `at_once` at a time; return what became of them."""
    with processes().Pool(servers) as pool:
        names = [[f"{server}-{number}" for number in range(messages)] for server in range(servers)]
        return pool.starmap(_serve, [(url, some, at_once, lock) for some in names], chunksize=1)


def _serve(url: str, names: Sequence[str], at_once: int, lock: bool) -> Outcome:
    os.environ["DATABASE_URL"] = url
    if not lock:
        setattr(ConversationLocks, "_across_servers", _nothing)  # noqa: B010
    return asyncio.run(_send_all(names, at_once))


async def _send_all(names: Sequence[str], at_once: int) -> Outcome:
    agent, wrong, refused, slowest = QuickAgent(), [], Counter[int](), 0.0
    waiting = list(reversed(names))

    async def client() -> None:
        nonlocal slowest
        while waiting:
            name, begun = waiting.pop(), time.monotonic()
            message = Message(CONVERSATION, name, name)
            reply = None
            while reply is None:
                try:
                    reply = await reply_to(message, "rest", agent)
                    if not reply.answered:
                        refused[200] += 1
                        reply = None
                except RefusedError as refusal:
                    refused[refusal.status] += 1
                    await asyncio.sleep(0.05)
            if [said["text"] for said in reply.messages] != [f"Réponse à {name}"]:
                wrong.append(name)
            slowest = max(slowest, time.monotonic() - begun)

    await asyncio.gather(*(client() for _ in range(at_once)))
    return Outcome(wrong, agent.computed, dict(refused), slowest)


@asynccontextmanager
async def _nothing(_: ConversationLocks, __: str) -> AsyncIterator[None]:
    yield
