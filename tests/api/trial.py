"""The real assistant under trial: its process with its log, a token for programs, a database of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests

from scripts.run import LOCAL, apart, assistant, free_port
from scripts.supervision import Server
from scripts.train import MODEL

TOKEN = "a-token-for-the-trial"
WEBHOOK = "/webhooks/rest/webhook"
# What a log holds when something went wrong; « a reply was held back » is an error too.
_SIGNS = ('"level": "error"', '"level": "critical"', "Traceback")


class Trial(NamedTuple):
    """The servers, Rasa's first: that one talks to visitors."""

    servers: Sequence[Server]

    @property
    def base(self) -> str:
        """The address."""
        return self.servers[0].base

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        """POST JSON, as a program that has the token."""
        return requests.post(
            self.base + path, json=body, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60, **options
        )

    def begin(self) -> str:
        """Begin a conversation on the web and return its id."""
        return str(self.post("/chat/sessions", {}).json()["sender"])

    def history(self, sender: str) -> list[dict[str, Any]]:
        """Read a conversation of the web back."""
        answer = requests.get(self.base + "/chat/history", headers={"X-Chat-Session": sender}, timeout=60)
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def marks(self) -> list[int]:
        """Return how long each log is."""
        return [server.log.stat().st_size for server in self.servers]

    def harm_since(self, marks: Sequence[int]) -> list[str]:
        """Return what the logs complain of since then, and the processes that have ended."""
        found: list[str] = []
        for server, mark in zip(self.servers, marks, strict=True):
            with server.log.open("rb") as log:
                log.seek(mark)
                lines = log.read().decode(errors="replace").splitlines()
            at = next((number for number, line in enumerate(lines) if any(sign in line for sign in _SIGNS)), None)
            if at is not None:
                found.append(f"{server.name}: " + "\n".join(lines[at : at + 40]))
            if server.process.poll() is not None:
                found.append(f"{server.name} ended")
        return found

    @contextmanager
    def unharmed(self) -> Iterator[None]:
        """Fail unless every process goes on, can answer, and complains of nothing."""
        marks = self.marks()
        yield
        harm = self.harm_since(marks)
        assert not harm, "\n\n".join(harm)
        assert requests.get(self.base + "/health", timeout=20).status_code == 200


@contextmanager
def on_trial(folder: Path) -> Iterator[Trial]:
    """Start the assistant; it lasts as long as the block."""
    if not MODEL.exists():
        pytest.fail(f"{MODEL} is missing: `make train` makes it.", pytrace=False)
    settings = {**apart(folder / "trial.db"), "REST_TOKEN": TOKEN}
    try:
        with assistant(LOCAL, free_port(), MODEL, " on trial", settings) as servers:
            yield Trial(servers)
    except SystemExit as problem:
        raise pytest.fail.Exception(str(problem), pytrace=False) from None
