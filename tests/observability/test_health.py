"""How often the neighbours are asked how they are."""

from __future__ import annotations

import asyncio

import pytest

from channels import health
from channels.health import Neighbour


def test_a_neighbour_is_asked_once_a_second_whoever_wants_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])
    asked: list[float] = []

    async def ask() -> bool:
        asked.append(now[0])
        await asyncio.sleep(0)
        return len(asked) < 2

    async def visit() -> None:
        neighbour = Neighbour(ask)
        assert await asyncio.gather(*(neighbour.is_well() for _ in range(50))) == [True] * 50
        now[0] += 0.9
        assert await neighbour.is_well()
        assert asked == [100.0]
        now[0] += 0.2
        assert not await neighbour.is_well()
        assert len(asked) == 2

    asyncio.run(visit())


def test_who_leaves_takes_no_answer_from_the_others() -> None:
    async def visit() -> None:
        gate = asyncio.Event()

        async def ask() -> bool:
            await gate.wait()
            return True

        neighbour = Neighbour(ask)
        first, second = (asyncio.ensure_future(neighbour.is_well()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        gate.set()
        assert await second

    asyncio.run(visit())
