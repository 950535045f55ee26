"""What a message names: items, populations, measures, topics and quantities, all from the base of facts."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.question.quantities import find_quantities
from advisor.question.vocabulary import Mention, Vocabulary, Word
from advisor.survey import FactBase

# LinkedIn is the author of the study as well as a network: these words beside it tell the author.
_AUTHOR_CUES = frozenset(
    [
        "etude",
        "enquete",
        "sondage",
        "etudes",
        "enquetes",
        "sondages",
        "rapport",
        "auteur",
        "selon",
        "publie",
        "juge",
        "partie",
        "interet",
    ]
)


class MentionFinder:
    """Finds the mentions of a message. Measures and terms overlap the rest, and are searched apart."""

    def __init__(self, facts: FactBase) -> None:
        survey = facts.survey
        self._survey_year = survey.year
        self._things = Vocabulary()
        for topic_id, topic in facts.topics.items():
            self._things.add("topic", topic_id, topic.aliases)
        for item_id, item in survey.items.items():
            self._things.add("item", item_id, item.aliases)
        for group in survey.item_groups:
            for item_id in group.items:
                self._things.add("item", item_id, group.aliases)
        for population_id, population in survey.populations.items():
            self._things.add("population", population_id, population.aliases)
        self._things.add("ignored", "", facts.ignored)
        self._measures = Vocabulary()
        for measure_id, measure in survey.measures.items():
            self._measures.add("measure", measure_id, measure.cues)
        self._terms = Vocabulary()
        for term, aliases in survey.terms.items():
            self._terms.add("term", term, aliases)
        self.words = self._things.words | self._measures.words | self._terms.words

    def find(self, words: Sequence[Word], text: str) -> list[Mention]:
        """Return every mention in `words`, which are those of `text`, left to right."""
        quantities = []
        for quantity in find_quantities(text):
            kind, value = quantity.type, f"{quantity.value:g}"
            if kind == "year":
                if quantity.value == self._survey_year:
                    continue
                kind, value = "topic", "year"
            quantities.append(Mention(kind, value, quantity.start, quantity.end, text[quantity.start : quantity.end]))
        things = [
            mention
            for mention in self._things.find(words, text)
            if mention.type != "ignored" and not self._is_author(mention, words)
        ]
        # The words of a name point at nothing else: « médias sociaux » are not « médias ».
        named = [thing for thing in things if thing.type == "item"]
        cues = [cue for cue in self._measures.find(words, text) if not _inside(cue, named)]
        extra = cues + self._terms.find(words, text)
        return sorted(things + quantities + extra, key=lambda mention: (mention.start, mention.end))

    @staticmethod
    def _is_author(mention: Mention, words: Sequence[Word]) -> bool:
        if mention.value != "network" or not mention.text.lower().startswith("link"):
            return False
        return any(form in _AUTHOR_CUES for word in words for form in word.forms)


def _inside(mention: Mention, others: Sequence[Mention]) -> bool:
    return any(other.start <= mention.start and mention.end <= other.end for other in others)
