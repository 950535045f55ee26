"""Questions to the survey: every kind by every figure, item, measure, population, threshold and a spread of numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from advisor.answer import answer, remember
from advisor.question.model import Context, Question, TopicMention
from advisor.question.order import Order, Sense
from advisor.survey import FactBase, Figure

# Nothing, one, a few, thousands, no whole number, and more than there are firms.
COUNTS = (0.0, 1.0, 2.0, 3.0, 12.0, 200.0, 1234.0, 12345.0, 0.5, 5e9)
SHARES = (1.0, 2.0, 12.0, 49.0, 50.0, 75.0, 99.5, 100.0, 120.0)
_SENSES: tuple[Sense, ...] = ("above", "below", "majority", "minority", "all", "none")
_POPULATIONS = (None, "pme", "hypergrowth", "no_growth")
# A visitor's words for what no survey measures; with a number among them they are not repeated.
_MENTIONS = ("Instagram", "les 12 premiers")
Asked = Iterator[tuple[str, Question]]


def questions(facts: FactBase) -> Asked:
    """Yield the questions, each with a name by which it is known."""
    figures = [figure for figure in facts.survey.figures if figure.measure]
    for figure in figures:
        yield from _about(figure, facts)
    yield from _pairs([figure for figure in figures if _can_be_named(figure, facts)], facts)
    for measure in facts.survey.measures:
        yield from _whole(measure, facts)
    yield from _topics(facts)
    yield from _words(facts)
    yield from _sums()
    yield from _followed(figures, facts)


def _can_be_named(figure: Figure, facts: FactBase) -> bool:
    """Tell whether visitors have words for a figure; those of other reports are told beside the article's."""
    return bool(facts.item(figure.item).aliases and facts.measure(figure.measure or "").cues)


def _asks(kind: str, figure: Figure, **more: object) -> Question:
    given = {"items": (figure.item,), "measure": figure.measure, "population": figure.population}
    return Question(kind, **{**given, "asked_population": figure.population, **more})  # type: ignore[arg-type]


def _about(figure: Figure, facts: FactBase) -> Asked:
    """Yield each kind of question about one figure."""
    name = figure.id
    for population in _POPULATIONS:
        yield f"figure {name} of {population}", _asks("ask_figure", figure, asked_population=population)
    for count in COUNTS:
        yield f"convert {name} on {count:g}", _asks("convert", figure, numbers=(count,))
    yield f"convert {name} to a fraction", _asks("convert", figure, text="une sur combien ?")
    for off, population in itertools.product((0, 1, -2, 20, -30), _POPULATIONS):
        claimed = figure.percent + off
        if 0 < claimed <= 100:
            asked = _asks("check_claim", figure, shares=(claimed,), asked_population=population)
            yield f"claim {claimed:g} % of {name} for {population}", asked
    for sense, off in itertools.product(_SENSES, (-10, 0, 9)):
        vague = sense not in {"above", "below"}
        shares = () if vague else (max(1.0, figure.percent + off),)
        yield f"claim {sense} {off} of {name}", _asks("check_claim", figure, shares=shares, bound=sense)
    for misreading in facts.measure(figure.measure or "").misreadings:
        cue = misreading.cues[0]
        yield f"claim {cue} of {name}", _asks("check_claim", figure, shares=(figure.percent,), text=cue)
        below = max(1.0, figure.percent - 5)
        yield (
            f"claim {cue} above of {name}",
            _asks("check_claim", figure, shares=(below,), bound="above", text=cue),
        )
    yield f"claim without a number of {name}", _asks("check_claim", figure)


def _pairs(figures: list[Figure], facts: FactBase) -> Asked:
    """Yield comparisons of every two figures, and claims on which is ahead."""
    for one, other in itertools.combinations(figures, 2):
        if one.item == other.item:
            continue
        both = {"items": (one.item, other.item), "asked_population": None}
        yield f"compare {one.id} and {other.id}", _asks("compare", one, **both)
        if facts.measure(one.measure or "").secondary or facts.measure(other.measure or "").secondary:
            continue
        for text in ("passe devant", "passe derrière", ""):
            yield f"claim {one.id} {text} {other.id}", _asks("check_claim", one, text=text, **both)
        shares = (one.percent, other.percent)
        yield f"claim values of {one.id} and {other.id}", _asks("check_claim", one, shares=shares, **both)
        yield f"claim wrong values of {one.id}, {other.id}", _asks("check_claim", one, shares=(12.0, 34.0), **both)
        yield f"values of {one.id} and {other.id}", Question("compare", shares=shares)
    for first, second in itertools.combinations(facts.survey.populations, 2):
        for measure, item in itertools.product((None, *facts.survey.measures), (None, "social_media")):
            name = f"compare {first} and {second} in {measure}, {item}"
            items = (item,) if item else ()
            yield name, Question("compare", measure=measure, items=items, populations=(first, second))
    yield "compare nothing", Question("compare")
    yield "first against last", Question("compare", text="entre le premier et le dernier", measure="channel")


