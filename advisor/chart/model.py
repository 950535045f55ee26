"""A chart for words and for machines: bars that are figures, and what the owner has of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.survey import Figure


@dataclass(frozen=True)
class Bar:
    """One figure: its label, its value in French (« 73 % ») and whether the owner has the thing."""

    label: str
    figure: Figure
    value: str
    yours: bool


@dataclass(frozen=True)
class Chart:
    """Bars of one measure and one population.

    title, description: what a reader who does not see the bars is told; yours, not_yours: the two words of the legend.
    """

    title: str
    description: str
    yours: str
    not_yours: str
    source: str
    bars: tuple[Bar, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the chart for machines: what the widget draws, with the table behind it."""
        return {
            "type": "bars",
            "title": self.title,
            "description": self.description,
            "legend": {"yours": self.yours, "not_yours": self.not_yours},
            "source": self.source,
            "bars": [
                {
                    "label": bar.label,
                    "figure": bar.figure.id,
                    "value": bar.figure.percent,
                    "text": bar.value,
                    "yours": bar.yours,
                }
                for bar in self.bars
            ],
        }
