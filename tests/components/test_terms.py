"""Terms beside scikit-learn's, which counts and weighs them in its own way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from components.terms import COUNTED, Terms, runs_of_characters, runs_of_words

TEXTS = ["je veux des clients", "je veux recruter un apprenti", "combien de pme vont sur les salons", "a l'est des des"]
SETTINGS: dict[str, dict[str, Any]] = {
    "words": {"token_pattern": r"[^\s']+", "ngram_range": (1, 3), "min_df": 2},
    "characters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
    "typed": {"token_pattern": r"[^\W_]+"},
    "flags": {"token_pattern": r"\S+", "binary": True},
}


@pytest.mark.parametrize("kind", COUNTED)
def test_terms_weigh_what_scikit_learn_says(kind: str) -> None:
    vectorizer = CountVectorizer(**SETTINGS[kind])
    counts = vectorizer.fit_transform(TEXTS)
    expected = TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray()
    terms, learnt = Terms.fit(kind, TEXTS)
    assert len(terms) == len(vectorizer.vocabulary_) > 3
    # The columns are in another order.
    assert np.sort(learnt.toarray()) == pytest.approx(np.sort(expected))
    for terms_now in (terms, Terms.from_state(kind, terms.state())):
        for text, row in zip([*TEXTS, "xyz", ""], [*learnt.toarray(), *np.zeros((2, len(terms)))], strict=True):
            asked = np.zeros(len(terms), np.float32)
            found, weights = terms_now.row(text)
            asked[found] = weights
            assert asked == pytest.approx(row, abs=1e-6)


@given(st.text(alphabet="ab1' \n.-%é", max_size=30))
def test_the_same_terms_are_counted(text: str) -> None:
    for kind, ours in (("words", runs_of_words), ("characters", runs_of_characters)):
        theirs = CountVectorizer(**{**SETTINGS[kind], "min_df": 1}).build_analyzer()(text)
        assert sorted(ours(text)) == sorted(theirs)
