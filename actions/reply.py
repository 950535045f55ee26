"""The one place where answers leave: text, buttons and the same content for machines, checked for stray numbers."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from advisor.answer import Answer
from advisor.answer.tell import source_of, value
from advisor.survey import FactBase, Figure
from advisor.wording.phrases import say
from advisor.wording.template import Rendered, join, unaccounted_numbers
from advisor.wording.typography import typeset

logger = logging.getLogger(__name__)
_MOST_SUGGESTIONS = 3


def reply(dispatcher: CollectingDispatcher, answers: Sequence[Answer], facts: FactBase) -> bool:
    """Send `answers` as one message; tell whether it was sent as it is.

    A text with a number that none of its placeholders brought in is never sent: the visitor gets an honest word
    instead, and the event is logged. Blank lines are closed up, since Rasa would cut the message there.
    """
    text = _joined(answers)
    stray = unaccounted_numbers(text)
    if stray:
        logger.error("a reply was held back: numbers without a placeholder %s in %r", sorted(stray), text.text)
        dispatcher.utter_message(text=say("talk.repaired").text)
        return False
    suggestions = list(dict.fromkeys(typeset(s) for s in _suggested(answers)))[:_MOST_SUGGESTIONS]
    dispatcher.utter_message(
        text=_close_up(text),
        buttons=[{"title": title, "payload": title} for title in suggestions],
        json_message=_for_machines(answers, suggestions, facts),
    )
    return True


def _joined(answers: Sequence[Answer]) -> Rendered:
    """Return all the lines; a note or a source that several answers share is told once, where it comes last."""
    lines = [line for answer in answers for line in answer.lines]
    later = [{other.text for other in lines[index + 1 :]} for index in range(len(lines))]
    return join(
        [
            line
            for line, after in zip(lines, later, strict=True)
            if line.text.startswith("- ") or line.text not in after
        ],
        "\n",
    )


def _suggested(answers: Sequence[Answer]) -> Iterator[str]:
    """Yield the suggestions; those of a question that waits for its answer, the last said, come first."""
    order = reversed(answers) if answers and answers[-1].kind == "profile" else answers
    for answer in order:
        yield from answer.suggestions


def _close_up(text: Rendered) -> str:
    return "\n".join(line for line in text.text.splitlines() if line.strip())


def _for_machines(answers: Sequence[Answer], suggestions: list[str], facts: FactBase) -> dict[str, Any]:
    figures = {figure.id: figure for answer in answers for figure in answer.figures}
    kinds = {answer.kind for answer in answers} - {"profile"} or {"profile"}
    plans = [answer.plan for answer in answers if answer.plan]
    return {
        "kind": kinds.pop() if len(kinds) == 1 else "several",
        "verdict": answers[0].verdict,
        "charts": [answer.chart.to_dict() for answer in answers if answer.chart],
        "plan": {"url": plans[-1]} if plans else None,
        "figures": [_figure(figure, facts) for figure in figures.values()],
        "suggestions": suggestions,
    }


def _figure(figure: Figure, facts: FactBase) -> dict[str, Any]:
    source = facts.source(figure)
    return {
        "id": figure.id,
        "label": typeset(facts.item(figure.item).short),
        "value": figure.percent if figure.is_share else figure.value,
        "text": value(figure).text,
        "kind": figure.kind,
        "unit": "%" if figure.is_share else None,
        "population": typeset(facts.population(figure.population).plural),
        "source": {
            "survey": facts.survey.id,
            "year": facts.survey.year,
            "where": figure.where,
            "label": source_of(figure, facts).text,
            "url": source.url,
            "secondary": source.secondary,
        },
    }
