"""A server that has settled collects garbage as Python does, and not in what it has loaded."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from rasa_faster.memory import collect_seldom, settle

USUAL = gc.get_threshold()


@pytest.fixture(autouse=True)
def afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("RASA_AS_IT_IS", raising=False)
    yield
    gc.unfreeze()
    gc.set_threshold(*USUAL)


def test_what_is_loaded_is_left_alone_and_later_garbage_is_found() -> None:
    collect_seldom()
    assert gc.get_threshold()[0] > USUAL[0]
    settle()
    assert gc.get_threshold() == USUAL
    assert gc.get_freeze_count() > 10_000
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() > 0


def test_the_switch_leaves_python_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASA_AS_IT_IS", "memory")
    before = gc.get_freeze_count()
    collect_seldom()
    settle()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (USUAL, before)
