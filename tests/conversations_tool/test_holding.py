"""Expectations that fail when they should, and what is told of a conversation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scripts.conversations.checking import Check, Expectation
from scripts.conversations.coverage import Part
from scripts.conversations.holding import Held, HeldTurn, hold
from scripts.conversations.nearest import nearest
from scripts.conversations.page import write_page
from scripts.conversations.patterns import Patterns
from scripts.conversations.reading import Conversation, Turn
from scripts.conversations.talking import Reply, Told
from scripts.conversations.telling import story, summary
from scripts.conversations.trackers import Understood

REPLY = Reply(
    "72\u202f% des entreprises <b>investissent</b> dans l’e-mailing.",
    (Told("channel.email", 72), Told("spending", 42, secondary=True)),
)


def check(data: Mapping[str, Any], reply: Reply = REPLY, previous: Reply | None = None) -> list[Check]:
    return list(Expectation.read(dict(data), Patterns()).check(reply, previous))


@pytest.mark.parametrize(
    "met",
    [
        {"matches": ["72 %", "E-MAILING"]},
        {"lacks": ["73 %"]},
        {"figures": {"channel.email": 72}},
        {"figures": {"channel.email": 72, "spending": 42}},
        {"differs_from_previous": True},
    ],
)
def test_what_is_met(met: dict[str, Any]) -> None:
    assert all(one.met for one in check(met, previous=Reply("Bonjour.")))


@pytest.mark.parametrize(
    ("unmet", "note"),
    [
        ({"figures": {}}, r"channel.email \(72\) was not expected; spending \(42\) was not expected"),
        ({"figures": {"channel.email": 73}}, "told as 72, not 73"),
        ({"figures": {"channel.email": 72, "adoption": 90}}, "adoption is not told"),
        ({"differs_from_previous": True}, "the words of the reply before"),
    ],
)
def test_what_is_not_met_says_the_difference(unmet: dict[str, Any], note: str) -> None:
    [one] = check(unmet, previous=REPLY)
    assert not one.met
    assert re.search(note.split("; ")[0], one.note)


def test_a_place_is_where_the_reply_says_it() -> None:
    wanted, missing, unwanted = check({"matches": ["72 %", "73 %"], "lacks": ["e-mail"]})
    assert REPLY.text[slice(*wanted.place or ())] == "72\u202f%"
    assert (unwanted.met, REPLY.text[slice(*unwanted.place or ())]) == (False, "e-mail")
    assert (missing.met, REPLY.text[slice(*missing.place or ())]) == (False, "72\u202f%")


@pytest.mark.parametrize(
    ("regex", "text", "found"),
    [
        ("73 %", "Elles sont 47 % ici, 72\u202f% là.", "72\u202f%"),
        (r"\bprojettent|prévoient de", "Elles projetaient d’y aller.", "projetaient"),
        ("événement", "Rien à voir.", None),
    ],
)
def test_the_nearest_text_is_found_where_there_is_one(regex: str, text: str, found: str | None) -> None:
    place = nearest(regex, text)
    assert (text[slice(*place)] if place else None) == found


@pytest.fixture()
def held() -> Held:
    patterns = Patterns()
    turns = [
        Turn("salut", Expectation.read({"matches": ["bonjour"]}, patterns)),
        Turn("combien\n?", Expectation.read({"matches": ["73 %"], "lacks": ["e-mailing"]}, patterns)),
        Turn("merci", Expectation()),
    ]
    replies = {"salut": Reply("Bonjour."), "combien\n?": REPLY, "merci": Reply("De rien.")}
    held = hold(Conversation("mine", "a_case", ("mine", "adviser"), tuple(turns)), replies.__getitem__)
    held.turns[1].understood = Understood("ask_figure", 0.5, "action_answer_question", ["ask_figure"])
    return held


def test_a_conversation_is_held_to_its_end_whatever_fails(held: Held) -> None:
    assert [turn.failed for turn in held.turns] == [False, True, False]


def test_it_travels_between_processes(held: Held) -> None:
    assert Held.from_dict(held.to_dict()) == held


def test_the_story_tells_what_was_said_what_was_expected_and_the_difference(held: Held) -> None:
    told = "\n".join(line.text for line in story(held))
    assert told.startswith("mine › a_case")
    assert "2 ✗ visitor    'combien\\n?'" in told
    assert "heard as   ask_figure (50%), answered by action_answer_question" in told
    assert re.search(r"✗ expected 73 %\n +not found; the nearest is « \[72 %\] des entreprises", told)
    assert re.search(r"✗ unwanted e-mailing\n +it is here: « .*\[e-mailing\]\. »", told)
    assert "merci" not in told


def test_the_page_needs_nothing_else_and_shows_what_failed_first(held: Held, tmp_path: Path) -> None:
    good = Held("good", "fine", ["good"], [HeldTurn("salut", "Bonjour.", {}, [])])
    also = Held("mine", "a_case_before", ["mine"], [HeldTurn("salut", "Bonjour.", {}, [])])
    part = Part("figure", "figures", {"adoption": [], "channel.email": [held.id]}, gated=True)
    write_page(tmp_path / "page.html", [good, also, held], [part], 3)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)="(?!#)|url\(|@import|<link""", page)
    assert "&lt;b&gt;investissent" in page
    assert "<b>" not in page
    ids = re.findall(r'class="conversation[^>]*id="([^"]+)"', page)
    assert ids == ["mine::a_case", "mine::a_case_before", "good::fine"]
    failed = page[page.index('id="mine::a_case"') : page.index('id="mine::a_case_before"')]
    assert failed.index("combien") < failed.index("The whole conversation") < failed.index("salut")
    assert 'class="unwanted">e-mailing' in failed
    assert "not: adoption" in page


def test_the_summary_says_what_is_missing_once_all_were_held(held: Held) -> None:
    part = Part("figure", "figures", {"adoption": [], "channel.email": [held.id]}, gated=True)
    assert [line.text for line in summary([held], [part], True)] == [
        "1 conversations, 1 failed",
        "figures: 1 of 2 visited; not: adoption",
        "kinds of question, intents and rules: not known (ASSISTANT_CONVERSATIONS names the database)",
    ]
    assert [line.text for line in summary([held], [part], False)][1] == "figures: 1 of 2 visited"
