"""Questions that owners ask and the survey does not measure: answered as advice; and the person to turn to."""

from __future__ import annotations

from advisor.answer import tell
from advisor.answer.model import Answer, unique
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, render

_GENERAL = "general"


@handles("ask_advice")
def advise(heard: Heard, state: State, services: Services) -> Outcome:
    """Answer an owner's question with advice, marked as such, and with the nearest figures."""
    advice = services.advice
    answer = advice.questions[heard.topic if heard.topic in advice.questions else _GENERAL]
    figures = [advice.facts.figure(name) for name in answer.nearest]
    lines = [say("advice.not_measured", {"topic": answer.title})]
    lines += [render(line) for line in answer.answer]
    lines.append(render(answer.depends))
    if figures:
        lines.append(say("advice.nearest"))
        lines += [tell.sentence(figure, advice.facts) for figure in figures]
        lines += [*tell.notes(figures, advice.facts), tell.source_line(figures, advice.facts)]
    used = unique([*figures, *tell.also_told(figures, advice.facts)])
    measure = figures[0].measure if figures else None
    return Outcome(
        (
            Answer(
                "advice", tuple(lines), used, suggestions=tuple(answer.suggestions), measure=measure,
                items=tuple(figure.item for figure in figures), population=figures[0].population if figures else None,
            ),
        ),
        state,
    )  # fmt: skip


@handles("ask_human")
def tell_contact(heard: Heard, state: State, services: Services) -> Outcome:
    """Give the contact that the site's owner has set, or say that there is none."""
    contact = services.advice.contact
    ways = [way for way in (contact.name, contact.phone, contact.email, contact.address) if way]
    told = Quantity("contact", ", ".join(ways))
    line = say("advice.contact", {"contact": told}) if ways else say("advice.no_contact")
    return Outcome((Answer("talk", (line,)),), state)
