"""The first component: the message in ordinary French spelling, with every change kept in its place."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.shared import fingerprint_of, mention_finder
from components.spelling import Speller, domain_words

NORMALIZED = "normalized"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MessageNormalizer(GraphComponent):
    """Sets `normalized` on every message: an `Aligned` text in lower case, without typos nor text-message spelling."""

    def __init__(self, model_storage: ModelStorage, resource: Resource, words: list[str] | None = None) -> None:
        """Make a normalizer whose domain is `words`; None while it waits for its training."""
        self._model_storage = model_storage
        self._resource = resource
        self._speller = Speller(words) if words is not None else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageNormalizer:
        """Create an untrained normalizer."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageNormalizer:
        """Load the words of the domain from the model."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        return cls(model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which words the domain is made of: those of the training sentences and of the base of facts."""
        sentences = [message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)]
        words = domain_words(sentences, mention_finder().words)
        self._speller = Speller(words)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / "words.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalize the training sentences."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalize `messages`."""
        if self._speller is None:
            raise RuntimeError("MessageNormalizer is used before its training")
        for message in messages:
            if message.get(TEXT):
                message.set(NORMALIZED, self._speller.rewrite(message.get(TEXT)))
        return messages

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Change when the base of facts or the helpers change."""
        return fingerprint_of()
