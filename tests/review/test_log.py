"""What is kept, for how long, and that whoever asked it can't be told but can have it erased."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from advisor.review.log import ReviewLog, review_days
from advisor.review.turn import DOUBTFUL_UNDER, Turn, reason_to_keep
from tests.review.conftest import Calendar

SESSION, OTHER = "a" * 32, "b" * 32
REFUSED = Turn(
    SESSION, "1" * 32, "va-t-il neiger ?", "asked_again", ("out_of_scope",), 0.9, "Ce n’est pas mon domaine."
)
GOOD = Turn(
    SESSION, "2" * 32, "et l'e-mailing ?", "answered", ("ask_figure",), 0.9, "72 %", ("channel.email",), ("country",)
)


def contents(folder: Path) -> str:
    """Return all that the database holds, as text."""
    with sqlite3.connect(folder / "review.db") as database:
        return "\n".join(database.iterdump())


# ---------------------------------------------------------------- what is kept


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (GOOD, None),
        (REFUSED, "refused"),
        (replace(REFUSED, kinds=("nlu_fallback",)), "not_understood"),
        (replace(REFUSED, kinds=("rank",)), "not_understood"),
        (replace(REFUSED, outcome="declined", kinds=("insult",)), "refused"),
        # A message of a kind that is sent away was taken for an answer, and so was answered.
        (replace(REFUSED, outcome="answered"), None),
        (replace(GOOD, outcome="failed"), "unanswered"),
        (replace(GOOD, confidence=DOUBTFUL_UNDER - 0.01), "doubtful"),
        (replace(GOOD, confidence=DOUBTFUL_UNDER), None),
        (replace(GOOD, confidence=None), None),
        # « 3 », just after « combien êtes-vous ? »
        (replace(GOOD, confidence=0.1, expected=True), None),
    ],
)
def test_why_a_message_is_kept(log: ReviewLog, turn: Turn, reason: str | None) -> None:
    assert reason_to_keep(turn) == reason
    log.note(turn)
    assert [miss.reasons for miss in log.misses()] == ([(reason,)] if reason else [])


def test_a_miss_is_kept_with_what_was_answered(log: ReviewLog, calendar: Calendar) -> None:
    log.note(REFUSED)
    (miss,) = log.misses()
    assert (miss.text, miss.answer, miss.kind, miss.confidence) == (REFUSED.text, REFUSED.answer, "out_of_scope", 0.9)
    assert miss.said_on == calendar.day


def test_a_miss_is_kept_once(log: ReviewLog) -> None:
    """However often its message is sent again, and whatever else speaks against its answer."""
    for _ in range(3):
        log.note(REFUSED)
    log.note_dislike(REFUSED, "hors sujet")
    log.note_dislike(REFUSED, "vraiment hors sujet")
    (miss,) = log.misses()
    assert (miss.reasons, miss.word) == (("refused", "disliked"), "vraiment hors sujet")


def test_two_visitors_who_ask_the_same_are_two(log: ReviewLog) -> None:
    log.note(REFUSED)
    log.note(replace(REFUSED, session=OTHER))
    assert len(log.misses()) == 2


def test_what_failed_and_is_answered_at_last_was_no_miss(log: ReviewLog) -> None:
    log.note(replace(GOOD, outcome="failed"))
    assert [miss.reasons for miss in log.misses()] == [("unanswered",)]
    log.note(GOOD)
    assert log.misses() == []
    assert log.counts().kinds == {"ask_figure": 1}


def test_a_thumb_that_turns_up_takes_its_question_back(log: ReviewLog) -> None:
    log.note_dislike(GOOD)
    assert [miss.reasons for miss in log.misses()] == [("disliked",)]
    log.withdraw_dislike(GOOD.session, GOOD.id)
    assert log.misses() == []


def test_what_is_asked_and_told_is_counted_by_day(log: ReviewLog, calendar: Calendar) -> None:
    log.note(GOOD)
    log.note(replace(GOOD, id="3" * 32, kinds=("ask_figure", "define")))
    first = calendar.day
    calendar.day += timedelta(days=1)
    log.note(replace(GOOD, id="4" * 32))
    counts = log.counts()
    assert counts.kinds == {"ask_figure": 3, "define": 1}
    assert counts.figures == {"channel.email": 3}
    assert counts.topics == {"country": 3}
    assert counts.by_day == {first: 3, calendar.day: 1}
    assert log.counts(calendar.day).kinds == {"ask_figure": 1}


def test_two_servers_count_together(engine: Engine, log: ReviewLog, calendar: Calendar) -> None:
    ReviewLog(engine, lambda: 90, calendar).note(GOOD)
    log.note(replace(GOOD, session=OTHER))
    assert log.counts().kinds == {"ask_figure": 2}


def test_two_servers_may_begin_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        logs = list(pool.map(lambda _: ReviewLog(engine), range(8)))
    logs[0].note(REFUSED)
    assert len(logs[-1].misses()) == 1


# ---------------------------------------------------------------- no personal data


def test_all_that_is_kept_is_masked(log: ReviewLog, tmp_path: Path) -> None:
    said = "appelez camille@exemple.fr au 06 39 98 12 34"
    log.note(replace(REFUSED, text=said, answer=f"Je garde « {said} »."))
    log.note_dislike(replace(GOOD, text=said), f"écrivez-moi : {said}")
    kept = contents(tmp_path)
    assert "camille" not in kept and "98 12" not in kept
    assert kept.count("<téléphone>") == 4


def test_an_answer_is_kept_in_short(log: ReviewLog) -> None:
    log.note(replace(REFUSED, answer="mot " * 200))
    assert len(log.misses()[0].answer) <= 161


def test_nothing_kept_tells_who_asked(log: ReviewLog, tmp_path: Path) -> None:
    """Neither ids, nor an hour, nor what would put two messages of one visitor together."""
    log.note(REFUSED)
    log.note(replace(REFUSED, id="3" * 32))
    kept = contents(tmp_path)
    assert SESSION not in kept and REFUSED.id not in kept
    assert ":" not in kept.split("review_kept")[-1].split("VALUES")[-1].split("'2026")[-1]
    with sqlite3.connect(tmp_path / "review.db") as database:
        rows = database.execute("select turn, owner from review_kept").fetchall()
    assert len({name for row in rows for name in row}) == 4


# ---------------------------------------------------------------- erasing, and retention


def test_erasing_takes_one_visitor_s_messages(log: ReviewLog) -> None:
    log.note(REFUSED)
    log.note(replace(REFUSED, id="3" * 32, outcome="declined"))
    log.note_dislike(GOOD)
    log.note(replace(REFUSED, session=OTHER, text="et la météo ?"))
    log.forget(SESSION)
    assert [miss.text for miss in log.misses()] == ["et la météo ?"]
    log.forget("c" * 32)
    assert len(log.misses()) == 1


@settings(max_examples=25, deadline=None)
@given(sessions=st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=5, unique=True))
def test_erasing_never_takes_another_s(sessions: list[str]) -> None:
    """Whatever name a program gives its conversations."""
    log = ReviewLog(open_memory(), lambda: 90)
    for session in sessions:
        log.note(replace(REFUSED, session=session))
    log.forget(sessions[0])
    assert len(log.misses()) == len(sessions) - 1


def open_memory() -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine("sqlite://", future=True, poolclass=StaticPool, connect_args={"check_same_thread": False})


def test_what_is_older_than_the_setting_is_erased_when_something_is_written(
    log: ReviewLog, calendar: Calendar, tmp_path: Path
) -> None:
    log.note(REFUSED)
    log.note_dislike(GOOD)
    calendar.day += timedelta(days=89)
    log.note(GOOD)
    assert len(log.misses()) == 2
    calendar.day += timedelta(days=1)
    log.note(replace(GOOD, id="3" * 32))
    assert log.misses() == []
    assert sum(log.counts().kinds.values()) == 2
    assert REFUSED.text not in contents(tmp_path)


def test_a_review_erases_too(log: ReviewLog, calendar: Calendar) -> None:
    log.note(REFUSED)
    calendar.day += timedelta(days=90)
    log.purge()
    assert (log.misses(), log.counts().kinds) == ([], {})


def test_nothing_is_kept_when_the_setting_is_zero(engine: Engine, log: ReviewLog, calendar: Calendar) -> None:
    """Nor what was kept before."""
    log.note(REFUSED)
    none = ReviewLog(engine, lambda: 0, calendar)
    assert none.keeps_nothing
    none.note(replace(REFUSED, id="3" * 32))
    none.note_dislike(GOOD)
    assert (none.misses(), none.counts().kinds) == ([], {})


@pytest.mark.parametrize(("value", "days"), [(None, 90), ("", 90), ("0", 0), ("7", 7), ("36500", 36500)])
def test_the_setting(monkeypatch: pytest.MonkeyPatch, value: str | None, days: int) -> None:
    monkeypatch.delenv("REVIEW_DAYS", raising=False)
    if value is not None:
        monkeypatch.setenv("REVIEW_DAYS", value)
    assert review_days() == days


@pytest.mark.parametrize("value", ["-1", "un mois", "7.5", "36501", "١٢٣٤٥٦"])
def test_a_setting_that_is_no_number_of_days_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, value: str
) -> None:
    monkeypatch.setenv("REVIEW_DAYS", value)
    log = ReviewLog(engine)
    with pytest.raises(ValueError, match="REVIEW_DAYS"):
        log.note(REFUSED)
    assert log.misses() == []
