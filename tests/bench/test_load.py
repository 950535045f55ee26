"""Whose turn it is, and what stands for several rounds; which gains are left out; what processes use."""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

import pytest

from bench.loading import Load
from bench.speed import gains, load
from bench.speed.load import CLIENTS, Step, by_turns, typical
from bench.speed.processes import Processes


def step(p50: float, processor: float = 1.0, failed: int = 0) -> Step:
    """One step of ten turns."""
    return Step(Load(10, failed, 5.0, p50, 2 * p50, 3 * p50), processor)


def test_both_take_turns_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    put: list[tuple[Any, ...]] = []

    def put_step(running: Any, clients: int, seconds: int, turns: int, seed: str) -> Step:
        put.append((running, clients, turns, seed))
        return step(1)

    monkeypatch.setattr(load, "put_step", put_step)
    both: Any = {"stock": "stock", "ours": "ours"}
    steps = by_turns(both, 2, 5, 40)
    assert {key: len(of_one) for key, of_one in steps.items()} == {(n, c): 2 for n in both for c in CLIENTS}
    for first, second in zip(put[::2], put[1::2], strict=True):
        assert {first[0], second[0]} == {*both} and first[1:] == second[1:]
    assert put[0][0] != put[len(put) // 2][0]
    assert {turns for _, clients, turns, _ in put if clients == 1} == {40}


def test_the_median_of_the_rounds_counts() -> None:
    of_all = typical([step(10, 1, 1), step(90, 9, 0), step(20, 2, 2)])
    assert (of_all.load.p50, of_all.load.p99, of_all.processor) == (20, 60, 2)
    assert (of_all.load.turns, of_all.load.failed) == (30, 3)


@pytest.mark.parametrize("listed", [("a", "b"), {"a": "why", "b": "why"}])
def test_the_gains_are_those_that_are_listed(listed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("rasa_faster")
    module.GAINS = listed  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rasa_faster", module)
    assert gains.names() == ["a", "b"]


def test_nothing_is_listed_where_there_is_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rasa_faster", None)
    assert gains.names() == []


def test_processes_hold_what_they_share_in_part() -> None:
    processes = Processes(os.getpid())
    memory = processes.memory()
    assert 0 < memory.pss <= memory.rss
    assert processes.spent() > 0
