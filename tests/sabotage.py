"""Actions that fail on demand, in place of `actions`: a word of a message has them crash, hang, or the guard refuse."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions import reply, turn
from actions.message import Part, parts_of
from advisor.guard import Block, Said, Verdict, judge
from advisor.guard.check import Breach
from advisor.survey import FactBase

CRASH, EXIT, HANG, REFUSE = "krach", "sortie", "sieste", "gardien"
# Seconds: longer than anybody waits for an action.
HANGS_FOR = 9.5
_heard = ""


def _parts_of(message: Mapping[str, Any]) -> Iterator[Part]:
    global _heard
    _heard = message.get("text") or ""
    if CRASH in _heard:
        raise ValueError(f"nothing can be made of {_heard!r}")
    if EXIT in _heard:
        sys.exit(_heard)
    if HANG in _heard:
        time.sleep(HANGS_FOR)
    return parts_of(message)


def _judge(blocks: Sequence[Block], facts: FactBase, said: Said) -> Verdict:
    verdict = judge(blocks, facts, said)
    return Verdict((Breach("wrong_value", "for a test"),), verdict.words) if REFUSE in _heard else verdict


turn.parts_of = _parts_of
reply.judge = _judge
