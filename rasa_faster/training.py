"""Rasa's recipe without TensorFlow: what only neural components need is not imported for a training that has none.

Rasa imports all of its own components to find those that a pipeline names, and once more to check the settings of each.
That check is made by `rasa train`, and by tests/scripts/test_rasa_training.py on the product's own settings.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import ExecutionContext, GraphComponent, SchemaNode
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.utils.common import class_from_module_path

# Rasa's components that config.yml names; each has registered itself as it was imported.
OFTEN_NAMED = (RulePolicy, FallbackClassifier)
_CHECK = "rasa.graph_components.validators.default_recipe_validator"


class LightRecipe(DefaultV1Recipe):
    """Makes the graph that Rasa's recipe makes, but for the check of the settings."""

    @classmethod
    def _from_registry(cls, name: str) -> Any:
        if name not in cls._registered_components and "." in name:
            # As it is imported it registers itself, under its own name.
            name = class_from_module_path(name).__name__
        return cls._registered_components.get(name) or super()._from_registry(name)

    def _create_train_nodes(
        self, config: dict[str, Any], cli_parameters: dict[str, Any]
    ) -> tuple[dict[str, SchemaNode], list[str]]:
        checked: Any = sys.modules.get(_CHECK)
        unchecked: Any = SimpleNamespace(DefaultV1RecipeValidator=Unchecked)
        sys.modules[_CHECK] = unchecked
        try:
            made: tuple[dict[str, SchemaNode], list[str]] = super()._create_train_nodes(config, cli_parameters)
        finally:
            if checked:
                sys.modules[_CHECK] = checked
            else:
                del sys.modules[_CHECK]
        return made


class Unchecked(GraphComponent):
    """Stands where the check of the settings stands in Rasa's graph."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Unchecked:
        """Create the component."""
        return cls()

    def validate(self, importer: TrainingDataImporter) -> TrainingDataImporter:
        """Return what is read from."""
        return importer
