"""Entities straight from the base of facts: no training, so a new alias works as soon as it is written."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokens import Doc

from advisor.question.vocabulary import Mention, Word, forms_of, split_words
from components.french import DOC
from components.normalizer import NORMALIZED
from components.shared import fingerprint_of, mention_finder

MENTIONS = "mentions"


# Rasa hands training sentences on through tokenizers and featurizers alone: as an extractor only, this component would
# not be asked before the classifiers learn, and they would learn with nothing masked.
@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=False,
)
class SurveyVocabulary(GraphComponent, EntityExtractorMixin):
    """Finds items, populations, measures, topics and quantities by word, plural and lemma."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SurveyVocabulary:
        """Create the component."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Find the entities of the training sentences, for the classifier to mask."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the entities of `messages`: `value` is an id of the base of facts, or a number."""
        for message in messages:
            if not message.get(NORMALIZED):
                continue
            mentions = mention_finder().find(words_of(message.get(DOC)), message.get(NORMALIZED).text)
            message.set(MENTIONS, mentions)
            # Entities that other components or a tester's annotation put there stand.
            entities = message.get(ENTITIES, []) + [self._entity(message, mention) for mention in mentions]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _entity(self, message: Message, mention: Mention) -> dict[str, Any]:
        start, end = message.get(NORMALIZED).span(mention.start, mention.end)
        return {
            "entity": mention.type,
            "value": float(mention.value) if mention.type in {"share", "number"} else mention.value,
            "start": start,
            "end": end,
            "text": message.get(TEXT)[start:end],
            "extractor": self.name,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Change when the base of facts or the helpers change."""
        return fingerprint_of()


def words_of(doc: Doc) -> list[Word]:
    """Return the words of spaCy's `doc` with the forms by which they are looked up."""
    lemmas = {(token.idx, token.idx + len(token)): token.lemma_ for token in doc}
    return [
        Word(forms_of(word, lemmas.get((start, end), "")), start, end) for word, start, end in split_words(doc.text)
    ]
