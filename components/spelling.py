"""Mending what phones and haste do to French: text-message spelling, lost accents, typos."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA
from ruamel.yaml import YAML
from spellchecker import SpellChecker

from advisor.text import fold, plain

# An elided article (« l' », « qu' ») is left alone: only a word in full is mended.
_WORD = re.compile(r"[^\W\d_]+'|[^\W\d_]+(?:\d+(?=\b)|\d+[^\W\d_]+)?|\W|[\d_]+")
# Rarer entries of the dictionary's corpus are themselves typing errors as often as not.
_MIN_FREQUENCY = 40
_COMMON = 1000


@dataclass(frozen=True)
class Aligned:
    """A text made from another, with the place in the other of each of its characters."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the characters from `start` to `end` came from."""
        if start >= end:
            return 0, 0
        return self.starts[start], self.ends[end - 1]


@functools.lru_cache(maxsize=1)
def french_words() -> dict[str, int]:
    """Return the words of French with their frequency (pyspellchecker's dictionary)."""
    dictionary = SpellChecker(language="fr", distance=1).word_frequency.dictionary
    return {word: count for word, count in dictionary.items() if count >= _MIN_FREQUENCY}


@functools.lru_cache(maxsize=1)
def text_message_words() -> dict[str, str]:
    """Return what is meant by each abbreviation of text messages."""
    table = YAML(typ="safe").load(Path(__file__).with_name("sms.yml").read_text(encoding="utf-8"))
    return {str(typed): str(meant) for typed, meant in table.items()}


def domain_words(sentences: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return the words that a misspelt word may stand for: those of the names, and the French ones of the sentences."""
    french = french_words()
    counts = Counter(
        word for sentence in sentences for word in set(re.findall(r"[^\W\d_]{4,}", plain(sentence).lower()))
    )
    frequent = {word for word, count in counts.items() if count >= 2 and word in french}
    return sorted(frequent | {name for name in names if len(name) >= 4 and not name.isdigit()})


class Speller:
    """Rewrites a message in ordinary French spelling, word by word, in lower case.

    A word is left alone when French or the domain has it; else its accents are restored; else it becomes the word of
    the domain, or the common word, that is a slip of the finger away (one edit, or two in long words).
    """

    def __init__(self, domain: Iterable[str]) -> None:
        self._french = french_words()
        # Common words of French stand beside the domain's, so that a slip in one of them is not bent into the field.
        common = (word for word, count in self._french.items() if count >= _COMMON and len(word) >= 4)
        self._own = frozenset(domain)
        self._domain = sorted(self._own.union(common))
        self._folded_domain = [fold(word) for word in self._domain]
        self._known = set(self._french) | set(self._domain)
        self._accented: dict[str, str] = {}
        for word in sorted(self._known, key=lambda word: self._french.get(word, 0)):
            self._accented[fold(word)] = word
        self._correct = functools.lru_cache(maxsize=8192)(self._correct_uncached)

    def rewrite(self, text: str) -> Aligned:
        """Return `text` in ordinary spelling, each character with its place in `text`."""
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for match in _WORD.finditer(plain(text)):
            piece = match.group()
            word = piece.lower()
            mended = self._correct(word) if word[0].isalpha() and word[-1] != "'" else word
            out.append(mended)
            if len(mended) == len(piece):
                starts += range(match.start(), match.end())
                ends += range(match.start() + 1, match.end() + 1)
            else:
                starts += [match.start()] * len(mended)
                ends += [match.end()] * len(mended)
        return Aligned("".join(out), tuple(starts), tuple(ends))

    def _correct_uncached(self, word: str) -> str:
        folded = fold(word)
        # « lé » is « les », and « le » is not: an accent in the table is there for a reason.
        table = text_message_words()
        meant = table.get(word, table.get(folded))
        if meant is not None and (word not in self._french or len(word) <= 3 or word == folded):
            return meant
        if word in self._known or len(word) == 1:
            return word
        if folded in self._accented:
            return self._accented[folded]
        if len(folded) < 4 or any(char.isdigit() for char in folded):
            return word
        limit = 1 if len(folded) < 8 else 2
        near = process.extract(folded, self._folded_domain, scorer=OSA.distance, score_cutoff=limit, limit=8)
        if not near:
            return word

        def likelihood(hit: tuple[str, int, int]) -> tuple[int, bool, bool, int]:
            found, edits, index = hit
            word = self._domain[index]
            return edits, found[0] != folded[0], word not in self._own, -self._french.get(word, 0)

        return self._domain[min(near, key=likelihood)[2]]
