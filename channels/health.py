"""Whether the assistant can answer: the model is loaded, actions are run, and the database takes a turn."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urljoin

import aiohttp
from sqlalchemy import text

from advisor.database import shared_database
from channels.actions_here import ActionsHere
from storage.asking import DatabaseDownError, ask

# Seconds: how long a neighbour may take to say that it is well, and for how long that holds.
_PATIENCE, _FRESH = 1.0, 1.0


class Neighbour:
    """What the assistant can't answer without; asked how it is no more than once a second, whoever wants to know."""

    def __init__(self, ask_it: Callable[[], Awaitable[bool]]) -> None:
        """Keep how to ask."""
        self._ask_it = ask_it
        self._answer: asyncio.Future[bool] | None = None
        self._asked_at = 0.0

    async def is_well(self) -> bool:
        """Return how it is, or was within the last second."""
        now = time.monotonic()
        if self._answer is None or (self._answer.done() and now - self._asked_at > _FRESH):
            self._asked_at = now
            self._answer = asyncio.ensure_future(self._ask_it())
        # Who asked first may leave before the others have their answer.
        return await asyncio.shield(self._answer)


async def health(agent: Any) -> dict[str, Any]:
    """Return the state as JSON; its "status" is "ok" or "unavailable".

    Args:
        agent: Rasa's agent, or None while the server has none.

    """
    model = agent is not None and bool(agent.is_ready())
    runner = _actions(getattr(agent, "action_endpoint", None))
    actions, database = await asyncio.gather(runner.is_well(), _database().is_well())
    status = "ok" if model and actions and database else "unavailable"
    return {"status": status, "model": model, "actions": actions, "database": database}


def _actions(endpoint: Any) -> Neighbour:
    if isinstance(endpoint, ActionsHere):
        return _actions_here(endpoint.loop)
    return _action_server(getattr(endpoint, "url", None))


@functools.lru_cache(maxsize=1)
def _actions_here(loop: asyncio.AbstractEventLoop) -> Neighbour:
    return Neighbour(lambda: _comes_round(loop))


@functools.lru_cache(maxsize=1)
def _action_server(url: str | None) -> Neighbour:
    return Neighbour(lambda: _answers(url))


@functools.lru_cache(maxsize=1)
def _database() -> Neighbour:
    return Neighbour(_takes_a_turn)


async def _comes_round(loop: asyncio.AbstractEventLoop) -> bool:
    """Tell whether another thread's event loop has time for us: an action that hangs gives it none."""
    try:
        round_trip = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop)
        await asyncio.wait_for(asyncio.wrap_future(round_trip), _PATIENCE)
    except asyncio.TimeoutError:
        return False
    return True


async def _answers(url: str | None) -> bool:
    # A project without custom actions has no action server to wait for.
    if url is None:
        return True
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(urljoin(url, "health")) as answer:
            return answer.status == 200
    # An impossible address in endpoints.yml is a ValueError.
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
        return False


async def _takes_a_turn() -> bool:
    try:
        await ask(_begin_to_write, _PATIENCE)
    except DatabaseDownError:
        return False
    return True


def _begin_to_write() -> None:
    with shared_database().connect() as connection:
        # A file that can be read may be locked all the same for who wants to write.
        is_file = connection.dialect.name == "sqlite"
        connection.execute(text("BEGIN IMMEDIATE" if is_file else "SELECT 1"))
        connection.rollback()
