"""A conversation that failed, and what all of them visited, told in the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from scripts.conversations.checking import Check
from scripts.conversations.coverage import Part
from scripts.conversations.holding import Held, HeldTurn

Tone = Literal["plain", "good", "bad", "quiet", "strong"]
_AROUND = 40
_LABELS = {"matches": "expected", "lacks": "unwanted", "figures": "figures", "differs_from_previous": "expected"}


@dataclass(frozen=True)
class Line:
    """A line, and how it looks."""

    text: str
    tone: Tone = "plain"


def story(held: Held) -> Iterator[Line]:
    """Tell a conversation that failed: what went well in short, what did not in full, up to the last failed turn."""
    yield Line(f"{held.file} › {held.name}", "strong")
    last = max((index for index, turn in enumerate(held.turns) if turn.failed), default=-1)
    for number, turn in enumerate(held.turns[: last + 1], 1):
        yield from _failed(number, turn) if turn.failed else _passed(number, turn)


def snippet(text: str, place: tuple[int, int]) -> tuple[str, str, str]:
    """Return what stands before a place, in it and after it, on one line."""
    start, end = place
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    before = "…" + before if start > _AROUND else before
    after = after + "…" if end + _AROUND < len(text) else after
    return _one_line(before), _one_line(text[start:end]), _one_line(after)


def outcome(check: Check, reply: str) -> str:
    """Say what came of an expectation that is not met."""
    if check.note:
        return check.note
    where = "« {}[{}]{} »".format(*snippet(reply, check.place)) if check.place else ""
    if check.rule == "lacks":
        return f"it is here: {where}"
    return f"not found; the nearest is {where}" if where else "not found, nor anything like it"


def summary(held: Iterable[Held], parts: Iterable[Part], complete: bool) -> Iterator[Line]:
    """Say how many conversations failed, and what they visit; what is missing only if all of them were held."""
    held = list(held)
    failed = sum(one.failed for one in held)
    yield Line(f"{len(held)} conversations, {failed} failed", "bad" if failed else "good")
    parts = list(parts)
    for part in parts:
        visited = f"{part.title}: {len(part.visits) - len(part.missing)} of {len(part.visits)} visited"
        missing = complete and part.missing
        yield Line(
            f"{visited}; not: {', '.join(part.missing)}" if missing else visited,
            "bad" if missing and part.gated else "plain",
        )
    if not any(part.title == "intents" for part in parts):
        yield Line("kinds of question, intents and rules: not known (ASSISTANT_CONVERSATIONS names the database)")


def _passed(number: int, turn: HeldTurn) -> Iterator[Line]:
    yield Line(f"{number:>3} ✓ visitor    {_first_line(turn.said)}", "quiet")
    yield Line(f"      assistant  {_first_line(turn.reply)}", "quiet")


def _failed(number: int, turn: HeldTurn) -> Iterator[Line]:
    said = turn.said if turn.said.isprintable() else repr(turn.said)
    yield Line(f"{number:>3} ✗ visitor    {said}")
    for index, line in enumerate((turn.reply or "(nothing)").split("\n")):
        yield Line(f"      {'' if index else 'assistant':<9}  {line}")
    if turn.understood:
        heard = turn.understood
        yield Line(f"      heard as   {heard.intent} ({heard.confidence:.0%}), answered by {heard.action}", "quiet")
    for check in turn.checks:
        if not check.met:
            means = f"  ({check.means})" if "<" in check.written and check.means else ""
            yield Line(f"      ✗ {_LABELS[check.rule]:<8} {check.written}{means}", "bad")
            yield Line(f"                 {outcome(check, turn.reply)}")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _first_line(text: str) -> str:
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 100 else first[:99] + "…"
