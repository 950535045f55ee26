"""Messages for the guard, written by hand with their placeholders."""

from __future__ import annotations

from advisor.answer import tell
from advisor.guard import Block, Verdict, judge, quoted_in
from advisor.survey import shipped_facts
from advisor.wording.template import Derivation, How, Quantity, Value, render

FACTS = shipped_facts()
ARTICLE = "\nSource : LinkedIn, « Social Small Business », fin {year}."
SECONDARY = "\nSource : Entrepreneur, Marketing Pilgrim, Adweek, Fox Business, LinkedIn, « Social Small Business »."
EVENTS = "{channel.events} des entreprises en hypercroissance investissent dans les événements."


def figure(text: str, name: str) -> Quantity:
    return Quantity("figure", text, name)


def quoted(text: str) -> Quantity:
    return Quantity("quoted", text)


def derived(text: str, how: How, *figures: str, numbers: tuple[float, ...] = ()) -> Quantity:
    return Quantity("derived", text, derivation=Derivation(how, figures, numbers))


def message(pattern: str, source: str = ARTICLE, **values: Value) -> Block:
    """Return a message whose source is told, and whose figures are in its list of figures."""
    text = render(pattern + source, {**tell.values_for(FACTS), **values})
    named = {q.figure_id for q in text.quantities if q.figure_id}
    named |= {name for q in text.quantities if q.derivation for name in q.derivation.figures}
    return Block(text, frozenset(named))


def verdict(*blocks: Block) -> Verdict:
    return judge(blocks, FACTS, quoted_in(block.text for block in blocks))


def rules(*blocks: Block) -> set[str]:
    return {breach.rule for breach in verdict(*blocks).breaches}
