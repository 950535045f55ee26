"""Both assistants under load, by turns: what a turn costs, and how long it takes with more and more clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.loading import Load, put_load
from bench.speed.assistants import Running
from bench.speed.figures import median

CLIENTS = (1, 8, 32)
# A server loads much of what it needs with its first messages.
WARMING_TURNS = 20


@dataclass(frozen=True)
class Step:
    """One load, and the milliseconds of processor that each of its turns took."""

    load: Load
    processor: float


def put_step(running: Running, clients: int, seconds: int, turns: int = 0, seed: str = "") -> Step:
    """Put a load on; with `turns`, one client ends it after so many messages."""
    before = running.processes.spent()
    load = put_load(running.url, "Program", clients, seconds, SEED=seed, TURNS=str(turns))
    return Step(load, 1000 * (running.processes.spent() - before) / load.turns)


def warm_up(running: Running) -> None:
    """Let a server load what it needs."""
    put_step(running, 1, 60, WARMING_TURNS, "warming up")


def by_turns(both: Mapping[str, Running], rounds: int, seconds: int, turns: int) -> dict[tuple[str, int], list[Step]]:
    """Put each step of clients on both, one after the other; return the steps by whose they are and how many clients.

    One client says the same messages to both, to the last one. More of them have so many seconds.
    """
    steps: dict[tuple[str, int], list[Step]] = {}
    for round_ in range(rounds):
        for clients in CLIENTS:
            # Each begins as often as the other, should the machine change between them.
            for name in sorted(both, reverse=round_ % 2 == 0):
                alone = clients == 1
                step = put_step(
                    both[name], clients, 120 if alone else seconds, turns if alone else 0, f"{round_} {clients}"
                )
                steps.setdefault((name, clients), []).append(step)
                print(
                    f"  {name:5} {clients:2} clients: {step.load.turns} turns, {step.load.failed} without an answer,"
                    f" p50 {step.load.p50:.0f} ms, {step.processor:.0f} ms of processor a turn",
                    flush=True,
                )
    return steps


def typical(steps: list[Step]) -> Step:
    """Return the medians of some steps, and the sums of what was counted."""
    loads = [step.load for step in steps]
    load = Load(
        sum(load.turns for load in loads),
        sum(load.failed for load in loads),
        *(median(getattr(load, name) for load in loads) for name in ("a_second", "p50", "p95", "p99")),
    )
    return Step(load, median(step.processor for step in steps))
