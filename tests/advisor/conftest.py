"""The base of facts of the product, and a way to ask it a question in French."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.question.mentions import MentionFinder
from advisor.survey import FactBase, load_facts
from tests.advisor.asking import Visitor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def facts() -> FactBase:
    return load_facts(ROOT / "surveys")


@pytest.fixture(scope="session")
def finder(facts: FactBase) -> MentionFinder:
    return MentionFinder(facts)


@pytest.fixture()
def visitor(facts: FactBase, finder: MentionFinder) -> Visitor:
    return Visitor(facts, finder)
