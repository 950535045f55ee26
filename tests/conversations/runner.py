"""Conversations written in YAML, held with the running assistant over its REST channel.

    test_cases:
      - test_case: its_name
        steps:
          - user: "what the visitor types, to the character"
          - bot:
              matches: [regexes that are all found in the reply]
              lacks: [regexes of which none is found]
              figures: {channel.email: 72}
              differs_from_previous: true

Of `figures`, those of the secondary reports that the reply adds need not be named; `{}` means no figure at all, and
without the key they are not looked at. `differs_from_previous`: these are not the words of the reply before.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import requests
import yaml

PATIENCE = 30


@dataclass(frozen=True)
class Reply:
    """What the assistant answered: the text of all its messages, and the figures it used."""

    text: str
    figures: dict[str, float] = field(default_factory=dict)
    secondary: frozenset[str] = frozenset()

    @classmethod
    def of(cls, messages: list[dict[str, Any]]) -> Reply:
        """Make the reply of Rasa's messages."""
        figures = [figure for message in messages for figure in message.get("custom", {}).get("figures", [])]
        return cls(
            "\n".join(message["text"] for message in messages if "text" in message),
            {figure["id"]: figure["value"] for figure in figures},
            frozenset(figure["id"] for figure in figures if figure["source"]["secondary"]),
        )


@dataclass(frozen=True)
class Expectation:
    """What a reply must be."""

    matches: list[str]
    lacks: list[str]
    figures: dict[str, float] | None = None
    differs_from_previous: bool = False

    @classmethod
    def read(cls, data: dict[str, Any]) -> Expectation:
        """Read it from the YAML; a key that nobody knows is a mistake, not something to pass over."""
        unknown = data.keys() - {known.name for known in fields(cls)}
        if unknown:
            raise ValueError(f"unknown expectation: {', '.join(sorted(unknown))}")
        return cls(**{"matches": [], "lacks": [], **data})

    def unmet_by(self, reply: Reply, previous: Reply | None) -> Iterator[str]:
        """Yield what is wrong with `reply`, a line each."""
        for pattern in self.matches:
            if not _found(pattern, reply.text):
                yield f"lacks: {pattern}"
        for pattern in self.lacks:
            if found := _found(pattern, reply.text):
                yield f"must not hold: {pattern}  (here: « {found[0][:80]} »)"
        if self.figures is not None and self._figures_that_count(reply) != self.figures:
            yield f"figures: {self.figures} expected, {reply.figures} used"
        if self.differs_from_previous and previous and reply.text == previous.text:
            yield "the same words as in the reply before"

    def _figures_that_count(self, reply: Reply) -> dict[str, float]:
        if not self.figures:
            return reply.figures
        return {
            name: value for name, value in reply.figures.items() if name not in reply.secondary or name in self.figures
        }


@dataclass(frozen=True)
class Conversation:
    """A test case: what is said, each time with what is expected."""

    name: str
    turns: list[tuple[str, Expectation]]

    def failure(self, say: Callable[[str], Reply]) -> str | None:
        """Hold the conversation by `say`; return a report of it, up to the last turn that went wrong, or None."""
        report: list[str] = []
        length, previous = 0, None
        for said, expected in self.turns:
            reply = say(said)
            unmet = list(expected.unmet_by(reply, previous))
            report += [f"  visitor   {said!r}", *_indented("assistant", reply.text), *(f"  ✗ {line}" for line in unmet)]
            length = len(report) if unmet else length
            previous = reply
        return "\n".join([self.name, *report[:length]]) if length else None


def read_conversations(path: Path) -> Iterator[Conversation]:
    """Read a file of conversations; the steps are by turns the visitor's and the assistant's."""
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))["test_cases"]:
        steps = case["steps"]
        if [list(step) for step in steps] != [["user"], ["bot"]] * (len(steps) // 2) or not steps:
            raise ValueError(f"{case['test_case']}: « user » and « bot » must take turns")
        turns = zip(steps[::2], steps[1::2], strict=True)
        yield Conversation(case["test_case"], [(said["user"], Expectation.read(then["bot"])) for said, then in turns])


def visitor(url: str) -> Callable[[str], Reply]:
    """Return a function by which a visitor who has never been here talks to the assistant at `url`."""
    session, sender = requests.Session(), secrets.token_hex(16)
    # The assistant is on this machine, whatever proxy the environment names.
    session.trust_env = False

    def say(text: str) -> Reply:
        answer = session.post(
            f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=PATIENCE
        )
        answer.raise_for_status()
        return Reply.of(answer.json())

    return say


def _found(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL)


def _indented(who: str, text: str) -> list[str]:
    first, *more = text.splitlines() or ["(nothing)"]
    return [f"  {who:<9} {first}", *(f"  {'':<9} {line}" for line in more)]
