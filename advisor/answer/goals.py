"""The owner's goals beside the priorities of hyper-growth companies: the first, short answer."""

from __future__ import annotations

from advisor.answer import tell
from advisor.answer.figure import topic_lines
from advisor.answer.model import Answer, answers, unique
from advisor.question.model import Question
from advisor.survey import FactBase, Figure
from advisor.wording.grammar import listed
from advisor.wording.phrases import say
from advisor.wording.template import Rendered

_GOALS, _MOTIVES, _CHANNELS = "goal", "motive", "channel"
_NEXT = ("Quels canaux utilisent-elles ?", "Quels objectifs visent les entreprises en hypercroissance ?")


@answers("state_goals")
def answer_goals(question: Question, facts: FactBase) -> Answer:
    """Set the goals stated beside those of hyper-growth companies and the motives of PME, then name what is missing."""
    topics = tuple(topic for topic in question.topics if topic.id == "other_goal")
    goals = [f for item in question.items if (f := facts.find(_GOALS, item))]
    motives = [f for item in question.items if (f := facts.find(_MOTIVES, item))]
    if not (goals or motives or topics):
        return Answer("goals", (say("goals.no_goal"),), suggestions=("Je veux des clients", "Je veux de la notoriété"))
    lines: list[Rendered] = []
    if goals or motives:
        names = [facts.item(figure.item).name for figure in (*goals, *motives)]
        lines.append(say("goals.noted", {"goals": listed(names)}))
    if topics:
        lines += [*topic_lines(topics, facts), say("goals.not_measured")]
    if goals:
        lines += [say("goals.shared"), *(tell.list_line(figure, facts) for figure in goals)]
    if motives:
        lines += [say("goals.motive"), *(tell.list_line(figure, facts) for figure in motives)]
    missing = [figure for figure in facts.figures_of(_GOALS) if figure not in goals]
    if missing:
        lines += [say("goals.missing"), *(tell.list_line(figure, facts) for figure in missing)]
    if motives:
        lines.append(say("goals.different"))
    figures = unique([*goals, *motives, *missing])
    lines += [say("goals.plan_next"), tell.source_line(figures, facts)]
    return Answer(
        kind="goals",
        lines=tuple(lines),
        figures=figures,
        suggestions=_NEXT,
        items=tuple(figure.item for figure in (*goals, *motives)),
        measure=_GOALS,
        population="hypergrowth",
    )


@answers("ask_advice")
def answer_advice(question: Question, facts: FactBase) -> Answer:
    """Give a first piece of advice, marked as such, with the channels of hyper-growth companies to situate it."""
    lines = [*topic_lines(question.topics[:1], facts), say("goals.advice")]
    if any(topic.id == "network" for topic in question.topics) or "réseau " in f"{question.text} ":
        lines.append(say("goals.advice_network"))
    figures: list[Figure] = facts.figures_of(_CHANNELS)
    lines += [
        say("goals.channels"),
        *(tell.list_line(figure, facts) for figure in figures),
        *tell.notes(figures, facts),
        tell.source_line(figures, facts),
    ]
    return Answer(
        kind="advice",
        lines=tuple(lines),
        figures=tuple(figures),
        suggestions=("Je veux de nouveaux clients", "Je veux de la notoriété", "Je veux des contacts commerciaux"),
        measure=_CHANNELS,
        population="hypergrowth",
    )
