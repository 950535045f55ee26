"""What is kept of French in tries answers as the dictionary that it was made from."""

from __future__ import annotations

import functools
from collections import defaultdict

import pytest
from spellchecker import SpellChecker

from advisor.text import fold
from components.spelling import Frequencies, Speller, french_words

# « pmé » is no word of French; « côté » is one, and much more frequent than « coté ».
DOMAIN = ["pmé", "linkedin", "côté"]


@functools.lru_cache(maxsize=1)
def dictionary() -> dict[str, int]:
    return dict(SpellChecker(language="fr", distance=1).word_frequency.dictionary)


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(DOMAIN)


def test_words_have_the_frequency_of_the_dictionary() -> None:
    assert dict(french_words().items()) == dictionary()
    assert len(french_words()) == len(dictionary()) > 100_000


def test_what_is_no_word_has_no_frequency() -> None:
    words = french_words()
    for none in ("zorglub", "événemen", "evenement", "ÉVÉNEMENT", ""):
        assert none not in words
        assert words.get(none, 0) == 0
    with pytest.raises(KeyError):
        words["zorglub"]


def test_words_as_frequent_as_asked() -> None:
    words = Frequencies({"rare": 999, "commun": 1000, "fréquent": 4_000_000_000})
    assert sorted(words.at_least(1000)) == ["commun", "fréquent"]


def test_accents_are_those_of_the_most_frequent_word(speller: Speller) -> None:
    """For all of French, typed without any accent, or with one where there is none."""
    french = dictionary()
    alike: dict[str, list[str]] = defaultdict(list)
    for word in french.keys() | set(DOMAIN):
        alike[fold(word)].append(word)
    assert len(alike) > 100_000
    for folded, words in alike.items():
        best = max(french.get(word, 0) for word in words)
        found = speller._with_accents(folded)
        assert found in words
        assert french.get(found, 0) == best
    assert speller._with_accents("zorglub") is None


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("evenement", "événement"),
        ("Évènément", "événement"),
        ("événement", "événement"),
        ("evenemment", "événement"),
        ("cote", "cote"),
        ("côte", "côte"),
        ("çote", "côté"),
        ("linkdin", "linkedin"),
        ("pme", "pmé"),
        ("abreges", "abrégés"),
        ("zorglub", "zorglub"),
    ],
)
def test_words_are_mended(speller: Speller, typed: str, mended: str) -> None:
    assert speller.rewrite(typed).text == mended
