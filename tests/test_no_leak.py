"""No test sentence stands in the training data: whoever is trained on it proves nothing by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.text import words
from scripts.conversations.reading import conversation_files

TESTS = Path(__file__).parent
TRAINING = TESTS.parent / "data/nlu"
# « Merci », « source ? » and the like can hardly be said otherwise, in a conversation or a story.
FEW_WORDS = 3


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def key(sentence: str) -> str:
    return " ".join(words(sentence))


def length(sentence: str) -> int:
    return sum(bool(words(word)) for word in sentence.split())


def training_sentences() -> Iterator[str]:
    for path in sorted(TRAINING.glob("*.yml")):
        for intent in read(path)["nlu"]:
            yield from (line.removeprefix("- ") for line in intent["examples"].splitlines())


def under(node: Any, name: str) -> Iterator[str]:
    """Yield each text that stands under `name`, however deep in the YAML."""
    if isinstance(node, dict):
        for field, value in node.items():
            if field == name and isinstance(value, str):
                yield value
            else:
                yield from under(value, name)
    elif isinstance(node, list):
        for part in node:
            yield from under(part, name)


TRAINED = {key(sentence) for sentence in training_sentences()}
FILES = [
    *((path, "user", FEW_WORDS) for path in [*conversation_files(), TESTS / "test_stories.yml"]),
    *((path, "text", 0) for path in sorted(TESTS.glob("nlu/*.yml"))),
]


def test_the_training_data_is_there_to_compare_with() -> None:
    assert len(TRAINED) > 1000


@pytest.mark.parametrize(("path", "name", "allowed"), FILES, ids=[path.stem for path, *_ in FILES])
def test_no_sentence_stands_in_the_training_data(path: Path, name: str, allowed: int) -> None:
    sentences = list(under(read(path), name))
    assert sentences
    leaked = [said for said in sentences if key(said) in TRAINED and length(said) > allowed]
    assert not leaked, "\n".join(leaked)
