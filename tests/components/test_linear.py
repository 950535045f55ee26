"""The classifiers' regression, beside scikit-learn's exact one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix, random
from sklearn.linear_model import LogisticRegression

from components.linear import LinearModel

ROWS, COLUMNS, ALPHA = 400, 60, 1e-3
LABELS = ("rank", "compare", "define")


@pytest.fixture()
def rows() -> csr_matrix:
    sparse = random(ROWS, COLUMNS, density=0.1, random_state=1).toarray()
    # As the sentence vectors do, some columns are in every row.
    sparse[:, :5] = np.random.default_rng(2).normal(size=(ROWS, 5))
    return csr_matrix(sparse.astype(np.float32))


@pytest.fixture()
def labels(rows: csr_matrix) -> list[str]:
    hidden = np.random.default_rng(3).normal(size=(COLUMNS, len(LABELS)))
    return [LABELS[place] for place in np.argmax(rows @ hidden, axis=1)]


def test_it_finds_what_the_exact_solver_finds(rows: csr_matrix, labels: list[str]) -> None:
    # There is no intercept: some dimensions of the sentence vectors are much the same in all sentences.
    scores = LinearModel.fit(rows, labels, alpha=ALPHA, epochs=200).scores(rows)
    for place, label in enumerate(sorted(LABELS)):
        exact = LogisticRegression(C=1 / (ALPHA * ROWS), fit_intercept=False, tol=1e-8, max_iter=5000)
        exact.fit(rows, [name == label for name in labels])
        assert np.abs(exact.predict_proba(rows)[:, 1] - scores[:, place]).max() < 0.01


def test_a_row_may_have_several_labels_or_none(rows: csr_matrix) -> None:
    first, second = (np.asarray(rows[:, place].todense()).ravel() > 0 for place in (0, 1))
    sets = [[name for name, has in (("a", one), ("b", two)) if has] for one, two in zip(first, second, strict=True)]
    model = LinearModel.fit_sets(rows, sets, alpha=1e-5, epochs=200)
    assert model.labels == ["a", "b"]
    assert ((model.scores(rows) > 0.5) == np.column_stack([first, second])).mean() > 0.98


def test_what_was_learnt_comes_back_from_plain_arrays(rows: csr_matrix, labels: list[str]) -> None:
    model = LinearModel.fit(rows, labels, alpha=ALPHA, epochs=20)
    again = LinearModel.from_state(model.state())
    assert again.labels == model.labels
    assert np.array_equal(again.scores(rows), model.scores(rows))
