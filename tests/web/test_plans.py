"""The pages of plans, as the server gives them."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar

from advisor.advice import AdviceBase
from advisor.database import open_database
from advisor.plan.document import PlanDocument, plan_document
from advisor.plan.store import KeptPlan, PlanStore
from advisor.profile.model import Profile
from advisor.wording.template import Rendered
from tests.web.fake_rasa import Server

PROFILE = Profile(goals=("brand", "refaire <script>"), channels=("events",), minutes=60, trade="shop")


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The secret name of a plan that was kept."""
    store = PlanStore(open_database(f"sqlite:///{tmp_path / 'plans.db'}"))
    monkeypatch.setattr("channels.plans.plan_store", lambda: store)
    return store.keep(PROFILE)


def test_the_page_holds_the_plan_and_runs_nothing_of_the_owners(server: Server, name: str) -> None:
    answer = server.get(f"/plan/{name}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.text
    assert '<html lang="fr">' in page
    assert "90\u202f%" in page and "59\u202f%" in page
    assert page.count("<svg") == 2 and page.count("<table") == 2
    assert "refaire &lt;script&gt;" in page and "refaire <script>" not in page
    assert " style=" not in page and "<style" not in page and " onclick" not in page


def test_the_page_is_private(server: Server, name: str) -> None:
    headers = server.get(f"/plan/{name}").headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_the_plan_as_markdown(server: Server, name: str) -> None:
    answer = server.get(f"/plan/{name}.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Votre plan")
    assert "- [ ] " in answer.text and "| Événements | 59\u202f% |" in answer.text


def test_the_plan_as_a_calendar(server: Server, name: str) -> None:
    answer = server.get(f"/plan/{name}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) > 4


@pytest.mark.parametrize("document", ["0" * 32, "0" * 32 + ".md", "0" * 32 + ".ics", "%", "x.exe", "..%2Fplans.db"])
def test_no_other_name_opens_a_plan(server: Server, name: str, document: str) -> None:
    answer = server.get(f"/plan/{document}")
    assert answer.status_code == 404
    assert "Ce plan n’existe pas" in answer.text


@pytest.mark.parametrize("ending", ["", ".md", ".ics"])
@pytest.mark.parametrize("wrong", ["90\u202f%", "stray"])
def test_a_wrong_plan_is_served_in_no_form(
    server: Server,
    name: str,
    ending: str,
    wrong: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A figure altered everywhere, or a number in the calendar alone: an honest page instead, and a line in the log."""

    def altered(kept: KeptPlan, advice: AdviceBase) -> PlanDocument:
        document = plan_document(kept, advice)
        if wrong == "stray":
            entry = replace(document.entries[0], text=Rendered("Visez 47 visites."))
            return replace(document, entries=(entry, *document.entries[1:]))
        lines = tuple(
            Rendered(
                line.text.replace(wrong, "47\u202f%"),
                tuple(replace(q, text=q.text.replace(wrong, "47\u202f%")) for q in line.quantities),
            )
            for line in document.goals
        )
        return replace(document, goals=lines)

    monkeypatch.setattr("advisor.plan.guarded.plan_document", altered)
    with caplog.at_level(logging.ERROR, "channels.plans"):
        answer = server.get(f"/plan/{name}{ending}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert "Plan retenu" in answer.text and "posez vos questions dans la conversation" in answer.text
    assert "47" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    (line,) = (record.getMessage() for record in caplog.records if record.name == "channels.plans")
    assert "47" in line and "script" not in line and name not in line


def test_a_database_that_fails_is_said_in_french(server: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> PlanStore:
        raise OSError

    monkeypatch.setattr("channels.plans.plan_store", broken)
    answer = server.get(f"/plan/{name}")
    assert answer.status_code == 503
    assert "Réessayez" in answer.text
