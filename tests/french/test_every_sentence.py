"""Every sentence that the assistant can produce, as a demanding reader reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

import pytest

from scripts.french.checks import CHECKS, Remark
from scripts.french.checks.grammar import available, check_grammar
from scripts.french.coverage import uncollected
from scripts.french.model import Kind
from tests.french.conftest import Collected

_MOST_SHOWN = 20


def report(remarks: Iterable[Remark]) -> str:
    """Return the first remarks, one under the other; nothing where there is none."""
    told = [str(remark) for remark in remarks]
    more = [f"and {len(told) - _MOST_SHOWN} more"] if len(told) > _MOST_SHOWN else []
    return "\n".join(told[:_MOST_SHOWN] + more)


def test_the_collection_is_whole(collected: Collected) -> None:
    counts = Counter(text.kind for text in collected.texts)
    assert counts["message"] > 5000
    assert set(counts) == set(get_args(Kind))
    assert uncollected(collected.texts) == []


def test_it_takes_less_than_a_minute(collected: Collected) -> None:
    assert collected.seconds < 60


def test_no_reply_is_held_back(collected: Collected) -> None:
    assert collected.texts.held_back == []


def test_each_text_says_where_it_comes_from(collected: Collected) -> None:
    assert all(collected.texts.origin(text) for text in collected.texts)


@pytest.mark.parametrize("name", CHECKS)
def test_a_reader_has_nothing_to_say(name: str, collected: Collected) -> None:
    found = report(CHECKS[name](collected.texts))
    assert not found, found


def test_grammalecte_has_nothing_to_say_that_is_not_explained(collected: Collected) -> None:
    if not available():
        pytest.skip("Grammalecte was not found (make system-packages): grammar and spelling were not checked")
    found = report(check_grammar(collected.texts))
    assert not found, found
