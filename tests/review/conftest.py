"""A review log of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from advisor.database import open_database
from advisor.review.log import ReviewLog
from tests.databases import forget_databases


@pytest.fixture(scope="session", autouse=True)
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep sessions, opinions and the shared log in a database of these tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('review') / 'app.db'}")
        patch.delenv("REVIEW_DAYS", raising=False)
        forget_databases()
        yield
    forget_databases()


class Calendar:
    """A day that a test moves on."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 16)

    def __call__(self) -> date:
        return self.day


@pytest.fixture()
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture()
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'review.db'}")


@pytest.fixture()
def log(engine: Engine, calendar: Calendar) -> ReviewLog:
    return ReviewLog(engine, lambda: 90, calendar)
