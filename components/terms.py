"""Terms that are counted in a text (runs of words and of characters), and how rare each is: TF-IDF.

A term is known by its hash of 64 bits: thousands of them take eight bytes each, and are read in one go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from spacy.strings import get_string_id

_WORD, _TYPED = re.compile(r"[^\s']+"), re.compile(r"[^\W_]+")
_MOST_WORDS = 3
_CHARACTERS = range(2, 6)


def runs_of_words(text: str) -> Iterator[str]:
    """Yield the words of a text, and each two and three in a row."""
    words = _WORD.findall(text)
    yield from words
    for length in range(2, _MOST_WORDS + 1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def runs_of_characters(text: str) -> Iterator[str]:
    """Yield each two to five characters in a row, within words that begin and end with a space."""
    for word in text.split():
        spaced = f" {word} "
        for length in _CHARACTERS:
            if length >= len(spaced):
                yield spaced
                break
            for start in range(len(spaced) - length + 1):
                yield spaced[start : start + length]


@dataclass(frozen=True)
class Counting:
    """What is counted of a text: its terms, those that `least` texts have, each once a text if `once`."""

    terms: Callable[[str], Iterator[str] | list[str]]
    least: int = 1
    once: bool = False


COUNTED = {
    "words": Counting(runs_of_words, least=2),
    "characters": Counting(runs_of_characters, least=2),
    "typed": Counting(_TYPED.findall),
    "flags": Counting(str.split, once=True),
}


class Terms:
    """The terms of one kind. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, kind: str, hashes: NDArray[np.uint64], rarity: NDArray[np.float32]) -> None:
        """Count the terms of these hashes, which are in order, as COUNTED says for their kind."""
        self._counting = COUNTED[kind]
        self._hashes = hashes
        self._rarity = rarity

    @classmethod
    def fit(cls, kind: str, texts: Sequence[str]) -> tuple[Terms, csr_matrix]:
        """Learn the terms of `texts`; return them with one row a text."""
        # Imported here: a server learns nothing, and scikit-learn brings 45 MB of SciPy along.
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        counting = COUNTED[kind]
        vectorizer = CountVectorizer(analyzer=counting.terms, min_df=counting.least, binary=counting.once)
        counted = vectorizer.fit_transform(texts)
        hashes = _hashed(vectorizer.get_feature_names_out())
        order = np.argsort(hashes)
        counted = counted[:, order]
        tfidf = TfidfTransformer(sublinear_tf=True)
        weighed = tfidf.fit_transform(counted).astype(np.float32)
        return cls(kind, hashes[order], tfidf.idf_.astype(np.float32)), weighed

    def row(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the places of a text's terms and their weights: TfidfTransformer(sublinear_tf=True), for one text."""
        counts = Counter(self._counting.terms(text))
        hashes = _hashed(counts)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[places] == hashes
        found = places[known]
        weights = self._rarity[found]
        if not self._counting.once:
            times = np.fromiter(counts.values(), np.float32, len(counts))[known]
            weights = weights * (1 + np.log(times))
        length = np.sqrt(weights @ weights)
        return found, weights / length if length else weights

    def state(self) -> dict[str, NDArray[Any]]:
        """Return what was learnt."""
        return {"hashes": self._hashes, "rarity": self._rarity}

    @classmethod
    def from_state(cls, kind: str, arrays: Mapping[str, NDArray[Any]]) -> Terms:
        """Return the terms whose `state()` is `arrays`."""
        return cls(kind, arrays["hashes"], arrays["rarity"])

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._hashes)


def _hashed(terms: Iterable[str]) -> NDArray[np.uint64]:
    return np.fromiter(map(get_string_id, terms), np.uint64)
