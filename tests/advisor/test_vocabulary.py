"""Names and aliases in a message: whole words, longest first, in both numbers."""

from __future__ import annotations

import re

import pytest

from advisor.question.mentions import MentionFinder
from advisor.question.vocabulary import Vocabulary, Word, forms_of, split_words
from advisor.survey import FactBase


@pytest.fixture()
def shop() -> Vocabulary:
    vocabulary = Vocabulary()
    vocabulary.add("thing", "tea", ["thé"])
    vocabulary.add("thing", "green_tea", ["thé vert", "boîte de thé vert"])
    vocabulary.add("thing", "animal", ["cheval"])
    for value in ("spoon", "fork"):
        vocabulary.add("thing", value, ["couvert"])
    vocabulary.add("thing", "e_card", ["e-carte"])
    return vocabulary


def words(text: str, lemmas: dict[str, str] | None = None) -> list[Word]:
    return [Word(forms_of(w, (lemmas or {}).get(w, "")), start, end) for w, start, end in split_words(text)]


def values(vocabulary: Vocabulary, text: str, lemmas: dict[str, str] | None = None) -> list[str]:
    return [mention.value for mention in vocabulary.find(words(text, lemmas), text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("du thé", ["tea"]),
        ("DU THE", ["tea"]),
        ("des thés", ["tea"]),
        ("du thé vert", ["green_tea"]),
        ("les thés verts", ["green_tea"]),
        ("du thé, du vert", ["green_tea"]),
        ("boîte thé vert", ["green_tea"]),
        ("thé vert et thé", ["green_tea", "tea"]),
        ("des chevaux", ["animal"]),
        ("les couverts", ["spoon", "fork"]),
        ("une e-carte", ["e_card"]),
        ("théâtre", []),
        ("verts", []),
        ("", []),
    ],
)
def test_the_longest_name_wins_in_singular_and_plural(shop: Vocabulary, text: str, expected: list[str]) -> None:
    assert values(shop, text) == expected


def test_a_lemma_is_looked_up_as_well(shop: Vocabulary) -> None:
    assert values(shop, "mes canassons") == []
    assert values(shop, "mes canassons", {"canassons": "cheval"}) == ["animal"]


def test_a_mention_knows_its_words(shop: Vocabulary) -> None:
    text = "et une boîte de thé vert ?"
    (mention,) = shop.find(words(text), text)
    assert (mention.type, mention.text, text[mention.start : mention.end]) == ("thing", *["boîte de thé vert"] * 2)
    assert (mention.moved(-3).start, mention.moved(-3).end) == (mention.start - 3, mention.end - 3)


def test_an_alias_without_a_word_is_refused(shop: Vocabulary) -> None:
    with pytest.raises(ValueError, match=re.escape("« !? » of thing tea")):
        shop.add("thing", "tea", ["!?"])


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("je colle des affiches et je paie des bannières", "item", ["traditional_ads", "online_ads"]),
        ("ma pub", "item", ["online_ads", "traditional_ads"]),
        ("de la publicité en ligne", "item", ["online_ads"]),
        ("les foires et la newsletter", "item", ["events", "email"]),
        ("le bouche-à-oreille", "item", ["word_of_mouth"]),
        ("les PME sans croissance", "population", ["no_growth"]),
        ("les PME en hypercroissance", "population", ["hypergrowth"]),
        ("les petites et moyennes entreprises", "population", ["pme"]),
        ("et sur TikTok", "topic", ["network"]),
        ("chez les coiffeurs en 2019", "topic", ["sector", "year"]),
        ("en 2013", "topic", []),
        ("l'étude de LinkedIn", "topic", []),
        ("aller sur LinkedIn", "topic", ["network"]),
        ("45 % de 80 boîtes", "share", ["45"]),
        ("45 % de 80 boîtes", "number", ["80"]),
    ],
)
def test_the_product_finds_what_a_message_names(
    finder: MentionFinder, text: str, kind: str, expected: list[str]
) -> None:
    found = finder.find(words(text.lower()), text.lower())
    assert [mention.value for mention in found if mention.type == kind] == expected


def test_every_alias_of_the_product_names_its_thing(facts: FactBase, finder: MentionFinder) -> None:
    survey = facts.survey
    tables: dict[str, dict[str, list[str]]] = {
        "item": {name: item.aliases for name, item in survey.items.items()},
        "population": {name: population.aliases for name, population in survey.populations.items()},
        "topic": {name: topic.aliases for name, topic in facts.topics.items()},
        "term": survey.terms,
        "measure": {name: measure.cues for name, measure in survey.measures.items()},
    }
    missed = [
        (kind, name, alias)
        for kind, table in tables.items()
        for name, aliases in table.items()
        for alias in aliases
        if (kind, name) not in {(m.type, m.value) for m in finder.find(words(alias.lower()), alias.lower())}
    ]
    assert missed == []
