"""A chart as SVG, with a title and a description for screen readers. Colours come from the page's style sheet.

Bars are laid out in user units; the page scales the whole. What the owner has is hatched as well as coloured, so that
nothing depends on colour alone.
"""

from __future__ import annotations

import functools

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from advisor.chart.model import Chart

# Narrow enough that its letters can be read on a phone of 320 pixels.
WIDTH, ROW, LABEL_HEIGHT, BAR_HEIGHT = 360, 66, 20, 16
_VALUE_ROOM = 48


def svg(chart: Chart, identifier: str) -> str:
    """Return `chart` as an <svg> element; `identifier` makes its ids unique in a page."""
    rows = [
        {
            "label": bar.label,
            "value": bar.value,
            "yours": bar.yours,
            "mark": chart.yours if bar.yours else chart.not_yours,
            "top": index * ROW,
            "length": round((WIDTH - _VALUE_ROOM) * bar.figure.percent / 100, 1),
        }
        for index, bar in enumerate(chart.bars)
    ]
    return _template().render(
        chart=chart, id=identifier, rows=rows, width=WIDTH, height=len(rows) * ROW, label=LABEL_HEIGHT, bar=BAR_HEIGHT,
        room=WIDTH - _VALUE_ROOM,
    )  # fmt: skip


@functools.lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("advisor.chart", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("bars.svg.j2")
