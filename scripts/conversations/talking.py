"""A visitor who talks to the running assistant over its REST channel."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import requests

PATIENCE = 30


class Told(NamedTuple):
    """A figure that a reply told, as the message says it to machines."""

    id: str
    value: float
    text: str = ""
    population: str = ""
    secondary: bool = False


@dataclass(frozen=True)
class Reply:
    """What the assistant answered: the text of all its messages, and the figures it used."""

    text: str
    told: tuple[Told, ...] = ()

    @classmethod
    def of(cls, messages: Iterable[dict[str, Any]]) -> Reply:
        """Make the reply of Rasa's messages."""
        messages = list(messages)
        figures = [figure for message in messages for figure in (message.get("custom") or {}).get("figures", [])]
        told = {figure["id"]: _told(figure) for figure in figures}
        return cls("\n".join(message["text"] for message in messages if message.get("text")), tuple(told.values()))

    @property
    def figures(self) -> dict[str, float]:
        """The values, by figure."""
        return {told.id: told.value for told in self.told}


class Visitor:
    """Somebody who has never been here."""

    def __init__(self, url: str) -> None:
        """Talk to the assistant at `url`, under a name of one's own."""
        self.sender = secrets.token_hex(16)
        self._address = f"{url}/webhooks/rest/webhook"
        self._session = requests.Session()
        # The assistant is on this machine, whatever proxy the environment names.
        self._session.trust_env = False

    def say(self, text: str) -> Reply:
        """Send a message; return the reply."""
        body = {"sender": self.sender, "message": text}
        answer = self._session.post(self._address, json=body, timeout=PATIENCE)
        answer.raise_for_status()
        return Reply.of(answer.json())


def _told(figure: dict[str, Any]) -> Told:
    source = figure.get("source") or {}
    return Told(
        figure["id"],
        figure["value"],
        figure.get("text") or "",
        figure.get("population") or "",
        bool(source.get("secondary")),
    )
