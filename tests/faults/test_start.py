"""`make run`: what it starts, and what is wrong with the files, said in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from scripts.run import LOCAL, apart, endpoints_with, free_port, rasa_server, serving
from scripts.supervision import is_up, wait_until_up
from tests.faults.visitor import Visitor

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


@pytest.mark.parametrize("apart_from_rasa", [False, True], ids=["one_server", "two_servers"])
def test_make_run_starts_an_action_server_where_a_port_is_given_for_it(tmp_path: Path, apart_from_rasa: bool) -> None:
    port, action_port = free_port(), free_port()
    env = {**os.environ, **apart(tmp_path / "run.db"), "HOST": LOCAL, "PORT": str(port)}
    env["ACTION_PORT"] = str(action_port) if apart_from_rasa else ""
    with subprocess.Popen([sys.executable, "-m", "scripts.run"], env=env, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        try:
            assert any(f"ready: http://{LOCAL}:{port}/chat/" in line for line in program.stdout)
            servers = psutil.Process(program.pid).children()
            assert len(servers) == 1 + apart_from_rasa
            assert is_up(f"http://{LOCAL}:{action_port}") is apart_from_rasa
            assert Visitor(f"http://{LOCAL}:{port}").say("combien de PME sont sur les réseaux ?").answered
        finally:
            program.send_signal(signal.SIGINT)
            program.communicate()
    assert program.returncode == 0
    assert not any(server.is_running() for server in servers)


def test_actions_that_can_not_be_imported_are_said_in_one_line() -> None:
    port = free_port()
    with (
        endpoints_with(actions_module="nobody_knows_this") as endpoints,
        serving("Rasa without actions", rasa_server(port, endpoints), f"http://{LOCAL}:{port}") as server,
        pytest.raises(SystemExit) as end,
    ):
        wait_until_up(server)
    *_, why, line = str(end.value).splitlines()
    assert why.startswith("endpoints.yml: ") and "nobody_knows_this" in why
    assert line.startswith("Rasa without actions ended by itself (exit code 1)")
    assert "Traceback" not in str(end.value)
