"""A few of the kills of `make soak`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from scripts.run import free_port
from tests.faults.kills import nothing_is_lost_nor_told_twice


@pytest.mark.parametrize(("kills", "action_port"), [(2, None), (3, free_port())], ids=["one_server", "two_servers"])
def test_no_turn_is_lost_or_made_twice_when_servers_are_killed(
    tmp_path: Path, kills: int, action_port: int | None
) -> None:
    nothing_is_lost_nor_told_twice(tmp_path / "kills.db", kills, seed=int(time.time()), action_port=action_port)
