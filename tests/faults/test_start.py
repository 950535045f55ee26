"""What is wrong with the files is said before anything starts, in one line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.run import free_port

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("actions", "advice", "advisor", "channels", "components", "data", "scripts", "storage", "surveys")


@pytest.fixture()
def project(tmp_path: Path) -> Path:
    """A copy of all that `make run` reads."""
    for name in NEEDED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (*ROOT.glob("*.yml"), *ROOT.glob("requirements*.txt")):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "mistake, reason",
    [
        ("  - [not closed\n", "expected"),
        ("nobody_knows_this: 12\n", "nobody_knows_this"),
    ],
    ids=["no_yaml", "no_survey"],
)
def test_a_survey_file_with_a_mistake_starts_nothing(project: Path, mistake: str, reason: str) -> None:
    survey = sorted((project / "surveys").glob("*.yml"))[0]
    lines = survey.read_text(encoding="utf-8").rstrip("\n").count("\n") + 1
    with survey.open("a", encoding="utf-8") as file:
        file.write(mistake)
    env = {**os.environ, "PORT": str(free_port()), "ACTION_PORT": str(free_port())}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.run"], cwd=project, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    said = (done.stdout + done.stderr).strip().splitlines()
    assert len(said) == 1
    place, _, why = said[0].partition(": ")
    assert place in (f"surveys/{survey.name}:{line}" for line in (lines, lines + 1, lines + 2))
    assert reason in why
