"""The stock project on disk: its files in var/bench, its model, and what training that took.

The folder is named after a digest of what the model is made from, so that it is trained once, and again when the
training data change. Remove var/bench to train anew.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.speed.processes import Processes
from bench.speed.training import Training
from scripts.console import LOGS, end, fail, start
from scripts.run import LOCAL
from scripts.setup import RUN_LOCK
from scripts.train import digest
from scripts.validate import yaml_files

FILES = Path("bench/stock")
KEPT = Path("var/bench")
# Rasa as it comes, but for two things that harm no figure: it tells nobody, and serves this machine alone.
SETTINGS = {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": LOCAL}
# Seconds between two looks at a training.
_EVERY = 0.2


@dataclass(frozen=True)
class Project:
    """A stock project that is trained."""

    folder: Path
    training: Training

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.folder / "models/stock.tar.gz"


def key() -> str:
    """Return what names the model: a digest of what it is made from."""
    return digest([FILES / "config.yml", Path("domain.yml"), *yaml_files("data"), RUN_LOCK])[:16]


def stock_project() -> Project:
    """Return the stock project of today's domain and data, trained now if it is not yet."""
    folder = (KEPT / f"stock-{key()}").resolve()
    shutil.copytree(FILES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("project.py", "__*"))
    shutil.copytree("data", folder / "data", dirs_exist_ok=True)
    shutil.copy("domain.yml", folder)
    told = folder / "training.json"
    if not told.exists():
        print("Training stock Rasa for one epoch, once: some ten minutes…", flush=True)
        told.write_text(json.dumps(asdict(train(folder)), indent=1))
    return Project(folder, Training(**json.loads(told.read_text())))


def train(folder: Path) -> Training:
    """Train the stock project in `folder` with `rasa train`, as if for the first time."""
    shutil.rmtree(folder / ".rasa", ignore_errors=True)
    log = LOGS / "bench-stock-training.log"
    begun = time.monotonic()
    command = [sys.executable, "-m", "rasa", "train", "--fixed-model-name", "stock"]
    process = start(command, log, SETTINGS, cwd=folder)
    spent, epoch_spent, epoch_wall = 0.0, 0.0, 0.0
    looked = begun
    try:
        processes = Processes(process.pid)
        while process.poll() is None:
            now, used = time.monotonic(), processes.spent()
            if in_an_epoch(log.read_text(encoding="utf-8", errors="replace")):
                epoch_spent += used - spent
                epoch_wall += now - looked
            looked, spent = now, used
            time.sleep(_EVERY)
    finally:
        end(process)
    if process.returncode != 0:
        raise fail("Stock Rasa could not be trained.", log)
    size = (folder / "models/stock.tar.gz").stat().st_size
    return Training(spent, time.monotonic() - begun, size, epoch_spent, epoch_wall)


def in_an_epoch(log: str) -> bool:
    """Whether the log of a training of one epoch ends amid it: there is a progress bar, and it is not full."""
    _, _, latest = log.rpartition("Starting to train component")
    return "Epochs:" in latest and "Epochs: 100%" not in latest


def write_endpoints(file: Path, action_port: int, database: Path) -> None:
    """Write Rasa's endpoints: this action server, and Rasa's own SQL tracker store on a SQLite file."""
    endpoints: dict[str, Any] = {
        "action_endpoint": {"url": f"http://{LOCAL}:{action_port}/webhook"},
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(database.resolve())},
    }
    YAML().dump(endpoints, file)
