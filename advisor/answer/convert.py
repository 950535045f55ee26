"""« Sur 200 PME, ça fait combien ? »: shares into numbers of firms, into fractions, and numbers into shares."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from advisor.answer import tell
from advisor.answer.figure import population_lead, targets, topic_lines
from advisor.answer.model import Answer, answers
from advisor.question.model import Question
from advisor.question.order import speaks_of
from advisor.survey import FactBase, Figure
from advisor.wording.grammar import starts_with_vowel
from advisor.wording.phrases import say
from advisor.wording.template import Derivation, Quantity, Rendered, Value
from advisor.wording.typography import NO_BREAK, number, percent, whole

_MOST_FIRMS = 1_000_000_000
# Fractions that people picture, by their denominators.
_PICTURED = (2, 3, 4, 5, 10)


def fraction_of(percent: float) -> tuple[str, bool]:
    """Return the pictured fraction nearest to a percentage, as « 3 sur 4 », and whether it is exactly that."""
    options = [Fraction(n, d) for d in _PICTURED for n in range(1, d)]
    best = min(options, key=lambda option: (abs(float(option) * 100 - percent), option.denominator))
    return f"{best.numerator}{NO_BREAK}sur{NO_BREAK}{best.denominator}", float(best) * 100 == percent


@answers("convert")
def answer_conversion(question: Question, facts: FactBase) -> Answer:
    """Answer with the sum, stated as such: exact, rounded to whole firms with « environ », or only a lower bound."""
    if speaks_of("arithmetic", question.text) and not question.items:
        return Answer("clarification", (say("convert.not_a_calculator"),), keeps_context=True)
    counts = [count for count in question.numbers if count != 100 or len(question.numbers) == 1]
    figures = [] if question.shares else [figure for figure in targets(question, facts) if figure.is_share][:5]
    lead = topic_lines(question.topics, facts)
    if not figures and not question.shares and question.previous.figures:
        figures = [f for f in map(facts.figure, question.previous.figures) if f.is_share][:1]
    if not figures and question.shares:
        figures = _told_before(question, facts)
    if not figures and not question.shares:
        which = Answer("clarification", (*lead, say("convert.which")), numbers=tuple(counts[:1]))
        return _with_source(_reverse(counts, lead) or which, facts)
    if question.shares and not figures:
        return _with_source(_quoted(question, counts, lead), facts)
    lines = [*lead, *population_lead(question, figures, facts)]
    if not counts:
        lines += [line for figure in figures for line in as_fraction(figure, facts)]
    elif not _countable(counts[0]):
        lines += [say("convert.impossible", {"count": tell.quoted_number(counts[0])})]
        lines += [tell.sentence(figure, facts) for figure in figures]
    else:
        for figure in figures:
            lines += _of(figure, counts[0], facts)
    lines += tell.notes(figures, facts)
    return replace(tell.answer_about("conversion", lines, figures, facts), numbers=tuple(counts[:1]))


def _with_source(given: Answer, facts: FactBase) -> Answer:
    """Return an answer without figures, with the source of what it says of the study, where that holds a number."""
    told = [facts.figure(q.figure_id) for line in given.lines for q in line.quantities if q.figure_id]
    return replace(given, lines=(*given.lines, tell.source_line(told, facts))) if told else given


def _told_before(question: Question, facts: FactBase) -> list[Figure]:
    """Return the figure that the visitor's share names: one just told, or one whose item the question names."""
    previous = [facts.figure(name) for name in question.previous.figures]
    near = [*targets(question, facts), *previous]
    return [figure for figure in near if figure.is_share and figure.percent == question.shares[0]][:1]


def _countable(count: float) -> bool:
    return 0 < count <= _MOST_FIRMS and count == int(count)


def _part(percent: float, count: float) -> Decimal:
    """Return what a percentage of `count` is, exactly: in binary, 7,7 % of 1000 would be a little more than 77."""
    return Decimal(str(percent)) * Decimal(str(count)) / 100


