"""The training sentences, and how the classifiers do on those that they have not learnt from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.model_selection import StratifiedKFold

from scripts.nlu_report import scoring
from scripts.nlu_report.pipeline import Pipeline
from scripts.nlu_report.understood import Understood

# While one fold learns, which holds no lock, another counts its words.
_AT_A_TIME = 2


def read_training(folder: Path) -> list[Message]:
    """Return the sentences that Rasa trains on, in its order."""
    data = RasaFileImporter(training_data_paths=[str(folder)]).get_nlu_data()
    return [message for message in data.intent_examples if message.get(TEXT)]


def annotation(example: Message) -> dict[str, Any]:
    """Return what a training sentence means, written like the sentences of tests/nlu/."""
    entry = {"text": example.get(TEXT), "intent": example.get(INTENT)}
    labels = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    if entry["intent"] in scoring.WITH_GOALS:
        entry["goals"] = labels.get("goals") or []
    if "topic" in labels:
        entry["topic"] = labels["topic"]
    return entry


def cross_validate(
    pipeline: Pipeline,
    learnt: Sequence[Message],
    asked: Sequence[Message],
    folds: int,
    tell: Callable[[int], None],
) -> list[Understood]:
    """Return how each sentence is understood by classifiers that have learnt from the other folds only.

    `tell` is told each fold that is done.
    """
    intents = [message.get(INTENT) for message in learnt]
    splits = list(StratifiedKFold(folds, shuffle=True, random_state=0).split(intents, intents))

    def held_out(split: tuple[NDArray[np.int64], NDArray[np.int64]]) -> list[dict[str, Any]]:
        train, test = split
        return pipeline.trained_on([learnt[index] for index in train]).decide([asked[index] for index in test])

    understood: dict[int, Understood] = {}
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for fold, parsed in enumerate(pool.map(held_out, splits), 1):
            for index, one in zip(splits[fold - 1][1], parsed, strict=True):
                understood[index] = Understood(annotation(learnt[index]), one, f"fold {fold}")
            tell(fold)
    return [understood[index] for index in range(len(learnt))]
