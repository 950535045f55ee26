"""From what a message names to a whole question, completed from the conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from advisor.question.model import Context, Question, TopicMention
from advisor.question.order import find_bound, find_order, names_both_ends, speaks_of
from advisor.question.vocabulary import Mention
from advisor.survey import FactBase
from advisor.text import fold

SOCIAL = "social_media"
_SECONDARY = ("spending", "marketing", "effectiveness")
# Measures of what firms want: which of them is meant depends on whom the question is about.
_PURPOSES = {"pme": "motive", "hypergrowth": "goal"}
# Kinds that an ellipsis asks again, of another thing.
_REPEATED = frozenset({"convert", "define"})


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
    question = replace(question, kind=_kind_by_form(question))
    if question.kind == "check_claim" and question.shares:
        # « 57 % du budget, c'est vrai ? » misreads a share of firms, rather than asks for an amount.
        question = replace(question, topics=tuple(topic for topic in question.topics if topic.id != "budget"))
    cues = _values(mentions, "measure")
    if kind == "follow_up":
        question = _continue(question, cues)
    question = _complete(question, cues)
    measure = _measure(question, cues, facts)
    if measure in {"motive", "goal"} and SOCIAL in question.items and len(question.items) > 1:
        question = replace(question, items=tuple(item for item in question.items if item != SOCIAL))
    population = question.asked_population or (facts.measure(measure).population if measure else None)
    return replace(question, measure=measure, population=population)


def _kind_by_form(question: Question) -> str:
    """Return the kind that the form of the question tells more surely than its words do.

    « sur 200, combien font du mailing ? » counts firms, though it asks for a figure; a bare « sur 25 alors » claims
    nothing; « le bouche-à-oreille, c'est-à-dire ? » asks for a meaning.
    """
    if {"hypergrowth", "no_growth"} <= set(question.populations) and question.kind in _ABOUT_ONE:
        return "compare"
    kind, names_something = question.kind, bool(question.items or question.populations or question.terms)
    if kind == "ask_figure" and (speaks_of("fraction", question.text) or (question.numbers and not question.topics)):
        return "convert"
    bare_number = question.numbers and not (question.shares or names_something)
    if kind == "check_claim" and bare_number and _ON_SO_MANY.search(fold(question.text)):
        return "convert"
    if kind == "ask_explain" and names_something and question.previous.kind is None:
        return "define"
    return kind


# Kinds that speak of one group of firms: a message that names those that grow and those that do not opposes them.
_ABOUT_ONE = frozenset({"ask_figure", "ask_overview", "ask_causality", "follow_up"})
_ON_SO_MANY = re.compile(r"\bsur \d")


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
    others = question.asked_population not in (None, previous.population)
    if others and not question.items and previous.measure in _PURPOSES.values():
        # What the others want was asked in another way: all of it is the nearest to any one item.
        kind = "ask_overview"
    elif (question.items or question.populations) and previous.kind is not None and previous.kind in _REPEATED:
        kind = previous.kind
    elif len(question.items) > 1 and previous.kind == "compare":
        kind = "compare"
    elif question.shares and not question.items and previous.kind == "check_claim":
        kind = "check_claim"
    elif question.numbers and not question.items:
        kind = "convert" if question.order is None or max(question.numbers) > 20 else "rank"
    elif question.order is not None and not question.items and not question.topics:
        kind = "rank"
    elif question.items or question.topics or question.shares:
        kind = "ask_figure"
    elif question.populations and previous.kind in {"rank", "compare"}:
        kind = "rank" if previous.kind == "rank" else "ask_figure"
    elif question.populations or cues:
        kind = "ask_figure" if previous.items else "ask_overview"
    else:
        kind = "ask_explain"
    return replace(question, kind=kind, inherited=previous.kind is not None)


def _complete(question: Question, cues: tuple[str, ...]) -> Question:
    """Take over from the last answer what the question leaves out."""
    if question.previous.kind is None or question.kind not in _COMPLETIONS:
        return question
    names_nothing = not (question.items or question.populations or cues)
    changed = _COMPLETIONS[question.kind](question, names_nothing)
    return question if changed is question else replace(changed, inherited=True)


def _complete_conversion(question: Question, names_nothing: bool) -> Question:
    previous = question.previous
    if speaks_of("arithmetic", question.text):
        return question
    if question.inherited and question.populations and not question.items:
        question = replace(question, items=previous.items[:2])
    if names_nothing and not question.shares:
        question = replace(question, items=previous.items[:2], asked_population=previous.population)
        if previous.shares and not previous.items:
            question = replace(question, shares=previous.shares)
    if not question.numbers and previous.kind == "convert" and not speaks_of("fraction", question.text):
        question = replace(question, numbers=previous.numbers)
    return question


def _complete_comparison(question: Question, names_nothing: bool) -> Question:
    previous = question.previous
    if names_nothing and not question.shares and not names_both_ends(question.text):
        items = previous.items if len(previous.items) > 1 else (*previous.items, *previous.earlier_items)
        return replace(question, items=items)
    if len(question.items) == 1 and previous.items and not question.populations:
        return replace(question, items=tuple(dict.fromkeys((*question.items, *previous.items)))[:2])
    return question


def _complete_figure(question: Question, names_nothing: bool) -> Question:
    previous = question.previous
    narrows = {topic.id for topic in question.topics} <= _NARROWING
    if question.topics and names_nothing and (question.inherited or narrows):
        return replace(question, items=previous.items, asked_population=previous.population)
    same_for_others = question.inherited and question.populations
    if not question.items and (same_for_others or _REFERS_BACK.search(fold(question.text))):
        return replace(question, items=previous.items if same_for_others else previous.items[:1])
    return question


def _complete_claim(question: Question, names_nothing: bool) -> Question:
    if not names_nothing or question.topics:
        return question
    previous = question.previous
    return replace(question, items=previous.items[:1], asked_population=previous.population)


_COMPLETIONS: dict[str, Callable[[Question, bool], Question]] = {
    "convert": _complete_conversion,
    "compare": _complete_comparison,
    "ask_figure": _complete_figure,
    "check_claim": _complete_claim,
}
# Topics that narrow the question before (« et combien en France ? »); the others ask one of their own.
_NARROWING = frozenset({"country", "year"})
# « combien en veulent ? »
_REFERS_BACK = re.compile(r"\ben (?:veulent|ont|font|cherchent|attendent|obten\w*|avoir|fai\w*|parl\w*|veut)\b")


def _measure(question: Question, cues: tuple[str, ...], facts: FactBase) -> str | None:
    """Return the measure that the question is about: the cues first, then the items, then the conversation."""
    if "no_growth" in question.populations:
        return "spending"
    for secondary in _SECONDARY:
        if secondary in cues and not set(question.items) - {SOCIAL, "brand", "leads"}:
            return secondary
    if "jobs" in cues or "new_jobs" in question.items:
        return "jobs"
    others = [item for item in question.items if item != SOCIAL]
    if others:
        return _measure_of_items(others, question.previous, facts)
    return _measure_of_cues(question, cues) or _measure_of_social(question, cues, facts) or _measure_left(question)


def _measure_of_items(items: Sequence[str], previous: Context, facts: FactBase) -> str | None:
    for item in items:
        candidates = facts.measures_of(item)
        if previous.measure in candidates:
            return previous.measure
        if candidates:
            return candidates[0]
    return None


def _measure_of_cues(question: Question, cues: tuple[str, ...]) -> str | None:
    """Return the measure that verbs and nouns point at, for a question that names no item but social media."""
    population = question.asked_population
    wanted = [cue for cue in cues if cue in _PURPOSES.values()]
    if "time" in cues and cues[0] != "channel":
        return "time"
    if "channel" in cues and not (wanted and population == "pme"):
        return "channel"
    about_social = SOCIAL in question.items and question.kind in {"ask_figure", "convert", "check_claim"}
    if wanted and question.kind != "compare" and not about_social:
        return _PURPOSES.get(population or "", wanted[0])
    return None


def _measure_of_social(question: Question, cues: tuple[str, ...], facts: FactBase) -> str | None:
    """Return the measure in which social media are meant: PME use them, hyper-growth companies invest in them."""
    if SOCIAL not in question.items and "adoption" not in cues:
        return None
    population, previous = question.asked_population, question.previous
    if population == "hypergrowth":
        return "channel"
    if question.inherited and previous.measure and facts.find(previous.measure, SOCIAL):
        return previous.measure if population in (None, facts.measure(previous.measure).population) else "adoption"
    among_channels = question.kind == "rank" or (question.kind == "compare" and previous.measure == "channel")
    return "channel" if among_channels and population is None else "adoption"


def _measure_left(question: Question) -> str | None:
    """Return the measure that the conversation, or the population alone, leaves to think of."""
    population, previous = question.asked_population, question.previous
    if question.inherited and previous.measure and not question.items:
        return (
            _PURPOSES.get(population or "", previous.measure)
            if previous.measure in _PURPOSES.values()
            else previous.measure
        )
    if question.kind == "rank":
        return previous.measure or ("motive" if population == "pme" else None)
    if question.kind == "ask_overview":
        return _PURPOSES.get(population or "", previous.measure)
    if population == "pme" and question.kind in {"ask_figure", "check_claim", "convert", "compare"}:
        return "adoption"
    if question.kind == "check_claim" and question.shares and not question.topics and not previous.kind:
        return "adoption"
    if question.kind in {"compare", "convert"}:
        return previous.measure
    return None
