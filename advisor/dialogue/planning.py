"""The plan in the chat: at most three actions, why, and where the whole of it stands."""

from __future__ import annotations

from dataclasses import replace

from advisor.advice import AdviceBase
from advisor.answer import tell
from advisor.answer.model import Answer, unique
from advisor.dialogue.asking import SUGGESTIONS, asked, question
from advisor.dialogue.comparing import compare_channels, compare_goals, goals_named
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.plan.choose import Choice, Selection, choose
from advisor.survey import Figure
from advisor.wording.amounts import duration, whole_number
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, Rendered, join

_AFTER_PLAN = ("Pourquoi ce conseil ?", "Qu'est-ce qui me manque ?", "Rappelle-moi mes objectifs")


@handles("ask_plan")
def give_plan(heard: Heard, state: State, services: Services) -> Outcome:
    """Give the plan, or ask for a first goal."""
    if not state.profile.goals:
        lines = (say("plan.need_goal"), question("goals"))
        return Outcome((Answer("plan", lines, suggestions=SUGGESTIONS["goals"]),), asked(state, "goals"))
    plan, state = plan_answer(state, services)
    return Outcome((plan,), asked(state, None))


@handles("ask_comparison")
def give_comparison(heard: Heard, state: State, services: Services) -> Outcome:
    """Give at once all that can be compared, and the plan."""
    profile, advice = state.profile, services.advice
    if not profile.goals and profile.channels is None:
        return give_plan(heard, state, services)
    answers = [compare_goals(profile, advice)] if profile.goals else []
    if profile.channels is not None:
        answers.append(compare_channels(profile, advice))
    if not profile.goals:
        return Outcome(
            (*answers, Answer("profile", (question("goals"),), suggestions=SUGGESTIONS["goals"])), asked(state, "goals")
        )
    plan, state = plan_answer(state, services)
    return Outcome((*answers, plan), asked(state, None))


@handles("ask_advice_reason")
def explain_advice(heard: Heard, state: State, services: Services) -> Outcome:
    """Say why each action was chosen, and which figures it rests on."""
    if not state.profile.goals:
        return give_plan(heard, state, services)
    advice = services.advice
    selection = choose(state.profile, advice)
    lines: list[Rendered] = [say("plan.why_title")]
    used: list[Figure] = []
    for choice in selection.now:
        figures = [advice.facts.figure(name) for name in choice.action.figures]
        why = _reason(choice, advice)
        if figures:
            told = join([tell.sentence(figure, advice.facts) for figure in figures])
            lines.append(say("plan.why_figures", {"why": why, "figures": told}))
        else:
            lines.append(say("plan.why_no_figure", {"why": why}))
        used += [*figures, *_reason_figures(choice, advice)]
    lines.append(say("plan.why_not_cause"))
    lines += tell.notes(used, advice.facts)
    if used:
        lines.append(tell.source_line(used, advice.facts))
    used += tell.also_told(used, advice.facts)
    return Outcome(
        (Answer("plan", tuple(lines), unique(used), suggestions=_AFTER_PLAN[1:], keeps_context=True),), state
    )


def plan_answer(state: State, services: Services) -> tuple[Answer, State]:
    """Return the plan in short, and the state in which it is kept; the owner has at least one goal."""
    advice = services.advice
    name = services.keep_plan(state.profile, state.plan)
    selection = choose(state.profile, advice)
    title = "plan.title_assumed" if selection.assumed else "plan.title"
    lines = own_goal_lines(state.profile.goals, advice)
    lines.append(say(title, {"time": duration(selection.minutes)}))
    lines += [action_line(rank, choice, advice) for rank, choice in enumerate(selection.now, start=1)]
    lines += too_long_lines(selection)
    address = services.address(name)
    lines += [say("plan.advice_only"), say("plan.address", {"address": Quantity("plan", address)})]
    figures = unique([figure for choice in selection.now for figure in _reason_figures(choice, advice)])
    if figures:
        lines.append(tell.source_line(figures, advice.facts))
    answer = Answer("plan", tuple(lines), figures, suggestions=_AFTER_PLAN, plan=address, keeps_context=True)
    return answer, replace(state, plan=name)


def own_goal_lines(goals: tuple[str, ...], advice: AdviceBase) -> list[Rendered]:
    """Return the word on the goals for which no action is written, none where there is no such goal."""
    own = tuple(goal for goal in goals if goal not in advice.goals)
    return [say("plan.own_goal", {"goals": goals_named(own, advice)})] if own else []


def action_line(rank: int, choice: Choice, advice: AdviceBase) -> Rendered:
    """Return an action with its rank, its effort and why it was chosen."""
    action = say(
        "plan.action",
        {"rank": whole_number(rank), "title": choice.action.title, "time": duration(choice.action.minutes)},
    )
    return say("plan.line", {"action": action, "why": why(choice, advice)})


def too_long_lines(selection: Selection) -> list[Rendered]:
    """Return the word on an only action that takes more than the owner's time, none where all fits."""
    if selection.fits or not selection.now:
        return []
    every = -(-selection.now[0].action.minutes // selection.minutes)
    return [say("plan.too_long", {"every": whole_number(max(2, every))})]


def why(choice: Choice, advice: AdviceBase) -> Rendered:
    """Return why an action was chosen: « pour votre objectif : recruter »."""
    if choice.reason == "goal":
        return say("plan.for_goal", {"goal": advice.goal_name(choice.goal)})
    return say("plan.for_priority", _priority(choice, advice))


def _reason(choice: Choice, advice: AdviceBase) -> Rendered:
    if choice.reason == "goal":
        return say("plan.why_goal", {"title": choice.action.title, "goal": advice.goal_name(choice.goal)})
    return say("plan.why_priority", {"title": choice.action.title, **_priority(choice, advice)})


def _priority(choice: Choice, advice: AdviceBase) -> dict[str, str | Quantity]:
    figure = _reason_figures(choice, advice)[0]
    return {"goal": advice.goal_name(choice.goal), "value": tell.value(figure)}


def _reason_figures(choice: Choice, advice: AdviceBase) -> list[Figure]:
    """Return the figure of the priority for which an action was chosen; none for the owner's own goal."""
    return [figure for figure in advice.priorities if choice.reason == "priority" and figure.item == choice.goal]
