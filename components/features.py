"""What the classifier reads of a message: its words, with what it names masked, and its meaning as a vector."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.question.vocabulary import Mention
from advisor.text import fold
from components.encoder import encoder
from components.linear import Rows
from components.spelling import french_words
from components.terms import Terms

# The kind of question does not depend on what is named, so names are masked for the n-grams.
_MASKED = frozenset({"item", "population", "topic", "share", "number"})
_NAMES_FIELD = frozenset({"item", "population", "topic", "measure", "term"})
# How much the sentence vector weighs beside what is counted, found on the development set.
_MEANING = np.float32(2.0)


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

    def __init__(self, terms: Terms | None = None, *, masked: bool = True) -> None:
        """Make a featurizer that has to be fitted, or one with what it has learnt.

        `masked`: whether n-grams see kinds in place of what is named; else they see the words, and the flags the names.
        """
        self._masked = masked
        self._terms = terms

    def fit_transform(self, sentences: Sequence[Sentence]) -> Rows:
        """Learn the terms of `sentences`, and return one row a sentence."""
        self._terms, counted = Terms.fit(_texts(sentences, masked=self._masked))
        return Rows(counted, _meaning(sentences))

    def transform(self, sentences: Sequence[Sentence]) -> Rows:
        """Return one row a sentence, as fit_transform does."""
        return Rows(self._learnt().rows(_texts(sentences, masked=self._masked)), _meaning(sentences))

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        return self._learnt().state()

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[np.generic]], *, masked: bool = True) -> Featurizer:
        """Return the featurizer whose `state()` is among `arrays`."""
        return cls(Terms.from_state(arrays), masked=masked)

    def _learnt(self) -> Terms:
        if self._terms is None:
            raise RuntimeError("Featurizer is used before its training")
        return self._terms


def _meaning(sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    return _MEANING * encode([sentence.text for sentence in sentences])


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
