"""Logistic regression, one label against the others, by conjugate gradients for all labels at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

Matrix: TypeAlias = NDArray[np.float32]

# A column that more rows than this share fill is multiplied faster as part of a dense matrix.
_DENSE = 0.1
# How often the loss is looked at along each direction.
_LOOKS = 4
# A label is learnt when the square of its gradient is so small beside what it was at first (on the development sets).
_LEARNT = np.float32(3e-7)
# A label that is learnt to the end has no gradient left to divide by.
_TINY = np.float32(1e-30)


class Counts(NamedTuple):
    """Rows of numbers that are mostly nought, one after the other, as in SciPy's csr_matrix, which is slow to make."""

    values: Matrix
    places: NDArray[np.int64]
    ends: NDArray[np.int64]
    width: int

    def matrix(self) -> csr_matrix:
        """Return SciPy's."""
        return csr_matrix((self.values, self.places, self.ends), (len(self.ends) - 1, self.width))


@dataclass(frozen=True)
class Rows:
    """Sentences as numbers: what each has of many things that others have not, and what all have, as a vector."""

    counted: Counts
    full: Matrix


class LinearModel:
    """Coefficients for some labels. What it learns are plain arrays: nothing to unpickle."""

    def __init__(self, labels: Sequence[str], coefficients: Matrix) -> None:
        """Keep the labels, and one column of coefficients each, those for what is counted above those for the rest."""
        self.labels = list(labels)
        # One row a feature: a message has few, and their rows lie each in one piece. Half floats are as good to sum up.
        self._coefficients = np.ascontiguousarray(coefficients, np.float16)

    @classmethod
    def fit(cls, rows: Rows, labels: Sequence[str], *, alpha: float, epochs: int) -> LinearModel:
        """Learn one label a row."""
        return cls.fit_sets(rows, [[label] for label in labels], alpha=alpha, epochs=epochs)

    @classmethod
    def fit_sets(cls, rows: Rows, labels: Sequence[Sequence[str]], *, alpha: float, epochs: int) -> LinearModel:
        """Learn a set of labels a row, none included."""
        names = sorted(set().union(*labels))
        targets = np.array([[name in of_row for name in names] for of_row in labels], np.float32)
        counted = rows.counted.matrix()
        weights = _weights(_kernel(counted, rows.full), targets, alpha, epochs)
        return cls(names, np.vstack([counted.T @ weights, rows.full.T @ weights]))

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """Return for each row the probability of each label, whatever the others."""
        counted = rows.counted
        sums = rows.full @ self._coefficients[counted.width :].astype(np.float32)
        coefficients = self._coefficients[counted.places].astype(np.float32)
        for place, (start, end) in enumerate(pairwise(counted.ends)):
            sums[place] += counted.values[start:end] @ coefficients[start:end]
        return np.asarray(expit(sums.astype(np.float64)))

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was learnt, as plain arrays."""
        return {"coefficients": self._coefficients, "labels": np.array(self.labels, dtype=str)}

    @classmethod
    def from_state(cls, arrays: Mapping[str, NDArray[np.generic]]) -> LinearModel:
        """Return the model whose `state()` is `arrays`."""
        return cls(arrays["labels"].tolist(), arrays["coefficients"])


def _kernel(counted: csr_matrix, full: Matrix) -> Callable[[Matrix], Matrix]:
    """Return the function that multiplies by `rows @ rows.T`."""
    filled = counted.getnnz(axis=0)
    dense = filled > _DENSE * counted.shape[0]
    full = np.hstack([full, counted[:, dense].toarray()])
    # What most rows have stands together: it stays in the processor's cache while the rows pass.
    order = np.argsort(-filled, kind="stable")
    sparse = counted[:, order[~dense[order]]]
    sparse.sort_indices()
    transposed = sparse.T.tocsr()

    def times(weights: Matrix) -> Matrix:
        product: Matrix = sparse @ (transposed @ weights) + full @ (full.T @ weights)
        return product

    return times


def _weights(kernel: Callable[[Matrix], Matrix], targets: Matrix, alpha: float, epochs: int) -> Matrix:
    """Return how much each row counts in the coefficients of each label, which are sums of rows.

    Minimizes the mean logistic loss plus `alpha` / 2 times the square of the coefficients by nonlinear conjugate
    gradients (Polak-Ribière). Coefficients, gradients and directions are all sums of rows, so that each is held as the
    weights of the rows, with its products with the rows (its margins), and a step takes one pass over the data.

    A label that is learnt is left out of the further steps, of which there are `epochs` at the most: rare ones are
    learnt in half as many, and would learn their own exceptions in the others.
    """
    learnt, left = np.zeros_like(targets), np.arange(targets.shape[1])
    weights, margins = np.zeros_like(targets), np.zeros_like(targets)
    along, along_margins = weights, margins
    gradient_margins, length = margins, np.ones(targets.shape[1], np.float32)
    first = np.zeros_like(length)
    for epoch in range(epochs):
        gradient = (expit(margins) - targets) / len(targets) + alpha * weights
        before, before_length = gradient_margins, length
        gradient_margins = kernel(gradient)
        length = (gradient * gradient_margins).sum(axis=0)
        first = first if epoch else length
        going = length > _LEARNT * first
        if not going.all():
            learnt[:, left[~going]] = weights[:, ~going]
            left, first, length, before_length = (one[going] for one in (left, first, length, before_length))
            weights, margins, targets, gradient, gradient_margins, before, along, along_margins = (
                np.ascontiguousarray(one[:, going])
                for one in (weights, margins, targets, gradient, gradient_margins, before, along, along_margins)
            )
        turn = np.maximum((length - (gradient * before).sum(axis=0)) / np.maximum(before_length, _TINY), 0)
        along = turn * along - gradient
        along_margins = turn * along_margins - gradient_margins
        step = _step(
            margins,
            along_margins,
            targets,
            alpha * (weights * along_margins).sum(axis=0),
            alpha * (along * along_margins).sum(axis=0),
        )
        weights = weights + step * along
        margins = margins + step * along_margins
    learnt[:, left] = weights
    return learnt


def _step(margins: Matrix, along: Matrix, targets: Matrix, slope: Matrix, curvature: Matrix) -> Matrix:
    """Return for each label how far to go along a direction: Newton's method, kept between what is known to be too far.

    `slope` and `curvature` are those of the regularisation at the start.
    """
    step = low = np.zeros_like(slope)
    high = np.full_like(slope, np.inf)
    for look in range(_LOOKS):
        sure = expit(margins + step * along)
        first = ((sure - targets) * along).mean(axis=0) + slope + step * curvature
        second = (sure * (1 - sure) * along * along).mean(axis=0) + curvature
        low, high = np.where(first < 0, step, low), np.where(first > 0, step, high)
        newton = step - first / np.maximum(second, _TINY)
        # Where nothing is known to be too far, no more than four times what was not far enough.
        top = np.where(np.isinf(high) & (look > 0), 4 * low, high)
        inside = (newton > low) & (newton < top)
        # Neither way down, and nothing too far: the label is learnt.
        step = np.where(inside, newton, np.where(np.isinf(top), low, (low + top) / 2))
    return step
