"""A visitor of the web channel: what the widget does, without the widget."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import requests

from channels import phrases

# What a visitor is promised: some answer within so many seconds.
ANSWER_WITHIN = 10.0
# What the channel says by itself when there is no answer.
SORRY = {phrases.NO_ANSWER, phrases.BACK_SOON}


@dataclass(frozen=True)
class Said:
    """What came back for a message: the HTTP status, the seconds it took, and the JSON."""

    status: int
    seconds: float
    content: Any

    @property
    def sentences(self) -> list[str]:
        """What the visitor reads."""
        if isinstance(self.content, dict) and "error" in self.content:
            return [self.content["error"]]
        messages = self.content["messages"] if isinstance(self.content, dict) else self.content
        return [message["text"] for message in messages if "text" in message]

    @property
    def answered(self) -> bool:
        """Whether the message has its turn in the conversation."""
        return self.status == 200 and self.content["answered"] is True


class Visitor:
    """One conversation."""

    def __init__(self, base: str) -> None:
        """Begin it at the server of this address."""
        self.base = base
        begun = requests.post(f"{base}/chat/sessions", data="{}", timeout=ANSWER_WITHIN)
        begun.raise_for_status()
        self.sender: str = begun.json()["sender"]

    def say(self, text: str, message_id: str | None = None, again: bool = False) -> Said:
        """Send a message, one more time with the id of the first time and `again`."""
        body = {"sender": self.sender, "message": text, "id": message_id or new_id(), "again": again}
        return post(f"{self.base}/chat/messages", body)

    def history(self) -> list[dict[str, Any]]:
        """Read the conversation back."""
        headers = {"X-Chat-Session": self.sender}
        answer = requests.get(f"{self.base}/chat/history", headers=headers, timeout=ANSWER_WITHIN)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


def post(address: str, body: dict[str, Any]) -> Said:
    """Post JSON; a server that takes longer than the promise fails the test by itself."""
    answer = requests.post(address, json=body, timeout=ANSWER_WITHIN)
    return Said(answer.status_code, answer.elapsed.total_seconds(), answer.json())


def new_id() -> str:
    """Return an id for a message."""
    return secrets.token_hex(16)


def as_kept(text: str, message_id: str, answer: Said) -> list[dict[str, Any]]:
    """Return a message and its answer as the history must show them."""
    visitor = {"from": "visitor", "text": text, "id": message_id}
    return [visitor, *({"from": "assistant", **message} for message in answer.content["messages"])]
