"""What the classifiers read, and each sentence's vector computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from components import features
from components.features import Featurizer, Sentence

TEXTS = ["je veux des clients", "je veux recruter un apprenti", "combien de pme vont sur les salons", "des clients"]
SENTENCES = [Sentence(text, text, ()) for text in TEXTS]


class Encoder:
    """Stands in for the model of sentence vectors, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.array([[len(text), text.count("e")] for text in texts], dtype=np.float32)


@pytest.fixture(autouse=True)
def encoder(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    encoder = Encoder()
    monkeypatch.setattr(features, "encoder", lambda: encoder)
    monkeypatch.setattr(features, "_vectors", {})
    return encoder


def test_sentences_are_read_alike_when_they_are_learnt_from_and_asked_about() -> None:
    featurizer = Featurizer()
    learnt = featurizer.fit_transform(SENTENCES)
    again = Featurizer.from_state(featurizer.state())
    for asked in (featurizer.transform(SENTENCES), again.transform(SENTENCES)):
        assert asked.counted.matrix().toarray() == pytest.approx(learnt.counted.matrix().toarray())
        assert asked.full == pytest.approx(learnt.full)


def test_a_sentence_that_two_classifiers_learn_from_is_encoded_once(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_MOST_VECTORS", 2)
    Featurizer().fit_transform(SENTENCES)
    Featurizer(masked=False).fit_transform(SENTENCES[:3])
    assert encoder.asked == TEXTS


def test_no_more_vectors_are_kept_than_are_allowed(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "_MOST_VECTORS", 3)
    for text in TEXTS:
        assert np.array_equal(features.encode([text, text])[1], encoder.encode([text])[0])
        assert len(features._vectors) <= 3
