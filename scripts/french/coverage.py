"""Whether the collection is whole: every sentence of the files that editors change stands in a text of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.advice import AdviceBase, shipped_advice
from advisor.survey import FactBase
from advisor.wording.phrases import phrases
from advisor.wording.typography import typeset
from scripts.french.model import Collection
from scripts.french.sources.talk import responses

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each sentence of the files, with its place; what fills its placeholders is not in it."""
    costs = {f"page.cost_{action.cost}" for action in shipped_advice().actions}
    for group, named in phrases().items():
        for name, text in named.items():
            # A cost that no action has is never told.
            if not name.startswith("cost_") or f"{group}.{name}" in costs:
                yield f"phrases.yml, {group}.{name}", str(text)
    for name, wordings in responses().items():
        yield from ((f"domain.yml, {name}", wording) for wording in wordings)
    advice = shipped_advice()
    yield from _of_survey(advice.facts)
    yield from _of_advice(advice)


def _of_survey(facts: FactBase) -> Iterator[tuple[str, str]]:
    survey = facts.survey
    for name, measure in survey.measures.items():
        figures = facts.figures_of(name)
        # Only a list has a heading.
        is_list = len(figures) > 1 and len({figure.population for figure in figures}) == 1
        texts = [measure.title if is_list else None, measure.predicate, measure.caveat, measure.base]
        texts += measure.suggestions
        texts += [misreading.text for misreading in measure.misreadings]
        yield from ((f"surveys, measure {name}", str(text)) for text in texts if text)
    for table in (survey.notes, survey.definitions):
        yield from ((f"surveys, {name}", str(text)) for name, text in table.items())
    yield from ((f"surveys, method {name}", str(aspect.text)) for name, aspect in survey.method.items())
    yield from ((f"topics.yml, {name}", str(topic.text)) for name, topic in facts.topics.items())
    for figure in survey.figures:
        yield f"surveys, item {figure.item}", str(survey.items[figure.item].short)
        if figure.measure and "item" in survey.measures[figure.measure].predicate.placeholders:
            yield f"surveys, item {figure.item}", str(survey.items[figure.item].name)


def _of_advice(advice: AdviceBase) -> Iterator[tuple[str, str]]:
    for goal in advice.goals:
        yield f"goals.yml, {goal}", advice.goal_name(goal)
    for name, trade in advice.trades.items():
        yield f"trades.yml, {name}", str(trade.name)
    for action in advice.actions:
        texts = [action.title, action.start, action.routine, action.kpi.what, action.kpi.reading, *action.needs]
        texts += [getattr(action.examples, trade) for trade in advice.trades]
        yield from ((f"action {action.id}", str(text)) for text in texts)
    for name, question in advice.questions.items():
        texts = [question.title, *question.answer, question.depends, *question.suggestions]
        yield from ((f"questions.yml, {name}", str(text)) for text in texts)


def uncollected(collection: Collection) -> list[str]:
    """Return the sentences that no text of the collection holds: the longest part between placeholders is searched."""
    told = "\n".join(text.text for text in collection).lower()
    missing = []
    for place, sentence in sentences():
        part = max(_PLACEHOLDER.split(typeset(sentence)), key=len).strip()
        # A line of a list loses its hyphen where a page draws the list.
        if part.removeprefix("- ").lower() not in told:
            missing.append(f"{place}: {sentence}")
    return missing
