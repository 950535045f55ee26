"""Training with Rasa's engine makes what `rasa train` makes, from one reading of the files."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import InvalidRule
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.graph_components.validators.default_recipe_validator import DefaultV1RecipeValidator
from rasa.model_training import train as rasa_train
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_config_file

from advisor.survey.shipped import ROOT
from rasa_faster.training import LightRecipe, Unchecked
from scripts import rasa_training
from scripts.rasa_training import CONFIG, DATA, DOMAIN, OneReading, train


def load_config() -> dict[str, Any]:
    config: dict[str, Any] = read_config_file(CONFIG)
    return config


FILES = {
    CONFIG: "recipe: default.v1\nassistant_id: tiny\nlanguage: fr\n"
    "pipeline: [{name: WhitespaceTokenizer}, {name: KeywordIntentClassifier}]\npolicies: [{name: RulePolicy}]\n",
    DOMAIN: "version: '3.1'\nintents: [greet, thank]\nslots:\n  last: {type: text, mappings: [{type: custom}]}\n"
    "responses:\n  utter_greet: [{text: Bonjour}]\n  utter_thank: [{text: De rien}]\n",
    f"{DATA}/nlu.yml": "version: '3.1'\nnlu:\n- intent: greet\n  examples:\n  - text: bonjour\n    metadata: {a: [b]}\n"
    "  - text: salut\n- intent: thank\n  examples: |\n    - merci\n    - merci bien\n",
    f"{DATA}/rules.yml": "version: '3.1'\nrules:\n- rule: greet\n  steps: [{intent: greet}, {action: utter_greet}]\n"
    "- rule: thank\n  steps: [{intent: thank}, {action: utter_thank}]\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))
    return tmp_path


def metadata(model: Path) -> dict[str, Any]:
    with tarfile.open(model) as archive:
        file = archive.extractfile("metadata.json")
        assert file is not None
        content: dict[str, Any] = json.load(file)
    return content


def stable(schema: Any) -> Any:
    """A graph without what differs between two trainings, and without the settings that are Rasa's defaults."""
    for node in schema["nodes"].values():
        node["resource"] = bool(node["resource"])
        for default in ("augmentation_factor", "debug_plots", "num_threads"):
            node["config"].pop(default, None)
    return schema


def test_the_model_is_that_of_rasa_train(project: Path) -> None:
    ours = project / "ours.tar.gz"
    train(ours, OneReading(CONFIG, DOMAIN, [DATA]))
    theirs = Path(rasa_train(DOMAIN, CONFIG, [DATA], output="theirs", force_training=True).model or "")
    mine, rasas = metadata(ours), metadata(theirs)
    # It has done its work, and whoever reads a model would import TensorFlow for it.
    assert rasas["train_schema"]["nodes"].pop("schema_validator")["uses"].endswith("DefaultV1RecipeValidator")
    for schema in ("train_schema", "predict_schema"):
        assert stable(mine[schema]) == stable(rasas[schema])
    changing = {"trained_at", "model_id", "train_schema", "predict_schema"}
    assert {key: mine[key] for key in mine.keys() - changing} == {key: rasas[key] for key in rasas.keys() - changing}
    parsed = asyncio.run(Agent.load(ours).parse_message("salut"))
    assert parsed["intent"]["name"] == "greet"


def test_rasa_has_nothing_against_our_settings(recwarn: pytest.WarningsRecorder) -> None:
    """Its check, which our training leaves out, would be heard in `rasa train`."""
    configuration = DefaultV1Recipe().graph_config_for_recipe(load_config(), {})
    importer = OneReading(CONFIG, DOMAIN, [DATA])
    importer.get_domain()
    recwarn.clear()
    DefaultV1RecipeValidator(configuration.train_schema).validate(importer)
    assert [str(one.message) for one in recwarn if one.category is UserWarning] == []


def test_the_product_trains_by_the_graph_of_rasas_recipe() -> None:
    """Its check aside."""
    config = load_config()
    theirs = DefaultV1Recipe().graph_config_for_recipe(config, {})
    ours = LightRecipe().graph_config_for_recipe(config, {})
    assert ours.predict_schema == theirs.predict_schema
    check = ours.train_schema.nodes["schema_validator"]
    assert (check.uses, check.fn) == (Unchecked, theirs.train_schema.nodes["schema_validator"].fn)
    for schema in (ours.train_schema, theirs.train_schema):
        del schema.nodes["schema_validator"]
    assert ours.train_schema == theirs.train_schema


def test_a_training_without_neural_components_does_without_tensorflow(project: Path) -> None:
    keyword = "rasa.nlu.classifiers.keyword_intent_classifier.KeywordIntentClassifier"
    (project / CONFIG).write_text(
        f"recipe: default.v1\nassistant_id: tiny\nlanguage: fr\npipeline: [{{name: {keyword}}}]\n"
        "policies: [{name: RulePolicy}]\n",
        encoding="utf-8",
    )
    code = (
        "import sys; from pathlib import Path; from rasa_faster.imports import import_lazily; import_lazily();"
        "from scripts.rasa_training import CONFIG, DATA, DOMAIN, OneReading, train;"
        "train(Path('m.tar.gz'), OneReading(CONFIG, DOMAIN, [DATA]));"
        "print('tensorflow' in sys.modules)"
    )
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", code], cwd=project, env=env, capture_output=True, text=True)
    assert told.stdout.splitlines()[-1:] == ["False"], told.stderr[-2000:]
    assert (project / "m.tar.gz").is_file()


def test_what_is_learnt_from_is_what_rasas_importer_reads() -> None:
    """On the product's own rules and domain: a story with a sentence in it would need Rasa's importer."""
    rules = f"{DATA}/rules"
    ours = OneReading(CONFIG, DOMAIN, [rules, f"{DATA}/nlu/thank.yml"])
    theirs = TrainingDataImporter.load_from_config(CONFIG, DOMAIN, [rules, f"{DATA}/nlu/thank.yml"])
    assert ours.get_domain().as_dict() == theirs.get_domain().as_dict()
    assert ours.get_stories().fingerprint() == theirs.get_stories().fingerprint()

    def sentences(data: TrainingData) -> set[str]:
        return {message.fingerprint() for message in data.nlu_examples}

    assert sentences(ours.get_nlu_data("fr")) == sentences(theirs.get_nlu_data("fr"))
    assert not theirs.get_nlu_data("fr").has_e2e_examples()


def test_the_files_are_read_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[str] = []
    places = [(RasaFileImporter, "get_domain"), (RasaFileImporter, "get_stories"), (rasa_training, "load_data")]
    for place, name in places:
        read = getattr(place, name)

        def noted(*args: Any, read: Any = read, name: str = name) -> Any:
            readings.append(name)
            return read(*args)

        monkeypatch.setattr(place, name, noted)
    train(project / "model.tar.gz", OneReading(CONFIG, DOMAIN, [DATA]))
    # There is one file of sentences.
    assert sorted(readings) == ["get_domain", "get_stories", "load_data"]


def test_data_that_rasa_finds_wrong_make_no_model(project: Path) -> None:
    (project / DATA / "wrong.yml").write_text(
        "version: '3.1'\nrules:\n- rule: wrong\n  steps: [{intent: thank}, {action: utter_greet}]\n", encoding="utf-8"
    )
    with pytest.raises(InvalidRule, match="Contradicting rules"):
        train(project / "model.tar.gz", OneReading(CONFIG, DOMAIN, [DATA]))
    assert not (project / "model.tar.gz").exists()