def _whole(measure: str, facts: FactBase) -> Asked:
    """Yield overviews, rankings and thresholds of a measure."""
    peers = facts.figures_of(measure)
    for population, inherited in itertools.product(_POPULATIONS, (False, True)):
        before = Context(kind="ask_figure", measure="adoption" if measure != "adoption" else "channel")
        question = Question(
            "ask_overview", measure=measure, asked_population=population, inherited=inherited, previous=before
        )
        yield f"overview {measure} of {population}", question
        yield f"rank {measure} of {population}", Question("rank", measure=measure, asked_population=population)
    orders = [Order(whole=True)]
    for position in range(1, 7):
        orders += [Order("top", position), Order("bottom", position)]
        orders += [Order("top", 1, position + 1), Order("bottom", 1, position + 1)]
    for order in orders:
        yield f"rank {measure} {order}", Question("rank", measure=measure, order=order)
    for threshold in sorted({value for f in peers if f.is_share for value in (f.percent - 1, f.percent)} | {1.0, 99.0}):
        for sense in _SENSES[:2]:
            shares = (threshold,)
            yield f"rank {measure} {sense} {threshold:g}", Question("rank", measure=measure, shares=shares, bound=sense)
    for figure, order in itertools.product(peers, orders):
        yield f"claim place {order} of {figure.id}", _asks("check_claim", figure, order=order)
        for misreading in facts.measure(measure).misreadings:
            cue = misreading.cues[0]
            yield f"claim {cue} {order} of {figure.id}", _asks("check_claim", figure, order=order, text=cue)


def _topics(facts: FactBase) -> Asked:
    """Yield questions about what no survey measures, named in words and with a number among them."""
    for topic, mention in itertools.product(facts.topics, range(len(_MENTIONS))):
        topics = (TopicMention(topic, _MENTIONS[mention]),)
        for kind in ("ask_figure", "ask_overview", "check_claim", "compare", "rank", "convert"):
            yield f"{kind} of {topic}", Question(kind, topics=topics)
            yield f"{kind} of {topic} for hypergrowth", Question(kind, topics=topics, asked_population="hypergrowth")
            for measure in facts.survey.measures:
                yield f"{kind} of {topic} in {measure}", Question(kind, topics=topics, measure=measure)
    for one, other in itertools.combinations(facts.topics, 2):
        both = tuple(TopicMention(name, _MENTIONS[0]) for name in (one, other))
        yield f"figure of {one} and {other}", Question("ask_figure", topics=both)


def _words(facts: FactBase) -> Asked:
    """Yield definitions of each word and of each two, and questions about each aspect of the method."""
    survey = facts.survey
    fields = {term: "items" if term in survey.items else "terms" for term in survey.definitions}
    fields |= {term: "populations" for term in survey.definitions if term in survey.populations}
    for term, field in fields.items():
        yield f"define {term}", Question("define", **{field: (term,)})  # type: ignore[arg-type]
    yield "define nothing", Question("define")
    for one, other in itertools.combinations(survey.definitions, 2):
        yield f"define {one} and {other}", Question("define", terms=(one, other))
    yield "method", Question("ask_method")
    cues = {name: str(aspect.cues[0]) for name, aspect in survey.method.items()}
    for name, cue in cues.items():
        yield f"method {name}", Question("ask_method", text=cue)
    for one, other in itertools.combinations(cues, 2):
        yield f"method {one} and {other}", Question("ask_method", text=f"{cues[one]}, {cues[other]}")


def _sums() -> Asked:
    """Yield sums on the visitor's own numbers."""
    for share in SHARES:
        yield f"convert {share:g} %", Question("convert", shares=(share,))
        for count in COUNTS:
            yield f"convert {share:g} % of {count:g}", Question("convert", shares=(share,), numbers=(count,))
    for pair in ((1.0, 2.0), (2.0, 12.0), (12.0, 1234.0), (146.0, 200.0), (0.0, 3.0), (5.0, 2.0)):
        yield f"convert {pair[0]:g} out of {pair[1]:g}", Question("convert", numbers=pair)
    yield "convert arithmetic", Question("convert", text="racine carrée de 12", numbers=(12.0,))
    yield "convert nothing", Question("convert")
    for kind in ("rank", "check_claim", "ask_overview", "ask_figure"):
        yield f"{kind} of nothing", Question(kind)


def _followed(figures: list[Figure], facts: FactBase) -> Asked:
    """Yield what is asked about the last answer: its source, its meaning, its reasons, its sum."""
    kinds = ("ask_source", "ask_explain", "ask_why", "ask_total", "ask_causality")
    for kind in kinds:
        yield f"{kind} at the start", Question(kind)
    first = [_asks("ask_figure", figure) for figure in figures]
    first += [Question("ask_overview", measure=measure) for measure in facts.survey.measures]
    for question in first:
        context = remember(question, answer(question, facts))
        for kind in kinds:
            name = f"{kind} after {question.items or question.measure}"
            yield name, Question(kind, previous=context)
