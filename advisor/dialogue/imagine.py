"""« et si j'ajoute les événements ? »: what a change would do, without making it."""

from __future__ import annotations

from advisor.answer import tell
from advisor.answer.model import Answer, unique
from advisor.dialogue.asking import SUGGESTIONS, asked
from advisor.dialogue.comparing import goal_value
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.plan.choose import choose
from advisor.profile.hear import Change, apply, hear
from advisor.profile.model import Profile
from advisor.survey import Figure
from advisor.wording.amounts import duration
from advisor.wording.phrases import say
from advisor.wording.template import Rendered, Value, enumerated


@handles("what_if")
def imagine(heard: Heard, state: State, services: Services) -> Outcome:
    """Show the difference that a change would make to the comparison and to the plan."""
    advice, before = services.advice, state.profile
    if not before.goals and before.channels is None:
        return Outcome(
            (Answer("profile", (say("imagine.no_goal"),), suggestions=SUGGESTIONS["goals"]),), asked(state, "goals")
        )
    known = before if before.channels is not None else apply(before, [Change("channels", "told", "")])
    changes = hear(heard.clauses, known, advice, "what_if", None).changes
    if not changes:
        named = any(clause.goals or clause.mentions for clause in heard.clauses)
        line = say("imagine.already" if named else "imagine.nothing")
        return Outcome((Answer("what_if", (line,), keeps_context=True),), state)
    after = apply(known, changes)
    lines = [say("imagine.title", {"things": _named(changes, services)})]
    figures = [*advice.priorities, *advice.channel_figures]
    more = [f for f in figures if _has(after, f) and not _has(known, f)]
    less = [f for f in figures if _has(known, f) and not _has(after, f)]
    for name, changed in (("shared_more", more), ("shared_less", less)):
        for figure in changed:
            # « Plus en commun avec elles » does not say with whom.
            told = tell.subject(figure, advice.facts) if name == "shared_less" else tell.value(figure)
            values: dict[str, Value] = {"item": advice.facts.item(figure.item).name, "value": told}
            lines.append(say(f"imagine.{name}", values))
    moved = _moved_actions(known, after, services)
    lines += moved
    if not (more or less or moved):
        lines.append(say("imagine.no_difference"))
    used = unique([*more, *less])
    lines += [*tell.notes(used, advice.facts), say("imagine.not_kept")]
    if used:
        lines.append(tell.source_line(used, advice.facts))
    return Outcome((Answer("what_if", tuple(lines), used, keeps_context=True),), state)


def _has(profile: Profile, figure: Figure) -> bool:
    return figure.item in profile.goals or figure.item in (profile.channels or ())


def _moved_actions(before: Profile, after: Profile, services: Services) -> list[Rendered]:
    """Return which actions enter this month's plan, and which leave it."""
    old = {choice.action.id: choice.action for choice in choose(before, services.advice).now}
    new = {choice.action.id: choice.action for choice in choose(after, services.advice).now}
    told = [say("imagine.action_in", {"action": action.title}) for name, action in new.items() if name not in old]
    return told + [
        say("imagine.action_out", {"action": action.title}) for name, action in old.items() if name not in new
    ]


def _named(changes: tuple[Change, ...], services: Services) -> Rendered:
    advice = services.advice
    named: list[Rendered] = []
    for change in changes:
        if change.field == "goals":
            named.append(say(f"imagine.{change.how}", {"things": goal_value(str(change.value), advice)}))
        elif change.field == "channels" and change.value:
            named.append(say(f"imagine.{change.how}", {"things": advice.facts.item(str(change.value)).name}))
        elif change.field == "minutes":
            named.append(say("imagine.minutes", {"time": duration(int(change.value))}))
        else:
            named.append(say("imagine.other"))
    return enumerated(named)
