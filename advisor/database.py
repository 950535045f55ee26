"""The database of what Rasa does not keep: plans, sessions, opinions. APP_DB names it (an SQLAlchemy address)."""

from __future__ import annotations

import functools
import os

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

from advisor.survey.shipped import ROOT

# Seconds for which a writer waits for another one.
_LOCKED_AT_MOST = 5


def open_database(url: str) -> Engine:
    """Return the engine of the database at `url`."""
    return create_engine(
        url, future=True, connect_args={"timeout": _LOCKED_AT_MOST} if url.startswith("sqlite") else {}
    )


@functools.lru_cache(maxsize=1)
def shared_database() -> Engine:
    """Return the engine of this installation's database: APP_DB, or a SQLite file beside the conversations."""
    url = os.environ.get("APP_DB")
    if not url:
        file = ROOT / "var" / "app.db"
        file.parent.mkdir(exist_ok=True)
        url = f"sqlite:///{file}"
    return open_database(url)
