"""Both assistants as processes: started on free ports, asked over REST, ended."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import requests

from bench.loading import ROUTES
from bench.speed.processes import Processes
from bench.stock.project import SETTINGS, Project, write_endpoints
from channels.phrases import NO_ANSWER
from scripts.console import LOGS, end, fail, start
from scripts.run import LOCAL, apart, free_port
from scripts.supervision import PATIENCE

# Both know what this is, even after one epoch.
HELLO = "bonjour"
# Seconds between two tries, while a server starts.
_EVERY = 0.05
# Seconds that `scripts.run` gets to end its servers.
_GRACE = 30
STOCK, OURS = "stock", "ours"


@dataclass
class Running:
    """An assistant whose processes are there; whether it answers yet is another question."""

    url: str
    started: list[Popen[bytes]]
    log: Path
    processes: Processes = field(init=False)
    http: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        """Look at its processes, and at nothing between it and us."""
        self.processes = Processes(*(process.pid for process in self.started))
        self.http.trust_env = False

    def ask(self, sender: str, text: str) -> str | None:
        """Return the first text of the answer, None if there is none."""
        body = {"sender": sender, "message": text}
        answer = self.http.post(self.url + ROUTES["Program"], json=body, timeout=PATIENCE)
        messages = answer.json() if answer.ok else []
        said = str(messages[0].get("text")) if messages else NO_ANSWER
        return None if said == NO_ANSWER else said

    def wait_for_an_answer(self) -> None:
        """Say hello, each time as somebody else, until there is an answer.

        Raises:
            SystemExit: if a process of it has ended, or there is no answer for minutes.

        """
        limit = time.monotonic() + PATIENCE
        tries = 0
        while time.monotonic() < limit:
            if any(process.poll() is not None for process in self.started):
                raise fail("An assistant ended before it answered.", self.log)
            tries += 1
            try:
                if self.ask(f"hello {tries}", HELLO):
                    return
            except requests.ConnectionError:
                pass
            time.sleep(_EVERY)
        raise fail(f"An assistant did not answer within {PATIENCE} s.", self.log)


Assistant = Callable[[], AbstractContextManager[Running]]


@contextmanager
def ours(as_it_is: str = "", command: tuple[str, ...] = (sys.executable, "-m", "scripts.run")) -> Iterator[Running]:
    """Our assistant for as long as the block lasts; `as_it_is` names what of Rasa is left as it is."""
    log, port = LOGS / "bench-ours.log", free_port()
    with tempfile.TemporaryDirectory() as folder:
        env = apart(Path(folder) / "conversations.db")
        env |= {"HOST": LOCAL, "PORT": str(port), "ACTION_PORT": ""}
        if as_it_is:
            env["RASA_AS_IT_IS"] = as_it_is
        process = start(command, log, env)
        try:
            yield Running(f"http://{LOCAL}:{port}", [process], log)
        finally:
            end(process, _GRACE)


@contextmanager
def stock(project: Project) -> Iterator[Running]:
    """Stock Rasa and its action server, started together, for as long as the block lasts."""
    log, port, action_port = LOGS / "bench-stock.log", free_port(), free_port()
    rasa = [sys.executable, "-m", "rasa", "run"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        endpoints = folder / "endpoints.yml"
        write_endpoints(endpoints, action_port, folder / "conversations.db")
        serve = [*rasa, "--model", str(project.model), "--endpoints", str(endpoints), "--interface", LOCAL]
        started = [
            start(
                [*rasa, "actions", "--port", str(action_port)],
                LOGS / "bench-stock-actions.log",
                SETTINGS,
                cwd=project.folder,
            )
        ]
        try:
            started.append(start([*serve, "--port", str(port)], log, SETTINGS, cwd=project.folder))
            yield Running(f"http://{LOCAL}:{port}", started, log)
        finally:
            for process in started:
                end(process)


@contextmanager
def answering(assistant: Assistant) -> Iterator[tuple[Running, float]]:
    """Start an assistant; give it with the seconds from the start of its processes to its first answer."""
    begun = time.monotonic()
    with assistant() as running:
        running.wait_for_an_answer()
        yield running, time.monotonic() - begun
