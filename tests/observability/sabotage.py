"""Actions that fail on demand, for `rasa_sdk --actions`: a word of a message has them crash, or the guard refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions import reply, turn
from actions.message import Part, parts_of
from advisor.guard import Block, Said, Verdict, judge
from advisor.guard.check import Breach
from advisor.survey import FactBase

CRASH, REFUSE = "krach", "gardien"
_heard = ""


def _parts_of(message: Mapping[str, Any]) -> Iterator[Part]:
    global _heard
    _heard = message.get("text") or ""
    if CRASH in _heard:
        raise ValueError(f"nothing can be made of {_heard!r}")
    return parts_of(message)


def _judge(blocks: Sequence[Block], facts: FactBase, said: Said) -> Verdict:
    verdict = judge(blocks, facts, said)
    return Verdict((Breach("wrong_value", "for a test"),), verdict.words) if REFUSE in _heard else verdict


turn.parts_of = _parts_of
reply.judge = _judge
