"""A database that can't be written, and conversations that are whole once it can."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import pytest
import requests

from channels import phrases
from tests.faults.conftest import Installation
from tests.faults.visitor import ANSWER_WITHIN, Visitor, as_kept, new_id, post

GOAL, REMINDER = "Je veux de la notoriété", "Rappelle-moi mes objectifs"


@contextmanager
def full_disk(installation: Installation) -> Iterator[None]:
    """Rasa can't write a byte to any file, its log included, as when nothing is free on the disk."""
    if not hasattr(resource, "prlimit"):
        pytest.skip("only Linux can set the limits of another process")
    rasa = installation.rasa.process.pid
    before = resource.prlimit(rasa, resource.RLIMIT_FSIZE)
    resource.prlimit(rasa, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(rasa, resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(installation: Installation) -> Iterator[None]:
    """Another program has begun to write and does not end."""
    with closing(sqlite3.connect(installation.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


Fault = Callable[[Installation], AbstractContextManager[None]]


@pytest.mark.parametrize("fault", [full_disk, locked])
def test_what_can_not_be_kept_is_not_answered_and_nothing_is_forgotten(
    installation: Installation, fault: Fault
) -> None:
    base = installation.rasa.base
    first, later = Visitor(base), Visitor(base)
    goal, reminder = new_id(), new_id()
    told = later.say(GOAL, goal)
    assert told.answered
    # As the page does when it opens; the first time of all makes a table.
    assert later.history() == as_kept(GOAL, goal, told)
    program = {"sender": first.sender[:16], "message": GOAL, "id": new_id()}

    with fault(installation):
        for said in (
            later.say(REMINDER, reminder),
            first.say(GOAL, goal),
            post(f"{base}/webhooks/rest/webhook", program),
        ):
            assert (said.status, said.sentences) == (503, [phrases.BACK_SOON])
        begun = requests.post(f"{base}/chat/sessions", data="{}", timeout=ANSWER_WITHIN)
        assert (begun.status_code, begun.json()) == (503, {"error": phrases.NO_SESSION})
        # What was said before can be read all the time.
        assert later.history() == as_kept(GOAL, goal, told)

    reminded, begun_late = later.say(REMINDER, reminder, again=True), first.say(GOAL, goal, again=True)
    assert reminded.answered and "renforcer la marque" in " ".join(reminded.sentences)
    assert begun_late.answered
    assert later.history() == [*as_kept(GOAL, goal, told), *as_kept(REMINDER, reminder, reminded)]
    assert first.history() == as_kept(GOAL, goal, begun_late)
    assert post(f"{base}/webhooks/rest/webhook", {**program, "again": True}).status == 200
    assert Visitor(base).say(GOAL).answered
