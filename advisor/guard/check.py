"""The guard: whether each number of a text came through a placeholder that is right, and is read as it must be."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from advisor.guard.locating import Located, Place, canonical, locate
from advisor.guard.reading import Finding, misread
from advisor.guard.rules import Rules, rules_of
from advisor.guard.said import Said
from advisor.guard.writing import computed
from advisor.survey import FactBase
from advisor.wording.template import Quantity, Rendered
from advisor.wording.typography import number, percent

_NUMBER = r"−?\d+(?: \d{3})*(?:,\d+)?"
# What the visitor said is a number, a share, a number of people or words between quotation marks.
_QUOTED = re.compile(rf"{_NUMBER}(?:%| personnes?)?|«.*»", re.DOTALL)
# What a plan has: ranks and weeks, times, days, and its address.
_PLANNED = re.compile(r"\d{1,3}(?: minutes?| heures?| h \d\d)?|\d+(?:er)? [a-z]+ \d{4}|\S*/plan/[0-9a-f]+")


@dataclass(frozen=True)
class Block:
    """What is checked as one: an answer, with the ids of the figures whose sources are told with it."""

    text: Rendered
    figures: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True)
class Breach:
    """A rule that a text breaks, and how. No word of the visitor's stands in it."""

    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.rule} ({self.detail})"


@dataclass(frozen=True)
class Verdict:
    """What the guard found; `words` is the text, folded, with the visitor's words and the contact blanked out."""

    breaches: tuple[Breach, ...]
    words: str

    def __bool__(self) -> bool:
        """Whether the text may be sent."""
        return not self.breaches


def judge(blocks: Sequence[Block], facts: FactBase, said: Said) -> Verdict:
    """Check the blocks of one message to a visitor who has `said` something; never raises, whatever they hold."""
    rules = rules_of(facts)
    checked = [_checked(block, facts) if _is_ours(block) else _check(block, rules, said) for block in blocks]
    whole = "\n".join(one.words for one in checked)
    found = [finding for one in checked for finding in one.findings]
    # What several blocks share is told with the last of them, the source too.
    told_with = [figure_and_source for one in checked for figure_and_source in one.sources]
    untold = {source for source in {source for _, source in told_with} if source not in whole}
    found += [("untold_source", f"{name}, from {source}") for name, source in told_with if source in untold]
    return Verdict(tuple(Breach(*finding) for finding in dict.fromkeys(found)), whole)


@dataclass(frozen=True)
class _Checked:
    """What was found in a block; its words; the figures whose sources go with it, and these sources."""

    findings: tuple[Finding, ...]
    words: str
    sources: tuple[tuple[str, str], ...]


def _is_ours(block: Block) -> bool:
    return not any(_is_visitors(quantity) for quantity in block.text.quantities)


@functools.lru_cache(maxsize=512)
def _checked(block: Block, facts: FactBase) -> _Checked:
    """Check what is likely to be said again; what holds words of the visitor's is not kept."""
    return _check(block, rules_of(facts), Said())


def _check(block: Block, rules: Rules, said: Said) -> _Checked:
    located = locate(block.text)
    findings = (
        *_misplaced(located),
        *_unlisted(block, located),
        *_wrong_values(located, rules, said),
        *misread(located, rules),
    )
    return _Checked(findings, located.words, tuple(_sources(located, rules)))


def _misplaced(located: Located) -> Iterator[Finding]:
    """Yield the numbers that no quantity brought in, and the quantities that brought in none."""
    for stray in located.stray:
        yield "stray_number", stray
    for quantity in located.missing:
        yield "not_in_text", quantity.kind if _is_visitors(quantity) else f"{quantity.kind} « {quantity.text} »"


def _is_visitors(quantity: Quantity) -> bool:
    return quantity.kind in {"quoted", "contact"}


def _wrong_values(located: Located, rules: Rules, said: Said) -> Iterator[Finding]:
    """Yield a breach for each quantity that is not written as its kind, its figure or its derivation has it."""
    quoted = {place.written for place in located.places if place.quantity.kind == "quoted"}
    for place in located.places:
        quantity, written = place.quantity, place.written
        if quantity.kind in {"figure", "definition"}:
            figure = rules.figures.get(quantity.figure_id or "")
            if figure is None:
                yield "unknown_figure", f"« {written} » of {quantity.figure_id}"
            elif written not in figure.written:
                yield "wrong_value", f"« {written} » for {figure.figure.id}"
        elif quantity.kind == "derived":
            yield from _wrong_sums(place, located, quoted, rules)
        elif quantity.kind == "study" and written not in rules.study:
            yield "wrong_value", f"« {written} » is not part of the study's description"
        elif quantity.kind == "quoted":
            yield from _wrong_quotes(written, said)
        elif quantity.kind == "plan" and not _PLANNED.fullmatch(written):
            yield "wrong_kind", f"« {written} » is no quantity of a plan"


def _wrong_quotes(written: str, said: Said) -> Iterator[Finding]:
    if not _QUOTED.fullmatch(written):
        yield "wrong_kind", "a quoted number is neither a number nor in quotation marks"
    elif not said.holds(written):
        yield "never_typed", "a quoted number is none of the visitor's"


def _wrong_sums(place: Place, located: Located, quoted: set[str], rules: Rules) -> Iterator[Finding]:
    derivation, written = place.quantity.derivation, place.written
    if derivation is None:
        yield "unstated_derivation", f"« {written} »"
        return
    try:
        expected = computed(derivation, rules.facts)
        named = [{canonical(number(n)), canonical(percent(n))} for n in derivation.numbers]
    except (LookupError, ValueError, ArithmeticError):
        yield "wrong_derivation", f"{derivation.how} of {', '.join(derivation.figures)}"
        return
    before = located.text[: place.end]
    # With what has to stand before it: « environ 180 », where the placeholder may hold « 180 » alone.
    if not any(
        text == written or (text.endswith(written) and before.endswith(text) and len(text) > len(written))
        for text in expected
    ):
        yield "wrong_value", f"« {written} » is not the {derivation.how} of {', '.join(derivation.figures)}"
    if any(quoted.isdisjoint(texts) for texts in named):
        yield "wrong_derivation", f"{derivation.how} with a number that is not quoted"


def _unlisted(block: Block, located: Located) -> Iterator[Finding]:
    """Yield the figures that are told or computed with, and are none of the block's."""
    for place in located.places:
        for name in place.told:
            if name not in block.figures:
                yield "unlisted_figure", name


def _sources(located: Located, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield each figure whose source has to be told, with the source.

    So have the numbers that bound what a word means, though they belong to the study and are in no list of figures.
    """
    for place in located.places:
        names = (place.quantity.figure_id or "",) if place.quantity.kind == "definition" else place.told
        for name in names:
            if name in rules.figures:
                yield name, rules.figures[name].source
