"""From a question to an answer: one module a kind of question, each registered under the kinds that it answers."""

from advisor.answer import claim, compare, convert, define, figure, method, rank
from advisor.answer.model import Answer, answerers
from advisor.question.model import Context, Question
from advisor.survey import FactBase

__all__ = [
    "Answer",
    "answer",
    "answerers",
    "claim",
    "compare",
    "convert",
    "define",
    "figure",
    "method",
    "rank",
    "remember",
]


def answer(question: Question, facts: FactBase) -> Answer:
    """Return the answer to `question`; raises KeyError for a kind that no module answers."""
    return answerers()[question.kind](question, facts)


def remember(question: Question, given: Answer, *, within_message: bool = False) -> Context:
    """Return what the conversation has to remember once `given` has answered `question`.

    An answer given on the way (a definition, a source) is remembered only by the next question of the same message.
    """
    if (given.keeps_context and not within_message) or not (
        given.figures or given.items or given.shares or given.population
    ):
        return question.previous
    return Context(
        kind=question.kind,
        items=given.items,
        measure=given.measure,
        population=given.population,
        figures=tuple(figure.id for figure in given.figures),
        shares=given.shares,
        numbers=given.numbers,
        earlier_items=tuple(item for item in question.previous.items if item not in given.items)[:1],
    )
