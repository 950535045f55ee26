"""Asking the adviser without Rasa: all but the kind of question is found in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from advisor.answer import Answer, answer, remember
from advisor.question.mentions import MentionFinder
from advisor.question.model import Context, Question
from advisor.question.resolve import resolve
from advisor.question.vocabulary import Word, forms_of, split_words
from advisor.survey import FactBase


def plain(text: str) -> str:
    """Return a reply with ordinary spaces and apostrophes."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def percentages(text: str) -> set[float]:
    """Return the percentages that stand in a reply, in digits."""
    return {float(found.replace(",", ".")) for found in re.findall(r"(\d+(?:,\d+)?) %", plain(text))}


@dataclass
class Visitor:
    """A visitor whose conversation is remembered from one question to the next."""

    facts: FactBase
    finder: MentionFinder
    context: Context = field(default_factory=Context)

    def question(self, kind: str, text: str) -> Question:
        """Return what a message of this kind asks at this point of the conversation."""
        words = [Word(forms_of(word), start, end) for word, start, end in split_words(text.lower())]
        return resolve(kind, self.finder.find(words, text.lower()), text, self.context, self.facts)

    def ask(self, kind: str, text: str) -> Answer:
        """Return the answer, and remember it."""
        question = self.question(kind, text)
        given = answer(question, self.facts)
        self.context = remember(question, given)
        return given
