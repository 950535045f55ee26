"""The owner tells, corrects, skips and takes back; the reply says what changed, compares, and asks what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from advisor.advice import AdviceBase
from advisor.answer.model import Answer
from advisor.dialogue.asking import SUGGESTIONS, asked, question
from advisor.dialogue.comparing import channels_named, compare_channels, compare_goals, goal_value, goals_named
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.dialogue.planning import plan_answer
from advisor.profile.amounts import CUES
from advisor.profile.hear import Change, Hearing, apply, differences, hear, own_words
from advisor.profile.model import FIELDS, Profile
from advisor.text import fold
from advisor.wording.amounts import duration, persons
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, Rendered, Value, enumerated, join, render

_MOST_HISTORY = 10
# From this confidence on, a wish told in place of what is sold is a wish.
_SURELY_A_GOAL = 0.6
_TELLING = "state_goals", "state_profile", "change_profile"


@handles(*_TELLING)
def listen(heard: Heard, state: State, services: Services) -> Outcome:
    """Take in what a message tells of the owner."""
    advice = services.advice
    heard = replace(heard, kind=_kind_of(heard, state, advice))
    hearing = hear(heard.clauses, state.profile, advice, heard.kind, state.asked)
    if hearing.contradictions and not state.asked_back:
        return _ask_back_contradiction(hearing, state, advice)
    if hearing.contradictions:
        # Asked once already: the last word counts.
        hearing = hear(heard.clauses[-1:], state.profile, advice, heard.kind, state.asked)
    changes = hearing.changes or _settled_doubt(heard, state, advice) or _own_words(heard, state)
    if not changes and state.asked and does_not_know(heard):
        return skip(heard, state, services)
    if not changes:
        return _nothing_heard(heard, state)
    profile = apply(state.profile, changes)
    told = replace(state, profile=profile, history=(*state.history, state.profile)[-_MOST_HISTORY:])
    return _go_on(told, changes, services, correction=heard.kind == "change_profile")


def _kind_of(heard: Heard, state: State, advice: AdviceBase) -> str:
    """Return the kind of a message; what looks like a wish but answers the pending question describes the firm."""
    pending = state.asked not in (None, "goals")
    if heard.kind != "state_goals" or not pending or any(clause.has("wish") for clause in heard.clauses):
        return heard.kind
    # « des tables en chêne » answers « que vendez-vous ? ».
    sold = state.asked == "trade" and heard.confidence < _SURELY_A_GOAL
    return "state_profile" if sold or answers(replace(heard, kind="state_profile"), state, advice) else heard.kind


def wishes(heard: Heard) -> bool:
    """Tell whether a message wishes for something in its own clause, whatever it asks besides.

    « je voudrais une nouvelle clientèle, vous me conseillez quoi ? » tells a goal.
    """
    return any(clause.goals and clause.has("wish") and "?" not in clause.text for clause in heard.clauses)


def answers(heard: Heard, state: State, advice: AdviceBase) -> bool:
    """Tell whether a message tells just what was asked for."""
    if state.asked is None or does_not_know(heard):
        return False
    told = hear(heard.clauses, state.profile, advice, heard.kind, state.asked)
    return any(change.field == state.asked for change in (*told.changes, *told.known))


def does_not_know(heard: Heard) -> bool:
    """Tell whether somebody says that they can't tell: « j'en sais rien »."""
    return any(clause.has("does_not_know") for clause in heard.clauses)


def _settled_doubt(heard: Heard, state: State, advice: AdviceBase) -> tuple[Change, ...]:
    """Return what a « oui » or a « non » does to what was said both ways."""
    if not (state.doubtful and heard.clauses):
        return ()
    channels = {figure.item for figure in advice.channel_figures}
    how: Literal["added", "removed"] = "added" if heard.clauses[0].has("agrees") else "removed"
    return tuple(Change("channels" if name in channels else "goals", how, name) for name in state.doubtful)


def _own_words(heard: Heard, state: State) -> tuple[Change, ...]:
    """Return what to keep of a message in which nothing was recognised: an answer in the owner's own words."""
    words = own_words(heard.typed or heard.text)
    if not words or CUES["reaction"].fullmatch(fold(words)):
        return ()
    if state.asked == "goals" and state.asked_back:
        return (Change("goals", "added", words),)
    if state.asked == "trade" and heard.kind != "change_profile":
        return (Change("trade", "told", words),)
    return ()


def _nothing_heard(heard: Heard, state: State) -> Outcome:
    if state.asked in (None, "goals") and (heard.kind == "state_goals" or state.asked == "goals"):
        state = replace(asked(state, "goals"), asked_back=True)
        return Outcome((Answer("goals", (say("goals.ask_back"),), suggestions=SUGGESTIONS["goals"]),), state)
    if state.profile.goals and state.asked is None:
        return Outcome((Answer("talk", (say("changed.nothing"),)),), state)
    field = state.asked or state.profile.next_field()
    lines = (say("changed.not_heard"), *((question(field),) if field else ()))
    return Outcome((Answer("talk", lines, suggestions=SUGGESTIONS[field] if field else ()),), asked(state, field))


