"""Messages put together by likeness, the largest group first.

Half of the likeness is meaning (sentence vectors: other words, other languages), half is spelling (TF-IDF of runs of
characters: typos, names). On the 260 owners' questions of tests/nlu (advice.yml, 32 topics), at the same number of
groups, 80 % of the pairs put together are of one topic, against 72 % by meaning alone and 70 % by spelling alone.
Agglomerative clustering with a threshold needs no number of groups, and average linkage makes no chains of what is less
and less alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from advisor.review.log import Miss
from advisor.review.masking import MASKS
from advisor.text import fold, words

# Gives each text a vector of length 1.
Encoder = Callable[[Sequence[str]], NDArray[np.float32]]

# Distance, from 0 to 1, up to which messages are alike.
_ALIKE = 0.625
# Distances are kept for each pair: those of 4,000 sentences take some 300 MB and half a minute.
MOST_SENTENCES = 4000
_MASK = re.compile("|".join(map(re.escape, sorted(MASKS))))


@dataclass(frozen=True)
class Group:
    """Messages that are alike. sentences: each different one with how often it was written, the most typical first."""

    misses: tuple[Miss, ...]
    sentences: tuple[tuple[str, int], ...]


def grouped(misses: Sequence[Miss], encode: Encoder) -> list[Group]:
    """Return `misses` in groups; of more than MOST_SENTENCES different sentences, the first ones only."""
    same: dict[str, list[Miss]] = {}
    for miss in misses:
        same.setdefault(_key(miss.text), []).append(miss)
    written = list(same.values())[:MOST_SENTENCES]
    if not written:
        return []
    distances = _distances([_MASK.sub(" ", each[0].text).strip().lower() or "?" for each in written], encode)
    groups = [
        _group([written[place] for place in places], distances[np.ix_(places, places)]) for places in _alike(distances)
    ]
    return sorted(groups, key=lambda group: (-len(group.misses), -len(group.sentences), group.sentences[0]))


def _key(text: str) -> str:
    """Return what is the same for two spellings of a sentence: its words, or its signs when it has none."""
    return " ".join(words(text)) or fold(text)


def _distances(texts: Sequence[str], encode: Encoder) -> NDArray[np.float32]:
    """Return the distance of each text to each other, from 0 to 1."""
    meaning = encode(texts)
    spelling = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, preprocessor=fold, dtype=np.float32
    ).fit_transform(texts)
    likeness = meaning @ meaning.T
    likeness += (spelling @ spelling.T).toarray()
    return np.clip(1 - likeness / 2, 0, 1)


def _alike(distances: NDArray[np.float32]) -> list[NDArray[np.intp]]:
    if len(distances) == 1:
        return [np.array([0])]
    clustering = AgglomerativeClustering(None, affinity="precomputed", linkage="average", distance_threshold=_ALIKE)
    labels = clustering.fit_predict(distances)
    return [np.flatnonzero(labels == label) for label in range(labels.max() + 1)]


def _group(written: Sequence[list[Miss]], distances: NDArray[np.float32]) -> Group:
    times = np.array([len(each) for each in written])
    typical = np.argsort(distances @ times, kind="stable")
    return Group(
        tuple(miss for each in written for miss in each),
        tuple((_usual([miss.text for miss in written[place]]), len(written[place])) for place in typical),
    )


def _usual(spellings: Sequence[str]) -> str:
    return Counter(spellings).most_common(1)[0][0]
