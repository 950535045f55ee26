"""The kind of question: logistic regression on n-grams and sentence vectors, for the message and for its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.question.splitting import cuts
from components.features import Featurizer, Sentence
from components.french import DOC
from components.linear import LinearModel
from components.normalizer import NORMALIZED
from components.sentences import part_of, sentence_of
from components.shared import fingerprint_of

QUESTIONS = "questions"
# The message in ordinary spelling, for whoever reads its words after this component.
READING = "reading"
_MODEL_FILE = "classifier.npz"
# Goals with a request for advice make one question: both get the same answer.
_GOALS_AND_ADVICE = {"state_goals", "ask_advice"}
# Under this confidence a message is taken for rambling, and its one sure question stands for it.
_UNSURE = 0.55
# A part less sure than this is no question; halves of a sentence that are of one kind must be surer than that.
_LEAST = 0.45
_SURE_ALONE = 0.7
_VERBS = frozenset({"VERB", "AUX"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking` and `reading`, and `questions` when the message holds more than one."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        featurizer: Featurizer | None = None,
        model: LinearModel | None = None,
    ) -> None:
        """Make a classifier; without `featurizer` it waits for its training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._featurizer = featurizer
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings.

        `alpha` is the regularisation of logistic regression, `epochs` how often it sees the data at the most. A message
        is cut in two when each part is of the `answerable` kinds with at least `split_threshold` in all.
        """
        return {"alpha": 2e-5, "epochs": 60, "split_threshold": 0.7, "answerable": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """Load a trained classifier: arrays only, so a model file can run no code."""
        with model_storage.read_from(resource) as folder, np.load(folder / _MODEL_FILE, allow_pickle=False) as arrays:
            state = dict(arrays)
        featurizer = Featurizer.from_state(state)
        return cls(config, model_storage, resource, featurizer, LinearModel.from_state(state))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the kinds of question from the training sentences."""
        examples = [message for message in training_data.intent_examples if message.get(NORMALIZED)]
        sentences = [sentence_of(message) for message in examples]
        self._featurizer = Featurizer()
        self._model = LinearModel.fit(
            self._featurizer.fit_transform(sentences),
            [message.get(INTENT) for message in examples],
            alpha=self._config["alpha"],
            epochs=self._config["epochs"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _MODEL_FILE, **self._model.state(), **self._featurizer.state())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify `messages`."""
        for message in messages:
            if not message.get(NORMALIZED):
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                continue
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        whole = sentence_of(message)
        ways = list(cuts(whole.text, lambda start, end: _has_verb(message, start, end)))
        parts = [span for way in ways for span in way]
        rankings = self._rank([whole, *(part_of(message, span) for span in parts)])
        ranking, of_span = rankings[0], dict(zip(parts, rankings[1:], strict=True))
        questions = self._best_cut(ways, of_span, whole)
        if len(questions) == 1 and ranking[0]["confidence"] < _UNSURE < of_span[questions[0]][0]["confidence"]:
            # One question in a rambling message: what surrounds it only blurs it.
            ranking = of_span[questions[0]]
        message.set(READING, whole.text, add_to_output=True)
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking[:10], add_to_output=True)
        if len(questions) > 1:
            message.set(
                QUESTIONS, [_question(message, span, of_span[span][0]) for span in questions], add_to_output=True
            )

    def _best_cut(
        self, ways: list[list[tuple[int, int]]], of_span: dict[tuple[int, int], list[dict[str, Any]]], whole: Sentence
    ) -> list[tuple[int, int]]:
        """Return the places of the questions in the way of cutting that gives the most, two at the most."""
        best: list[tuple[int, int]] = []
        for way in ways:
            # By kind and by what is named: two parts that would get the same answer are one question.
            found = {
                (of_span[span][0]["name"], *whole.named_within(*span)): span
                for span in reversed(way)
                if self._is_question(of_span[span])
            }
            if self._is_an_enumeration([of_span[span][0] for span in found.values()], whole.text[: way[0][1]]):
                continue
            if len(found) > len(best) and {kind for kind, *_ in found} != _GOALS_AND_ADVICE:
                best = sorted(found.values())
        return best[:2]

    def _is_question(self, ranking: list[dict[str, Any]]) -> bool:
        """Tell whether a part asks something, be it unsure which of the answerable kinds it is."""
        answerable = self._config["answerable"]
        asks = sum(intent["confidence"] for intent in ranking if intent["name"] in answerable)
        sure = ranking[0]["confidence"] >= _LEAST
        return ranking[0]["name"] in answerable and sure and asks >= self._config["split_threshold"]

    @staticmethod
    def _is_an_enumeration(tops: list[dict[str, Any]], before: str) -> bool:
        """Tell whether « et » joins two halves of one question: both of one kind, one of them a mere remainder."""
        same_kind = len({top["name"] for top in tops}) == 1 and len(tops) > 1
        by_sentence = before.rstrip().endswith((".", "?", "!", ";", "…"))
        return same_kind and not by_sentence and min(top["confidence"] for top in tops) < _SURE_ALONE

    def _rank(self, sentences: Sequence[Sentence]) -> list[list[dict[str, Any]]]:
        if self._featurizer is None or self._model is None:
            raise RuntimeError("QuestionClassifier is used before its training")
        scores = self._model.scores(self._featurizer.transform(sentences))
        scores = scores / scores.sum(axis=1, keepdims=True)
        return [
            [{"name": self._model.labels[index], "confidence": float(row[index])} for index in np.argsort(-row)]
            for row in scores
        ]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Change when the base of facts or the helpers change."""
        return fingerprint_of()


def _question(message: Message, span: tuple[int, int], intent: dict[str, Any]) -> dict[str, Any]:
    start, end = message.get(NORMALIZED).span(*span)
    entities = [entity for entity in message.get(ENTITIES, []) if start <= entity["start"] and entity["end"] <= end]
    reading = message.get(NORMALIZED).text[slice(*span)]
    return {
        "text": message.get(TEXT)[start:end],
        READING: reading,
        "intent": intent,
        "entities": entities,
        "start": start,
        "end": end,
    }


def _has_verb(message: Message, start: int, end: int) -> bool:
    return any(token.pos_ in _VERBS for token in message.get(DOC) if start <= token.idx < end)
