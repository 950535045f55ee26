"""What was measured, side by side: as a table for people, and as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tabulate import tabulate


@dataclass(frozen=True)
class Figure:
    """One figure of both; None where there is nothing to measure."""

    name: str
    unit: str
    stock: float | None
    ours: float | None
    more_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better ours is: above 1 it is better, below 1 worse."""
        if not self.stock or not self.ours:
            return None
        return self.ours / self.stock if self.more_is_better else self.stock / self.ours


@dataclass(frozen=True)
class Switched:
    """What ours costs with one gain left out; `off` is its name, empty with all gains, « 1 » with none."""

    off: str
    processor: float
    cold_start: float
    rss: float
    pss: float

    @property
    def label(self) -> str:
        """What the table calls it."""
        return {"": "nothing left out", "1": "all left out"}.get(self.off, f"without {self.off}")


def median(values: Iterable[float]) -> float:
    """Return the median; what one busy moment did counts little."""
    return statistics.median(values)


def shown(value: float | None) -> str:
    """Write a figure with three digits that count, and no more."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table of Markdown, with the notes below it."""
    notes = list(dict.fromkeys(figure.note for figure in figures if figure.note))
    rows = [
        (
            figure.name + (f" [{notes.index(figure.note) + 1}]" if figure.note else ""),
            figure.unit,
            shown(figure.stock),
            shown(figure.ours),
            f"{shown(figure.ratio)} ×" if figure.ratio else "–",
        )
        for figure in figures
    ]
    head = ("figure", "unit", "stock", "ours", "better by")
    told = [f"[{number}] {note}" for number, note in enumerate(notes, start=1)]
    return "\n".join([_markdown(rows, head), "", *told])


def switched_table(rows: Sequence[Switched]) -> str:
    """Return what ours costs without each of its gains, as a table of Markdown."""
    head = ("ours", "processor a turn (ms)", "first answer (s)", "RSS (MB)", "PSS (MB)")
    return _markdown(
        [(row.label, *map(shown, (row.processor, row.cold_start, row.rss, row.pss))) for row in rows],
        head,
    )


def as_json(figures: Sequence[Figure], switched: Sequence[Switched], **more: Any) -> dict[str, Any]:
    """Return all that was measured, for json.dump."""
    return {
        **more,
        "figures": [{**asdict(figure), "ratio": figure.ratio} for figure in figures],
        "switches": [asdict(row) for row in switched],
    }


def _markdown(rows: Sequence[Sequence[str]], head: Sequence[str]) -> str:
    # What is a text stays as it was written: tabulate would make numbers of « 1,200 ».
    align = ["left", *["right"] * (len(head) - 1)]
    return str(tabulate(rows, head, tablefmt="pipe", colalign=align, disable_numparse=True))
