"""What a message is about beyond its kind: the goals that its clauses name, or the topic of an owner's question.

The labels stand in the metadata of the training sentences (data/nlu/): `goals: [brand, leads]`, `topic: cost`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from advisor.question.clauses import clauses
from components.features import Featurizer
from components.linear import LinearModel
from components.normalizer import NORMALIZED
from components.sentences import part_of, sentence_of
from components.shared import fingerprint_of

CLAUSES = "clauses"
_MODEL_FILE = "labels.npz"
# How much the whole sentence weighs beside a clause of it, found on the development sets.
_CONTEXT = 0.35
# A wish in a long description of the firm counts for little in the whole, and stays a wish.
_LEAST_CONTEXT = 0.1


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent, IntentClassifier):
    """Sets `clauses`, each with its goals, or the message's one label, as the setting `label` says."""

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

        `label` is the key of the metadata; `intents` are those whose sentences are learnt from, those without the key
        as having no label. `by_clause`: several labels a message, looked for in each clause: its likeliest one with at
        least the probability `likeliest`, more with `others`. A message of the intents `surely` has one at least, be it
        with no more than `least`.
        """
        return {
            "label": "",
            "intents": [],
            "by_clause": False,
            "surely": [],
            "likeliest": 0.25,
            "others": 0.8,
            "least": 0.08,
            "alpha": 3e-5,
            "epochs": 60,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
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
    ) -> LabelClassifier:
        """Load a trained classifier: arrays only, so a model file can run no code."""
        with model_storage.read_from(resource) as folder, np.load(folder / _MODEL_FILE, allow_pickle=False) as arrays:
            state = dict(arrays)
        return cls(
            config, model_storage, resource, Featurizer.from_state(state, masked=False), LinearModel.from_state(state)
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the labels from the metadata of the training sentences."""
        examples = [
            message
            for message in training_data.intent_examples
            if message.get(NORMALIZED) and message.get(INTENT) in self._config["intents"]
        ]
        sentences = [sentence_of(message) for message in examples]
        labels = [self._labels_of(message) for message in examples]
        self._featurizer = Featurizer(masked=False)
        rows = self._featurizer.fit_transform(sentences)
        settings = {"alpha": self._config["alpha"], "epochs": self._config["epochs"]}
        if self._config["by_clause"]:
            self._model = LinearModel.fit_sets(rows, labels, **settings)
        else:
            self._model = LinearModel.fit(rows, [names[0] for names in labels], **settings)
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(folder / _MODEL_FILE, **self._model.state(), **self._featurizer.state())
        return self._resource

    def _labels_of(self, message: Message) -> list[str]:
        metadata = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
        label = metadata.get(self._config["label"])
        if label is None:
            return []
        return label if isinstance(label, list) else [label]

    def process(self, messages: list[Message]) -> list[Message]:
        """Label `messages`."""
        for message in messages:
            if message.get(NORMALIZED):
                if self._config["by_clause"]:
                    self._label_clauses(message)
                elif message.get(INTENT, {}).get("name") in self._config["intents"]:
                    message.set(self._config["label"], self._best(message), add_to_output=True)
        return messages

    def _best(self, message: Message) -> str:
        featurizer, model = self._trained()
        return model.labels[int(np.argmax(model.scores(featurizer.transform([sentence_of(message)]))[0]))]

    def _label_clauses(self, message: Message) -> None:
        featurizer, model = self._trained()
        normalized = message.get(NORMALIZED)
        spans = list(clauses(normalized.text))
        if not spans:
            return
        # One clause alone is the message, but for the full stop.
        parts = [part_of(message, span) for span in spans] if len(spans) > 1 else []
        scores = model.scores(featurizer.transform([sentence_of(message), *parts]))
        if parts:
            # A clause is read within its sentence: « et un serveur » says little by itself.
            scores[1:] = scores[1:] ** (1 - _CONTEXT) * np.maximum(scores[0], _LEAST_CONTEXT) ** _CONTEXT
        else:
            scores = np.vstack([scores, scores])
        found = [self._likely(row, model) for row in scores]
        labelled = []
        for span, names in zip(spans, found[1:], strict=True):
            start, end = normalized.span(*span)
            labelled.append({"text": normalized.text[slice(*span)], "start": start, "end": end, "goals": names})
        # What only the whole sentence tells (« trouver et garder des clients ») goes with its last clause.
        if len(labelled) == 1 or not any(clause["goals"] for clause in labelled):
            labelled[-1]["goals"] += [name for name in found[0] if name not in labelled[-1]["goals"]]
        if not any(clause["goals"] for clause in labelled) and self._surely_has_one(message):
            row, column = divmod(int(np.argmax(scores)), len(model.labels))
            if scores[row, column] >= self._config["least"]:
                labelled[max(row - 1, 0)]["goals"].append(model.labels[column])
        message.set(CLAUSES, labelled, add_to_output=True)

    def _surely_has_one(self, message: Message) -> bool:
        return message.get(INTENT, {}).get("name") in self._config["surely"]

    def _likely(self, row: np.ndarray[Any, Any], model: LinearModel) -> list[str]:
        order = np.argsort(-row)
        first = [order[0]] if row[order[0]] >= self._config["likeliest"] else []
        return [model.labels[index] for index in (*first, *(i for i in order[1:] if row[i] >= self._config["others"]))]

    def _trained(self) -> tuple[Featurizer, LinearModel]:
        if self._featurizer is None or self._model is None:
            raise RuntimeError("LabelClassifier is used before its training")
        return self._featurizer, self._model

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Change when the base of facts or the helpers change."""
        return fingerprint_of()