def _of(figure: Figure, count: float, facts: FactBase) -> list[Rendered]:
    singular, plural = tell.nouns(figure, facts)
    firms, part = tell.quoted_number(count), Derivation("part", (figure.id,), (count,))
    result = _part(figure.percent, count)
    if figure.kind == "more_than":
        of_result = number(int(result))
        prefix = "d'" if starts_with_vowel(of_result) else "de "
        return [
            tell.sentence(figure, facts),
            say(
                "convert.more_than",
                {
                    "bound": tell.value(figure),
                    "count": firms,
                    "noun": plural if count >= 2 else singular,
                    "of_result": Quantity("derived", prefix + of_result, derivation=part),
                },
            ),
        ]
    rounded = figure.kind == "ratio" or result != int(result)
    told = whole(result) if rounded else number(int(result))
    lines = [
        tell.sentence(figure, facts),
        say(
            "convert.of",
            {
                "share": tell.value(figure),
                "count": firms,
                "noun": plural if count >= 2 else singular,
                "result": Quantity("derived", f"environ {told}" if rounded else told, derivation=part),
                "result_noun": plural if round(result) >= 2 else singular,
            },
        ),
    ]
    if figure.kind == "ratio":
        lines.append(say("convert.rounded"))
    return [*lines, say("convert.example_only", {"year": Quantity("study", str(facts.survey.year))})]


def as_fraction(figure: Figure, facts: FactBase) -> list[Rendered]:
    """Return a figure as a sentence and, where its value is exact, as a pictured fraction."""
    lines = [tell.sentence(figure, facts)]
    if figure.kind == "exact":
        lines.append(_fraction_line(tell.value(figure), figure.percent, Derivation("fraction", (figure.id,))))
    return lines


def _fraction_line(share: Quantity, percent: float, derivation: Derivation) -> Rendered:
    text, exact = fraction_of(percent)
    named = {"share": share, "fraction": Quantity("derived", text, derivation=derivation)}
    return say("convert.fraction_exact" if exact else "convert.fraction", named)


def _quoted(question: Question, counts: list[float], lead: list[Rendered]) -> Answer:
    """Answer a sum on the visitor's own percentage: no figure of the survey."""
    share = question.shares[0]
    quoted = tell.quoted_share(share)
    if share > 100:
        return Answer("conversion", (*lead, say("convert.too_much", {"share": quoted})))
    if not counts:
        line = _fraction_line(quoted, share, Derivation("fraction", numbers=(share,)))
        return Answer("conversion", (*lead, line, say("convert.quoted")), shares=(share,))
    if not _countable(counts[0]):
        return Answer("conversion", (*lead, say("convert.impossible", {"count": tell.quoted_number(counts[0])})))
    result = _part(share, counts[0])
    told = number(int(result)) if result == int(result) else f"environ {whole(result)}"
    named: dict[str, Value] = {
        "share": quoted,
        "count": tell.quoted_number(counts[0]),
        "noun": "entreprises" if counts[0] >= 2 else "entreprise",
        "result_noun": "entreprises" if round(result) >= 2 else "entreprise",
        "result": Quantity("derived", told, derivation=Derivation("part", numbers=(share, counts[0]))),
    }
    return Answer(
        "conversion", (*lead, say("convert.of", named), say("convert.quoted")), shares=(share,), numbers=(counts[0],)
    )


def _reverse(counts: list[float], lead: list[Rendered]) -> Answer | None:
    """Answer « 146 sur 200, ça fait combien ? » with the share."""
    if len(counts) < 2 or not (0 < counts[0] <= counts[1] and _countable(counts[1])):
        return None
    text = percent(100 * counts[0] / counts[1])
    share = Quantity("derived", text, derivation=Derivation("share", numbers=(counts[0], counts[1])))
    named = {"part": tell.quoted_number(counts[0]), "whole": tell.quoted_number(counts[1]), "share": share}
    return Answer("conversion", (*lead, say("convert.reverse", named), say("convert.reverse_note")))
