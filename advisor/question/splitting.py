"""Two questions in one message: where a message may be cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from advisor.text import fold

_SENTENCE_END = re.compile(r"(?<=[?!.;…])\s+(?=\S)|\s*\n\s*")
_JOINT = re.compile(
    r"\s*,?\s+(?:et|puis|mais|ainsi que|sinon)\s+(?:(?:aussi|puis|sinon|surtout|enfin|alors)\s+)*",
)
_INTERROGATIVE = re.compile(
    r"\b(?:combien|quel|quels|quelle|quelles|lequel|laquelle|lesquels|lesquelles|pourquoi|comment|qui|quoi|ou|quand|est-ce|"
    r"qu'est-ce|a quoi|a qui|c'est|ca|definis|definition|que|dis-moi|dites-moi|explique|expliquez|compare|comparez)\b"
)


def cuts(text: str, has_verb: Callable[[int, int], bool]) -> Iterator[list[tuple[int, int]]]:
    """Yield ways to cut `text` into questions, each a list of (start, end): by sentences, then at each joint.

    A part begun by a joint (« et », « puis ») must ask something of its own: begin with an interrogative word
    (after one other at most), or hold one and a verb (`has_verb(start, end)`): « du mailing et des salons » stays one.
    """
    sentences = _spans(text, [match.span() for match in _SENTENCE_END.finditer(text)])
    if len(sentences) > 1:
        yield sentences
    for match in _JOINT.finditer(text):
        left, right = (0, match.start()), (match.end(), len(text))
        folded = fold(text[right[0] :])
        asks = _INTERROGATIVE.search(folded)
        if (
            asks
            and (len(folded[: asks.start()].split()) <= 1 or has_verb(*right))
            and len(text[: left[1]].split()) >= 2
        ):
            yield [left, right]


def _spans(text: str, gaps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for gap_start, gap_end in [*gaps, (len(text), len(text))]:
        if re.search(r"\w", text[start:gap_start]):
            spans.append((start, gap_start))
        start = gap_end
    return spans
