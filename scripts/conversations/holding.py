"""A conversation held with the assistant, and what came of it, in a form that travels between processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from scripts.conversations.checking import Check
from scripts.conversations.reading import Conversation
from scripts.conversations.talking import Reply
from scripts.conversations.trackers import Understood


@dataclass
class HeldTurn:
    """What was said, the reply, and each expectation met or not; understood: None while it is not known."""

    said: str
    reply: str
    figures: dict[str, float]
    checks: list[Check]
    understood: Understood | None = None

    @property
    def failed(self) -> bool:
        """Whether an expectation is not met."""
        return not all(check.met for check in self.checks)


@dataclass
class Held:
    """A conversation that was held to its end."""

    file: str
    name: str
    tags: list[str]
    turns: list[HeldTurn] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The file and the name: unique."""
        return f"{self.file}::{self.name}"

    @property
    def failed(self) -> bool:
        """Whether a turn failed."""
        return any(turn.failed for turn in self.turns)

    def to_dict(self) -> dict[str, Any]:
        """Return a form that JSON can hold; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Held:
        """Return what `to_dict` made a form of."""
        return cls(data["file"], data["name"], data["tags"], [_turn(turn) for turn in data["turns"]])


def hold(conversation: Conversation, say: Callable[[str], Reply]) -> Held:
    """Hold the conversation by `say`, to its end whatever goes wrong in it."""
    held = Held(conversation.file, conversation.name, list(conversation.tags))
    previous: Reply | None = None
    for turn in conversation.turns:
        reply = say(turn.said)
        checks = list(turn.expected.check(reply, previous))
        held.turns.append(HeldTurn(turn.said, reply.text, reply.figures, checks))
        previous = reply
    return held


def _turn(data: dict[str, Any]) -> HeldTurn:
    checks = [
        Check(**{**check, "place": tuple(check["place"]) if check["place"] else None}) for check in data["checks"]
    ]
    understood = Understood(**data["understood"]) if data["understood"] else None
    return HeldTurn(data["said"], data["reply"], data["figures"], checks, understood)
