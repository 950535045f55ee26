"""What the classifier reads of a message: its words, with what it names masked, and its meaning as a vector."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from advisor.question.vocabulary import Mention
from advisor.text import fold
from components.encoder import encoder
from components.spelling import french_words

# The kind of question does not depend on what is named, so names are masked for the n-grams.
_MASKED = frozenset({"item", "population", "topic", "share", "number"})
_NAMES_FIELD = frozenset({"item", "population", "topic", "measure", "term"})
# What is counted, and over which text (see _texts).
_COUNTED: dict[str, dict[str, Any]] = {
    "words": {"analyzer": "word", "token_pattern": r"[^\s']+", "ngram_range": (1, 3), "min_df": 2},
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


class Featurizer:
    """Turns sentences into rows of numbers. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, parts: Mapping[str, Terms] | None = None, *, masked: bool = True) -> None:
        """Make a featurizer that has to be fitted, or one with what it has learnt.

        `masked`: whether n-grams see kinds in place of what is named; else they see the words, and the flags the names.
        """
        self._masked = masked
        self._terms = dict(parts or {})

    def fit_transform(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """Learn the vocabularies of `sentences`, and return one row a sentence."""
        texts = _texts(sentences, masked=self._masked)
        fitted = {name: Terms.fit(name, texts[name]) for name in _COUNTED}
        self._terms = {name: terms for name, (terms, _) in fitted.items()}
        rows = {name: counted for name, (_, counted) in fitted.items()}
        rows["meaning"] = csr_matrix(encode([sentence.text for sentence in sentences]))
        return hstack([rows[name] * weight for name, weight in _WEIGHTS.items()], dtype=np.float32).tocsr()

    def transform(self, sentences: Sequence[Sentence]) -> csr_matrix:
        """Return one row a sentence, as fit_transform does, without scikit-learn's cost for few sentences."""
        texts = _texts(sentences, masked=self._masked)
        vectors = encode([sentence.text for sentence in sentences])
        columns: list[NDArray[np.int32]] = []
        values: list[NDArray[np.float32]] = []
        ends = [0]
        for place, vector in enumerate(vectors):
            start = 0
            for name, weight in _WEIGHTS.items():
                if name == "meaning":
                    found, weighed, width = np.arange(len(vector), dtype=np.int32), vector, len(vector)
                else:
                    found, weighed = self._terms[name].row(texts[name][place])
                    width = len(self._terms[name])
                columns.append(found + np.int32(start))
                values.append(weighed * np.float32(weight))
                start += width
            ends.append(sum(map(len, columns)))
        return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), (len(sentences), start))

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        return {f"{name}.{key}": array for name, terms in self._terms.items() for key, array in terms.state().items()}

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[np.generic]], *, masked: bool = True) -> Featurizer:
        """Return the featurizer whose `state()` is `arrays`."""
        parts = {name: Terms(name, arrays[f"{name}.terms"].tolist(), arrays[f"{name}.idf"]) for name in _COUNTED}
        return cls(parts, masked=masked)


class Terms:
    """The terms of one kind that are counted, and how rare each is."""

    def __init__(self, kind: str, terms: Sequence[str], rarity: NDArray[np.generic]) -> None:
        """Count `terms` as _COUNTED says for their kind."""
        settings = _COUNTED[kind]
        self._terms_of = CountVectorizer(**settings).build_analyzer()
        self._once = settings.get("binary", False)
        self._places = {term: place for place, term in enumerate(terms)}
        self._rarity = rarity.astype(np.float32)

    @classmethod
    def fit(cls, kind: str, texts: Sequence[str]) -> tuple[Terms, csr_matrix]:
        """Learn the terms of `texts`; return them with one row a text."""
        vectorizer = CountVectorizer(**_COUNTED[kind])
        counted = vectorizer.fit_transform(texts)
        rarity = TfidfTransformer().fit(counted).idf_
        weighed = TfidfTransformer(sublinear_tf=True).fit_transform(counted)
        return cls(kind, vectorizer.get_feature_names_out().tolist(), rarity), weighed

    def row(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the terms of a text and their weights: TfidfTransformer(sublinear_tf=True), for one text."""
        counts = Counter(self._places[term] for term in self._terms_of(text) if term in self._places)
        found = np.fromiter(counts, np.int32, len(counts))
        weights = self._rarity[found]
        if not self._once:
            weights = weights * (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts))))
        length = np.sqrt(weights @ weights)
        return found, weights / length if length else weights

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        return {"terms": np.array(list(self._places), dtype=str), "idf": self._rarity}

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._places)


def _texts(sentences: Sequence[Sentence], *, masked: bool) -> dict[str, list[str]]:
    read = [fold(sentence.masked() if masked else sentence.text) for sentence in sentences]
    return {
        "words": read,
        "characters": read,
        "typed": [fold(sentence.typed) for sentence in sentences],
        "flags": [sentence.flags() if masked else sentence.names() for sentence in sentences],
    }


# Sentence vectors are by far the dearest part, and three classifiers read the same sentences: what is remembered serves
# the message at hand, and what visitors wrote is not kept in memory for longer than that needs.
_vectors: dict[str, NDArray[np.float32]] = {}
_MOST_VECTORS = 20


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the sentence vector of each text; those that were asked for just before are remembered."""
    new = [text for text in dict.fromkeys(texts) if text not in _vectors]
    # However many sentences are learnt from, the classifier that learns after the first finds them here.
    if new and len(_vectors) + len(new) > max(_MOST_VECTORS, len(texts)):
        _vectors.clear()
        new = list(dict.fromkeys(texts))
    if new:
        _vectors.update(zip(new, encoder().encode(new), strict=True))
    return np.vstack([_vectors[text] for text in texts])
