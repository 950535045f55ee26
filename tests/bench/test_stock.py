"""The stock project: when its model is made anew, and where the epoch of its training is."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bench.speed.training import Training
from bench.stock import project
from bench.stock.project import in_an_epoch, key, write_endpoints

STARTING = "10:00 INFO  rasa.engine.training.hooks  - Starting to train component 'DIETClassifier'.\n"
FINISHED = "10:02 INFO  rasa.engine.training.hooks  - Finished training component 'DIETClassifier'.\n"
EMPTY_BAR = "Epochs:   0%|          | 0/1 [00:00<?, ?it/s]"
FULL_BAR = "\rEpochs: 100%|██████████| 1/1 [02:52<00:00, 172.97s/it]\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project to be in."""
    for name in (
        "bench/stock/config.yml",
        "bench/stock/actions.py",
        "data/nlu/a.yml",
        "domain.yml",
        "requirements.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a: 1\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["bench/stock/config.yml", "data/nlu/a.yml", "domain.yml", "requirements.txt"])
def test_what_the_model_is_made_from_names_it(files: Path, name: str) -> None:
    before = key()
    (files / name).write_text("a: 2\n")
    assert key() != before


def test_an_action_does_not_ask_for_a_training(files: Path) -> None:
    before = key()
    (files / "bench/stock/actions.py").write_text("b = 2\n")
    assert key() == before


def test_a_project_is_trained_once(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[Path] = []

    def train(folder: Path) -> Training:
        trained.append(folder)
        return Training(300.0, 350.0, 10**8, 165.0, 170.0)

    monkeypatch.setattr(project, "train", train)
    first, second = project.stock_project(), project.stock_project()
    assert first == second and len(trained) == 1
    assert (first.folder / "data/nlu/a.yml").exists() and (first.folder / "actions.py").exists()


@pytest.mark.parametrize(
    ("log", "within"),
    [
        ("", False),
        (STARTING, False),
        (STARTING + EMPTY_BAR, True),
        (STARTING + EMPTY_BAR + FULL_BAR, False),
        (STARTING + EMPTY_BAR + FULL_BAR + FINISHED + STARTING, False),
        (STARTING + EMPTY_BAR + FULL_BAR + FINISHED + STARTING + EMPTY_BAR, True),
    ],
)
def test_an_epoch_lasts_while_its_bar_fills(log: str, within: bool) -> None:
    assert in_an_epoch(log) == within


def test_more_epochs_are_reckoned_from_the_one_that_was_measured() -> None:
    assert Training(300.0, 350.0, 1, 165.0, 170.0).reckoned(100) == 300 + 99 * 165
    assert Training(60.0, 60.0, 1).reckoned() is None


def test_the_endpoints_are_stock_rasas(tmp_path: Path) -> None:
    write_endpoints(tmp_path / "endpoints.yml", 7000, tmp_path / "stock.db")
    read = YAML(typ="safe").load(tmp_path / "endpoints.yml")
    assert read["action_endpoint"]["url"].endswith(":7000/webhook")
    assert read["tracker_store"] == {"type": "SQL", "dialect": "sqlite", "db": str(tmp_path / "stock.db")}
