"""The database when it starts, stops and hangs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Table, text
from sqlalchemy.exc import OperationalError

from advisor.database import make_tables, open_database, patiently
from tests.engines import Postgres, processes


def test_servers_may_make_the_tables_at_the_same_time(database_url: str) -> None:
    with processes().Pool(4) as pool:
        for name in "abcde":
            assert pool.starmap(_make, [(database_url, name)] * 4, chunksize=1) == ["made"] * 4


def _make(url: str, name: str) -> str:
    tables = MetaData()
    table = Table(f"table_{name}", tables, Column("number", Integer, primary_key=True), Column("other", Integer))
    Index(f"index_{name}", table.c.other)
    engine = open_database(url)
    make_tables(engine, tables)
    engine.dispose()
    return "made"


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="DATABASE_URL names mysql: write postgresql"):
        open_database("mysql://here/it")


def test_a_statement_has_its_time_and_the_connection_goes_on(postgres: Postgres) -> None:
    engine = open_database(postgres.new_database(), patience=0.3)
    with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
        connection.execute(text("SELECT pg_sleep(5)"))
    with patiently(engine, 10) as connection:
        connection.execute(text("SELECT pg_sleep(0.8)"))
    with engine.connect() as connection, pytest.raises(OperationalError, match="statement timeout"):
        connection.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_database_that_hangs_is_not_waited_for(postgres: Postgres) -> None:
    """Neither over a connection that is open nor over a new one."""
    engine = open_database(postgres.new_database(), patience=0.3)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        # In a thread, so that waiting without end fails.
        with ThreadPoolExecutor() as thread, postgres.hanging():
            for ask in (lambda: connection.execute(text("SELECT 1")), engine.connect):
                with pytest.raises(OperationalError, match="does not answer"):
                    thread.submit(ask).result(timeout=2)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_after_a_restart_the_next_question_is_answered(postgres: Postgres) -> None:
    engine = open_database(postgres.new_database())
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    postgres.stop()
    with pytest.raises(OperationalError):
        engine.connect()
    postgres.start()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()
