"""A few of the kills of `make soak`."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.kills import nothing_is_lost_nor_told_twice


def test_no_turn_is_lost_or_made_twice_when_servers_are_killed(tmp_path: Path) -> None:
    nothing_is_lost_nor_told_twice(tmp_path / "kills.db", kills=3, seed=int(time.time()))
