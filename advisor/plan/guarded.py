"""The plan past the guard: the one way to a document that may be served."""

from __future__ import annotations

from advisor.advice import AdviceBase
from advisor.guard import Block, Breach, Said, judge
from advisor.plan.document import PlanDocument, plan_document
from advisor.plan.store import KeptPlan
from advisor.profile.model import Profile
from advisor.survey import FactBase
from advisor.wording.template import join


class PlanHeldBackError(Exception):
    """A plan breaks rules of the guard; its message names them, and holds no word of the visitor's."""


def guarded_plan(kept: KeptPlan, advice: AdviceBase) -> PlanDocument:
    """Return the plan of a kept profile; raises PlanHeldBackError when it may not be served."""
    document = plan_document(kept, advice)
    if breaches := breaches_of(document, advice.facts, said_by(kept.profile)):
        raise PlanHeldBackError("; ".join(map(str, breaches)))
    return document


def said_by(profile: Profile) -> Said:
    """Return the numbers and words of an owner that a profile holds."""
    words = [*profile.goals, profile.trade_words or profile.trade or ""]
    return Said(frozenset() if profile.staff is None else frozenset({float(profile.staff)}), tuple(words))


def breaches_of(document: PlanDocument, facts: FactBase, said: Said) -> tuple[Breach, ...]:
    """Return the rules that the plan of an owner who has `said` something breaks.

    What is read together says of whom it tells; the sources of all sections stand at the end, those of a chart in it.
    """
    told = frozenset(figure.id for figure in document.figures)
    verdicts = [judge([Block(join(section, "\n"), told) for section in document.sections()], facts, said)]
    verdicts += [judge([Block(chart.page_text, chart.told)], facts, said) for chart in document.charts]
    return tuple(breach for verdict in verdicts for breach in verdict.breaches)
