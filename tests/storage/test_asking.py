"""A question to the database, which must not wait for ever, nor take a busy server for a database that is gone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import OperationalError

from storage import asking
from storage.asking import DatabaseDownError, ask


@pytest.fixture(autouse=True)
def _heard() -> Iterator[None]:
    """Forget after each test that a database was silent."""
    yield
    asking._silent_until = 0.0


def fail() -> None:
    raise OperationalError("INSERT un secret", {}, Exception("locked"))


def test_an_answer_and_an_error_come_back() -> None:
    assert asyncio.run(ask(lambda: 3)) == 3
    with pytest.raises(DatabaseDownError, match=r"^OperationalError$"):
        asyncio.run(ask(fail))
    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask(lambda: 1 // 0))


def test_a_database_that_says_nothing_is_given_up_and_not_asked_again_at_once() -> None:
    async def twice() -> None:
        with pytest.raises(DatabaseDownError, match="TimeoutError"):
            await ask(lambda: time.sleep(1.5), 1.2)
        with pytest.raises(DatabaseDownError, match="silent"):
            await ask(lambda: 3)

    asyncio.run(twice())


def test_a_server_that_is_busy_is_no_database_that_is_gone() -> None:
    """The answer is there, though the event loop had no time to hear it before the limit."""

    async def busy() -> int:
        asked = asyncio.ensure_future(ask(lambda: 3, 0.1))
        await asyncio.sleep(0)
        time.sleep(0.3)
        return await asked

    assert asyncio.run(busy()) == 3


def test_an_answer_that_comes_late_is_handed_over() -> None:
    given: list[int] = []

    async def late() -> None:
        with pytest.raises(DatabaseDownError):
            await ask(lambda: time.sleep(0.2) or 3, 0.05, given.append)
        await asyncio.sleep(0.4)

    asyncio.run(late())
    assert given == [3]


def test_a_file_that_is_locked_can_still_be_asked() -> None:
    def locked() -> None:
        time.sleep(1.2)
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))

    async def then_read() -> int:
        with pytest.raises(DatabaseDownError):
            await ask(locked)
        return await ask(lambda: 3)

    assert asyncio.run(then_read()) == 3
