"""The one place where answers leave: text, buttons and the same content for machines, past the guard."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from advisor.answer import Answer
from advisor.answer.tell import source_of, value
from advisor.guard import Block, Said, Verdict, judge
from advisor.survey import FactBase, Figure
from advisor.wording.phrases import say
from advisor.wording.template import Rendered, join
from advisor.wording.typography import typeset
from observability.metrics import GUARD_REFUSALS

logger = logging.getLogger(__name__)
_MOST_SUGGESTIONS = 3


# Whoever sends a reply and does not say what was typed can quote no number.
_NOTHING_SAID = Said()


def reply(
    dispatcher: CollectingDispatcher, answers: Sequence[Answer], facts: FactBase, said: Said = _NOTHING_SAID
) -> bool:
    """Send `answers` as one message to a visitor who has `said` something; tell whether it was sent as it is.

    A message that the guard does not let pass is never sent: the visitor gets an honest word instead, and the event is
    logged. Blank lines are closed up, since Rasa would cut the message there.
    """
    texts = texts_of(answers)
    verdict = judge(blocks_of(answers, texts), facts, said)
    if not verdict:
        _log(answers, verdict)
        dispatcher.utter_message(text=say("talk.repaired").text)
        return False
    suggestions = list(dict.fromkeys(typeset(s) for s in _suggested(answers)))[:_MOST_SUGGESTIONS]
    dispatcher.utter_message(
        text=_close_up(join(texts, "\n")),
        buttons=[{"title": title, "payload": title} for title in suggestions],
        json_message=_for_machines(answers, suggestions, facts),
    )
    return True


def texts_of(answers: Sequence[Answer]) -> list[Rendered]:
    """Return the text of each answer; a note or a source that several share is told once, where it comes last.

    What heads or makes up a list stays, for the list would be about nothing; so does a figure, for what is computed
    from it would be too.
    """
    left = Counter(line.text for answer in answers for line in answer.lines)
    texts: list[Rendered] = []
    for answer in answers:
        kept: list[Rendered] = []
        for line in answer.lines:
            left[line.text] -= 1
            if not left[line.text] or _has_to_stay(line):
                kept.append(line)
        texts.append(join(kept, "\n"))
    return texts


def _has_to_stay(line: Rendered) -> bool:
    of_a_list = line.text.startswith("- ") or line.text.endswith(":")
    return of_a_list or any(quantity.kind == "figure" for quantity in line.quantities)


def blocks_of(answers: Sequence[Answer], texts: Sequence[Rendered]) -> list[Block]:
    """Return what the guard has to check: each answer, as it is told in its text, and each chart."""
    blocks = [
        Block(text, frozenset(figure.id for figure in answer.figures))
        for answer, text in zip(answers, texts, strict=True)
    ]
    return blocks + [Block(answer.chart.text, answer.chart.told) for answer in answers if answer.chart]


def _log(answers: Sequence[Answer], verdict: Verdict) -> None:
    """Tell the operator what was held back and why; the visitor's own words are blanked out."""
    for rule in {breach.rule for breach in verdict.breaches}:
        GUARD_REFUSALS.labels(rule).inc()
    kinds = ", ".join(answer.kind for answer in answers)
    figures = ", ".join(dict.fromkeys(figure.id for answer in answers for figure in answer.figures))
    breaches = "; ".join(map(str, verdict.breaches))
    logger.error("a reply was held back: %s | answers: %s | figures: %s | %r", breaches, kinds, figures, verdict.words)


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
