"""What a turn costs around one place of a conversation."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from bench.speed.conversation import AROUND, Turn, cost, hold, last_turn, script


def growing(count: int) -> list[Turn]:
    """A conversation whose n-th turn takes n milliseconds, and twice that of processor."""
    return [Turn(number / 1000, number * (number + 1) / 1000) for number in range(1, count + 1)]


@pytest.mark.parametrize("mark", [10, 100, 1000])
def test_the_turns_around_a_mark_count(mark: int) -> None:
    around = cost(growing(last_turn(1000)), mark)
    assert around.mark == mark
    assert around.wall == pytest.approx(mark + 0.5)
    assert around.processor == pytest.approx(2 * mark + 1)


def test_a_conversation_that_was_stopped_counts_by_its_last_turns() -> None:
    assert cost(growing(60), 1000).mark == 50
    assert cost(growing(60), 1000).wall == pytest.approx(50.5)


class Counting:
    """An assistant that keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.processes = SimpleNamespace(spent=lambda: float(len(self.asked)))

    def ask(self, sender: str, text: str) -> str:
        self.asked.append((sender, text))
        return "oui"


def test_each_window_has_the_same_messages_of_one_sender() -> None:
    running: Any = Counting()
    turns = hold(running, last_turn(100))
    senders, texts = zip(*running.asked, strict=True)
    assert len(set(senders)) == 1
    assert Counter(texts[:AROUND]) == Counter(texts[90:110]) == Counter(script())
    assert turns[-1].spent == 110


def test_time_ends_a_conversation_after_its_first_window() -> None:
    running: Any = Counting()
    assert len(hold(running, 1000, within=0)) == AROUND
