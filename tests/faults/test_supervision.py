"""Servers that die are started again, each for itself, and none outlives who started it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts import supervision
from scripts.run import LOCAL, RUN_FOLDER_LOCKED_WITHIN, free_port, run_folder
from scripts.supervision import Server, is_up, wait_until_up, watched

# A server that says who it is in its log, and starts only as often as its folder allows.
MODULE = """
import os, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

port, starts = int(sys.argv[1]), int(sys.argv[2])
begun = Path(__file__).with_name(f"{port}.starts")
with begun.open("a") as file:
    file.write("x")
if begun.stat().st_size > starts:
    sys.exit("surveys/dead.yml:3: this is why")
print("here is", os.getpid(), flush=True)
HTTPServer(("127.0.0.1", port), SimpleHTTPRequestHandler).serve_forever()
"""
Make = Callable[..., Server]


@pytest.fixture()
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Servers that answer; ended after the test."""
    (tmp_path / "tiny_server.py").write_text(MODULE)
    monkeypatch.setattr(supervision, "LOGS", tmp_path)
    monkeypatch.setattr(supervision, "_PAUSES", (0.1, 0.2))
    made: list[Server] = []

    def make(name: str = "Tiny server", starts: int = 100) -> Server:
        port = free_port()
        arguments = ["tiny_server", str(port), str(starts)]
        made.append(Server(name, arguments, f"http://{LOCAL}:{port}", {"PYTHONPATH": str(tmp_path)}))
        wait_until_up(made[-1])
        return made[-1]

    yield make
    for server in made:
        supervision.end(server.process)


def eventually(true: Callable[[], bool], within: float = 20) -> None:
    limit = time.monotonic() + within
    while not true():
        assert time.monotonic() < limit, "not in time"
        time.sleep(0.05)


def test_a_server_that_is_killed_is_started_again_and_the_other_stays(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = make("One"), make("Other")
    first, neighbour = one.process.pid, other.process.pid
    with watched(one, other):
        for _ in range(4):  # More often than a server may die that never answered.
            killed = one.process
            killed.kill()
            eventually(lambda killed=killed: one.process is not killed and is_up(one.base))
            eventually(lambda: capsys.readouterr().out.count("One answers again") == 1)
    assert other.process.pid == neighbour and other.process.poll() is None
    log = one.log.read_text()
    assert log.count("here is") == 5 and f"here is {first}" in log
    assert log.count("ended (killed by SIGKILL), started again") == 4


def test_the_screen_tells_which_server_and_why(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    one = make("One")
    with watched(one):
        one.process.terminate()
        eventually(lambda: one.process.poll() is None and is_up(one.base))
    lines = capsys.readouterr().out.splitlines()
    assert f"One ended by itself (killed by SIGTERM) and is started again. Its log: {one.log}" in lines


def test_a_server_that_never_answers_after_its_start_is_given_up(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three times, then all ends with the end of the log and one line."""
    one = make("One", starts=1)
    with pytest.raises(SystemExit) as end, watched(one):
        one.process.kill()
        eventually(lambda: one.log.read_text().count("this is why") == 3)
        time.sleep(1)
    *_, why, line = str(end.value).splitlines()
    assert why == "surveys/dead.yml:3: this is why"
    assert line.startswith("One ended 3 times right after its start (the last time: exit code 1): all is stopped.")
    assert str(one.log) in line
    assert capsys.readouterr().out.count("and is started again") == 3


def test_a_server_that_starts_but_never_answers_is_started_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    one = make("One")
    monkeypatch.setattr(supervision, "PATIENCE", 0.5)
    monkeypatch.setattr(supervision, "status", lambda *_, **__: None)
    first = one.process
    with watched(one):
        first.kill()
        eventually(lambda: one.process is not first)
        second = one.process
        eventually(lambda: one.process is not second)


@pytest.mark.parametrize("restarted", [False, True], ids=["started", "started_again"])
def test_no_server_outlives_a_supervisor_that_is_killed(tmp_path: Path, restarted: bool) -> None:
    """kill -9 gives it no time to end them."""
    (tmp_path / "tiny_server.py").write_text(MODULE)
    ports = [free_port(), free_port()]
    program = f"""
import threading
from pathlib import Path
from scripts import supervision
supervision.LOGS = Path({str(tmp_path)!r})
env = {{"PYTHONPATH": {str(tmp_path)!r}}}
servers = [
    supervision.Server(f"Tiny {{port}}", ["tiny_server", f"{{port}}", "9"], f"http://{LOCAL}:{{port}}", env)
    for port in {ports}
]
supervision.wait_until_up(*servers)
if {restarted}:
    # Started by a thread that is gone.
    thread = threading.Thread(target=servers[0].start_again)
    thread.start()
    thread.join()
    supervision.wait_until_up(servers[0])
print("watching", flush=True)
supervision.watch(*servers)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "watching\n"
        time.sleep(1)
        assert all(map(listens, ports)), "a server ended while its supervisor lived"
        supervisor.kill()
    eventually(lambda: not any(map(listens, ports)), within=5)


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((LOCAL, port)) == 0


def test_folders_of_runs_that_were_killed_are_removed(tmp_path: Path) -> None:
    left, fresh, other = (tmp_path / name for name in ("run-left", "run-fresh", "results"))
    for folder in (left, fresh, other):
        folder.mkdir()
        (folder / "endpoints.yml").touch()
    long_ago = time.time() - RUN_FOLDER_LOCKED_WITHIN - 1
    for folder in (left, other):
        os.utime(folder, (long_ago, long_ago))
    with run_folder(tmp_path) as mine:
        assert mine.is_dir() and not left.exists()
        assert fresh.is_dir() and other.is_dir()
        os.utime(mine, (long_ago, long_ago))
        with run_folder(tmp_path) as next_one:
            assert mine.is_dir() and next_one != mine
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results", "run-fresh"]
