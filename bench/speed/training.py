"""What training our assistant takes, and what a training is. Stock Rasa is trained in bench/stock/project.py."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.console import LOGS, step
from scripts.train import MODEL, TRAINER

# What Rasa trains when nobody says otherwise.
USUAL_EPOCHS = 100


@dataclass(frozen=True)
class Training:
    """What a training took, in seconds, and made, in bytes; the part of its one epoch apart, where it has one."""

    processor: float
    wall: float
    size: int
    epoch_processor: float | None = None
    epoch_wall: float | None = None

    def reckoned(self, epochs: int = USUAL_EPOCHS) -> float | None:
        """Return the processor seconds that so many epochs would take, by the one that was measured."""
        return None if self.epoch_processor is None else self.processor + (epochs - 1) * self.epoch_processor


def train_ours() -> Training:
    """Train our model anew, beside the one that is in use."""
    with tempfile.TemporaryDirectory() as name:
        model = Path(name) / MODEL.name
        begun, before = time.monotonic(), _spent_by_children()
        command = [sys.executable, "-m", TRAINER, str(model)]
        step("Training ours", command, LOGS / "bench-training.log", "Our model could not be trained.")
        return Training(_spent_by_children() - before, time.monotonic() - begun, model.stat().st_size)


def _spent_by_children() -> float:
    """Return the processor seconds of the children of this process that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
