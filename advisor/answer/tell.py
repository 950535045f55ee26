"""Figures into French: values, subjects, whole sentences, sources. Every answer is made of these."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from advisor.answer.model import Answer, unique
from advisor.survey import FactBase, Figure, Measure
from advisor.survey.schema import Pattern
from advisor.wording.grammar import capitalised, listed
from advisor.wording.phrases import say
from advisor.wording.template import Quantity, Rendered, Value, join, render
from advisor.wording.typography import NO_BREAK, counted, number, percent


def value(figure: Figure) -> Quantity:
    """Return a figure's value as it may be said alone: « 73 % », « 9 sur 10 », « plus d'une sur deux », « 998 »."""
    if figure.kind == "ratio":
        text = f"{number(figure.value)} sur {number(figure.of or 0)}"
    elif figure.kind == "more_than":
        text = "plus d'une sur deux" if figure.value == 50 else f"plus de {percent(figure.value)}"
    elif figure.kind == "exact":
        text = percent(figure.value)
    elif figure.kind == "money":
        text = counted(figure.value, "million", "millions")
    elif figure.kind == "points":
        text = counted(figure.value, "point", "points")
    elif figure.kind == "approximate":
        text = f"environ {number(figure.value)}"
    else:
        text = number(figure.value)
    return Quantity("figure", text, figure.id)


def quoted_share(share: float) -> Quantity:
    """Return the visitor's own percentage."""
    return Quantity("quoted", percent(share))


def quoted_number(count: float) -> Quantity:
    """Return the visitor's own number."""
    return Quantity("quoted", number(count))


def points(gap: float) -> Quantity:
    """Return a difference between two percentages: « 1 point », « 14 points »."""
    return Quantity("derived", counted(gap, "point", "points"))


def nouns(figure: Figure, facts: FactBase) -> tuple[str, str]:
    """Return the singular and the plural of what a figure counts: « PME », « entreprises en hypercroissance »."""
    counts = (figure.measure and facts.measure(figure.measure).counted) or facts.population(figure.population)
    return counts.singular, counts.plural


def subject(figure: Figure, facts: FactBase) -> Rendered:
    """Return who does: « 73 % des entreprises en hypercroissance », « 9 PME sur 10 », « plus d'une PME sur deux »."""
    singular, plural = nouns(figure, facts)
    if figure.kind == "ratio":
        part, whole = (Quantity("figure", number(n or 0), figure.id) for n in (figure.value, figure.of))
        return render(f"{{part}}{NO_BREAK}{plural} sur{NO_BREAK}{{whole}}", {"part": part, "whole": whole})
    if figure.kind == "more_than" and figure.value == 50:
        quantity = Quantity("figure", f"plus d'une {singular} sur deux", figure.id)
        return render("{quantity}", {"quantity": quantity})
    return render(f"{{share}} des {plural}", {"share": value(figure)})


@functools.lru_cache(maxsize=4)
def values_for(facts: FactBase) -> Mapping[str, Value]:
    """Return what a survey's own sentences may name: its year, its sources, and every figure by id."""
    survey = facts.survey
    named: dict[str, Value] = {
        "year": Quantity("study", str(survey.year)),
        "title": survey.title,
        "publisher": survey.publisher,
        "period": period(facts),
        "country": survey.country,
    }
    named |= {f"source:{name}": source.label for name, source in survey.sources.items()}
    return MappingProxyType(named | {figure.id: value(figure) for figure in survey.figures})


def period(facts: FactBase) -> Quantity:
    """Return when the study was made: « fin 2013 »."""
    return Quantity("study", facts.survey.period)


def survey_text(pattern: str, facts: FactBase, **more: Value) -> Rendered:
    """Return one of the survey's own sentences, filled."""
    return render(pattern, {**values_for(facts), **more})


def predicate(figure: Figure, facts: FactBase) -> Rendered:
    """Return what the firms counted do: « investissent dans les campagnes d'e-mailing »."""
    measure = facts.measure(figure.measure or "")
    return survey_text(measure.predicate, facts, item=facts.item(figure.item).name)


def sentence(figure: Figure, facts: FactBase) -> Rendered:
    """Return a figure as a whole sentence, with its population and its reading."""
    name = "figure.secondary" if facts.source(figure).secondary else "figure.sentence"
    told = say(name, {"subject": subject(figure, facts), "predicate": predicate(figure, facts)})
    return replace(told, text=capitalised(told.text))


def list_line(figure: Figure, facts: FactBase) -> Rendered:
    """Return a figure as a line of a list: « - les événements : 59 % »."""
    return say("list.line", {"item": facts.item(figure.item).name, "value": value(figure)})


def title(measure: Measure, facts: FactBase) -> Rendered:
    """Return the heading of a measure's list."""
    return say("list.title", {"title": survey_text(measure.title, facts)})


def notes(figures: Sequence[Figure], facts: FactBase, *, base: bool = True) -> list[Rendered]:
    """Return what must be told along with figures: their measures' caveats and bases, and the secondary reports."""
    told: list[Rendered] = []
    for measure_id in dict.fromkeys(figure.measure for figure in figures if figure.measure):
        measure = facts.measure(measure_id)
        told += [survey_text(text, facts) for text in (measure.caveat, measure.base if base else None) if text]
    for figure in figures:
        if figure.also:
            told.append(survey_text(facts.survey.notes[figure.also], facts))
    return told


def also_told(figures: Sequence[Figure], facts: FactBase) -> list[Figure]:
    """Return the figures that `notes` tells besides `figures`."""
    return named_in([facts.survey.notes[figure.also] for figure in figures if figure.also], facts)


def named_in(texts: Iterable[Pattern], facts: FactBase) -> list[Figure]:
    """Return the figures whose placeholders stand in the survey's own sentences."""
    known = {figure.id for figure in facts.survey.figures}
    return [facts.figure(name) for text in texts for name in text.placeholders if name in known]


def source_of(figure: Figure, facts: FactBase) -> Rendered:
    """Return where a figure was read, without its place in the document."""
    survey, source = facts.survey, facts.source(figure)
    named: dict[str, Value] = {"publisher": survey.publisher, "period": period(facts)}
    if source.secondary:
        return say("source.secondary", named | {"label": source.label})
    return say("source.article", named | {"title": survey.title, "country": survey.country})


def source_line(figures: Sequence[Figure], facts: FactBase) -> Rendered:
    """Return the line that closes every message with a figure: study, date, population studied, place."""
    places: dict[str, list[str]] = {}
    sources: dict[str, Rendered] = {}
    for figure in figures:
        sources.setdefault(figure.source, source_of(figure, facts))
        where = places.setdefault(figure.source, [])
        if figure.where and figure.where not in where:
            where.append(figure.where)
    told = [
        say("source.where", {"source": text, "where": listed(places[name])}) if places[name] else text
        for name, text in sources.items()
    ]
    return say("source.one" if len(told) == 1 else "source.many", {"source": join(told, " ; ")})


def answer_about(kind: str, lines: Sequence[Rendered], figures: Sequence[Figure], facts: FactBase) -> Answer:
    """Return the answer of some kind that tells `figures` in `lines`, closed by their sources.

    What may be asked next, and what the conversation remembers, follow from the figures.
    """
    used = unique([*figures, *also_told(figures, facts)])
    return Answer(
        kind=kind,
        lines=(*lines, source_line(used, facts)),
        figures=used,
        suggestions=tuple(facts.measure(figures[0].measure or "").suggestions),
        items=tuple(figure.item for figure in figures),
        measure=figures[0].measure,
        population=figures[0].population,
    )
