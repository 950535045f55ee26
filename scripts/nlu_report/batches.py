"""Let a classifier of the pipeline, which reads one message at a time, score thousands of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.training_data.message import Message

from components import features
from components.features import Featurizer, Sentence
from components.linear import LinearModel
from components.normalizer import NORMALIZED
from components.sentences import sentence_of

# Rows scored in one go: enough to be quick, few enough for the memory.
_ROWS = 4000
# The product forgets its sentence vectors after so many; here each is asked for in several folds, and is the dear part.
_MOST_VECTORS = 200_000


def keep_vectors() -> None:
    """Forget no sentence vector from now on."""
    features._MOST_VECTORS = max(features._MOST_VECTORS, _MOST_VECTORS)


def encode(messages: Sequence[Message]) -> None:
    """Encode prepared messages, before several folds do it at the same time, each for itself."""
    features.encode([sentence_of(message).text for message in messages if message.get(NORMALIZED)])


def copy_of(message: Message) -> Message:
    """Return the same message, to be processed further apart from it."""
    return Message(data=message.data, output_properties=set(message.output_properties))


def process(classifier: Any, messages: Sequence[Message]) -> None:
    """Do what `classifier.process(messages)` does, in a tenth of the time.

    The classifier goes through the messages twice: first with copies, to hear which sentences and parts of sentences it
    wants scored; then, these being scored in one go, for good. What it makes of the scores stays its own affair.
    """
    # A trained classifier shows neither of the two, and is made anew with what stands in for both.
    scorer = _Scorer(classifier._featurizer, classifier._model)
    twin = type(classifier)(classifier._config, classifier._model_storage, classifier._resource, scorer, scorer)
    twin.process([copy_of(message) for message in messages])
    scorer.score()
    twin.process(list(messages))


class _Scorer:
    """A classifier's featurizer and its model in one: keeps the sentences that it is asked for, then knows them all."""

    def __init__(self, featurizer: Featurizer, model: LinearModel) -> None:
        self.labels = model.labels
        self._featurizer = featurizer
        self._model = model
        self._scores: dict[Sentence, NDArray[np.float64]] = {}

    def transform(self, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
        """Return the sentences themselves: `scores` wants them as they are."""
        return sentences

    def scores(self, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
        """Return one row a sentence; nothing but ones for those that are yet unknown."""
        unknown = np.ones(len(self.labels))
        return np.vstack([self._scores.setdefault(sentence, unknown) for sentence in sentences])

    def score(self) -> None:
        """Score all the sentences heard of so far."""
        heard = list(self._scores)
        for start in range(0, len(heard), _ROWS):
            some = heard[start : start + _ROWS]
            self._scores.update(zip(some, self._model.scores(self._featurizer.transform(some)), strict=True))
