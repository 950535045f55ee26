"""The classifiers' regression, beside scikit-learn's exact one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, random
from sklearn.linear_model import LogisticRegression

from components.linear import Counts, LinearModel, Rows

ROWS, COLUMNS, ALPHA = 400, 60, 1e-3
LABELS = ("rank", "compare", "define")


# So many columns are in every row, as the sentence vectors are.
FULL = 5


@pytest.fixture()
def table() -> NDArray[np.float32]:
    table = random(ROWS, COLUMNS, density=0.1, random_state=1).toarray()
    table[:, -FULL:] = np.random.default_rng(2).normal(size=(ROWS, FULL))
    return table.astype(np.float32)


@pytest.fixture()
def rows(table: NDArray[np.float32]) -> Rows:
    counted = csr_matrix(table[:, :-FULL])
    return Rows(Counts(counted.data, counted.indices, counted.indptr, COLUMNS - FULL), table[:, -FULL:])


@pytest.fixture()
def labels(table: NDArray[np.float32]) -> list[str]:
    hidden = np.random.default_rng(3).normal(size=(COLUMNS, len(LABELS)))
    return [LABELS[place] for place in np.argmax(table @ hidden, axis=1)]


def test_it_finds_what_the_exact_solver_finds(table: NDArray[np.float32], rows: Rows, labels: list[str]) -> None:
    # There is no intercept: some dimensions of the sentence vectors are much the same in all sentences.
    scores = LinearModel.fit(rows, labels, alpha=ALPHA, epochs=200).scores(rows)
    for place, label in enumerate(sorted(LABELS)):
        exact = LogisticRegression(C=1 / (ALPHA * ROWS), fit_intercept=False, tol=1e-8, max_iter=5000)
        exact.fit(table, [name == label for name in labels])
        assert np.abs(exact.predict_proba(table)[:, 1] - scores[:, place]).max() < 0.01


def test_a_row_may_have_several_labels_or_none(table: NDArray[np.float32], rows: Rows) -> None:
    first, second = (table[:, place] > 0 for place in (-1, -2))
    sets = [[name for name, has in (("a", one), ("b", two)) if has] for one, two in zip(first, second, strict=True)]
    model = LinearModel.fit_sets(rows, sets, alpha=1e-5, epochs=200)
    assert model.labels == ["a", "b"]
    assert ((model.scores(rows) > 0.5) == np.column_stack([first, second])).mean() > 0.98


def test_what_was_learnt_comes_back_from_plain_arrays(rows: Rows, labels: list[str]) -> None:
    model = LinearModel.fit(rows, labels, alpha=ALPHA, epochs=20)
    again = LinearModel.from_state(model.state())
    assert again.labels == model.labels
    assert np.array_equal(again.scores(rows), model.scores(rows))
