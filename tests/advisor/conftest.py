"""The base of facts of the product, ways to ask it something, and everything that it can answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.question.mentions import MentionFinder
from advisor.survey import FactBase, load_facts
from tests.advisor.asking import Visitor
from tests.advisor.corpus import every_reply
from tests.advisor.turns import Reply, without_database

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


@pytest.fixture(scope="module")
def plans_in_memory() -> Iterator[None]:
    """The actions keep plans in memory, and hold back in silence."""
    with without_database():
        yield


@pytest.fixture(scope="session")
def replies() -> list[Reply]:
    """All the replies of tests/advisor/corpus.py, read by the second witness: half a minute of work, done once."""
    with without_database():
        return [Reply.of(said) for said in every_reply()]
