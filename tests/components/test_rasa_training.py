"""The training that reads its data once trains on what `rasa train` would, and that Rasa is still the one it is for."""

from __future__ import annotations

from pathlib import Path

import pytest
import rasa
from rasa.shared.importers.importer import TrainingDataImporter

from scripts.rasa_training import OneReading

CONFIG = """
recipe: default.v1
assistant_id: small
language: fr
pipeline: [{name: WhitespaceTokenizer}]
policies: [{name: RulePolicy}]
"""
DOMAIN = """
version: "3.1"
intents: [greet, thank]
slots: {goals: {type: any, mappings: [{type: custom}]}}
responses: {utter_hello: [{text: Bonjour.}]}
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - bonjour
    - salut
- intent: thank
  examples: |
    - merci
"""
RULES = """
version: "3.1"
rules:
- rule: A greeting is answered
  steps: [{intent: greet}, {action: utter_hello}]
"""


@pytest.fixture()
def project(tmp_path: Path) -> list[str]:
    (tmp_path / "data").mkdir()
    for name, text in (("config", CONFIG), ("domain", DOMAIN), ("data/nlu", NLU), ("data/rules", RULES)):
        (tmp_path / f"{name}.yml").write_text(text)
    return [str(tmp_path / name) for name in ("config.yml", "domain.yml", "data")]


def test_it_reads_what_rasa_reads(project: list[str]) -> None:
    config, domain, data = project
    ours = OneReading(config, domain, [data])
    theirs = TrainingDataImporter.load_from_config(config, domain, [data])
    assert ours.get_config() == theirs.get_config()
    assert ours.get_domain().fingerprint() == theirs.get_domain().fingerprint()
    assert ours.get_stories().fingerprint() == theirs.get_stories().fingerprint()
    ours_said, theirs_said = (importer.get_nlu_data().intent_examples for importer in (ours, theirs))
    assert [(one.get("text"), one.get("intent")) for one in ours_said] == [
        (one.get("text"), one.get("intent")) for one in theirs_said if one.get("text")
    ]


def test_rasa_is_the_one_that_it_was_written_for() -> None:
    assert rasa.__version__.startswith("3.6.")
