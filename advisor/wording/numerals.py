"""What counts as a number in a French text, in digits and in words: one list, for files and for replies alike.

A sentence of a file is refused when it holds one, and a reply is held back when it holds one that no placeholder
brought in. Were there two lists, a sentence that loads well could be held back for ever.
"""

from __future__ import annotations

import re
from pathlib import Path

from advisor.patterns import read_lists
from advisor.text import fold

# Digits with their thousands and decimals, and what else is a number by itself: ², ½, ①.
_FIGURES = re.compile(
    r"\d+(?:[ \u202f\u00a0]\d{3}(?!\d))*(?:[.,]\d+)?"
    r"|[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff]"
)
_ANY_FIGURE = re.compile(r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff]")
_WORDS = re.compile(r"[a-z]+")
# A length of time that has no number of its own.
_HALF_A_DAY = re.compile(r"\bdemi-journees?\b")


def _number_words() -> frozenset[str]:
    lists = read_lists(Path(__file__).with_suffix(".yml"))
    words = [*lists["cardinals"], *(f"{stem}ieme" for stem in lists["ordinal_stems"])]
    words += [*lists["collectives"], *lists["parts_and_multiples"]]
    return frozenset([*words, *(f"{word}s" for word in words), *lists["others"]])


NUMBER_WORDS = _number_words()


def numbers_in(text: str) -> list[str]:
    """Return the numbers of `text` in order of kind: digits written plainly (« 1234,5 »), then words, folded."""
    return numbers_in_folded(fold(text))


def numbers_in_folded(text: str) -> list[str]:
    """Return the numbers of a text that is folded already (see advisor/text.py)."""
    found = _FIGURES.findall(text) if _ANY_FIGURE.search(text) else []
    figures = [re.sub(r"[ \u202f\u00a0]", "", figure).replace(".", ",") for figure in found]
    words = NUMBER_WORDS.intersection(_WORDS.findall(text))
    if not words:
        return figures
    return figures + [word for word in _WORDS.findall(_HALF_A_DAY.sub(" ", text)) if word in NUMBER_WORDS]
