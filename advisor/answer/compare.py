"""Two or more figures against each other: the gap inside one measure and population, side by side across them."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.answer import tell
from advisor.answer.figure import population_lead, targets, told, topic_lines
from advisor.answer.model import Answer, answers, unique
from advisor.question.model import Question
from advisor.question.order import names_both_ends
from advisor.survey import FactBase, Figure
from advisor.wording.grammar import of
from advisor.wording.phrases import say
from advisor.wording.template import Rendered


def comparable(figures: Sequence[Figure]) -> bool:
    """Tell whether figures may be ranked and subtracted: one measure, one population."""
    return len({(figure.measure, figure.population) for figure in figures}) == 1


def gap_lines(first: Figure, second: Figure, facts: FactBase) -> list[Rendered]:
    """Say the gap between two comparable figures, and whether it means anything."""
    high, low = sorted((first, second), key=lambda figure: -figure.percent)
    gap = high.percent - low.percent
    if gap == 0:
        return [say("gap.none")]
    name = facts.item(high.item).name
    # A name without an article is a verb (« renforcer la marque »), and is quoted after a noun, for « de » would elide.
    winner = of(name) if name.startswith(("les ", "la ", "le ")) else f"de la réponse « {name} »"
    lines = [say("gap.size", {"gap": tell.difference(high, low), "winner": winner})]
    limit = facts.population(high.population).meaningful_gap
    if limit is None:
        return [*lines, say("gap.approximate")]
    return [*lines, say("gap.meaningless" if gap < limit else "gap.meaningful", {"limit": tell.limit(high, limit)})]


def _pool(question: Question, facts: FactBase) -> list[Figure]:
    """Return the figures to compare: by item, by population, or by the values that the visitor quotes."""
    figures = targets(question, facts)
    if len(question.items) <= 1 and len(question.populations) > 1:
        item = question.items[0] if question.items else None
        if "no_growth" in question.populations:
            return facts.figures_of("spending")
        by_population = []
        for population in question.populations:
            measures = [question.measure] if question.measure else []
            options = [
                *measures,
                *(("adoption", "channel") if item in (None, "social_media") else facts.measures_of(item)),
            ]
            found = [f for m in options if m for f in facts.figures_of(m, population) if item in (None, f.item)]
            by_population += found[:1]
        if not item and question.measure in {"motive", "goal"}:
            return [*facts.figures_of("motive"), *facts.figures_of("goal")]
        return list(unique([*figures, *by_population]))
    quoted = [*question.shares, *question.numbers]
    if len(figures) < 2 and len(quoted) >= 2:
        return _by_values(quoted, question, facts) or figures
    if len(figures) < 2 and not question.items and question.measure and len(facts.figures_of(question.measure)) > 1:
        peers = facts.figures_of(question.measure)
        return [peers[0], peers[-1]] if names_both_ends(question.text) else peers
    return figures


def _by_values(quoted: Sequence[float], question: Question, facts: FactBase) -> list[Figure]:
    """Return the figures whose values the visitor quotes (« 73 et 72, c'est pareil ? »), all of one measure."""
    measures = dict.fromkeys([question.previous.measure, "channel", "goal", "motive"])
    for measure in measures:
        if measure:
            found = [next((f for f in facts.figures_of(measure) if f.percent == number), None) for number in quoted]
            matched = [figure for figure in found if figure]
            if len(matched) == len(quoted) >= 2:
                return matched
    return []


@answers("compare")
def answer_comparison(question: Question, facts: FactBase) -> Answer:
    """Answer with the figures compared, the gap where there is one to speak of, and the warning where there is none."""
    figures = _pool(question, facts)
    if question.topics:
        lead = [*topic_lines(question.topics, facts), say("figure.nearest")]
        shown = figures or [facts.figure(name) for name in facts.topics[question.topics[0].id].nearest]
        return told(question, shown, facts, lead)
    if len(figures) < 2:
        if figures and question.items:
            return told(question, figures, facts, [])
        return Answer(
            "clarification",
            (say("gap.need_two"),),
            suggestions=("Réseaux sociaux ou e-mailing ?", "Marque ou contacts commerciaux ?"),
        )
    lines: list[Rendered] = []
    if comparable(figures):
        figures = sorted(figures, key=lambda figure: -figure.percent)
        lines += population_lead(question, figures, facts)
        lines += tell.sentences(figures, facts)
        lines += gap_lines(figures[0], figures[-1], facts)
        lines += tell.notes(figures, facts)
    else:
        lines += tell.sentences(figures, facts)
        lines.append(say("gap.across"))
        lines += tell.notes(figures, facts, base=False)
    return tell.answer_about("comparison", lines, figures, facts)
