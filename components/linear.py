"""Logistic regression by stochastic descent, one label against the others: as good as the exact solver, and faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import MultiLabelBinarizer


class LinearModel:
    """Coefficients for some labels. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, labels: Sequence[str], coefficients: NDArray[np.float32]) -> None:
        """Keep the labels, and one row of coefficients each, the intercept last."""
        self.labels = list(labels)
        self._coefficients = coefficients

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[str], *, alpha: float, epochs: int) -> LinearModel:
        """Learn one label a row."""
        model = _descent(alpha, epochs).fit(rows, labels)
        return cls(model.classes_.tolist(), np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32))

    @classmethod
    def fit_sets(cls, rows: csr_matrix, labels: Sequence[Sequence[str]], *, alpha: float, epochs: int) -> LinearModel:
        """Learn a set of labels a row, none included."""
        binarizer = MultiLabelBinarizer()
        model = OneVsRestClassifier(_descent(alpha, epochs)).fit(rows, binarizer.fit_transform(labels))
        learnt = [np.append(one.coef_[0], one.intercept_[0]) for one in model.estimators_]
        return cls(binarizer.classes_.tolist(), np.array(learnt, dtype=np.float32))

    def scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        """Return for each row the probability of each label, whatever the others."""
        return np.asarray(expit(rows @ self._coefficients[:, :-1].T + self._coefficients[:, -1]))

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        return {"coefficients": self._coefficients, "labels": np.array(self.labels, dtype=str)}

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[np.generic]]) -> LinearModel:
        """Return the model whose `state()` is `arrays`."""
        return cls(arrays["labels"].tolist(), arrays["coefficients"].astype(np.float32))


def _descent(alpha: float, epochs: int) -> SGDClassifier:
    # n_jobs: each label is learnt on its own, with a seed of its own, so that the result is the same on any machine.
    return SGDClassifier(
        loss="log_loss", alpha=alpha, max_iter=epochs, tol=None, average=True, random_state=0, n_jobs=-1
    )
