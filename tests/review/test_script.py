"""`make review`: the page is written, and what is too old is gone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from advisor.review.log import ReviewLog
from advisor.review.turn import Turn
from scripts import review

ASKED = Turn("a" * 32, "1" * 32, "mon chien ne mange plus", "asked_again", ("out_of_scope",), 0.9, "Non.")


def run(monkeypatch: pytest.MonkeyPatch, log: ReviewLog, out: Path, *arguments: str) -> str:
    monkeypatch.setattr(review, "review_log", lambda: log)
    monkeypatch.setattr("sys.argv", ["review", "--out", str(out), *arguments])
    review.run()
    return out.read_text(encoding="utf-8")


def test_the_page_of_the_days_that_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, tmp_path: Path
) -> None:
    for age, text in ((0, "aujourd'hui"), (6, "cette semaine"), (7, "la semaine d'avant"), (90, "trop vieux")):
        day = date.today() - timedelta(days=age)
        old = ReviewLog(engine, lambda: 1000, lambda day=day: day)  # type: ignore[misc]
        old.note(Turn("a" * 32, text, f"mon chien, {text}", "asked_again", ("out_of_scope",)))
    log = ReviewLog(engine)
    week = run(monkeypatch, log, tmp_path / "in/week.html", "--days", "7")
    assert "cette semaine" in week and "aujourd" in week and "semaine d&#39;avant" not in week
    all_of_it = run(monkeypatch, log, tmp_path / "all.html")
    assert "semaine d&#39;avant" in all_of_it
    assert [miss.text for miss in log.misses() if "vieux" in miss.text] == []


@pytest.mark.parametrize("value", ["0", "toujours"])
def test_without_days_there_is_nothing_to_review(
    monkeypatch: pytest.MonkeyPatch, log: ReviewLog, tmp_path: Path, value: str
) -> None:
    monkeypatch.setenv("REVIEW_DAYS", value)
    with pytest.raises(SystemExit, match="REVIEW_DAYS"):
        run(monkeypatch, log, tmp_path / "page.html")
