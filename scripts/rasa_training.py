"""Train a model with Rasa's engine, reading the training data once: `python -m scripts.rasa_training FILE`.

`rasa train` makes the same model, but reads, copies and hashes every training sentence a dozen times over: for its
check, for each part of its graph, and for a cache of the steps of former trainings. Here the check and the graph share
one importer, and nothing is cached. Written for Rasa 3.6, whose GraphTrainer does what `train` does;
tests/scripts/test_rasa_training.py compares the two.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import logging
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa_faster import is_on
from rasa_faster.imports import import_lazily

if __name__ == "__main__" and is_on("imports"):
    # Before Rasa comes in.
    import_lazily()

from rasa.cli.utils import validate_files
from rasa.engine.constants import PLACEHOLDER_IMPORTER
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.hooks import LoggingHook
from rasa.engine.validation import validate
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import TrainingType
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog

from rasa_faster.memory import collect_seldom
from rasa_faster.training import LightRecipe

CONFIG, DOMAIN, DATA = "config.yml", "domain.yml", "data"


class OneReading(RasaFileImporter):
    """Reads the domain, the rules and the training sentences when they are first asked for, and keeps them.

    Rasa wraps its importer in others, for stories with sentences in them and for answers among the training data: here
    there are neither, and each of them copies all that was read.
    """

    @functools.cached_property
    def _domain(self) -> Domain:
        return super().get_domain()

    @functools.cached_property
    def _stories(self) -> StoryGraph:
        return super().get_stories()

    @functools.cached_property
    def _sentences(self) -> TrainingData:
        """All sentences, each once. Rasa would copy those of each file, and take the copies for new ones."""
        files = [load_data(path) for path in self._nlu_files]
        sentences = dict.fromkeys(sentence for file in files for sentence in file.training_examples)
        for file in files:
            file.training_examples = []
        whole: TrainingData = TrainingData().merge(*files)
        whole.training_examples = list(sentences)
        return whole

    def get_domain(self) -> Domain:
        """Return the domain."""
        return self._domain

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:  # noqa: ARG002
        """Return all the rules; none is ever left out."""
        return self._stories

    def get_nlu_data(self, language: str | None = None) -> TrainingData:  # noqa: ARG002
        """Return the training sentences, which are of one language."""
        return self._sentences


def train(model: Path, importer: RasaFileImporter) -> None:
    """Write `model`, trained from what `importer` reads; data that Rasa finds wrong end the program."""
    validate_files(fail_on_warnings=False, max_history=None, importer=importer)
    config = importer.get_config()
    recipe = LightRecipe() if is_on("imports") else Recipe.recipe_for_name(config.get("recipe"))
    configuration = recipe.graph_config_for_recipe(config, {}, training_type=TrainingType.BOTH)
    validate(configuration)
    with TemporaryDirectory(prefix="training-") as folder:
        storage = LocalModelStorage(Path(folder))
        runner = DaskGraphRunner.create(
            configuration.train_schema,
            storage,
            ExecutionContext(configuration.train_schema),
            [LoggingHook(configuration.train_schema)],
        )
        runner.run(inputs={PLACEHOLDER_IMPORTER: importer})
        # Who reads a model imports every class that its training names; the one that checks the settings of all that
        # Rasa has, TensorFlow's among them, has done its work.
        kept = {name: n for name, n in configuration.train_schema.nodes.items() if name != "schema_validator"}
        configuration = dataclasses.replace(configuration, train_schema=GraphSchema(kept))
        storage.create_model_package(model, configuration, importer.get_domain())


def main() -> None:
    """Train the model that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path, help="the file to write, ending in .tar.gz")
    model = parser.parse_args().model
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)-8s %(name)s  - %(message)s")
    configure_logging_and_warnings()
    configure_structlog(logging.INFO)
    # The sentences, and what is made of them, stay until the end: there is next to no garbage among them.
    collect_seldom()
    try:
        train(model, OneReading(CONFIG, DOMAIN, [DATA]))
    except RasaException as error:
        raise SystemExit(f"{type(error).__name__}: {error}") from None


if __name__ == "__main__":
    main()
