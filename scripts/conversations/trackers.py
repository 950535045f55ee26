"""What the assistant itself kept of conversations: its SQLite database, read without Rasa and never written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from channels.visitor_text import as_typed
from scripts.conversations.talking import Reply

_LISTEN = "action_listen"


@dataclass
class Understood:
    """How the assistant took a message.

    intent, confidence: the kind of the whole message; action: what answered it.
    kinds: those of the questions in it, as far as it is sure that they were answered as such.
    """

    intent: str
    confidence: float
    action: str
    kinds: list[str]


@dataclass(frozen=True)
class Exchange:
    """A message as it was typed, how it was understood, and the reply."""

    said: str
    understood: Understood
    reply: Reply


def latest_conversation(database: Path) -> str:
    """Return the id of the chat of the widget that somebody spoke in last; raises ValueError where there is none."""
    spoken = _rows(
        database,
        "SELECT conversation, data FROM events WHERE message_id IS NOT NULL ORDER BY at DESC, number DESC",
    )
    for sender, data in spoken:
        if json.loads(data).get("input_channel") == "web":
            return str(sender)
    raise ValueError(f"{database} has no chat of the widget.")


def exchanges(database: Path, sender: str) -> list[Exchange]:
    """Return a conversation, oldest first; empty where there is none of this id."""
    rows = _rows(database, "SELECT data FROM events WHERE conversation = ? ORDER BY number", sender)
    turns: list[list[dict[str, Any]]] = []
    for (data,) in rows:
        event = json.loads(data)
        if event["event"] == "user" and event.get("text"):
            turns.append([event])
        elif turns:
            turns[-1].append(event)
    return [_exchange(user, after) for user, *after in turns]


def _exchange(user: dict[str, Any], after: list[dict[str, Any]]) -> Exchange:
    parsed = user["parse_data"]
    actions = [event["name"] for event in after if event["event"] == "action" and event["name"] != _LISTEN]
    said = [
        message
        for event in after
        if event["event"] == "bot"
        for message in ({"text": event["text"]}, {"custom": event["data"].get("custom")})
    ]
    return Exchange(
        as_typed(user["text"]),
        Understood(
            parsed["intent"]["name"] or "",
            parsed["intent"].get("confidence") or 0.0,
            actions[0] if actions else "",
            [part["intent"]["name"] for part in parsed.get("questions") or [parsed] if _is_sure(part)],
        ),
        Reply.of(said),
    )


def _is_sure(part: dict[str, Any]) -> bool:
    # A bare « pourquoi ? » may be about the assistant's own question or advice (`Turn.kind_of` of actions/).
    return bool(part["intent"]["name"]) and (part["intent"]["name"] != "ask_why" or bool(part.get("entities")))


def _rows(database: Path, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
    if not database.exists():
        raise ValueError(f"{database} is missing.")
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield from connection.execute(query, values).fetchall()
