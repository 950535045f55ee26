"""Two hundred kills of the one server, and of two (KILLS: so many, SEED: those)."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from scripts.run import free_port
from tests.faults.kills import nothing_is_lost_nor_told_twice


@pytest.mark.parametrize("action_port", [None, free_port()], ids=["one_server", "two_servers"])
def test_no_turn_is_lost_or_made_twice_however_often_a_server_is_killed(
    tmp_path: Path, action_port: int | None
) -> None:
    kills, seed = int(os.environ.get("KILLS") or 200), int(os.environ.get("SEED") or time.time())
    nothing_is_lost_nor_told_twice(tmp_path / "kills.db", kills, seed, action_port)
