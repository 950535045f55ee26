"""From what a message names to a whole question, completed from the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.question.model import Context, Question, TopicMention
from advisor.question.order import find_bound, find_order
from advisor.question.vocabulary import Mention
from advisor.survey import FactBase

SOCIAL = "social_media"
# Kinds that ask for figures of the survey, and so lean on the last answer when they name nothing.
_LEANING = frozenset({"compare", "convert", "rank", "check_claim", "ask_figure", "define"})
# Measures of what firms want: which of them is meant depends on whom the question is about.
_PURPOSES = {"pme": "motive", "hypergrowth": "goal"}
_REPEATED = {"convert": "convert", "define": "define", "state_goals": "state_goals"}


def resolve(kind: str, mentions: Sequence[Mention], text: str, previous: Context, facts: FactBase) -> Question:
    """Return the question that a message of the given `kind` asks, given the last answer (`previous`)."""
    items = _values(mentions, "item")
    populations = _values(mentions, "population")
    numbers = tuple(float(value) for value in _values(mentions, "number", unique=False))
    question = Question(
        kind=kind,
        text=text,
        items=items,
        populations=populations,
        asked_population=populations[0] if populations else None,
        shares=tuple(float(value) for value in _values(mentions, "share", unique=False)),
        numbers=numbers,
        topics=_topics(mentions),
        terms=_values(mentions, "term"),
        order=find_order(text, numbers),
        bound=find_bound(text),
        previous=previous,
    )
    cues = _values(mentions, "measure")
    if kind == "follow_up":
        question = _continue(question, cues)
    question = _complete(question, cues)
    measure = _measure(question, cues, facts)
    if measure in {"motive", "goal"} and SOCIAL in question.items and len(question.items) > 1:
        question = replace(question, items=tuple(item for item in question.items if item != SOCIAL))
    population = question.asked_population or (facts.measure(measure).population if measure else None)
    return replace(question, measure=measure, population=population)


def _values(mentions: Sequence[Mention], kind: str, *, unique: bool = True) -> tuple[str, ...]:
    values = [mention.value for mention in mentions if mention.type == kind]
    return tuple(dict.fromkeys(values) if unique else values)


def _topics(mentions: Sequence[Mention]) -> tuple[TopicMention, ...]:
    found: dict[str, list[str]] = {}
    for mention in mentions:
        if mention.type == "topic":
            found.setdefault(mention.value, []).append(mention.text)
    return tuple(TopicMention(topic, texts[0]) for topic, texts in found.items())


def _continue(question: Question, cues: tuple[str, ...]) -> Question:
    """Give an ellipsis (« et l'e-mailing ? ») the kind of the question that it continues."""
    previous = question.previous
    if question.items and previous.kind in _REPEATED:
        kind = _REPEATED[previous.kind]
    elif question.shares and not question.items and previous.kind == "check_claim":
        kind = "check_claim"
    elif question.numbers and not question.items:
        kind = "convert" if question.order is None or max(question.numbers) > 20 else "rank"
    elif question.order is not None and not question.items and not question.topics:
        kind = "rank"
    elif question.items or question.topics or question.shares:
        kind = "ask_figure"
    elif question.populations and (previous.kind in {"convert", "rank", "compare"}):
        kind = "rank" if previous.kind == "rank" else "ask_figure"
    elif question.populations or cues:
        kind = "ask_figure" if previous.items else "ask_overview"
    else:
        kind = "ask_explain"
    return replace(question, kind=kind, inherited=previous.kind is not None)


def _complete(question: Question, cues: tuple[str, ...]) -> Question:
    """Take over from the last answer what the question leaves out."""
    previous = question.previous
    if previous.kind is None or question.kind not in _LEANING:
        return question
    changed = question
    names_nothing = not (question.items or question.populations or cues)
    if question.kind == "convert":
        if names_nothing and not question.shares:
            changed = replace(changed, items=previous.items[:2], asked_population=previous.population)
        if not question.numbers and previous.kind == "convert":
            changed = replace(changed, numbers=previous.numbers)
        if names_nothing and not question.shares and previous.shares and not previous.items:
            changed = replace(changed, shares=previous.shares)
    elif question.kind == "compare" and names_nothing and not question.shares:
        changed = replace(changed, items=previous.items)
    elif (
        question.kind == "compare"
        and len(question.items) == 1
        and len(previous.items) >= 1
        and not question.populations
    ):
        changed = replace(changed, items=tuple(dict.fromkeys((*question.items, *previous.items)))[:2])
    elif question.kind == "ask_figure" and question.topics and names_nothing:
        changed = replace(changed, items=previous.items, asked_population=previous.population)
    elif (
        question.kind == "ask_figure"
        and question.inherited
        and question.populations
        and not question.items
        and not cues
    ):
        changed = replace(changed, items=previous.items)
    elif (
        question.kind in {"check_claim", "ask_figure"}
        and names_nothing
        and not question.topics
        and question.kind == "check_claim"
    ):
        changed = replace(changed, items=previous.items[:1], asked_population=previous.population)
    if changed is question:
        return question
    return replace(changed, inherited=True)


def _measure(question: Question, cues: tuple[str, ...], facts: FactBase) -> str | None:
    population, previous = question.asked_population, question.previous
    if "no_growth" in question.populations:
        return "spending"
    for secondary in ("spending", "marketing", "effectiveness"):
        if secondary in cues and not set(question.items) - {SOCIAL, "brand", "leads"}:
            return secondary
    if "jobs" in cues or "new_jobs" in question.items:
        return "jobs"
    others = [item for item in question.items if item != SOCIAL]
    if others:
        return _measure_of_items(others, previous, facts)
    if "time" in cues and population != "hypergrowth" and "channel" not in cues[:1]:
        return "time"
    wanted = [cue for cue in cues if cue in {"motive", "goal"}]
    if "channel" in cues and not (wanted and question.kind == "ask_overview" and population == "pme"):
        if population != "pme" or not wanted:
            return "channel"
    if wanted and question.kind not in {"compare"}:
        return _PURPOSES.get(population or "", wanted[0])
    if SOCIAL in question.items or "adoption" in cues:
        if population == "hypergrowth":
            return "channel"
        if question.inherited and previous.measure and facts.find(previous.measure, SOCIAL):
            return previous.measure if population in (None, facts.measure(previous.measure).population) else "adoption"
        if previous.measure == "channel" and question.kind in {"compare", "rank"} and population is None:
            return "channel"
        return "adoption" if question.kind not in {"rank"} else ("channel" if population is None else "adoption")
    if question.inherited and previous.measure and not question.items:
        if population and previous.measure in _PURPOSES.values():
            return _PURPOSES.get(population, previous.measure)
        return previous.measure
    if question.kind == "rank":
        return previous.measure or ("motive" if population == "pme" else None)
    if question.kind == "ask_overview":
        return _PURPOSES.get(population or "", previous.measure)
    if population == "pme" and question.kind in {"ask_figure", "check_claim", "convert", "compare"}:
        return "adoption"
    if question.kind in {"check_claim", "convert"} and question.shares and not question.topics and not previous.kind:
        return "adoption" if question.kind == "check_claim" else None
    return None


def _measure_of_items(items: Sequence[str], previous: Context, facts: FactBase) -> str | None:
    for item in items:
        candidates = facts.measures_of(item)
        if previous.measure in candidates:
            return previous.measure
        if candidates:
            return candidates[0]
    return None
