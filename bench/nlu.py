"""What understanding a message costs, component by component: `python -m bench.nlu` prints it for the trained model.

On the sentences of tests/nlu/development, one message at a time, as in production. Processor time, so that a busy
machine counts little; nothing is left over from one message to the next but what the components keep themselves.
"""

from __future__ import annotations

import statistics
import time

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from threadpoolctl import threadpool_limits

from scripts.nlu_report import scoring
from scripts.nlu_report.pipeline import Pipeline
from scripts.nlu_report.sources import DEVELOPMENT, read_sets

# Every so many sentences one is asked; the first ones warm up.
EVERY, WARMING = 4, 20


def measure() -> dict[str, list[float]]:
    """Return the milliseconds of each component for each message."""
    texts = [entry["text"] for entries in read_sets(DEVELOPMENT).values() for entry in entries][::EVERY]
    stages = Pipeline.load(scoring.MODEL).stages
    costs: dict[str, list[float]] = {stage.name.rpartition(".")[2]: [] for stage in stages}
    for text in texts:
        messages = [Message(data={TEXT: text})]
        for stage, kept in zip(stages, costs.values(), strict=True):
            begin = time.process_time()
            messages = stage.component.process(messages)
            kept.append(1000 * (time.process_time() - begin))
    return {name: kept[WARMING:] for name, kept in costs.items()}


if __name__ == "__main__":
    # As `make` starts the servers: with more threads than one a message costs twice the processor time.
    with threadpool_limits(1):
        measured = measure()
    measured["all"] = [sum(of_one) for of_one in zip(*measured.values(), strict=True)]
    print(f"{'component':24} {'median ms':>10} {'mean ms':>10} {'95 % ms':>10}   ({len(measured['all'])} messages)")
    for component, costs in measured.items():
        most = statistics.quantiles(costs, n=20)[-1]
        print(f"{component:24} {statistics.median(costs):10.2f} {statistics.fmean(costs):10.2f} {most:10.2f}")
