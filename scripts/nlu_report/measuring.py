"""All the measuring, one line a step."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import yaml

from scripts.nlu_report import scoring
from scripts.nlu_report.batches import encode, keep_vectors
from scripts.nlu_report.gates import measured, rewritten
from scripts.nlu_report.page import Report
from scripts.nlu_report.pipeline import Pipeline
from scripts.nlu_report.sources import DEVELOPMENT, INDEPENDENT, Source, read_sets, understood_sets
from scripts.nlu_report.training import cross_validate, read_training

TRAINING = Path("data/nlu")
FOLDS = 5


@contextmanager
def step(label: str) -> Iterator[None]:
    """Say in one line what was done, and in how many seconds."""
    begin = time.monotonic()
    yield
    print(f"{label}: {time.monotonic() - begin:.0f} s", flush=True)


def make_report(stale: bool) -> Report:
    """Measure everything; `stale` says that the model is older than what it is made from."""
    keep_vectors()
    trained_at = datetime.fromtimestamp(scoring.MODEL.stat().st_mtime)
    with step("The model is loaded"):
        pipeline = Pipeline.load(scoring.MODEL)
    sets, development = read_sets(INDEPENDENT), read_sets(DEVELOPMENT)
    annotated = [entry["text"] for entries in (*sets.values(), *development.values()) for entry in entries]
    texts = list(dict.fromkeys([*annotated, *rewritten(sets)]))
    with step(f"{len(texts)} sentences of tests/nlu are understood, rewritten ones among them"):
        parsed = dict(zip(texts, pipeline.parse(texts), strict=True))
        gates = measured(sets, parsed.__getitem__)
    with step("The training sentences are read, prepared and encoded"):
        examples = read_training(TRAINING)
        learnt, asked = pipeline.prepare(examples)
        encode(learnt)
    begin = time.monotonic()

    def tell(fold: int) -> None:
        print(f"Cross-validation, fold {fold} of {FOLDS}: {time.monotonic() - begin:.0f} s", flush=True)

    held_out = cross_validate(pipeline, learnt, asked, FOLDS, tell)
    sources = [
        Source("cv", "Cross-validation", held_out, open=True, names=False),
        Source("dev", "Development sets", understood_sets(development, parsed.__getitem__), open=True, names=True),
        Source("ind", "Independent sets", understood_sets(sets, parsed.__getitem__), open=False, names=True),
    ]
    return Report(
        gates=gates,
        sources=sources,
        order=kinds_of(Path("domain.yml")),
        trained_kinds=Counter(one.entry["intent"] for one in held_out),
        trained_goals=Counter(goal for one in held_out for goal in one.entry.get("goals", [])),
        trained_topics=Counter(one.entry["topic"] for one in held_out if "topic" in one.entry),
        unseen_in_training=pipeline.unseen_in_training,
        model=f"{scoring.MODEL}, of {trained_at:%Y-%m-%d %H:%M}",
        stale=stale,
        made=f"{datetime.now():%Y-%m-%d %H:%M}",
        folds=FOLDS,
    )


def kinds_of(domain: Path) -> list[str]:
    """Return the kinds in the domain's order, which has like beside like."""
    intents = yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"]
    return [name for intent in intents for name in ([intent] if isinstance(intent, str) else intent)]
