"""A chart for words and for machines: bars that are figures, and what the owner has of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.survey import Figure
from advisor.wording.template import Quantity, Rendered, join


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
    source: Rendered
    bars: tuple[Bar, ...]

    @property
    def text(self) -> Rendered:
        """The description, which tells the values of the bars in order."""
        return Rendered(self.description, tuple(Quantity("figure", bar.value, bar.figure.id) for bar in self.bars))

    @property
    def page_text(self) -> Rendered:
        """The text, with all that a page tells around it."""
        labels = Rendered(" ; ".join([self.yours, self.not_yours, *(bar.label for bar in self.bars)]))
        return join((Rendered(self.title), self.text, labels, self.source), "\n")

    @property
    def told(self) -> frozenset[str]:
        """The ids of the figures that the bars are."""
        return frozenset(bar.figure.id for bar in self.bars)

    def to_dict(self) -> dict[str, Any]:
        """Return the chart for machines: what the widget draws, with the table behind it."""
        return {
            "type": "bars",
            "title": self.title,
            "description": self.description,
            "legend": {"yours": self.yours, "not_yours": self.not_yours},
            "source": self.source.text,
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
