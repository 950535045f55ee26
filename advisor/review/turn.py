"""One turn of a conversation as the review sees it, and whether there is something to learn from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["answered", "asked_again", "declined", "failed"]
Reason = Literal["not_understood", "refused", "disliked", "doubtful", "unanswered"]
REASONS: tuple[Reason, ...] = ("not_understood", "refused", "disliked", "doubtful", "unanswered")

# Kinds of message that the assistant sends away.
OUTSIDE = frozenset({"out_of_scope", "other_language", "insult"})
# Under this confidence an answer is worth a look. Of the sentences of tests/nlu one in six is below it, and a third of
# those are taken for a wrong kind: six in ten of all that are. Under 0.4 they would be three in ten.
DOUBTFUL_UNDER = 0.5


@dataclass(frozen=True)
class Turn:
    """A message and what became of it.

    session, id: the conversation and the message in it; they are never kept as they are.
    kinds: those of its questions, one or two; confidence: how sure the kind of the message is, from 0 to 1, None when
    nobody looked; outcome: asked_again and declined are replies without an answer, failed is no reply at all.
    answer: what was said; figures: ids of the figures told; topics: what was asked about that no survey measures.
    expected: the message was heard as the answer to a question of the assistant, whatever it looked like.
    """

    session: str
    id: str
    text: str
    outcome: Outcome
    kinds: tuple[str, ...] = ()
    confidence: float | None = None
    answer: str = ""
    figures: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    expected: bool = False

    @property
    def kind(self) -> str:
        """The kind of its first question; empty when it is not known."""
        return self.kinds[0] if self.kinds else ""


def reason_to_keep(turn: Turn) -> Reason | None:
    """Return why an editor should see `turn`; None when it went as it should."""
    if turn.outcome == "failed":
        return "unanswered"
    if turn.outcome == "declined" or (turn.outcome == "asked_again" and turn.kind in OUTSIDE):
        return "refused"
    if turn.outcome == "asked_again":
        return "not_understood"
    if turn.confidence is not None and turn.confidence < DOUBTFUL_UNDER and not turn.expected:
        return "doubtful"
    return None
