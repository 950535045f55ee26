"""The confusion matrix of the kinds: how often each was taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scripts.nlu_report.understood import Finding


@dataclass(frozen=True)
class Cell:
    """How often sentences of one kind were taken for another, or rightly for their own."""

    wanted: str
    found: str
    count: int
    share: float

    @property
    def right(self) -> bool:
        """Whether it lies on the diagonal."""
        return self.wanted == self.found


@dataclass(frozen=True)
class Confusion:
    """The matrix: `rows` are the kinds wanted, `columns` those found, and the cells that are not 0 lie in between."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding], order: Sequence[str]) -> Confusion:
        """Return the matrix of the kinds, in this order; kinds that never occur have neither row nor column."""
        counts = Counter((next(iter(one.wanted)), next(iter(one.found))) for one in findings)
        sums = Counter[str]()
        for (wanted, _), count in counts.items():
            sums[wanted] += count
        known = [*order, *sorted({kind for pair in counts for kind in pair} - set(order))]
        occurring = {kind for pair in counts for kind in pair}
        place = {kind: index for index, kind in enumerate(known)}
        cells = [Cell(*pair, count, count / sums[pair[0]]) for pair, count in counts.items()]
        return cls(
            tuple(kind for kind in known if kind in sums),
            # The columns begin with the rows, so that what is right makes a diagonal.
            tuple(sorted(occurring, key=lambda kind: (kind not in sums, place[kind]))),
            tuple(sorted(cells, key=lambda cell: (place[cell.wanted], place[cell.found]))),
        )

    @property
    def total(self) -> int:
        """The number of sentences."""
        return sum(cell.count for cell in self.cells)

    @property
    def right(self) -> int:
        """The number of sentences on the diagonal."""
        return sum(cell.count for cell in self.cells if cell.right)

    def row(self, wanted: str) -> list[int]:
        """Return how often a kind was taken for each of the columns."""
        counts = {cell.found: cell.count for cell in self.cells if cell.wanted == wanted}
        return [counts.get(found, 0) for found in self.columns]

    def commonest(self, most: int) -> list[Cell]:
        """Return the mistakes that occur most."""
        return sorted((cell for cell in self.cells if not cell.right), key=lambda cell: -cell.count)[:most]
