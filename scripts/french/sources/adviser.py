"""The dialogue with an owner: every handler over a spread of profiles and of what may be told."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

from advisor.advice import Contact, shipped_advice
from advisor.dialogue import Heard, Outcome, Services, State, handlers
from advisor.profile.model import FIELDS, Profile
from scripts.french.model import Collection
from scripts.french.sources.owners import complete, corrections, profiles, tellings
from scripts.french.sources.sending import pending_questions, send

_PLAN = "0" * 32
# What is asked without telling anything.
_ASKS = (
    "ask_plan", "ask_comparison", "ask_missing", "ask_advice_reason", "recall_profile", "resume", "skip", "undo",
    "ask_question_reason", "ask_human",
)  # fmt: skip


def services() -> Services:
    """Return the advice, and a store that keeps nothing."""
    return Services(shipped_advice(), keep_plan=lambda *_: _PLAN, address=lambda name: f"/plan/{name}")


def collect_dialogue(into: Collection) -> None:
    """Add every reply of the adviser."""
    for index, profile in enumerate(profiles(shipped_advice())):
        # By turns with something left to ask and with nothing.
        known = complete(profile) if index % 2 else profile
        for kind in _ASKS:
            _handle(Heard(kind), State(profile=known), f"{kind} with {_named(profile)}", into)
    for field in FIELDS:
        _collect_pending(field, into)
    _collect_told(into)
    _collect_advice(into)
    _collect_contact(into)


def _collect_pending(field: str, into: Collection) -> None:
    """Add what is said while `field` is asked for."""
    state = State(profile=Profile(goals=("brand",) if field != "goals" else ()), asked=field)  # type: ignore[arg-type]
    for kind in _ASKS:
        _handle(Heard(kind), state, f"{kind} while {field} is asked", into)


def _states() -> Iterator[tuple[str, State]]:
    advice = shipped_advice()
    first = Profile(goals=("brand",))
    full = Profile(
        goals=("brand", "recruit"), channels=("events",), minutes=90, staff=3, trade=next(iter(advice.trades))
    )
    yield "at the start", State()
    for field in FIELDS:
        pending = State(profile=Profile() if field == "goals" else first, asked=field)
        yield f"while {field} is asked", pending
        yield f"while {field} is asked again", replace(pending, asked_back=True)
    yield "in doubt", State(profile=first, asked="goals", asked_back=True, doubtful=("leads",))
    yield "when all is known", State(profile=full)
    yield "with all channels", State(profile=replace(full, channels=tuple(f.item for f in advice.channel_figures)))


def _collect_told(into: Collection) -> None:
    """Add the replies to all that may be told in all states, and to taking it back."""
    advice = shipped_advice()
    for where, state in _states():
        for name, heard in tellings(advice):
            origin = f"{name}, {where}"
            for told in (heard, replace(heard, kind="change_profile")):
                after = _handle(told, state, origin, into).state
                _handle(Heard("undo"), after, f"undo of {origin}", into)
        if state.profile:
            for name, heard in corrections(advice):
                _handle(replace(heard, kind="change_profile"), state, f"{name}, {where}", into)
        for name, heard in [*tellings(advice), *corrections(advice)]:
            _handle(replace(heard, kind="what_if"), state, f"what if {name}, {where}", into)


def _collect_advice(into: Collection) -> None:
    """Add the answers to owners' questions, alone and while something is asked."""
    for pending in pending_questions():
        send([pending], "an answer from elsewhere", into)
    for topic in shipped_advice().questions:
        outcome = _handle(Heard("ask_advice", topic=topic), State(), f"question {topic}", into)
        send([*outcome.answers, pending_questions()[0]], f"question {topic}, while something is asked", into)


def _collect_contact(into: Collection) -> None:
    """Add the reply of a site whose owner can be reached; the shipped one has nobody."""
    advice = copy.copy(shipped_advice())
    advice.contact = Contact(name="Camille Martin", email="camille@exemple.fr")
    known = replace(services(), advice=advice)
    send(handlers()["ask_human"](Heard("ask_human"), State(), known).answers, "ask_human with a contact", into)


def _handle(heard: Heard, state: State, origin: str, into: Collection) -> Outcome:
    outcome = handlers()[heard.kind](heard, state, services())
    send(outcome.answers, origin, into)
    return outcome


def _named(profile: Profile) -> str:
    return ", ".join(f"{name}={value}" for name, value in profile.to_dict().items() if value is not None)
