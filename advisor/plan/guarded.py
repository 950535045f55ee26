"""The plan past the guard: the one way to a document that may be served."""

from __future__ import annotations

from advisor.advice import AdviceBase
from advisor.guard import Block, Breach, judge
from advisor.plan.document import PlanDocument, plan_document
from advisor.plan.store import KeptPlan
from advisor.survey import FactBase
from advisor.wording.template import join


class PlanHeldBackError(Exception):
    """A plan breaks rules of the guard; its message names them, and holds no word of the visitor's."""


def guarded_plan(kept: KeptPlan, advice: AdviceBase) -> PlanDocument:
    """Return the plan of a kept profile; raises PlanHeldBackError when it may not be served."""
    document = plan_document(kept, advice)
    if breaches := breaches_of(document, advice.facts):
        raise PlanHeldBackError("; ".join(map(str, breaches)))
    return document


def breaches_of(document: PlanDocument, facts: FactBase) -> tuple[Breach, ...]:
    """Return the rules that a plan breaks.

    What is read together says of whom it tells; the sources of all sections stand at the end, those of a chart in it.
    """
    told = frozenset(figure.id for figure in document.figures)
    verdicts = [judge([Block(join(section, "\n"), told) for section in document.sections()], facts)]
    verdicts += [judge([Block(chart.page_text, chart.told)], facts) for chart in document.charts]
    return tuple(breach for verdict in verdicts for breach in verdict.breaches)
