"""Mending what phones and haste do to French: text-message spelling, lost accents, typos."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from marisa_trie import BytesTrie, RecordTrie
from rapidfuzz import process
from rapidfuzz.distance import OSA
from ruamel.yaml import YAML
from spellchecker import SpellChecker

from advisor.text import fold, plain

# An elided article (« l' », « qu' ») is left alone: only a word in full is mended. Every character is in a piece.
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


class Frequencies(Mapping[str, int]):
    """Words with their frequency, in a trie: half a megabyte where a dict of French takes twenty."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Keep `counts`."""
        self._trie = RecordTrie("<I", ((word, (count,)) for word, count in counts.items()))

    def __getitem__(self, word: str) -> int:
        """Return how frequent a word is; raises KeyError for what is none."""
        ((count,),) = self._trie[word]
        return int(count)

    def __contains__(self, word: object) -> bool:
        """Return whether `word` is one of the words."""
        return word in self._trie

    def __iter__(self) -> Iterator[str]:
        """Go through the words."""
        return self._trie.iterkeys()  # type: ignore[no-any-return]

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self._trie)

    def at_least(self, least: int) -> list[str]:
        """Return the words of that frequency or more."""
        return [word for word, (count,) in self._trie.iteritems() if count >= least]


@functools.lru_cache(maxsize=1)
def french_words() -> Frequencies:
    """Return the words of French with their frequency (pyspellchecker's dictionary)."""
    dictionary = SpellChecker(language="fr", distance=1).word_frequency.dictionary
    return Frequencies({word: count for word, count in dictionary.items() if count >= _MIN_FREQUENCY})


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
        common = (word for word in self._french.at_least(_COMMON) if len(word) >= 4)
        self._own = frozenset(domain)
        self._domain = sorted(self._own.union(common))
        self._folded_domain = [fold(word) for word in self._domain]
        folded = ((fold(word), word) for word in chain(self._french, self._own))
        self._accented = BytesTrie((without, word.encode()) for without, word in folded if without != word)
        self._correct = functools.lru_cache(maxsize=8192)(self._correct_uncached)
        self._of_length = functools.lru_cache(maxsize=32)(self._of_length_uncached)

    def rewrite(self, text: str) -> Aligned:
        """Return `text` in ordinary spelling, each character with its place in `text`."""
        pieces = _WORD.findall(plain(text))
        mended = [self._mended(piece) for piece in pieces]
        # Few pieces change their length: all places are written at once, and those moved.
        starts, ends = list(range(len(text))), list(range(1, len(text) + 1))
        at = 0
        for piece, word in zip(pieces, mended, strict=True):
            if len(word) != len(piece):
                place = slice(at, at + len(piece))
                starts[place] = [starts[at]] * len(word)
                ends[place] = [ends[place.stop - 1]] * len(word)
            at += len(word)
        return Aligned("".join(mended), tuple(starts), tuple(ends))

    def _mended(self, piece: str) -> str:
        word = piece.lower()
        return self._correct(word) if word[0].isalpha() and word[-1] != "'" else word

    def _correct_uncached(self, word: str) -> str:
        folded = fold(word)
        # « lé » is « les », and « le » is not: an accent in the table is there for a reason.
        table = text_message_words()
        meant = table.get(word, table.get(folded))
        if meant is not None and (word not in self._french or len(word) <= 3 or word == folded):
            return meant
        if self._knows(word) or len(word) == 1:
            return word
        if accented := self._with_accents(folded):
            return accented
        if len(folded) < 4 or any(char.isdigit() for char in folded):
            return word
        limit = 1 if len(folded) < 8 else 2
        folded_domain, domain = self._of_length(len(folded) - limit, len(folded) + limit)
        near = process.extract(folded, folded_domain, scorer=OSA.distance, score_cutoff=limit, limit=8)
        if not near:
            return word

        def likelihood(hit: tuple[str, int, int]) -> tuple[int, bool, bool, int]:
            found, edits, index = hit
            word = domain[index]
            return edits, found[0] != folded[0], word not in self._own, -self._french.get(word, 0)

        return domain[min(near, key=likelihood)[2]]

    def _of_length_uncached(self, least: int, most: int) -> tuple[list[str], list[str]]:
        """Return the words of the domain, folded and as they are, that have so many letters without accents.

        An edit changes the length by one at most: the others, more than half of all, need not be compared.
        """
        places = [place for place, folded in enumerate(self._folded_domain) if least <= len(folded) <= most]
        return [self._folded_domain[place] for place in places], [self._domain[place] for place in places]

    def _knows(self, word: str) -> bool:
        return word in self._french or word in self._own

    def _with_accents(self, folded: str) -> str | None:
        """Return the most frequent of the words that are `folded` but for their accents."""
        words = [word.decode() for word in self._accented.get(folded, ())]
        if self._knows(folded):
            words.append(folded)
        # Of two that are as frequent, the one with its accent at the end: « abrégés », not « abrèges ».
        return max(words, key=lambda word: (self._french.get(word, 0), word), default=None)
