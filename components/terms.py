"""Terms that are counted in a text (runs of words and of characters), and how rare each is: TF-IDF.

A term is known by its hash of 64 bits: thousands of them take eight bytes each, and all terms of all texts of a message
are looked up in one go.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from components.linear import Counts

Hashes: TypeAlias = NDArray[np.uint64]
# By kind of term, what is read of each text.
Texts: TypeAlias = Mapping[str, Sequence[str]]

_WORD, _TYPED = re.compile(r"[^\s']+"), re.compile(r"[^\W_]+")
_MOST_WORDS = 3
_CHARACTERS = range(2, 6)
# Words recur: in the texts of a message, and from one message to the next.
_MOST_KNOWN = 4096


def runs_of_words(text: str) -> Iterator[str]:
    """Yield the words of a text, and each two and three in a row."""
    words = _WORD.findall(text)
    yield from words
    for length in range(2, _MOST_WORDS + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def runs_of_characters(word: str) -> Iterator[str]:
    """Yield each two to five characters in a row, within a word that begins and ends with a space."""
    spaced = f" {word} "
    for length in _CHARACTERS:
        if length >= len(spaced):
            yield spaced
            break
        for start in range(len(spaced) - length + 1):
            yield spaced[start : start + length]


def _hashed(terms: Iterable[str]) -> Hashes:
    return np.fromiter(map(get_string_id, terms), np.uint64)


@functools.lru_cache(maxsize=_MOST_KNOWN)
def _hashed_word(word: str) -> Hashes:
    return _hashed(runs_of_characters(word))


def _hashed_words(text: str) -> Hashes:
    return np.concatenate([np.empty(0, np.uint64), *map(_hashed_word, text.split())])


@dataclass(frozen=True)
class Counting:
    """What is counted of a text: its terms, those that `least` texts have, each once a text if `once`.

    `weight` is how much terms of this kind weigh beside others, found on the development sets.
    """

    hashed: Callable[[str], Hashes]
    weight: float
    least: int = 1
    once: bool = False


COUNTED = {
    "words": Counting(lambda text: _hashed(runs_of_words(text)), weight=1.0, least=2),
    "characters": Counting(_hashed_words, weight=1.0, least=2),
    "typed": Counting(lambda text: _hashed(_TYPED.findall(text)), weight=0.7),
    "flags": Counting(lambda text: _hashed(text.split()), weight=0.7, once=True),
}
_KINDS = len(COUNTED)
_WEIGHT, _LEAST, _ONCE = (
    np.array([getattr(counting, name) for counting in COUNTED.values()]) for name in ("weight", "least", "once")
)
# The same letters are another term when they are of another kind.
_SALTS = _hashed(COUNTED)


class Terms:
    """The terms of all kinds. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, hashes: Hashes, rarity: NDArray[np.float32]) -> None:
        """Count the terms of these hashes, which are in order."""
        self._hashes = hashes
        self._rarity = rarity

    @classmethod
    def fit(cls, texts: Texts) -> tuple[Terms, Counts]:
        """Learn the terms of `texts`, as TfidfTransformer(sublinear_tf=True) does; return them with one row a text."""
        hashes, owners = _found(texts)
        distinct, places = np.unique(hashes, return_inverse=True)
        owners, places, times = _counted(owners, places, len(distinct))
        kinds = np.zeros(len(distinct), np.int64)
        kinds[places] = owners % _KINDS
        having = np.bincount(places)
        known = having >= _LEAST[kinds]
        rarity = np.log((1 + _number(texts)) / (1 + having[known])) + 1
        terms = cls(distinct[known], rarity.astype(np.float32))
        kept = known[places]
        places = (np.cumsum(known) - 1)[places[kept]]
        return terms, terms._weighed(owners[kept], places, times[kept], _number(texts))

    def rows(self, texts: Texts) -> Counts:
        """Return one row a text: for each kind the known terms, weighed by how rare they are, of length `weight`."""
        hashes, owners = _found(texts)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self) - 1)
        known = self._hashes[places] == hashes
        return self._weighed(*_counted(owners[known], places[known], len(self)), _number(texts))

    def _weighed(
        self, owners: NDArray[np.int64], places: NDArray[np.int64], times: NDArray[np.int64], number: int
    ) -> Counts:
        kinds = owners % _KINDS
        values = self._rarity[places] * (1 + np.log(np.where(_ONCE[kinds], 1, times)))
        lengths = np.sqrt(np.bincount(owners, values * values, number * _KINDS))
        values *= _WEIGHT[kinds] / lengths[owners]
        ends = np.searchsorted(owners, np.arange(number + 1) * _KINDS)
        return Counts(values.astype(np.float32), places, ends, len(self))

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what was learnt."""
        return {"hashes": self._hashes, "rarity": self._rarity}

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[Any]]) -> Terms:
        """Return the terms whose `state()` is among `arrays`."""
        return cls(arrays["hashes"], arrays["rarity"])

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._hashes)


def _number(texts: Texts) -> int:
    return len(next(iter(texts.values())))


def _found(texts: Texts) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the hashes of all terms, in any number, and for each the number of its text and kind."""
    found = [
        counting.hashed(text)
        for of_one in zip(*(texts[kind] for kind in COUNTED), strict=True)
        for counting, text in zip(COUNTED.values(), of_one, strict=True)
    ]
    owners = np.repeat(np.arange(len(found)), list(map(len, found)))
    return np.concatenate(found) ^ _SALTS[owners % _KINDS], owners


def _counted(
    owners: NDArray[np.int64], places: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair of an owner and a place once, in order, with how often it is there."""
    found, times = np.unique(owners * width + places, return_counts=True)
    return *np.divmod(found, width), times
