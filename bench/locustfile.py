"""Visitors of the page, for Locust: each holds conversations of tests/conversations/, and thinks between two messages.

    make load USERS=8        against the assistant that runs at URL

THINK (seconds, 8) is how long a visitor reads and types on average; with 0 they ask as fast as they are answered.
"""

from __future__ import annotations

import os
import random
import secrets
from pathlib import Path
from typing import Any

import yaml
from locust import HttpUser, between, task

FOLDER = Path(__file__).resolve().parents[1] / "tests/conversations"
THINK = float(os.environ.get("THINK", "8"))


def conversations() -> list[list[str]]:
    """Return what visitors say, by conversation."""
    cases = [
        case
        for file in sorted(FOLDER.glob("*.yml"))
        for case in yaml.safe_load(file.read_text(encoding="utf-8")).get("test_cases") or ()
    ]
    return [[step["user"] for step in case["steps"] if "user" in step] for case in cases]


CONVERSATIONS = conversations()


class Visitor(HttpUser):
    """Somebody at the page, as the widget speaks for them."""

    wait_time = between(THINK / 2, THINK * 3 / 2)
    sender = ""
    to_say: list[str]

    def on_start(self) -> None:
        """Come in."""
        self.to_say = []

    @task
    def say(self) -> None:
        """Say the next message; after the last one, come back as somebody else."""
        if not self.to_say:
            begun = self.client.post("/chat/sessions", json={})
            if not begun.ok:
                return
            self.sender, self.to_say = begun.json()["sender"], list(random.choice(CONVERSATIONS))
        body = {"sender": self.sender, "id": secrets.token_hex(16), "message": self.to_say.pop(0), "again": False}
        with self.client.post("/chat/messages", json=body, catch_response=True) as response:
            answer: dict[str, Any] = response.json() if response.status_code == 200 else {}
            if response.status_code == 429:
                response.failure("429: start the assistant with higher VISITOR_LIMIT and ADDRESS_LIMIT")
            elif not answer.get("answered"):
                response.failure(f"{response.status_code}: not answered")
