"""Who talks to a server, for Locust: each holds conversations of tests/conversations/, one after the other.

    make load USERS=8        visitors of the page, against the assistant that runs at URL

Visitors of the page think between two messages: THINK (seconds, 8) is how long they read and type on average; with 0
they ask as fast as they are answered. Programs at the REST channel do not think, and SEED says which conversations they
hold; TURNS ends the load when the first of them has sent so many messages.
"""

from __future__ import annotations

import itertools
import os
import random
import secrets
from typing import Any

from locust import FastHttpUser, HttpUser, between, constant, task
from locust.exception import StopUser

from bench.messages import conversations
from channels.phrases import NO_ANSWER

THINK = float(os.environ.get("THINK", "8"))
SEED = os.environ.get("SEED", "")
TURNS = int(os.environ.get("TURNS", "0"))

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


class Program(FastHttpUser):
    """A program that asks for one conversation after the other; the n-th says the same to whichever server it meets."""

    wait_time = constant(0)
    numbers = itertools.count()
    sender = ""
    to_say: list[str]

    def on_start(self) -> None:
        """Choose what to say."""
        self.random = random.Random(f"{SEED} {next(self.numbers)}")
        self.to_say = []
        self.said = 0

    @task
    def say(self) -> None:
        """Say the next message; after the last one, begin a conversation of another name."""
        if TURNS and self.said == TURNS:
            self.environment.runner.quit()
            raise StopUser
        if not self.to_say:
            self.sender, self.to_say = secrets.token_hex(16), list(self.random.choice(CONVERSATIONS))
        self.said += 1
        body = {"sender": self.sender, "message": self.to_say.pop(0)}
        with self.client.post("/webhooks/rest/webhook", json=body, catch_response=True) as response:
            answer = response.json() if response.status_code == 200 else []
            if not answer or answer[0].get("text") == NO_ANSWER:
                response.failure(f"{response.status_code}: not answered")
