"""First, last, second, top three, above or below a value: only inside one measure and one population."""

from __future__ import annotations

from dataclasses import replace

from advisor.answer import tell
from advisor.answer.figure import population_lead, told, topic_lines
from advisor.answer.model import Answer, answers
from advisor.question.model import Question
from advisor.question.order import Order
from advisor.survey import FactBase, Figure
from advisor.wording.grammar import ordinal
from advisor.wording.phrases import say
from advisor.wording.template import Derivation, Quantity, Rendered, Value


@answers("rank")
def answer_ranking(question: Question, facts: FactBase) -> Answer:
    """Answer with the place asked for, or with the whole list where no place is named."""
    lead: list[Rendered] = []
    if question.topics:
        lead = [*topic_lines(question.topics, facts), say("figure.nearest")]
    measure_id = question.measure
    if measure_id is None or facts.measure(measure_id).secondary:
        if question.topics:
            return told(question, [facts.figure(n) for n in facts.topics[question.topics[0].id].nearest], facts, lead)
        return Answer("clarification", (say("rank.which"),), suggestions=_CHOICES)
    if measure_id == "motive" and question.asked_population == "hypergrowth":
        measure_id = "goal"
        lead.append(say("figure.counterpart", {"asked": facts.population("hypergrowth").label}))
    peers = facts.figures_of(measure_id)
    if not question.topics:
        lead += population_lead(question, peers, facts)
    measure = facts.measure(measure_id)
    if len(peers) == 1:
        return told(question, peers, facts, [*lead, say("rank.single")])
    body, chosen = _by_threshold(question, peers, facts) or _by_place(question.order or Order(whole=True), peers, facts)
    lines = [*lead, tell.title(measure, facts), *body, *tell.notes(chosen or peers, facts)]
    limit = facts.population(peers[0].population).meaningful_gap
    if limit is not None:
        lines.append(say("rank.close", {"limit": tell.limit(peers[0], limit)}))
    told_answer = tell.answer_about("ranking", lines, chosen or peers, facts)
    # A long list is about none of its items in particular.
    return told_answer if len(chosen) <= 2 else replace(told_answer, items=())


def _by_threshold(
    question: Question, peers: list[Figure], facts: FactBase
) -> tuple[list[Rendered], list[Figure]] | None:
    values = question.shares or (question.numbers if question.bound in {"above", "below"} else ())
    if not values:
        return None
    threshold, above = values[0], question.bound is None or question.bound != "below"
    chosen = [f for f in peers if (f.percent > threshold if above else f.percent < threshold)]
    named: dict[str, Quantity] = {"threshold": tell.quoted_share(threshold)}
    side = "above" if above else "below"
    if not chosen:
        return [say(f"rank.none_{side}", named), *(tell.list_line(figure, facts) for figure in peers)], peers
    return [say(f"rank.{side}", named), *(tell.list_line(figure, facts) for figure in chosen)], chosen


def _by_place(order: Order, peers: list[Figure], facts: FactBase) -> tuple[list[Rendered], list[Figure]]:
    whole = [tell.list_line(figure, facts) for figure in peers]
    if order.whole:
        return whole, peers
    ranked = peers if order.end == "top" else peers[::-1]
    total = tell.how_many(peers)
    if order.count is not None:
        chosen = ranked[: order.count]
        if order.count >= len(peers):
            return [say("rank.no_such_rank", {"count": total}), *whole] if order.count > len(peers) else whole, peers
        name = "rank.top_n" if order.end == "top" else "rank.bottom_n"
        return [
            say(name, {"count": tell.how_many(chosen)}),
            *(tell.list_line(figure, facts) for figure in chosen),
        ], chosen
    if order.position > len(peers):
        return [say("rank.no_such_rank", {"count": total}), *whole], peers
    figure = ranked[order.position - 1]
    named: dict[str, Value] = {"item": facts.item(figure.item).name, "value": tell.value(figure)}
    if order.position == 1:
        return [say("rank.top" if order.end == "top" else "rank.bottom", named)], [figure]
    rank = order.position if order.end == "top" else len(peers) - order.position + 1
    place = Quantity("derived", ordinal(rank), derivation=Derivation("rank", (figure.id,)))
    return [say("rank.nth", named | {"rank": place, "count": total})], [figure]


_CHOICES = ("Le classement des canaux", "Le classement des objectifs", "Le classement des motivations des PME")
