"""« Combien de PME… ? », « pourquoi les PME y vont ? »: a figure, several, or the whole of a measure."""

from __future__ import annotations

from dataclasses import replace

from advisor.answer import tell
from advisor.answer.model import Answer, answers
from advisor.question.model import Question, TopicMention
from advisor.survey import FactBase, Figure
from advisor.survey.schema import numbers_in_words
from advisor.wording.phrases import say
from advisor.wording.template import Rendered

# Where a measure was not asked of a population, the measure of that population that comes nearest.
_COUNTERPARTS = {
    ("motive", "hypergrowth"): "goal",
    ("goal", "pme"): "motive",
    ("adoption", "hypergrowth"): "channel",
    ("time", "hypergrowth"): "channel",
}


def targets(question: Question, facts: FactBase) -> list[Figure]:
    """Return the figures that the question is about: one an item, in its own measure where the question's has none."""
    figures: list[Figure] = []
    for item in question.items:
        asked = [m for m in facts.measures_of(item) if facts.measure(m).population == question.asked_population]
        measures = [question.measure] if question.measure else []
        for measure in [*measures, *asked, *facts.measures_of(item)]:
            figure = facts.find(measure, item, question.population) or facts.find(measure, item)
            if figure:
                figures.append(figure)
                break
    if figures or question.measure is None:
        return figures
    whole = facts.figures_of(question.measure)
    return whole if len(whole) == 1 else []


def topic_lines(topics: tuple[TopicMention, ...], facts: FactBase) -> list[Rendered]:
    """Say of each topic that the survey does not hold it."""
    return [
        tell.survey_text(facts.topics[topic.id].text, facts, mention=_without_numbers(topic, facts)) for topic in topics
    ]


def _without_numbers(topic: TopicMention, facts: FactBase) -> str:
    return facts.topics[topic.id].label if numbers_in_words(topic.text) else topic.text


def nearest(question: Question, facts: FactBase) -> list[Figure]:
    """Return the nearest figures that the survey does hold for a question about topics that it does not."""
    topic = facts.topics[question.topics[0].id]
    figures = targets(question, facts)
    if figures and not topic.instead:
        return figures
    near = [facts.figure(name) for name in topic.nearest]
    same = [figure for figure in near if figure.population == (question.asked_population or near[0].population)]
    return same or near


@answers("ask_figure")
def answer_figure(question: Question, facts: FactBase) -> Answer:
    """Answer with one figure an item, the whole measure where no item is named, or what comes nearest."""
    if question.topics:
        figures = nearest(question, facts)
        lead = [*topic_lines(question.topics, facts), say("figure.nearest")]
        return told(question, figures, facts, lead)
    if (question.measure or "", question.asked_population or "") in _COUNTERPARTS and not _has_population(
        question, facts
    ):
        return answer_overview(question, facts)
    figures = targets(question, facts)
    if not figures:
        return answer_overview(question, facts)
    if question.measure == "spending":
        figures = facts.figures_of("spending")
    if question.measure == "effectiveness" and not question.items:
        figures = facts.figures_of("effectiveness")
    return told(question, figures, facts, population_lead(question, figures, facts))


def _has_population(question: Question, facts: FactBase) -> bool:
    return any(figure.population == question.asked_population for figure in targets(question, facts))


def population_lead(question: Question, figures: list[Figure], facts: FactBase) -> list[Rendered]:
    """Say, where it is so, that the figures are not about the population that the visitor named."""
    asked = question.asked_population
    others = [figure for figure in figures if figure.population != asked]
    if asked is None or not others or len(others) < len(figures):
        return []
    known = facts.population(others[0].population).label
    return [say("figure.other_population", {"asked": facts.population(asked).label, "known": known})]


def told(question: Question, figures: list[Figure], facts: FactBase, lead: list[Rendered]) -> Answer:
    """Tell figures one by one, after `lead`, with their notes, their source, and what may be asked next."""
    lines = [*lead, *tell.sentences(figures, facts), *tell.notes(figures, facts)]
    return replace(tell.answer_about("figure", lines, figures, facts), numbers=question.numbers)


@answers("ask_overview")
def answer_overview(question: Question, facts: FactBase) -> Answer:
    """Answer with all the figures of a measure, in order."""
    measure_id, asked = question.measure, question.asked_population
    lead: list[Rendered] = []
    if question.topics:
        lead = [*topic_lines(question.topics, facts), say("figure.nearest")]
    if measure_id is None:
        if question.topics:
            return told(question, nearest(question, facts), facts, lead)
        return Answer("clarification", (say("figure.which_one"),), suggestions=_STARTERS)
    counterpart = _COUNTERPARTS.get((measure_id, asked or ""))
    if counterpart:
        lead.append(say("figure.counterpart", {"asked": facts.population(asked or "").label}))
        measure_id = counterpart
    before = question.previous
    other_measure = question.inherited and asked and before.measure not in {None, measure_id}
    if other_measure:
        lead.append(say("figure.counterpart", {"asked": facts.population(asked or "").label}))
    figures = facts.figures_of(measure_id)
    if counterpart == "channel":
        return told(question, [figure for figure in figures if figure.item == "social_media"], facts, lead)
    if not (counterpart or other_measure):
        lead += population_lead(question, figures, facts)
    if len(figures) == 1 or len({figure.population for figure in figures}) > 1:
        # A list has one heading, and so one population.
        return told(question, figures, facts, lead)
    measure = facts.measure(measure_id)
    lines = [
        *lead,
        tell.title(measure, facts),
        *(tell.list_line(figure, facts) for figure in figures),
        *tell.notes(figures, facts),
        say("list.not_a_sum"),
    ]
    return replace(tell.answer_about("overview", lines, figures, facts), items=())


_STARTERS = (
    "Combien de PME sont sur les réseaux sociaux ?",
    "Pourquoi les PME y vont-elles ?",
    "Quels objectifs visent les entreprises en hypercroissance ?",
)
