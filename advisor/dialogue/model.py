"""What a turn of the dialogue starts from, and what it ends in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from advisor.advice import AdviceBase
from advisor.answer.model import Answer
from advisor.profile.hear import Clause
from advisor.profile.model import Field, Profile
from advisor.question.model import Context


@dataclass(frozen=True)
class State:
    """All that a conversation remembers.

    asked: what the assistant waits to be told; asked_back: whether it has just asked for other words.
    doubtful: goals and channels that a message both wanted and refused.
    history: the profiles before the last changes, the latest last; plan: the secret name of the plan.
    """

    context: Context = field(default_factory=Context)
    profile: Profile = field(default_factory=Profile)
    asked: Field | None = None
    asked_back: bool = False
    doubtful: tuple[str, ...] = ()
    history: tuple[Profile, ...] = ()
    plan: str | None = None


@dataclass(frozen=True)
class Heard:
    """A message, or one of the questions in it.

    text: its words in ordinary spelling; typed: as they were typed.
    topic: that of an owner's question; confidence: how sure its kind is, from 0 to 1.
    """

    kind: str
    text: str = ""
    clauses: tuple[Clause, ...] = ()
    topic: str | None = None
    typed: str = ""
    confidence: float = 1.0


@dataclass(frozen=True)
class Services:
    """What the dialogue needs of the world: the advice, and where plans are kept.

    keep_plan: stores a profile under a secret name (a new one for None) and returns the name.
    address: the address of the plan with this name.
    """

    advice: AdviceBase
    keep_plan: Callable[[Profile, str | None], str]
    address: Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """What is said, and what is remembered."""

    answers: tuple[Answer, ...]
    state: State


Handler = Callable[[Heard, State, Services], Outcome]
_HANDLERS: dict[str, Handler] = {}


def handles(*kinds: str) -> Callable[[Handler], Handler]:
    """Register a function as the one that handles these kinds of message."""

    def register(function: Handler) -> Handler:
        for kind in kinds:
            _HANDLERS[kind] = function
        return function

    return register


def handlers() -> dict[str, Handler]:
    """Return the functions that handle messages, by kind."""
    return dict(_HANDLERS)
