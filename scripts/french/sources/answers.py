"""Answers to questions to the survey, alone and with the adviser's pending question after them."""

from __future__ import annotations

from advisor.answer import answer
from advisor.survey import shipped_facts
from scripts.french.model import Collection
from scripts.french.sources.questions import questions
from scripts.french.sources.sending import pending_questions, send


def collect_answers(into: Collection) -> None:
    """Add every answer once, however many questions lead to it."""
    facts, pending = shipped_facts(), pending_questions()[0]
    seen: set[str] = set()
    for name, question in questions(facts):
        given = answer(question, facts)
        if given.text.text not in seen:
            seen.add(given.text.text)
            send([given], name, into)
            send([given, pending], f"{name}, while something is asked", into)
