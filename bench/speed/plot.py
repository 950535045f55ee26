"""The figures as a picture: how many times better each is, and a turn's time as a conversation grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure as Picture

from bench.speed.conversation import AROUND
from bench.speed.figures import Figure, median, shown

COLOURS = {"stock": "#c2410c", "ours": "#1d4ed8"}


def draw(figures: Sequence[Figure], conversation: Mapping[str, Sequence[float]], file: Path) -> None:
    """Write the picture; `conversation` has the milliseconds of each turn by whose they are."""
    compared = [(figure, figure.ratio) for figure in figures if figure.ratio]
    picture = Picture(figsize=(14, max(4, 0.32 * len(compared))), layout="constrained")
    bars, lines = picture.subplots(1, 2)
    ratios = [ratio for _, ratio in compared]
    drawn = bars.barh(
        [figure.name for figure, _ in compared],
        [ratio - 1 for ratio in ratios],
        left=1,
        color=[COLOURS["ours" if ratio >= 1 else "stock"] for ratio in ratios],
    )
    bars.bar_label(drawn, [f" {shown(ratio)}" for ratio in ratios])
    bars.set(xscale="log", title="How many times better than stock Rasa")
    lines.set(yscale="log", title="A turn of a long conversation", xlabel="turn", ylabel="milliseconds (median of 20)")
    bars.axvline(1, color="black", linewidth=1)
    bars.margins(x=0.15)
    # Plain numbers; the milliseconds span too few powers of ten to do without those between.
    bars.xaxis.set_major_formatter("{x:g}")
    bars.xaxis.set_minor_formatter("")
    for set_formatter in (lines.yaxis.set_major_formatter, lines.yaxis.set_minor_formatter):
        set_formatter("{x:g}")
    bars.invert_yaxis()
    for name, took in conversation.items():
        # The same messages come again and again: over one pass of them the curve is even.
        smooth = [median(took[end - AROUND : end]) for end in range(AROUND, len(took) + 1)]
        lines.plot(range(AROUND, len(took) + 1), smooth, label=name, color=COLOURS[name])
    if conversation:
        lines.legend()
    picture.savefig(file, dpi=110)
