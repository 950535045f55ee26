"""Where each quantity of a text stands in it, and which numbers stand outside all of them.

Quantities come in the order of the text, since templates are filled from left to right. So each is looked for after the
one before it, and a number that stands twice needs two quantities: sentences are checked for numbers when they are
loaded, so that a second « 73 % » comes from somewhere that nobody answers for. There is no harmless repetition.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

from advisor.guard.naming import find_words
from advisor.text import fold
from advisor.wording.numerals import numbers_in_folded
from advisor.wording.template import Quantity, Rendered

# As fold() does it, by kind of character: folding a reply with Unicode's own tables takes half a millisecond.
_FOLDED = {
    char: fold(char)
    for char in map(chr, (*range(0xA0, 0x370), *range(0x1E00, 0x1F00), 0x2018, 0x2019, 0x202F))
    if fold(char) != char
} | {"\t": " "}
_FOLDABLE = frozenset(_FOLDED)
# Where typesetting may set a space or take it away, between a quantity and the sentence around it.
_LOOSE = [(f" {sign}", sign) for sign in ";:!?%»\n"] + [(f"{sign} ", sign) for sign in "«\n"]
_SENTENCE_ENDS = ".!?…"
_VISITORS = frozenset({"quoted", "contact"})
# Derived numbers that are themselves shares, numbers of firms or differences, and have to be read like figures.
_READ_LIKE_FIGURES = frozenset({"difference", "part", "fraction"})
# Stands for a quantity where only the words around it count; no letter, digit or space.
_BLANK = "·"


class Place(NamedTuple):
    """A quantity, and where it stands in the canonical text.

    written: how it is written there; told: the ids of the figures that it tells, none for a definition or a count.
    """

    quantity: Quantity
    start: int
    end: int
    written: str
    told: tuple[str, ...]


@dataclass(frozen=True)
class Located:
    """A text with its quantities in their places.

    text: canonical; words: the same with the visitor's words blanked out, each character in its place.
    missing: quantities that are not in the text; stray: numbers that no quantity brought in.
    """

    text: str
    words: str
    places: tuple[Place, ...]
    missing: tuple[Quantity, ...]
    stray: tuple[str, ...]
    # The words again, each sentence on a line of its own.
    _sentences: str

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the start and the end of the sentence or line around a position."""
        start = self._sentences.rfind("\n", 0, position) + 1
        end = self._sentences.find("\n", position) + 1
        return start, end or len(self.text)


def canonical(text: str) -> str:
    """Return `text` folded, with the spaces and apostrophes that typesetting may change made equal."""
    text = text.lower()
    # A text has few kinds of characters to fold, each several times.
    for char in _FOLDABLE.intersection(text):
        text = text.replace(char, _FOLDED[char])
    while "  " in text:
        text = text.replace("  ", " ")
    for loose, tight in _LOOSE:
        text = text.replace(loose, tight)
    return text


@functools.lru_cache(maxsize=1024)
def _known(text: str) -> str:
    """Return the canonical text of what is ours; what visitors say is not kept."""
    return canonical(text).strip()


def locate(rendered: Rendered) -> Located:
    """Find each quantity of a text, in order."""
    text = canonical(rendered.text)
    places: list[Place] = []
    missing: list[Quantity] = []
    cursor = 0
    for quantity in rendered.quantities:
        wanted = canonical(quantity.text).strip() if quantity.kind in _VISITORS else _known(quantity.text)
        start = find_words(wanted, text, cursor)
        if start < 0:
            missing.append(quantity)
        else:
            cursor = start + len(wanted)
            places.append(Place(quantity, start, cursor, wanted, _told_by(quantity)))
    stray = numbers_in_folded(_blanked(text, places))
    words = _blanked(text, [place for place in places if place.quantity.kind in _VISITORS])
    sentences = words
    for sign in _SENTENCE_ENDS:
        sentences = sentences.replace(f"{sign} ", f"{sign}\n")
    return Located(text, words, tuple(places), tuple(missing), tuple(stray), sentences)


def _told_by(quantity: Quantity) -> tuple[str, ...]:
    if quantity.kind == "figure":
        return (quantity.figure_id or "",)
    derivation = quantity.derivation
    return derivation.figures if derivation and derivation.how in _READ_LIKE_FIGURES else ()


def _blanked(text: str, places: list[Place]) -> str:
    if not places:
        return text
    parts, cursor = [], 0
    for place in places:
        parts += [text[cursor : place.start], _BLANK * (place.end - place.start)]
        cursor = place.end
    return "".join([*parts, text[cursor:]])
