"""The base of facts: figures, measures, populations, and the French in which they are told."""

from advisor.survey.base import FactBase
from advisor.survey.loader import load_facts
from advisor.survey.schema import Figure, Item, Measure, Population, Survey, Topic
from advisor.survey.shipped import shipped_facts

__all__ = [
    "FactBase",
    "Figure",
    "Item",
    "Measure",
    "Population",
    "Survey",
    "Topic",
    "load_facts",
    "shipped_facts",
]
