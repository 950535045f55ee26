"""What the assistant asks of an owner, in which words, and why."""

from __future__ import annotations

from dataclasses import replace

from advisor.answer.model import Answer
from advisor.dialogue.model import Heard, Outcome, Services, State, handles
from advisor.profile.model import Field
from advisor.wording.phrases import say
from advisor.wording.template import Rendered

# Buttons under each question; each is a plain sentence, as if typed.
SUGGESTIONS: dict[Field, tuple[str, ...]] = {
    "goals": ("Je veux de nouveaux clients", "Je veux de la notoriété", "Je veux des contacts commerciaux"),
    "channels": ("Les réseaux sociaux", "Rien pour l'instant", "Passe"),
    "minutes": ("Une heure par semaine", "Une demi-journée par semaine", "Passe"),
    "staff": ("Je suis seul", "Moins de dix personnes", "Passe"),
    "trade": ("Je suis artisan", "J'ai une boutique", "Je vends à des entreprises"),
}


def question(field: Field) -> Rendered:
    """Return the question by which `field` is asked for."""
    return say(f"ask.{field}")


def asked(state: State, field: Field | None) -> State:
    """Return the state of a conversation in which `field` was asked for."""
    return replace(state, asked=field, asked_back=False, doubtful=())


@handles("ask_question_reason")
def explain_question(heard: Heard, state: State, services: Services) -> Outcome:
    """Say why something is asked, and ask it again."""
    if state.asked is None:
        return Outcome((Answer("talk", (say("ask.why_nothing"),)),), state)
    lines = (say(f"ask.why_{state.asked}"), question(state.asked))
    return Outcome((Answer("talk", lines, suggestions=SUGGESTIONS[state.asked]),), state)


def take_up(state: State) -> Answer | None:
    """Return the pending question, asked again after a question from elsewhere; None when there is none."""
    if state.asked is None:
        return None
    line = say(f"ask.back_{state.asked}")
    return Answer("talk", (line,), suggestions=SUGGESTIONS[state.asked], keeps_context=True)
