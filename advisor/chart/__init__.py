"""The same Answer as a chart: what stands in it are the figures of the answer, and nothing else."""

from advisor.chart.model import Bar, Chart
from advisor.chart.svg import svg

__all__ = ["Bar", "Chart", "svg"]
