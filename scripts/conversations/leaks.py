"""Sentences of the training data: a conversation with one of them proves nothing, and tests/test_no_leak.py fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from advisor.text import words
from scripts.conversations.yaml_files import read_yaml

TRAINING = Path(__file__).resolve().parents[2] / "data/nlu"
# « Merci » and the like can hardly be said otherwise.
_FEW_WORDS = 3


def trained_sentences(sentences: Iterable[str], training: Path = TRAINING) -> list[str]:
    """Return those of `sentences` on which the assistant is trained."""
    trained = {
        " ".join(words(line.removeprefix("- ")))
        for path in training.glob("*.yml")
        for intent in read_yaml(path)["nlu"]
        for line in intent["examples"].splitlines()
    }
    return [said for said in sentences if len(said.split()) > _FEW_WORDS and " ".join(words(said)) in trained]