def _ask_back_contradiction(hearing: Hearing, state: State, advice: AdviceBase) -> Outcome:
    channels = {figure.item for figure in advice.channel_figures}
    torn: list[Value] = [
        advice.facts.item(name).name if name in channels else goal_value(name, advice)
        for name in hearing.contradictions
    ]
    # What the message says besides is not lost.
    profile = apply(state.profile, hearing.changes)
    line = say("goals.contradiction", {"goals": enumerated(torn)})
    return Outcome(
        (Answer("goals", (line,)),),
        replace(state, profile=profile, asked="goals", asked_back=True, doubtful=hearing.contradictions),
    )


def _go_on(state: State, changes: Sequence[Change], services: Services, *, correction: bool) -> Outcome:
    """Say what changed, compare what can be compared anew, and ask for what is left, or give the plan."""
    advice, profile = services.advice, state.profile
    touched = {change.field for change in changes}
    lines = changes_told(changes, state.history[-1], advice, every=correction or "goals" not in touched)
    answers = [Answer("profile", tuple(lines), keeps_context=True)] if lines else []
    if "goals" in touched and profile.goals:
        answers.append(compare_goals(profile, advice))
    elif "goals" in touched:
        answers.append(Answer("profile", (say("changed.emptied"),)))
    if "channels" in touched and profile.channels is not None:
        answers.append(compare_channels(profile, advice))
    field = profile.next_field()
    if field:
        answers.append(Answer("profile", (question(field),), suggestions=SUGGESTIONS[field], keeps_context=True))
        return Outcome(tuple(answers), asked(state, field))
    plan, state = plan_answer(state, services)
    return Outcome((*answers, plan), asked(state, None))


def changes_told(changes: Sequence[Change], before: Profile, advice: AdviceBase, *, every: bool) -> list[Rendered]:
    """Return what changed, in words. Goals and channels that the comparison names anyway only when `every` is set."""
    told: list[Rendered] = []
    for how in ("added", "removed"):
        goals = [change.value for change in changes if change.field == "goals" and change.how == how]
        channels = [change.value for change in changes if change.field == "channels" and change.how == how]
        corrects = how == "removed" or (every and (bool(before.goals) if goals else before.channels is not None))
        things = [goal_value(str(goal), advice) for goal in goals]
        things += [advice.facts.item(str(channel)).name for channel in channels]
        if things and corrects:
            told.append(say(f"changed.{how}", {"things": enumerated(things)}))
    for change in changes:
        if change.field == "minutes":
            told.append(say("changed.minutes", {"time": duration(int(change.value))}))
        elif change.field == "staff":
            count = int(change.value)
            told.append(say("changed.alone") if count == 1 else say("changed.staff", {"people": persons(count)}))
        elif change.field == "trade":
            told.append(say("changed.trade", {"trade": trade_value(apply(before, [change]), advice)}))
    return told


def trade_value(profile: Profile, advice: AdviceBase) -> Value:
    """Return the owner's trade: its kind, or their own words."""
    if profile.trade in advice.trades:
        return str(advice.trades[str(profile.trade)].name)
    return Quantity("quoted", f"« {profile.trade_words or profile.trade or ''} »")


@handles("skip")
def skip(heard: Heard, state: State, services: Services) -> Outcome:
    """Leave out what was asked, and go on."""
    if state.asked is None:
        return Outcome((Answer("talk", (say("changed.nothing_to_skip"),), suggestions=SUGGESTIONS["goals"]),), state)
    profile = state.profile.skip(state.asked)
    state = replace(state, profile=profile, asked_back=False, doubtful=())
    said = Answer("profile", (say("changed.skipped"),), keeps_context=True)
    field = profile.next_field()
    if field and profile.goals:
        ask = Answer("profile", (question(field),), suggestions=SUGGESTIONS[field], keeps_context=True)
        return Outcome((said, ask), asked(state, field))
    if not profile.goals:
        # Without a goal there is nothing to plan: a figure or a goal may come at any time.
        return Outcome(
            (Answer("talk", (say("changed.nothing_to_skip"),), suggestions=SUGGESTIONS["goals"]),), asked(state, None)
        )
    plan, state = plan_answer(state, services)
    return Outcome((said, plan), asked(state, None))


@handles("undo")
def undo(heard: Heard, state: State, services: Services) -> Outcome:
    """Bring back the profile as it was before the last change."""
    if not state.history:
        return Outcome((Answer("talk", (say("changed.nothing_to_undo"),)),), state)
    profile, advice = state.history[-1], services.advice
    left = say("recall.state", {"goals": profile_told(profile, advice)}) if profile else say("recall.state_none")
    changed = changes_told(differences(state.profile, profile), state.profile, advice, every=True)
    state = replace(state, profile=profile, history=state.history[:-1])
    field = profile.next_field()
    lines = [say("changed.undone"), *changed, left, *((question(field),) if field else ())]
    return Outcome(
        (Answer("profile", tuple(lines), suggestions=SUGGESTIONS[field] if field else ()),), asked(state, field)
    )


def profile_told(profile: Profile, advice: AdviceBase) -> Rendered:
    """Return a profile in one breath: « renforcer la marque, 1 heure par semaine »."""
    told: list[Value] = []
    if profile.goals:
        told.append(goals_named(profile.goals, advice))
    if profile.channels:
        told.append(channels_named(profile.channels, advice))
    if profile.minutes:
        told.append(say("imagine.minutes", {"time": duration(profile.minutes)}))
    if profile.staff:
        told.append(persons(profile.staff))
    if profile.knows(FIELDS[-1]):
        told.append(trade_value(profile, advice))
    return join([render("{told}", {"told": value}) for value in told], " ; ")
