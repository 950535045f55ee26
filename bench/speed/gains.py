"""Ours with each of its gains left out, one after the other, and with all of them left out."""

from __future__ import annotations

import functools
import importlib

from bench.speed.assistants import answering, ours
from bench.speed.figures import Switched
from bench.speed.load import put_step, warm_up

NONE, ALL = "", "1"


def names() -> list[str]:
    """Return the names of the gains, which RASA_AS_IT_IS leaves out; none where nothing lists them."""
    try:
        listed = importlib.import_module("rasa_faster").GAINS
    except ModuleNotFoundError:
        return []
    return [str(name) for name in listed]


def switched(off: str, turns: int) -> Switched:
    """Start ours without the gain, and let one client say the same as always."""
    with answering(functools.partial(ours, off)) as (running, seconds):
        memory = running.processes.memory()
        warm_up(running)
        return Switched(off, put_step(running, 1, 120, turns, "gains").processor, seconds, memory.rss, memory.pss)
