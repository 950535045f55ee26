"""Questions about the study, and about the answer just given: method, source, sums, causes, « pourquoi ? »."""

from __future__ import annotations

import re
from dataclasses import replace

from advisor.answer import tell
from advisor.answer.convert import as_fraction
from advisor.answer.model import Answer, answers, unique
from advisor.question.model import Question
from advisor.survey import FactBase, Figure
from advisor.text import fold
from advisor.wording.phrases import say
from advisor.wording.template import Rendered, Value, render

_MOST_ASPECTS = 2
_NEXT = ("Les chiffres sont-ils fiables ?", "Qui a fait l'étude ?", "Combien de PME sont sur les réseaux sociaux ?")


def aspects_asked(text: str, facts: FactBase) -> list[str]:
    """Return the aspects of the method that `text` asks about, the most clearly named first."""
    folded = fold(text)
    scores: dict[str, tuple[int, int]] = {}
    for name, aspect in facts.survey.method.items():
        hits = [
            (len(cue), match.start())
            for cue in aspect.cues
            if (match := re.search(rf"(?<!\w){re.escape(fold(cue))}(?!\w)", folded))
        ]
        if hits:
            longest = max(hits)
            scores[name] = (-longest[0], longest[1])
    return sorted(scores, key=lambda name: scores[name])


@answers("ask_method")
def answer_method(question: Question, facts: FactBase) -> Answer:
    """Answer with the aspects asked about, or with the study in a few words."""
    survey = facts.survey
    asked = aspects_asked(question.text, facts)[:_MOST_ASPECTS] or list(survey.method_summary)
    texts = [survey.method[name].text for name in asked]
    figures = unique(tell.named_in(texts, facts))
    lines: list[Rendered] = [tell.survey_text(text, facts) for text in texts]
    if figures:
        lines.append(tell.source_line(figures, facts))
    return Answer("method", tuple(lines), figures=figures, suggestions=_NEXT, keeps_context=True)


@answers("ask_source")
def answer_source(question: Question, facts: FactBase) -> Answer:
    """Answer with the source of each figure of the last answer, and with the study's own."""
    figures = [facts.figure(name) for name in question.previous.figures]
    values = tell.values_for(facts)
    lines = [say("method.source", values)]
    if figures:
        lines.append(say("method.last_source"))
        for figure in figures[:5]:
            source = tell.source_with_place(figure, facts)
            lines.append(say("method.source_line", {"figure": _short(figure, facts), "source": source}))
        notes = [facts.survey.notes[figure.read_otherwise] for figure in figures if figure.read_otherwise]
        lines += [tell.survey_text(note, facts) for note in notes]
        others = tell.named_in(notes, facts)
        if others:
            lines.append(tell.source_line(others, facts))
        figures += others
    return Answer("source", tuple(lines), figures=unique(figures), suggestions=_NEXT, keeps_context=True)


def _short(figure: Figure, facts: FactBase) -> Rendered:
    """Return a figure without its source: whom it counts and, where it is a share, what they do."""
    if figure.measure:
        named: dict[str, Value] = {"who": tell.subject(figure, facts), "what": tell.predicate(figure, facts)}
        return render("{who} {what}", named)
    named = {"item": facts.item(figure.item).short, "whom": facts.population(figure.population).plural}
    return render("{item} ({whom}), {value}", named | {"value": tell.value(figure)})


@answers("ask_total")
def answer_total(question: Question, facts: FactBase) -> Answer:
    """Answer why the shares do not add up to a hundred."""
    measure = question.previous.measure
    population = facts.measure(measure).population if measure else None
    peers = [f for f in facts.figures_of(measure or "channel", population) if f.is_share]
    peers = (peers if len(peers) > 1 else facts.figures_of("channel"))[:2]
    first, second = peers
    named: dict[str, Value] = {
        "first": facts.item(first.item).name,
        "first_value": tell.subject(first, facts),
        "second": facts.item(second.item).name,
        "second_value": tell.value(second),
    }
    lines = [say("method.total", named), tell.source_line(peers, facts)]
    return Answer("method", tuple(lines), figures=tuple(peers), suggestions=_NEXT, keeps_context=True)


@answers("ask_causality")
def answer_causality(question: Question, facts: FactBase) -> Answer:
    """Answer that a correlation is not a cause."""
    return Answer("method", (say("method.causality"),), suggestions=_NEXT, keeps_context=True)


@answers("ask_why")
def answer_why(question: Question, facts: FactBase) -> Answer:
    """Answer « pourquoi ? »: the survey counts and does not explain; give the motives or goals that it has."""
    if question.previous.kind is None:
        return Answer("method", (say("method.explain_nothing", tell.values_for(facts)),), suggestions=_NEXT)
    measure_id = "goal" if question.previous.population == "hypergrowth" else "motive"
    figures = facts.figures_of(measure_id)
    lines = [
        say("method.why"),
        say("method.why_nearest"),
        tell.title(facts.measure(measure_id), facts),
        *(tell.list_line(figure, facts) for figure in figures),
        *tell.notes(figures, facts),
    ]
    return replace(tell.answer_about("overview", lines, figures, facts), items=())


@answers("ask_explain")
def answer_explanation(question: Question, facts: FactBase) -> Answer:
    """Say the last answer otherwise: each figure as a sentence, as a fraction, with its words defined."""
    figures = [f for f in map(facts.figure, question.previous.figures) if f.is_share][:2]
    if not figures:
        return Answer("method", (say("method.explain_nothing", tell.values_for(facts)),), suggestions=_NEXT)
    lines = [say("method.explain"), *(line for figure in figures for line in as_fraction(figure, facts))]
    definitions = facts.survey.definitions
    terms = [
        t for t in dict.fromkeys([*(f.item for f in figures), *(f.population for f in figures)]) if t in definitions
    ]
    # Each figure and each meaning is a sentence or more: three of them are as much as is read.
    meanings = [definitions[term] for term in terms[: 3 - len(figures)]]
    lines += [tell.survey_text(meaning, facts) for meaning in meanings]
    used = unique([*figures, *tell.named_in(meanings, facts)])
    lines.append(tell.source_line(used, facts))
    return Answer("explanation", tuple(lines), figures=used, suggestions=_NEXT, keeps_context=True)
