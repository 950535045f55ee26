"""Figures into French: values, subjects, whole sentences, sources. Every answer is made of these."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from advisor.answer.model import Answer, unique
from advisor.survey import FactBase, Figure, Measure
from advisor.survey.schema import Pattern
from advisor.wording.grammar import capitalised
from advisor.wording.phrases import say
from advisor.wording.template import Derivation, Quantity, Rendered, Value, enumerated, join, render
from advisor.wording.typography import NO_BREAK, counted, number, percent

# Sentences one after the other; more of them are a list.
_MOST_IN_A_ROW = 3


def value(figure: Figure) -> Quantity:
    """Return a figure's value as it may be said alone: « 73 % », « 9 sur 10 », « plus d'une sur deux », « 998 »."""
    if figure.kind == "ratio":
        text = f"{number(figure.value)} sur {number(figure.of or 0)}"
    elif figure.kind == "more_than":
        text = "plus d’une sur deux" if figure.value == 50 else f"plus de {percent(figure.value)}"
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
    # Revenues bound who is a PME; everything else was counted.
    return Quantity("definition" if figure.kind == "money" else "figure", text, figure.id)


def quoted_share(share: float) -> Quantity:
    """Return the visitor's own percentage."""
    return Quantity("quoted", percent(share))


def quoted_number(count: float) -> Quantity:
    """Return the visitor's own number."""
    return Quantity("quoted", number(count))


def difference(high: Figure, low: Figure) -> Quantity:
    """Return the difference between two figures of a measure: « 1 point », « 14 points »."""
    text = counted(high.percent - low.percent, "point", "points")
    about = "environ " if high.is_rounded or low.is_rounded else ""
    return Quantity("derived", f"{about}{text}", derivation=Derivation("difference", (high.id, low.id)))


def limit(figure: Figure, points: float) -> Quantity:
    """Return the difference, in points, under which two figures of this one's population are the same."""
    return Quantity("derived", counted(points, "point", "points"), derivation=Derivation("limit", (figure.id,)))


def how_many(figures: Sequence[Figure]) -> Quantity:
    """Return how many figures there are."""
    names = tuple(figure.id for figure in figures)
    return Quantity("derived", number(len(names)), derivation=Derivation("count", names))


def nouns(figure: Figure, facts: FactBase) -> tuple[str, str]:
    """Return the singular and the plural of what a figure counts: « PME », « entreprises en hypercroissance »."""
    counts = (figure.measure and facts.measure(figure.measure).counted) or facts.population(figure.population)
    return counts.singular, counts.plural


def subject(figure: Figure, facts: FactBase) -> Rendered:
    """Return who does: « 73 % des entreprises en hypercroissance », « 9 PME sur 10 », « plus d'une PME sur deux »."""
    singular, plural = nouns(figure, facts)
    if figure.kind == "ratio":
        text = f"{number(figure.value)}{NO_BREAK}{plural} sur{NO_BREAK}{number(figure.of or 0)}"
        return render("{quantity}", {"quantity": Quantity("figure", text, figure.id)})
    if figure.kind == "more_than" and figure.value == 50:
        quantity = Quantity("figure", f"plus d’une {singular} sur deux", figure.id)
        return render("{quantity}", {"quantity": quantity})
    return render(f"{{share}} des {plural}", {"share": value(figure)})


@functools.lru_cache(maxsize=4)
def values_for(facts: FactBase) -> Mapping[str, Value]:
    """Return what a survey's own sentences may name: its year, its sources, and every figure by id."""
    survey = facts.survey
    named: dict[str, Value] = {
        "year": Quantity("study", str(survey.year)),
        "title": Quantity("study", survey.title),
        "publisher": Quantity("study", survey.publisher),
        "period": period(facts),
        "country": Quantity("study", survey.country),
    }
    named |= {f"source:{name}": Quantity("study", source.label) for name, source in survey.sources.items()}
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


def sentences(figures: Sequence[Figure], facts: FactBase) -> list[Rendered]:
    """Return figures as whole sentences; more than three are easier to read as a list."""
    told = [sentence(figure, facts) for figure in figures]
    return [render("- {told}", {"told": line}) for line in told] if len(told) > _MOST_IN_A_ROW else told


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
    source = facts.source(figure)
    name = "source.secondary" if source.secondary else "source.article"
    return say(name, {**values_for(facts), "label": Quantity("study", source.label)})


def source_with_place(figure: Figure, facts: FactBase, *others: str) -> Rendered:
    """Return where a figure was read, with its place in the document, and `others`, where there is one."""
    places = [Quantity("study", where) for where in (figure.where, *others) if where]
    source = source_of(figure, facts)
    return say("source.where", {"source": source, "where": enumerated(places)}) if places else source


def source_line(figures: Sequence[Figure], facts: FactBase) -> Rendered:
    """Return the line that closes every message with a figure: study, date, population studied, place."""
    first: dict[str, Figure] = {}
    places: dict[str, dict[str, None]] = {}
    for figure in figures:
        first.setdefault(figure.source, figure)
        if figure.where:
            places.setdefault(figure.source, {})[figure.where] = None
    told = [
        source_with_place(figure, facts, *(p for p in places.get(name, ()) if p != figure.where))
        for name, figure in first.items()
    ]
    return say("source.one" if len(told) == 1 else "source.many", {"source": join(told, " ; ")})


def answer_about(kind: str, lines: Sequence[Rendered], figures: Sequence[Figure], facts: FactBase) -> Answer:
    """Return the answer of some kind that tells `figures` in `lines`, closed by their sources.

    What may be asked next, and what the conversation remembers, follow from the figures.
    """
    used = unique([*figures, *also_told(figures, facts)])
    return Answer(
        kind=kind,
        # What bounds a word in `lines` (« at least so many dollars ») has a source too, though nobody asked for it.
        lines=(*lines, source_line(unique([*used, *_defining(lines, facts)]), facts)),
        figures=used,
        suggestions=tuple(facts.measure(figures[0].measure or "").suggestions),
        items=tuple(figure.item for figure in figures),
        measure=figures[0].measure,
        population=figures[0].population,
    )


def _defining(lines: Sequence[Rendered], facts: FactBase) -> list[Figure]:
    """Return the figures that bound what a word means in `lines`."""
    found = [quantity for line in lines for quantity in line.quantities if quantity.kind == "definition"]
    return [facts.figure(quantity.figure_id) for quantity in found if quantity.figure_id]
