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


def test_terms_weigh_what_scikit_learn_says() -> None:
    texts = dict.fromkeys(COUNTED, TEXTS)
    of_kind = []
    for kind, counting in COUNTED.items():
        counts = CountVectorizer(**SETTINGS[kind]).fit_transform(TEXTS)
        of_kind.append(counting.weight * TfidfTransformer(sublinear_tf=True).fit_transform(counts).toarray())
        assert of_kind[-1].shape[1] > 3
    expected = np.hstack(of_kind)
    terms, counted = Terms.fit(texts)
    learnt = counted.matrix().toarray()
    # The columns are in another order.
    assert np.sort(learnt) == pytest.approx(np.sort(expected), abs=1e-6)
    unknown = {kind: ["xyz", ""] for kind in COUNTED}
    for terms_now in (terms, Terms.from_state(terms.state())):
        assert terms_now.rows(texts).matrix().toarray() == pytest.approx(learnt, abs=1e-6)
        assert not terms_now.rows(unknown).matrix().toarray().any()


def test_the_same_letters_are_another_term_in_another_place() -> None:
    _, counted = Terms.fit({**{kind: ["", ""] for kind in COUNTED}, "typed": ["un", ""], "flags": ["", "un"]})
    assert (counted.matrix().toarray() > 0).tolist() in ([[True, False], [False, True]], [[False, True], [True, False]])


@given(st.text(alphabet="ab1' \n.-%é", max_size=30))
def test_the_same_terms_are_counted(text: str) -> None:
    of_characters = [run for word in text.split() for run in runs_of_characters(word)]
    for kind, ours in (("words", runs_of_words(text)), ("characters", of_characters)):
        theirs = CountVectorizer(**{**SETTINGS[kind], "min_df": 1}).build_analyzer()(text)
        assert sorted(ours) == sorted(theirs)
