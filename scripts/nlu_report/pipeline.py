"""The NLU of a trained model, out of Rasa's graph: the same components in the same order, for many messages at a time.

Rasa runs two graphs, and the model file holds both. In the one that trains, sentences pass some components that prepare
them and come to the classifiers; in the one that answers, a message may pass others as well before it gets there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from scripts.nlu_report.batches import copy_of, process

_RUN, _TRAIN = "run_", "train_"


@dataclass(frozen=True)
class Stage:
    """A component of the pipeline; `trainer` tells how it is trained if it is a classifier."""

    name: str
    component: Any
    trainer: SchemaNode | None = None

    def process(self, messages: list[Message]) -> None:
        """Process `messages` as Rasa's graph does."""
        if self.trainer:
            process(self.component, messages)
        else:
            self.component.process(messages)


class Pipeline:
    """The components that prepare a message, then those that decide what it means."""

    def __init__(self, preparing: Sequence[Stage], deciding: Sequence[Stage], in_training: frozenset[str]) -> None:
        """Take the stages in their order; `in_training` names those that prepare the sentences learnt from."""
        self._preparing = preparing
        self._deciding = deciding
        self._in_training = in_training

    @classmethod
    def load(cls, archive: Path) -> Pipeline:
        """Return the pipeline of a model."""
        with TemporaryDirectory(prefix="nlu-report-") as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), archive)
            training, answering = metadata.train_schema, metadata.predict_schema
            names = [
                name.removeprefix(_RUN)
                for name in _back_from(metadata.nlu_target, answering, "messages")
                # What turns a visitor's message into Rasa's, and what hears « /commands », takes other things as well.
                if list(answering.nodes[name].needs) == ["messages"] and name.startswith(_RUN)
            ][::-1]
            stages = [
                Stage(name, _made(answering.nodes[f"{_RUN}{name}"], name, storage), _trainer(name, training))
                for name in names
            ]
        first = next(index for index, stage in enumerate(stages) if stage.trainer)
        learnt_from = training.nodes[f"{_TRAIN}{stages[first].name}"].needs["training_data"]
        in_training = {name.removeprefix(_RUN) for name in _back_from(learnt_from, training, "training_data")}
        return cls(stages[:first], stages[first:], frozenset(in_training))

    @property
    def stages(self) -> list[Stage]:
        """All the stages in their order."""
        return [*self._preparing, *self._deciding]

    @property
    def unseen_in_training(self) -> list[str]:
        """The components whose findings the classifiers are asked with, but did not learn with."""
        names = [stage.name for stage in self._preparing if stage.name not in self._in_training]
        return [name.rstrip("0123456789").rpartition(".")[2] for name in names]

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return what Rasa's agent would make of each text."""
        messages = [Message(data={TEXT: text}) for text in texts]
        for stage in self._preparing:
            stage.process(messages)
        return self.decide(messages)

    def prepare(self, examples: Sequence[Message]) -> tuple[list[Message], list[Message]]:
        """Return training sentences twice: as the classifiers learn from them, and as they are asked about them."""
        asked = [Message(data={TEXT: example.get(TEXT)}) for example in examples]
        for stage in self._preparing:
            if stage.name in self._in_training:
                stage.process(asked)
        learnt = [
            Message(data={**message.data, INTENT: example.get(INTENT), METADATA: example.get(METADATA)})
            for message, example in zip(asked, examples, strict=True)
        ]
        for stage in self._preparing:
            if stage.name not in self._in_training:
                stage.process(asked)
        return learnt, asked

    def trained_on(self, learnt: Sequence[Message]) -> Pipeline:
        """Return the same pipeline with classifiers that have learnt from these prepared messages alone."""
        data = TrainingData()
        # Rasa's constructor looks for sentences that occur twice, which takes seconds and was done when they were read.
        data.training_examples = list(learnt)
        with TemporaryDirectory(prefix="nlu-report-") as folder:
            storage = LocalModelStorage(Path(folder))
            deciding = [
                replace(stage, component=_trained(stage, storage, data)) if stage.trainer else stage
                for stage in self._deciding
            ]
        return Pipeline(self._preparing, deciding, self._in_training)

    def decide(self, prepared: Sequence[Message]) -> list[dict[str, Any]]:
        """Return what the pipeline makes of prepared messages, in the form of Rasa's agent."""
        messages = [copy_of(message) for message in prepared]
        for stage in self._deciding:
            stage.process(messages)
        nothing = {TEXT: "", INTENT: {"name": None, "confidence": 0.0}, ENTITIES: []}
        return [{**nothing, **message.as_dict(only_output_properties=True)} for message in messages]


def _back_from(name: str, schema: GraphSchema, need: str) -> Iterator[str]:
    """Yield a node of a graph and those before it, as far as the messages come from another node."""
    node = schema.nodes.get(name)
    while node:
        yield name
        name = node.needs.get(need, "")
        node = schema.nodes.get(name)


def _trainer(name: str, training: GraphSchema) -> SchemaNode | None:
    """Return the node that trains a classifier: what is trained without preparing sentences for others."""
    return None if f"{_RUN}{name}" in training.nodes else training.nodes.get(f"{_TRAIN}{name}")


def _trained(stage: Stage, storage: LocalModelStorage, data: TrainingData) -> Any:
    component = _made(stage.trainer, stage.name, storage)
    component.train(data)
    return component


def _made(node: SchemaNode, name: str, storage: LocalModelStorage) -> Any:
    """Return a node's component, made as Rasa's graph makes it."""
    settings = {**node.uses.get_default_config(), **node.config}
    context = ExecutionContext(GraphSchema({}))
    return getattr(node.uses, node.constructor_name)(settings, storage, node.resource or Resource(name), context)
