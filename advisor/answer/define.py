"""« C'est quoi un lead ? »: meanings, from the base of facts."""

from __future__ import annotations

import re

from advisor.answer import tell
from advisor.answer.model import Answer, answers, unique
from advisor.question.model import Question
from advisor.survey import FactBase
from advisor.text import fold
from advisor.wording.phrases import say


@answers("define")
def answer_definition(question: Question, facts: FactBase) -> Answer:
    """Answer with the meaning of each term named, two at the most; say which words are known where none is."""
    known = facts.survey.definitions
    named = [*question.terms, *question.items, *question.populations, *(topic.id for topic in question.topics)]
    if "small_firm" in named or "medium_firm" in named:
        named = [name for name in named if name != "pme" or re.search(r"\bpme\b", fold(question.text))]
    # « les réseaux sociaux » is nearly always the setting of the question, seldom the word to define.
    others = [name for name in named if name != "social_media"] or named
    terms = [name for name in dict.fromkeys(others) if name in known][:2]
    if not terms:
        return Answer("definition", (say("define.unknown"),), suggestions=_EXAMPLES)
    figures = unique(tell.named_in([known[term] for term in terms], facts))
    lines = [tell.survey_text(known[term], facts) for term in terms]
    if figures:
        lines.append(tell.source_line(figures, facts))
    return Answer(
        kind="definition",
        lines=tuple(lines),
        figures=figures,
        suggestions=_EXAMPLES,
        items=tuple(term for term in terms if term in facts.survey.items),
        population=next((term for term in terms if term in facts.survey.populations), None),
        # A word explained on the way does not change what the conversation is about.
        keeps_context=question.previous.kind not in {None, "define"},
    )


_EXAMPLES = (
    "Combien de PME sont sur les réseaux sociaux ?",
    "Quels objectifs visent les entreprises en hypercroissance ?",
)
