"""The review as one HTML page that needs nothing from anywhere: what to learn from, and what is asked most."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from advisor.answer.tell import value
from advisor.review.grouping import Group
from advisor.review.log import Counts, Miss
from advisor.review.proposing import Proposal
from advisor.review.turn import OUTSIDE, Reason
from advisor.survey import FactBase
from advisor.wording.typography import counted, percent, typeset

REASONS_TOLD: dict[Reason, str] = {
    "not_understood": "pas compris",
    "refused": "refusé",
    "disliked": "pouce baissé",
    "doubtful": "réponse peu sûre",
    "unanswered": "sans réponse (panne)",
}
_MOST_SENTENCES_SHOWN = 8
_MOST_ANSWERS_SHOWN = 2
_MOST_KINDS_SHOWN = 3
_MOST_BARS = 25


@dataclass(frozen=True)
class Learnt:
    """A group of messages, and what may be done about it."""

    group: Group
    proposal: Proposal

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why they were kept, in words, the most frequent reason first."""
        found = Counter(reason for miss in self.group.misses for reason in miss.reasons)
        return [(REASONS_TOLD[reason], times) for reason, times in found.most_common()]

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """What they were taken for."""
        return Counter(miss.kind for miss in self.group.misses if miss.kind).most_common(_MOST_KINDS_SHOWN)

    @property
    def answers(self) -> list[tuple[str, int]]:
        """What was answered."""
        return Counter(miss.answer for miss in self.group.misses if miss.answer).most_common(_MOST_ANSWERS_SHOWN)

    @property
    def words(self) -> list[str]:
        """What visitors wrote beside a thumb down."""
        return list(dict.fromkeys(miss.word for miss in self.group.misses if miss.word))

    @property
    def shown(self) -> tuple[tuple[str, int], ...]:
        """The sentences that are shown."""
        return self.group.sentences[:_MOST_SENTENCES_SHOWN]

    @property
    def hidden(self) -> int:
        """How many more there are."""
        return len(self.group.sentences) - len(self.shown)

    @property
    def rightly_refused(self) -> bool:
        """Whether the nearest examples are such as are sent away, too."""
        return bool(self.proposal.kinds) and self.proposal.kinds[0].kind in OUTSIDE


@dataclass(frozen=True)
class Bar:
    """A count beside others. width: from 0 to 100, the greatest of them being 100."""

    name: str
    told: str
    count: int
    width: int


@dataclass(frozen=True)
class Review:
    """What the page shows. left_out: messages that were too many to be compared; example: one sentence of a kind."""

    since: date
    until: date
    days_kept: int
    learnt: Sequence[Learnt]
    failures: Sequence[Miss]
    left_out: int
    counts: Counts
    example: Callable[[str], str]
    simulated: bool = False

    @property
    def groups(self) -> list[Learnt]:
        """Groups of several messages."""
        return [one for one in self.learnt if len(one.group.misses) > 1]

    @property
    def single(self) -> list[Learnt]:
        """Messages that are like no other; those that were rightly sent away come last."""
        alone = [one for one in self.learnt if len(one.group.misses) == 1]
        return sorted(alone, key=lambda one: one.rightly_refused)

    @property
    def kept(self) -> int:
        """How many messages are in groups or alone."""
        return sum(len(one.group.misses) for one in self.learnt)

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return sum(self.counts.kinds.values())

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why messages were kept, in words."""
        found: Counter[str] = Counter()
        for one in self.learnt:
            found.update(dict(one.reasons))
        return found.most_common()


def page(review: Review, facts: FactBase) -> str:
    """Return the page."""
    kinds = _bars(review.counts.kinds, lambda name: _said(review.example(name)))
    figures = _bars(review.counts.figures, lambda name: _figure_told(name, facts))
    topics = _bars(review.counts.topics, lambda name: facts.topics[name].label if name in facts.topics else "")
    by_day = Counter({_day(day): review.counts.by_day[day] for day in _days(review)})
    return (
        _environment()
        .get_template("review.html.j2")
        .render(
            review=review,
            kinds=kinds,
            figures=figures,
            topics=topics,
            days=_bars(by_day, lambda _: "", in_order=True),
            day=_day,
        )
    )


def _bars(counts: Counter[str], tell: Callable[[str], str], *, in_order: bool = False) -> list[Bar]:
    shown = list(counts.items()) if in_order else counts.most_common(_MOST_BARS)
    greatest = max((count for _, count in shown), default=1) or 1
    return [Bar(name, tell(name), count, round(100 * count / greatest)) for name, count in shown]


def _days(review: Review) -> Iterator[date]:
    """Yield the days of the review from the first one with a question on."""
    first = max(review.since, min(review.counts.by_day, default=review.until))
    for passed in range((review.until - first).days + 1):
        yield first + timedelta(days=passed)


def _figure_told(name: str, facts: FactBase) -> str:
    try:
        figure = facts.figure(name)
    except KeyError:
        # Taken out of the survey since.
        return ""
    told = f"{facts.item(figure.item).short}, {facts.population(figure.population).plural} : {value(figure).text}"
    return typeset(told)


def _said(sentence: str) -> str:
    return typeset(f"« {sentence} »") if sentence else ""


def _day(day: date) -> str:
    return str(format_date(day, "EEE d MMM y", locale="fr"))


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("advisor.review", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        counted=counted, percent=lambda share: percent(round(100 * share)), typeset=lambda text: typeset(str(text))
    )
    return environment
