"""« 95 % des PME y sont, c'est vrai ? »: a verdict, the true figure, and how it must be read."""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.answer import tell
from advisor.answer.compare import comparable, gap_lines
from advisor.answer.figure import targets, topic_lines
from advisor.answer.model import Answer, Verdict, answers
from advisor.question.model import Question
from advisor.question.order import speaks_of
from advisor.survey import FactBase, Figure
from advisor.survey.schema import Misreading
from advisor.text import fold
from advisor.wording.phrases import say
from advisor.wording.template import Derivation, Quantity, Rendered

# How far from the figure a claimed value is still « nearly » it, in points.
_NEAR = 2.0
_HALF = 50.0
_HALF_WORDS = "la moitié"


@answers("check_claim")
def answer_claim(question: Question, facts: FactBase) -> Answer:
    """Answer with the verdict first: true, nearly, false, undecidable or not measured, each with the true figure."""
    figures = targets(question, facts)
    if question.topics:
        nearest = figures or [facts.figure(name) for name in facts.topics[question.topics[0].id].nearest]
        lead = [say("claim.not_measured"), *topic_lines(question.topics, facts), say("figure.nearest")]
        return _told("not_measured", lead, nearest, question, facts)
    if not figures:
        figures = _by_value(question, facts)
    if not figures:
        if question.measure and (question.order or question.bound):
            figures = facts.figures_of(question.measure)
        if not figures:
            return Answer("claim", (say("claim.not_measured"), say("figure.which_one")), verdict="not_measured")
    claimed = _claimed(question)
    if len(figures) >= 2:
        if len(claimed) == len(figures):
            return _each(claimed, figures, question, facts)
        if comparable(figures) and not claimed:
            return _ordered(figures, question, facts)
    figure = _meant(figures, claimed)
    if claimed:
        verdict, lines = _value_verdict(claimed[0], figure, question, facts)
    elif question.bound in {"majority", "minority", "all", "none"}:
        verdict, lines = _vague_verdict(str(question.bound), figure, question, facts)
    elif question.order and figure.measure and len(facts.figures_of(figure.measure, figure.population)) > 1:
        return _place_verdict(figure, question, facts)
    else:
        verdict, lines = "undecidable", [say("claim.cannot_tell")]
    return _told(verdict, lines, [figure], question, facts)


def _claimed(question: Question) -> list[float]:
    """Return the percentages claimed; a bare number counts as one when nothing else is claimed."""
    if question.shares:
        return list(question.shares)
    return [n for n in question.numbers if 20 < n <= 100] if not question.order else []


def _by_value(question: Question, facts: FactBase) -> list[Figure]:
    """Return the figure of the question's measure that has the value claimed, if one has."""
    if question.measure is None:
        return []
    peers = facts.figures_of(question.measure)
    claimed = _claimed(question)
    return [figure for figure in peers if claimed and figure.percent == claimed[0]][:1]


def _meant(figures: list[Figure], claimed: list[float]) -> Figure:
    if claimed:
        return min(figures, key=lambda figure: abs(figure.percent - claimed[0]))
    return figures[0]


def _value_verdict(claim: float, figure: Figure, question: Question, facts: FactBase) -> tuple[Verdict, list[Rendered]]:
    named = {"claimed": tell.quoted_share(claim)}
    gap = abs(figure.percent - claim)
    population = question.asked_population
    if population and population != figure.population:
        labels = {
            "asked": facts.population(population).label,
            "known": facts.population(figure.population).label,
        }
        if gap <= _NEAR:
            return "nearly", [say("claim.nearly_population", labels)]
        return "not_measured", [say("claim.not_for_population", labels)]
    misread = _misreading(figure, question, facts)
    if question.bound in {"above", "below"}:
        return _bound_verdict(question.bound, claim, figure, misread, named)
    if figure.kind == "more_than":
        if claim <= figure.percent:
            return "false", [say("claim.false", named)]
        return "undecidable", [say("claim.undecidable", {"bound": tell.value(figure)})]
    if misread and gap <= _NEAR:
        return _nearly_by_reading(misread)
    if gap == 0:
        return "true", [say("claim.true")]
    if gap <= _NEAR:
        return "nearly", [say("claim.nearly_value", named)]
    return "false", [say("claim.false", named)]


def _bound_verdict(
    sense: str, claim: float, figure: Figure, misread: Misreading | None, named: dict[str, Quantity]
) -> tuple[Verdict, list[Rendered]]:
    if figure.kind == "more_than":
        if sense == "above" and claim <= figure.percent:
            return "true", [say("claim.at_least_true", named) if claim < figure.percent else say("claim.true")]
        if sense == "below" and claim <= figure.percent:
            return "false", [say("claim.at_most_false", named)]
        return "undecidable", [say("claim.undecidable", {"bound": tell.value(figure)})]
    holds = figure.percent > claim if sense == "above" else figure.percent < claim
    side = "at_least" if sense == "above" else "at_most"
    lines = [say(f"claim.{side}_{'true' if holds else 'false'}", named)]
    if holds and misread:
        return _nearly_by_reading(misread)
    return ("true" if holds else "false"), lines


