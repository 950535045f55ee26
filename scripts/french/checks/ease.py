"""Reading ease: Flesch's measure as L. Kandel and A. Moles adapted it to French (1958).

207 - 1.015 × words a sentence - 73.6 × syllables a word; 60 and more is standard, 30 and less is for scholars.

The few lines are our own because the known package, textstat (0.7.13), counts the places where a word may be
hyphenated: « été », « idée », « avis » and « créer » have one syllable there, and every text looks easier than it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scripts.french.checks.counting import running_text, words
from scripts.french.checks.remark import Remark
from scripts.french.model import Collection

# A score says little of a handful of words: Flesch took samples of a hundred.
FEWEST_WORDS = 25
# No text may be for scholars. And nine in ten are standard or easier: our long words (« hypercroissance », « publicité
# traditionnelle ») weigh too much in a short text to hold each to it.
FLOOR = 30.0
STANDARD = 60.0
STANDARD_SHARE = 0.9
_LETTERS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|\n")
# Where vowels side by side are two syllables: « cré-er », « na-ïf », « essay-ez ».
_HIATUS = re.compile("(?<=[aeiouy])(?=[éèêëïöü])|(?<=[éèïö])(?=[aou])|(?<=é)(?=er|e[zr]?n)|(?<=[aeou]y)(?=[aeiou])")
_VOWELS = re.compile("[aeiouyàâäéèêëîïôöùûüœæ]+")
_MUTE_END = re.compile("(?<=[^aeiouyàâäéèêëîïôöùûü])es?$|(?<=[aeiouyéèêîïôû])es?$|(?<=[aeiou])ient$")


def syllables(word: str) -> int:
    """Return how many syllables a word has when it is read aloud; elided parts and parts of compounds add up."""
    return sum(max(1, _nuclei(part)) for part in _LETTERS.findall(word.lower()) if _VOWELS.search(part))


def _nuclei(word: str) -> int:
    stem = _MUTE_END.sub("", word) or word
    # « qu » and « gu » before a vowel are consonants.
    stem = re.sub("(?<=[qg])u(?=[eiéèêoa])", "", stem)
    return sum(len(_VOWELS.findall(part)) for part in _HIATUS.split(stem))


def ease(text: str) -> float:
    """Return the score of a text; numbers are left out, for how long they are read is no matter of style."""
    read = [word for word in words(text) if syllables(word)]
    sentences = [part for part in _SENTENCE_END.split(text) if syllables(part)]
    return 207 - 1.015 * len(read) / len(sentences) - 73.6 * sum(map(syllables, read)) / len(read)


def check_ease(collection: Collection) -> Iterator[Remark]:
    """Yield the texts that are hard to read, and what is wrong with them all where too few are easy."""
    scores: dict[str, float] = {}
    for text in collection.of("message", "page", "notice"):
        said = running_text(text.text)
        if said in scores or len(words(said)) < FEWEST_WORDS:
            continue
        scores[said] = ease(said)
        if scores[said] < FLOOR:
            yield Remark(f"reading ease {scores[said]:.0f}, at least {FLOOR:.0f}", text.text, collection.origin(text))
    easy = sum(score >= STANDARD for score in scores.values())
    if easy < STANDARD_SHARE * len(scores):
        yield Remark(f"only {easy} of {len(scores)} texts have a reading ease of {STANDARD:.0f} or more", "all texts")
