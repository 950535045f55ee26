"""Where plans are kept: a profile and a date under a secret name, in the database of the installation.

The plan itself is made anew from the profile each time it is read: choosing is deterministic.
"""

from __future__ import annotations

import functools
import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, Date, MetaData, String, Table, Text, delete, insert, select, update
from sqlalchemy.engine import Engine

from advisor.database import make_tables, shared_database
from advisor.profile.model import Profile

# 128 random bits: the address of a plan can't be guessed.
_BYTES = 16
NAME = re.compile(r"[0-9a-f]{32}")
_METADATA = MetaData()
_PLANS = Table(
    "plans",
    _METADATA,
    Column("name", String(32), primary_key=True),
    Column("profile", Text, nullable=False),
    Column("made_on", Date, nullable=False),
)


@dataclass(frozen=True)
class KeptPlan:
    """A profile, and the day on which its plan was asked for."""

    profile: Profile
    made_on: date


class PlanStore:
    """Plans by secret name; all servers open the same database."""

    def __init__(self, engine: Engine) -> None:
        """Use the database behind `engine`; the table is made when it is missing."""
        self._engine = engine
        make_tables(engine, _METADATA)

    def keep(self, profile: Profile, name: str | None = None, today: date | None = None) -> str:
        """Keep `profile` under `name`, or under a new one; return the name."""
        values = {"profile": json.dumps(profile.to_dict(), ensure_ascii=False), "made_on": today or date.today()}
        with self._engine.begin() as connection:
            if name and connection.execute(update(_PLANS).where(_PLANS.c.name == name).values(values)).rowcount:
                return name
            name = secrets.token_hex(_BYTES)
            connection.execute(insert(_PLANS).values(name=name, **values))
        return name

    def find(self, name: str) -> KeptPlan | None:
        """Return what is kept under `name`, None when there is nothing."""
        if not NAME.fullmatch(name):
            return None
        with self._engine.connect() as connection:
            row = connection.execute(select(_PLANS).where(_PLANS.c.name == name)).first()
        return KeptPlan(Profile.from_dict(json.loads(row.profile)), row.made_on) if row else None

    def forget_older(self, before: date) -> None:
        """Erase what was last asked for before a day."""
        with self._engine.begin() as connection:
            connection.execute(delete(_PLANS).where(_PLANS.c.made_on < before))

    def forget(self, name: str) -> None:
        """Erase what is kept under `name`."""
        with self._engine.begin() as connection:
            connection.execute(delete(_PLANS).where(_PLANS.c.name == name))


@functools.lru_cache(maxsize=1)
def plan_store() -> PlanStore:
    """Return the store of this installation."""
    return PlanStore(shared_database())


def plan_address(name: str) -> str:
    """Return the address of a plan: under PUBLIC_URL where that is set, else on the same origin."""
    return f"{os.environ.get('PUBLIC_URL', '').rstrip('/')}/plan/{name}"