def _vague_verdict(sense: str, figure: Figure, question: Question, facts: FactBase) -> tuple[Verdict, list[Rendered]]:
    if sense in {"all", "none"}:
        return "false", [say(f"claim.{sense}_false")]
    holds = figure.percent > _HALF or figure.kind == "more_than"
    if sense == "minority":
        holds = not holds
    half = Quantity("derived", _HALF_WORDS, derivation=Derivation("half", (figure.id,)))
    lines = [say(f"claim.{sense}_{'true' if holds else 'false'}", {"half": half})]
    misread = _misreading(figure, question, facts)
    if holds and misread:
        return _nearly_by_reading(misread)
    return ("true" if holds else "false"), lines


def _nearly_by_reading(misread: Misreading) -> tuple[Verdict, list[Rendered]]:
    """Return the verdict on a right number that is wrongly read."""
    return "nearly", [say("claim.nearly_reading", {"reading": misread.text})]


def _misreading(figure: Figure, question: Question, facts: FactBase) -> Misreading | None:
    """Return the wrong reading that the claim makes of the figure, if it makes one."""
    folded = f" {fold(question.text)} "
    for misreading in facts.measure(figure.measure or "").misreadings:
        hit = any(re.search(rf"(?<!\w){re.escape(fold(cue))}", folded) for cue in misreading.cues)
        if hit and not any(fold(word) in folded for word in misreading.unless):
            return misreading
    return None


def _each(claimed: list[float], figures: list[Figure], question: Question, facts: FactBase) -> Answer:
    """Check two values claimed of two things, in the order in which they were typed."""
    worst: Verdict = "true"
    for claim, figure in zip(claimed, figures, strict=True):
        gap = abs(claim - figure.percent)
        if gap > _NEAR:
            worst = "false"
        elif gap and worst == "true":
            worst = "nearly"
    named = {
        "claimed": tell.quoted_share(
            next((c for c, f in zip(claimed, figures, strict=True) if c != f.percent), claimed[0])
        )
    }
    phrase = {"true": "claim.true", "nearly": "claim.nearly_value", "false": "claim.false"}[worst]
    return _told(worst, [say(phrase, named)], figures, question, facts)


def _ordered(figures: list[Figure], question: Question, facts: FactBase) -> Answer:
    """Check « X passe devant Y »: the first named is claimed to be ahead, unless the words say behind."""
    if not speaks_of("precedence", question.text):
        return _told("undecidable", [say("claim.cannot_tell")], figures, question, facts)
    behind = speaks_of("behind", question.text)
    first, second = figures[0], figures[1]
    holds = (first.percent < second.percent) if behind else (first.percent > second.percent)
    lines = [say("claim.order_true" if holds else "claim.order_false")]
    lines += gap_lines(first, second, facts)
    return _told("true" if holds else "false", lines, figures, question, facts)


def _place_verdict(figure: Figure, question: Question, facts: FactBase) -> Answer:
    """Check « l'e-mailing est le premier canal »."""
    # A place among others means something only inside one population.
    peers = facts.figures_of(figure.measure or "", figure.population)
    order = question.order
    ranked = peers if order is None or order.end == "top" else peers[::-1]
    position = order.position if order else 1
    holds = position <= len(ranked) and ranked[position - 1].id == figure.id
    misread = _misreading(figure, question, facts) if holds else None
    if misread:
        return _told(*_nearly_by_reading(misread), [figure], question, facts)
    place = order.end if order and order.position == 1 else "order"
    lines = [say(f"claim.{place}_{'true' if holds else 'false'}")]
    real = [figure] if holds or position > len(ranked) else [ranked[position - 1], figure]
    if not holds and len(real) == 2:
        lines += gap_lines(real[0], real[1], facts)
    elif holds and len(peers) > 1:
        index = peers.index(figure)
        neighbour = peers[index + 1] if index + 1 < len(peers) else peers[index - 1]
        lines += gap_lines(figure, neighbour, facts)
        real = [figure, neighbour]
    return _told("true" if holds else "false", lines, real, question, facts)


def _told(
    verdict: Verdict, lines: list[Rendered], figures: list[Figure], question: Question, facts: FactBase
) -> Answer:
    told = [*lines, *tell.sentences(figures, facts), *tell.notes(figures, facts)]
    return replace(tell.answer_about("claim", told, figures, facts), shares=question.shares, verdict=verdict)
