"""Messages and their parts as the classifiers read them."""

from __future__ import annotations

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from components.features import Sentence
from components.normalizer import NORMALIZED
from components.vocabulary import MENTIONS


def sentence_of(message: Message) -> Sentence:
    """Return what the classifiers read of a message."""
    return Sentence(message.get(TEXT), message.get(NORMALIZED).text, tuple(message.get(MENTIONS, ())))


def part_of(message: Message, span: tuple[int, int]) -> Sentence:
    """Return what the classifiers read of a part of a message, given by its place in the ordinary spelling."""
    start, end = span
    typed = slice(*message.get(NORMALIZED).span(start, end))
    mentions = tuple(
        mention.moved(-start) for mention in message.get(MENTIONS, ()) if start <= mention.start and mention.end <= end
    )
    return Sentence(message.get(TEXT)[typed], message.get(NORMALIZED).text[start:end], mentions)
