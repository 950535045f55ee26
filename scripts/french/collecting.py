"""The collection of every sentence that the assistant can produce, through the code that produces them."""

from __future__ import annotations

from scripts.french.model import Collection
from scripts.french.sources.adviser import collect_dialogue
from scripts.french.sources.answers import collect_answers
from scripts.french.sources.pages import collect_pages
from scripts.french.sources.plans import collect_plans
from scripts.french.sources.talk import collect_talk


def collect() -> Collection:
    """Return every text, each once with where it comes from."""
    collection = Collection()
    for add in (collect_talk, collect_answers, collect_dialogue, collect_plans, collect_pages):
        add(collection)
    return collection
