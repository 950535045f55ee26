"""What the visitor has typed, as the pipeline read it: the numbers and words that a reply may give back as theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.message import Part
from advisor.dialogue import State
from advisor.guard import Said
from advisor.plan.guarded import said_by

_NUMBERS = frozenset({"number", "share"})


def said_in(parts: Iterable[Part], states: Iterable[State]) -> Said:
    """Return what stands in a message, and in what the conversation had kept or made of it."""
    parts, states = list(parts), list(states)
    kept = [said_by(state.profile) for state in states]
    read = [float(mention.value) for part in parts for mention in part.mentions if mention.type in _NUMBERS]
    carried = [value for state in states for value in (*state.context.shares, *state.context.numbers)]
    return Said(
        frozenset([*read, *carried]).union(*(said.numbers for said in kept)),
        (*_typed(parts), *(words for said in kept for words in said.words)),
    )


def _typed(parts: list[Part]) -> Iterator[str]:
    for part in parts:
        yield from (part.heard.text, part.heard.typed)
