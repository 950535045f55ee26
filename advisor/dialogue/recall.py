"""What was told, what is missing, and going on after a pause."""

from __future__ import annotations

from dataclasses import replace

from advisor.advice import AdviceBase
from advisor.answer.model import Answer
from advisor.dialogue.asking import SUGGESTIONS, asked, question
from advisor.dialogue.comparing import channels_named, compare_channels, compare_goals, goals_named
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.dialogue.owner import trade_value
from advisor.profile.model import Profile
from advisor.wording.amounts import duration, persons
from advisor.wording.phrases import say
from advisor.wording.template import Rendered


@handles("recall_profile", "resume")
def recall(heard: Heard, state: State, services: Services) -> Outcome:
    """Say what was told, and take up what is left to ask."""
    profile = state.profile
    if not profile:
        nothing = (say("recall.nothing"), question("goals"))
        return Outcome((Answer("profile", nothing, suggestions=SUGGESTIONS["goals"]),), asked(state, "goals"))
    lines = tuple(profile_lines(profile, services.advice))
    field = state.asked
    if heard.kind == "resume" or field:
        field = profile.next_field()
        lines += (question(field) if field else say("recall.complete"),)
    suggestions = SUGGESTIONS[field] if field else ("Fais-moi un plan", "Qu'est-ce qui me manque ?")
    return Outcome(
        (Answer("profile", lines, suggestions=suggestions, keeps_context=True),), replace(state, asked=field)
    )


def profile_lines(profile: Profile, advice: AdviceBase) -> list[Rendered]:
    """Return a profile as a list."""
    lines = [say("recall.title")]
    if profile.goals:
        lines.append(say("recall.goals", {"goals": goals_named(profile.goals, advice)}))
    if profile.channels is not None:
        named = channels_named(profile.channels, advice) if profile.channels else say("recall.no_channel")
        lines.append(say("recall.channels", {"channels": named}))
    if profile.minutes is not None:
        lines.append(say("recall.minutes", {"time": duration(profile.minutes)}))
    if profile.staff is not None:
        lines.append(say("recall.staff", {"people": persons(profile.staff)}))
    if profile.knows("trade"):
        lines.append(say("recall.trade", {"trade": trade_value(profile, advice)}))
    return lines


@handles("ask_missing")
def tell_missing(heard: Heard, state: State, services: Services) -> Outcome:
    """Name what the owner lacks beside the hyper-growth companies: goals, and channels where theirs are known."""
    profile, advice = state.profile, services.advice
    if not profile.goals and profile.channels is None:
        lines = (say("recall.nothing"), question("goals"))
        return Outcome((Answer("goals", lines, suggestions=SUGGESTIONS["goals"]),), asked(state, "goals"))
    answers = [compare_goals(profile, advice)] if profile.goals else []
    if profile.channels is not None:
        answers.append(compare_channels(profile, advice))
    if state.asked:
        answers.append(
            Answer("profile", (question(state.asked),), suggestions=SUGGESTIONS[state.asked], keeps_context=True)
        )
    return Outcome(tuple(answers), state)
