"""Stock Rasa and ours, measured in one run, by turns.

    make bench [QUICK=1] [OUT=docs/performance.json] [STOCK_SECONDS=0]
    python -m bench [--quick] [--out FILE] [--parts PART,…] [--stock-seconds N]

Stock Rasa is what Rasa makes of an empty pipeline and no policies, on our domain and training data, with its own REST
channel, action server and SQL tracker store (bench/stock/). Its actions say one fixed sentence, ours think; both keep
conversations in SQLite. Prints a table of every figure, and writes it as JSON with a picture beside it. Ratios are
what counts: both sides meet the same machine in the same minutes.

The first run trains stock Rasa for one epoch, which takes some ten minutes; the model stays in var/bench.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import widget
from bench.speed import conversation, gains, load
from bench.speed.assistants import OURS, STOCK, Assistant, Running, answering, ours, stock
from bench.speed.figures import Figure, Switched, as_json, median, switched_table, table
from bench.speed.plot import draw
from bench.speed.processes import Memory
from bench.speed.training import USUAL_EPOCHS, train_ours
from bench.stock.project import Project, stock_project
from scripts.console import fail, main
from scripts.train import train_if_needed

OUT = Path("var/results/bench.json")
PARTS = ("starts", "load", "conversation", "training", "gains", "widget")


@dataclass(frozen=True)
class Effort:
    """How much is measured: of starts, of rounds of load, of seconds and turns in each, of a long conversation."""

    starts: int = 3
    rounds: int = 2
    seconds: int = 12
    turns: int = 100
    marks: tuple[int, ...] = (10, 100, 1000)
    stock_seconds: float = 150
    parts: tuple[str, ...] = PARTS


QUICK = Effort(1, 1, 6, 40, (10, 100), 40, ("starts", "load", "conversation"))


@dataclass
class Bench:
    """One run: what is measured, and what came of it so far."""

    effort: Effort
    project: Project
    figures: list[Figure] = field(default_factory=list)
    switched: list[Switched] = field(default_factory=list)
    turns: dict[str, list[float]] = field(default_factory=dict)
    widget: dict[str, Any] = field(default_factory=dict)

    def run(self) -> None:
        """Measure all parts that were asked for."""
        both: dict[str, Assistant] = {STOCK: functools.partial(stock, self.project), OURS: ours}
        if "starts" in self.effort.parts:
            self._starts(both)
        if {"load", "conversation"} & {*self.effort.parts}:
            _tell("Both at once")
            with ExitStack() as stack:
                # One after the other, or each would slow the other's start.
                running = {name: stack.enter_context(answering(start))[0] for name, start in both.items()}
                for one in running.values():
                    load.warm_up(one)
                if "load" in self.effort.parts:
                    self._load(running)
                if "conversation" in self.effort.parts:
                    self._conversation(running)
        if "training" in self.effort.parts:
            self._training()
        if "gains" in self.effort.parts:
            self._gains()
        if "widget" in self.effort.parts:
            _tell("The widget")
            self.widget = widget.measure()

    def _add(self, name: str, unit: str, stock: float | None, ours: float | None, **more: Any) -> None:
        self.figures.append(Figure(name, unit, stock, ours, **more))

    def _starts(self, both: dict[str, Assistant]) -> None:
        _tell("Starts")
        seconds: dict[str, list[float]] = {name: [] for name in both}
        memory: dict[str, list[Memory]] = {name: [] for name in both}
        for _ in range(self.effort.starts):
            for name, start in both.items():
                with answering(start) as (running, took):
                    seconds[name].append(took)
                    memory[name].append(running.processes.memory())
        warm = []
        for _ in range(self.effort.starts):
            with answering(functools.partial(ours, command=("make", "run"))) as (_, took):
                warm.append(took)
        note = "From the start of the processes; what they read from disk is in the page cache."
        self._add("cold start to the first answer", "s", *map(median, seconds.values()), note=note)
        self._add("`make run` again to the first answer", "s", None, median(warm))
        for name in ("rss", "pss"):
            values = [median(getattr(one, name) for one in ones) for ones in memory.values()]
            self._add(f"memory after the start, {name.upper()}", "MB", *values)

    def _load(self, running: dict[str, Running]) -> None:
        _tell("Load")
        effort = self.effort
        steps = load.by_turns(running, effort.rounds, effort.seconds, effort.turns)
        for clients in load.CLIENTS:
            pair = [load.typical(steps[name, clients]) for name in (STOCK, OURS)]
            of = f"{clients} client{'s' if clients > 1 else ''}"
            self._add(f"processor a turn, {of}", "ms", *(step.processor for step in pair))
            for name in ("p50", "p95", "p99"):
                self._add(f"{name}, {of}", "ms", *(getattr(step.load, name) for step in pair))
            self._add(f"turns a second, {of}", "1/s", *(step.load.a_second for step in pair), more_is_better=True)
            without = [100 * step.load.failed / step.load.turns for step in pair]
            self._add(f"without an answer, {of}", "%", *without)
        memory = [running[name].processes.memory() for name in (STOCK, OURS)]
        for name in ("rss", "pss"):
            note = "Both are up: pages of libraries that both have are counted half." if name == "pss" else ""
            self._add(
                f"memory after the load, {name.upper()}", "MB", *(getattr(one, name) for one in memory), note=note
            )

    def _conversation(self, running: dict[str, Running]) -> None:
        _tell("A long conversation")
        marks = self.effort.marks
        whole = conversation.last_turn(marks[-1])
        held = {STOCK: conversation.hold(running[STOCK], whole, self.effort.stock_seconds or None)}
        held[OURS] = conversation.hold(running[OURS], whole)
        self.turns = {name: [1000 * turn.wall for turn in turns] for name, turns in held.items()}
        costs = {name: [conversation.cost(turns, mark) for mark in marks] for name, turns in held.items()}
        for mark, theirs, mine in zip(marks, costs[STOCK], costs[OURS], strict=True):
            note = _stopped(theirs.mark, mark)
            self._add(f"turn {mark:,} of a conversation", "ms", theirs.wall, mine.wall, note=note)
            self._add(f"turn {mark:,}, processor", "ms", theirs.processor, mine.processor, note=note)
        last, note = marks[-1], _stopped(costs[STOCK][-1].mark, marks[-1])
        for name in ("wall", "processor"):
            growth = [getattr(costs[one][-1], name) / getattr(costs[one][0], name) for one in (STOCK, OURS)]
            what = "" if name == "wall" else ", processor"
            self._add(f"turn {last:,} / turn {marks[0]}{what}", "", *growth, note=note)

    def _training(self) -> None:
        _tell("Training")
        theirs, mine = self.project.training, train_ours()
        note = "Stock: one epoch, measured when its model was made, which is kept: perhaps not in this run."
        self._add("training, processor", "s", theirs.processor, mine.processor, note=note)
        self._add("training, wall", "s", theirs.wall, mine.wall, note=note)
        self._add("stock: its one epoch, processor", "s", theirs.epoch_processor, None)
        note = f"Not measured: the epoch that was, {USUAL_EPOCHS} times. Its first step also builds the graph."
        extrapolated = f"EXTRAPOLATED training, {USUAL_EPOCHS} epochs, processor"
        self._add(extrapolated, "s", theirs.reckoned(), None, note=note)
        self._add("model file", "MB", theirs.size / 1e6, mine.size / 1e6)

    def _gains(self) -> None:
        _tell("Ours without its gains")
        for off in (gains.NONE, *gains.names(), gains.ALL):
            row = gains.switched(off, self.effort.turns)
            self.switched.append(row)
            print(f"  {row.label}: {row.processor:.0f} ms of processor a turn", flush=True)


def _stopped(reached: int, mark: int) -> str:
    return f"Stock was stopped earlier: its figure is that of turn {reached:,}, and grows on." if reached < mark else ""


def _tell(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}…", flush=True)


def _effort(options: argparse.Namespace) -> Effort:
    effort = QUICK if options.quick else Effort()
    if options.parts:
        unknown = {*options.parts.split(",")} - {*PARTS}
        if unknown:
            raise fail(f"No such parts: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
        effort = replace(effort, parts=tuple(options.parts.split(",")))
    if options.stock_seconds is not None:
        effort = replace(effort, stock_seconds=options.stock_seconds)
    return effort


def run(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="less of everything; no training, no gains left out")
    parser.add_argument("--out", type=Path, default=OUT, help="the JSON file to write; the picture stands beside it")
    parser.add_argument("--parts", help=f"some parts alone, with commas between: {', '.join(PARTS)}")
    parser.add_argument(
        "--stock-seconds", type=float, help="stop stock Rasa's long conversation then; 0: let it go on to its end"
    )
    options = parser.parse_args(arguments)
    if sys.platform != "linux":
        raise fail("Linux alone tells what is measured here.")
    effort = _effort(options)
    # Ours is measured as it is, and without its gains only where the table says so.
    os.environ.pop("RASA_AS_IT_IS", None)
    train_if_needed()
    begun, before = time.time(), os.getloadavg()
    bench = Bench(effort, stock_project())
    bench.run()
    about = {
        "date": time.strftime("%F", time.gmtime(begun)),
        "minutes": round((time.time() - begun) / 60, 1),
        "cores": os.cpu_count(),
        "load_average": {"before": before, "after": os.getloadavg()},
        "versions": {"python": sys.version.split()[0]} | {name: version(name) for name in ("rasa", "tensorflow")},
        "effort": {**vars(effort)},
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    report = as_json(bench.figures, bench.switched, about=about, conversation=bench.turns, widget=bench.widget)
    options.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    picture = options.out.with_suffix(".png")
    draw(bench.figures, bench.turns, picture)
    print(f"\n{table(bench.figures)}\n")
    if bench.switched:
        print(f"{switched_table(bench.switched)}\n")
    if bench.widget:
        widget.tell(bench.widget)
    print(f"{about['minutes']} minutes. Written to {options.out} and {picture}.")


if __name__ == "__main__":
    main(run)
